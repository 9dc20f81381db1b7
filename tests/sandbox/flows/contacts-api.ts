import { utc } from '../clock.ts';
import type { RandomIds } from '../random-ids.ts';
import { cursorPage, flowsUrl } from './cursor.ts';
import type { FlowsAnswer, FlowsProject, FlowsQuery } from './flows-server.ts';
import type { FlowsContact } from './types.ts';

function serializeContact(contact: FlowsContact): Record<string, unknown> {
  return {
    uuid: contact.uuid,
    name: contact.isDeleted ? null : contact.name,
    language: contact.language,
    urns: contact.isDeleted ? [] : contact.urns,
    groups: contact.groups,
    fields: contact.fields,
    blocked: contact.isDeleted ? null : contact.blocked,
    stopped: contact.isDeleted ? null : contact.stopped,
    created_on: utc(contact.createdAt),
    modified_on: utc(contact.modifiedAt),
    last_seen_on: contact.lastSeenAt === null ? null : utc(contact.lastSeenAt),
  };
}

function instant(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function candidates(project: FlowsProject, query: FlowsQuery): Iterable<FlowsContact> | FlowsAnswer {
  const { contacts } = project;
  const one = (contact: FlowsContact | undefined): FlowsContact[] => (contact === undefined ? [] : [contact]);
  if (query['uuid'] !== undefined) return one(contacts.byUuid(query['uuid']));
  if (query['urn'] !== undefined) return one(contacts.byUrn(query['urn']));
  if (query['search'] !== undefined) {
    const text = query['search'];
    const byUrn = contacts.byUrn(text) ?? contacts.byUrn(`whatsapp:${text}`) ?? contacts.byUrn(`tel:${text}`);
    return one(byUrn ?? contacts.byExactName(text));
  }
  const order = query['order_by'];
  if (order !== undefined && !['created_on', '-created_on', 'modified_on'].includes(order))
    return { status: 400, body: { detail: 'Invalid order_by' } };
  return contacts.iterate(order === 'created_on' ? 'created' : order === '-created_on' ? '-created' : 'modified');
}

/** Flows' `GET contacts.json`, with the filters, order, cursor and page size of the real view. */
export function listContacts(project: FlowsProject, query: FlowsQuery): FlowsAnswer {
  const rows = candidates(project, query);
  if ('status' in rows) return rows;
  const order = query['order_by'];
  const isCreated = order === 'created_on' || order === '-created_on';
  const sortValue = (contact: FlowsContact): number => (isCreated ? contact.createdAt : contact.modifiedAt);
  const groupName = query['group'];
  const group =
    groupName === undefined
      ? undefined
      : project.groups.find((each) => each.uuid === groupName || each.name === groupName);
  if (groupName !== undefined && group === undefined)
    return { status: 200, body: { next: null, previous: null, results: [] } };
  const name = query['name']?.toLowerCase();
  const after = instant(query['after']);
  const before = instant(query['before']);
  const wantsDeleted = query['deleted'] === 'true' || query['deleted'] === '1';
  function* filtered(all: Iterable<FlowsContact>): Iterable<FlowsContact> {
    for (const contact of all) {
      if (contact.isDeleted !== wantsDeleted) continue;
      if (group !== undefined && !group.has(contact.index)) continue;
      if (name !== undefined && !(contact.name ?? '').toLowerCase().includes(name)) continue;
      if (after !== null && contact.modifiedAt < after) continue;
      if (before !== null && contact.modifiedAt > before) continue;
      yield contact;
    }
  }
  const limit = Number.parseInt(query['limit'] ?? '', 10);
  const found = cursorPage(
    filtered(rows),
    sortValue,
    limit > 0 ? limit : project.pageSize.contacts,
    query['cursor'] ?? '',
    order === 'created_on',
  );
  if (found === null) return { status: 404, body: { detail: 'Invalid cursor' } };
  const { cursor: _, ...rest } = query;
  const link = (cursor: string | null): string | null =>
    cursor === null ? null : flowsUrl('/api/v2/contacts.json', rest, cursor);
  return {
    status: 200,
    body: { next: link(found.next), previous: link(found.previous), results: found.rows.map(serializeContact) },
  };
}

/** Flows' `POST contacts.json`. */
export function createContact(
  project: FlowsProject,
  body: Record<string, unknown>,
  now: number,
  ids: RandomIds,
): FlowsAnswer {
  const urns = Array.isArray(body['urns']) ? body['urns'].filter((urn) => typeof urn === 'string') : [];
  const taken = urns.find((urn) => project.contacts.byUrn(urn) !== undefined);
  if (taken !== undefined) return { status: 400, body: { urns: [`URN belongs to another contact: ${taken}`] } };
  const invalid = urns.find(
    (urn) =>
      !/^[a-z]+:.+$/.test(urn) || (urn.startsWith('whatsapp:') && !/^whatsapp:(\d{1,15}|[A-Z]{2}\..+)$/.test(urn)),
  );
  if (invalid !== undefined)
    return { status: 400, body: { urns: [`Invalid URN: ${invalid}. Ensure phone numbers contain country codes.`] } };
  const contact = project.contacts.add({
    uuid: ids.uuid(),
    name: typeof body['name'] === 'string' ? body['name'] : null,
    language: typeof body['language'] === 'string' ? body['language'] : null,
    urns,
    groups: [],
    fields: {},
    blocked: false,
    stopped: false,
    isDeleted: false,
    createdAt: now,
    modifiedAt: now,
    lastSeenAt: null,
  });
  return { status: 201, body: serializeContact(contact) };
}
