/** A difference in shape between two JSON values: field names, types and nullability, never the values themselves. */
export interface Difference {
  readonly at: string;
  readonly recorded: string;
  readonly sandbox: string;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function entriesOf(value: unknown): Map<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** Differences of the sandbox's value against the recorded one. A row of a list must have the shape of at least one recorded row. */
export function shapeDifferences(recorded: unknown, sandbox: unknown, at = '$'): Difference[] {
  const left = kindOf(recorded);
  const right = kindOf(sandbox);
  if (left !== right) return [{ at, recorded: left, sandbox: right }];
  if (Array.isArray(recorded) && Array.isArray(sandbox)) {
    if (recorded.length === 0 || sandbox.length === 0)
      return recorded.length === sandbox.length
        ? []
        : [{ at: `${at}[]`, recorded: `${recorded.length} items`, sandbox: `${sandbox.length} items` }];
    return sandbox.flatMap((item: unknown, place) => {
      const same = shapeDifferences(recorded[place], item, `${at}[${place}]`);
      if (same.length === 0) return [];
      return recorded.some((other: unknown) => shapeDifferences(other, item).length === 0) ? [] : same;
    });
  }
  if (left !== 'object') return [];
  const found: Difference[] = [];
  const mine = entriesOf(sandbox);
  for (const [key, value] of entriesOf(recorded)) {
    if (!mine.has(key)) found.push({ at: `${at}.${key}`, recorded: kindOf(value), sandbox: 'absent' });
    else found.push(...shapeDifferences(value, mine.get(key), `${at}.${key}`));
    mine.delete(key);
  }
  for (const [key, value] of mine) found.push({ at: `${at}.${key}`, recorded: 'absent', sandbox: kindOf(value) });
  return found;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Learns which uuid of the sandbox corresponds to which recorded one, by its position. */
export function learnIds(recorded: unknown, sandbox: unknown, ids: Map<string, string>): void {
  if (typeof recorded === 'string' && typeof sandbox === 'string' && UUID.test(recorded) && UUID.test(sandbox)) {
    if (!ids.has(recorded)) ids.set(recorded, sandbox);
    return;
  }
  if (Array.isArray(recorded) && Array.isArray(sandbox)) {
    recorded.forEach((item: unknown, place) => {
      learnIds(item, sandbox[place], ids);
    });
    return;
  }
  const mine = entriesOf(sandbox);
  for (const [key, value] of entriesOf(recorded)) learnIds(value, mine.get(key), ids);
}

/** The recorded text with the sandbox's ids in place of the recorded ones. */
export function withIds(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uuid) => ids.get(uuid) ?? uuid);
}
