import type { ContactUuid, MessageUuid, RoomUuid } from '../ids.ts';
import type { MessageFact, RoomFact } from './facts.ts';
import type { AwaitedRow, PendingCheck, RoomPlace } from './records.ts';
import { placeOf, type KnownRoom } from './room-memory.ts';

/** Flows' and the engine's clocks differ a little: a message this much older than the start still counts as after it. */
export const SLACK_MS = 1_500;

/**
 * When a hint is checked: the ticket's room comes first and its history a moment later
 * (.github/docs/contract/pitfalls.md#history-after-the-room).
 */
export const CHECK_DELAYS_MS = [1_500, 10_000] as const;

/** What a fact means for the people awaited. Only `attribute` turns it into rows. */
export type Effect =
  | { readonly kind: 'reply'; readonly contactUuid: ContactUuid; readonly roomUuid: RoomUuid; readonly messageUuid: MessageUuid; readonly at: number; readonly place: RoomPlace | null }
  | { readonly kind: 'wrote-unseen'; readonly at: number }
  | { readonly kind: 'waiting-room'; readonly roomUuid: RoomUuid; readonly ticketUuid: string | null; readonly flowStart: { readonly name: string; readonly createdAt: number | null } | null }
  | { readonly kind: 'ticket-opened'; readonly roomUuid: RoomUuid; readonly ticketUuid: string | null; readonly createdAt: number | null; readonly place: RoomPlace }
  | { readonly kind: 'room'; readonly roomUuid: RoomUuid; readonly ticketUuid: string | null; readonly place: RoomPlace; readonly contactName: string | null; readonly isWaiting: boolean; readonly modifiedAt: number | null }
  | { readonly kind: 'closed'; readonly roomUuid: RoomUuid; readonly isReplaced: boolean; readonly isByPerson: boolean; readonly at: number | null }
  | { readonly kind: 'check'; readonly roomUuid: RoomUuid; readonly contactUuid: ContactUuid | null; readonly ask: PendingCheck['ask']; readonly delayMs: number };

/** States in which a person has not answered and may still do so. */
export function isOpen(row: AwaitedRow): boolean {
  return row.status === 'sent' || row.status === 'waiting-room' || row.status === 'ticket-opened';
}

/** A person whose answer would still count: open, or closed, replaced or expired without one. */
export function isAnswerable(row: AwaitedRow): boolean {
  return row.repliedAt === null;
}

/** The person's newest start, if it is still without an answer: an answer to it settles all older ones, so they do not count. */
export function newestAnswerable(rows: readonly AwaitedRow[]): AwaitedRow | undefined {
  const newest = rows.toSorted(byNewest).find((row) => row.repliedAt !== null || (row.status !== 'dismissed' && row.status !== 'expired'));
  return newest !== undefined && isAnswerable(newest) ? newest : undefined;
}

/**
 * What a room event or list item means. It never decides a reply by a flag alone: only a contact's message with its time
 * does; everything else that smells of one becomes a check. Source:
 * .github/docs/contract/states.md#how-disparo-detects-a-reply.
 *
 * @param about.rows every row of the human behind the room's contact
 * @param about.known what was known of the room before this fact; null for a new one
 */
export function detectRoom(
  fact: RoomFact,
  about: { readonly rows: readonly AwaitedRow[]; readonly known: KnownRoom | null; readonly selfEmail: string },
): Effect[] {
  const { rows, known } = about;
  if (fact.contactUuid === null || rows.length === 0) return [];
  const contactUuid = fact.contactUuid;
  const check = (ask: PendingCheck['ask'], delayMs: number = CHECK_DELAYS_MS[0]): Effect => ({ kind: 'check', roomUuid: fact.uuid, contactUuid, ask, delayMs });
  const reply = toReply(fact, contactUuid, placeOf(fact, about.selfEmail));

  if (fact.action === 'destroy') return [check('room')];
  if (!fact.isActive || fact.action === 'close') {
    const isReplaced = fact.endedBy === 'new_room';
    const closed: Effect = { kind: 'closed', roomUuid: fact.uuid, isReplaced, isByPerson: fact.endedBy !== null && !isReplaced, at: fact.endedAt };
    const isOurs = rows.some((row) => row.roomUuid === fact.uuid && isAnswerable(row));
    return [...reply, closed, ...(isOurs ? [check('messages')] : [])];
  }

  const effects: Effect[] = [...reply];
  const place = placeOf(fact, about.selfEmail);
  const ticketUuid = fact.ticketUuid ?? null;
  const mine = rows.filter((row) => row.roomUuid === fact.uuid);
  const newest = newestAnswerable(rows);
  const isNews = newest !== undefined && isTicketNews(fact, { mine, known, newest });

  if (isNews) effects.push({ kind: 'ticket-opened', roomUuid: fact.uuid, ticketUuid, createdAt: fact.createdAt ?? fact.modifiedAt, place });
  else if (fact.isWaiting) {
    const flowStart = fact.flowStart ?? null;
    effects.push({ kind: 'waiting-room', roomUuid: fact.uuid, ticketUuid, flowStart: flowStart === null ? null : { name: flowStart.name, createdAt: flowStart.createdAt } });
  }
  effects.push({ kind: 'room', roomUuid: fact.uuid, ticketUuid, place, contactName: fact.contactName, isWaiting: fact.isWaiting, modifiedAt: fact.modifiedAt });

  // What they said before the start is no answer: the one they gave since may only be in the history.
  const isAnswered = newest !== undefined && reply.some((effect) => effect.kind === 'reply' && effect.at > newest.sentAt - SLACK_MS);
  if (newest !== undefined && !isAnswered) {
    const stoppedWaiting = !fact.isWaiting && mine.some((row) => row.status === 'waiting-room');
    // A room that came to us from elsewhere may hold an answer that was given there, and so may one just made: a list may
    // have shown it before its history was in it.
    const isNewHere = fact.source === 'socket' && !fact.isWaiting && (fact.action === 'create' || (known === null && mine.length === 0));
    if (isNews || stoppedWaiting || isNewHere) effects.push(check('messages'));
    // Two open rooms of one person are not allowed: the room we waited in was closed without a word
    // (.github/docs/contract/states.md#observed-cases, C6).
    for (const row of rows) {
      if (row.status !== 'waiting-room' || row.roomUuid === null || row.roomUuid === fact.uuid) continue;
      effects.push({ kind: 'check', roomUuid: row.roomUuid, contactUuid, ask: 'room', delayMs: 300 });
    }
  }
  return effects;
}

/**
 * What a message means. Only the contact's own words count, never a bot's or an agent's.
 *
 * @param about.known the room's contact must be known; a message of an unknown room asks for the room first
 */
export function detectMessage(
  fact: MessageFact,
  about: { readonly contactUuid: ContactUuid | null | undefined; readonly known: KnownRoom | null },
): Effect[] {
  if (fact.direction !== 'contact') return [];
  if (about.contactUuid === undefined) return [{ kind: 'check', roomUuid: fact.roomUuid, contactUuid: null, ask: 'room', delayMs: 0 }];
  if (about.contactUuid === null) return [];
  return [{ kind: 'reply', contactUuid: about.contactUuid, roomUuid: fact.roomUuid, messageUuid: fact.uuid, at: fact.createdAt, place: about.known?.place ?? null }];
}

/** Newest start first; equal times by id, so that every order of arrival sorts alike. */
export function byNewest(a: AwaitedRow, b: AwaitedRow): number {
  return b.sentAt - a.sentAt || (a.id < b.id ? 1 : -1);
}

function toReply(fact: RoomFact, contactUuid: ContactUuid, place: RoomPlace): Effect[] {
  const last = fact.lastMessage;
  if (last === null || last.direction !== 'contact') return [];
  return [{ kind: 'reply', contactUuid, roomUuid: fact.uuid, messageUuid: last.uuid, at: last.createdAt, place }];
}

// A ticket shows by a new room, a new ticket, or the flow start being used up. A room older than the start is no news.
function isTicketNews(
  fact: RoomFact,
  about: { readonly mine: readonly AwaitedRow[]; readonly known: KnownRoom | null; readonly newest: AwaitedRow },
): boolean {
  const { mine, known, newest } = about;
  if (mine.length > 0) {
    const before = mine.find((row) => row.ticketUuid !== null)?.ticketUuid ?? known?.ticketUuid ?? null;
    const ticketUuid = fact.ticketUuid ?? null;
    if (before !== null && ticketUuid !== null && ticketUuid !== before) return true;
    return known?.hadFlowStart === true && fact.flowStart === null && mine.some((row) => row.status === 'waiting-room');
  }
  // Where the age is not told, a `create` of a room nobody knew is one: its last change is its making.
  const createdAt = fact.createdAt ?? (fact.action === 'create' && known === null ? fact.modifiedAt : null);
  return createdAt !== null && !fact.isWaiting && createdAt > newest.sentAt - SLACK_MS;
}
