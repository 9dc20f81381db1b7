/** First URN of a contact from the search, `scheme:path`, or an empty text. Rows may be null or without a URN. */
export function firstUrn(contact) {
  const urn = contact?.urns?.[0];
  if (!urn) return contact?.urn ?? '';
  return typeof urn === 'string' ? urn : `${urn.scheme}:${urn.path}`;
}

/** Groups contacts by first letter, sorted by name, each URN once per letter. */
export function groupByLetter(contacts) {
  const letters = new Map();
  for (const contact of contacts.slice().sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))) {
    const letter = (contact.name?.[0] ?? '#').toUpperCase();
    const group = letters.get(letter) ?? [];
    if (!group.some((other) => firstUrn(other) === firstUrn(contact))) group.push(contact);
    letters.set(letter, group);
  }
  return Array.from(letters.entries());
}

/** Replaces the page's placeholders in a parameter with values of the contact; a URN is used without its scheme. */
export function resolveTokens(value, contact, agent) {
  const urn = firstUrn(contact);
  const tokens = {
    '{{contact.name}}': contact.name ?? '',
    '{{contact.urn}}': urn.slice(urn.indexOf(':') + 1),
    '{{agent.name}}': agent.first_name ?? '',
    '{{agent.email}}': agent.email ?? '',
  };
  return Object.entries(tokens).reduce(
    (text, [token, replacement]) => text.replaceAll(token, () => replacement),
    value,
  );
}
