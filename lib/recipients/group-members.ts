import type { ContactUuid, GroupUuid } from '../ids.ts';
import { type ContactRow, toContactRow, type UnsendableReason, unsendableReason } from './contact-row.ts';
import { type ListContactsPage, walkContacts, type WalkEnd } from './contact-pages.ts';

/** How far an expansion is. `expected` is the count the group list told; smart groups change while they are read. */
export interface GroupProgress {
  readonly seen: number;
  readonly expected: number;
  readonly badRows: number;
  readonly pages: number;
}

export interface GroupPorts {
  readonly listContactsPage: ListContactsPage;
  /** Whether the group still exists; asked only after a walk failed or came back empty. A rejection leaves it open. */
  readonly groupExists?: (groupUuid: GroupUuid) => Promise<boolean>;
}

export interface ExpandOptions {
  readonly expected: number;
  readonly signal?: AbortSignal | undefined;
  readonly limit?: number;
  readonly maxCalls?: number;
  /** One page of members, each once over the whole expansion. They stay picked whatever the end. */
  readonly onMembers: (rows: readonly ContactRow[], progress: GroupProgress) => void;
}

/** How an expansion ended. `end` other than `complete` means that members are missing; `gone`: the group was deleted meanwhile. */
export interface GroupExpansion {
  readonly end: WalkEnd;
  readonly seen: number;
  readonly expected: number;
  readonly badRows: number;
  readonly calls: number;
  /** Members nobody can write to, by name and reason. */
  readonly dropped: readonly { readonly contactUuid: ContactUuid; readonly name: string | null; readonly reason: UnsendableReason }[];
}

/** One page of 250 is Flows' own default; 10,000 members then cost 40 calls. */
const GROUP_LIMIT = 250;
const GROUP_MAX_CALLS = 400;

/** Reads all members of a group page by page. Never rejects: the end says what happened, and what came stays. */
export async function expandGroup(ports: GroupPorts, groupUuid: GroupUuid, options: ExpandOptions): Promise<GroupExpansion> {
  const dropped: { contactUuid: ContactUuid; name: string | null; reason: UnsendableReason }[] = [];
  let seen = 0;
  let badRows = 0;
  const result = await walkContacts(ports.listContactsPage, { group: groupUuid }, {
    limit: options.limit ?? GROUP_LIMIT,
    minLimit: 50,
    maxCalls: options.maxCalls ?? GROUP_MAX_CALLS,
    signal: options.signal,
    onPage(page) {
      const rows = page.rows.map(toContactRow);
      for (const row of rows) {
        const reason = unsendableReason(row);
        if (reason !== null) dropped.push({ contactUuid: row.contactUuid, name: row.name, reason });
      }
      seen += rows.length;
      badRows += page.badRows;
      options.onMembers(rows, { seen, expected: options.expected, badRows, pages: page.calls });
    },
  });
  const end = await explainEnd(ports, groupUuid, { end: result.end, isEmpty: seen === 0 && options.expected > 0 });
  return { end, seen, expected: options.expected, badRows, calls: result.calls, dropped };
}

// Flows answers an unknown group with an error or with nobody, never with a clear no.
async function explainEnd(ports: GroupPorts, groupUuid: GroupUuid, walk: { readonly end: WalkEnd; readonly isEmpty: boolean }): Promise<WalkEnd> {
  const isSuspicious = walk.end === 'failed' || walk.end === 'budget' || walk.end === 'gone' || (walk.end === 'complete' && walk.isEmpty);
  if (!isSuspicious || ports.groupExists === undefined) return walk.end;
  const exists = await ports.groupExists(groupUuid).catch(() => true);
  return exists ? walk.end : 'gone';
}
