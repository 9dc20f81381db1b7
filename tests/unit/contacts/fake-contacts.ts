import type { Contact } from '../../../lib/contacts/contact.ts';
import type { ContactPage, ContactPageQuery, ListContactsPage } from '../../../lib/contacts/contact-pages.ts';

export class FakeError extends Error {
  readonly kind: string;
  constructor(kind: string) {
    super(kind);
    this.kind = kind;
  }
}

/** Query of a page of contacts, with the name to search for. */
export type FakeQuery = ContactPageQuery & { readonly name?: string };

export interface FakeProject {
  readonly contacts: Contact[];
  readonly calls: ContactPageQuery[];
  readonly list: ListContactsPage;
}

/**
 * A project with pages as in the contract: newest change first; the cursor is a position in time; filters by urn, uuid,
 * name (contains, in any case), group and after.
 */
export function fakeProject(
  contacts: Contact[],
  quirks: { maxLimit?: number; beforeCall?: (call: number, query: FakeQuery) => void } = {},
): FakeProject {
  const calls: ContactPageQuery[] = [];
  async function list(query: FakeQuery): Promise<ContactPage> {
    calls.push(query);
    quirks.beforeCall?.(calls.length, query);
    if ((query.limit ?? 250) > (quirks.maxLimit ?? Number.POSITIVE_INFINITY)) throw new FakeError('rate-limit');
    const fits = contacts
      .filter((contact) => query.uuid === undefined || contact.contactUuid === query.uuid)
      .filter(
        (contact) => query.urn === undefined || contact.urns.some((urn) => `${urn.scheme}:${urn.path}` === query.urn),
      )
      .filter(
        (contact) => query.name === undefined || (contact.name ?? '').toLowerCase().includes(query.name.toLowerCase()),
      )
      .filter((contact) => query.group === undefined || contact.groups.some((group) => group.groupUuid === query.group))
      .filter((contact) => query.after === undefined || contact.modifiedAt >= query.after)
      .sort((a, b) => b.modifiedAt - a.modifiedAt);
    const [at, uuid] = query.cursor?.split(' ') ?? [];
    const from =
      at === undefined
        ? fits
        : fits.filter(
            (contact) =>
              contact.modifiedAt < Number(at) ||
              (contact.modifiedAt === Number(at) && contact.contactUuid > (uuid ?? '')),
          );
    const rows = from.slice(0, query.limit ?? 250);
    const last = rows.at(-1);
    const hasMore = rows.length < from.length && last !== undefined;
    return { rows, badRows: 0, nextCursor: hasMore ? `${last.modifiedAt} ${last.contactUuid}` : null };
  }
  return { contacts, calls, list };
}
