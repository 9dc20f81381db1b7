import { readAddress } from '../contacts/contact-row.ts';
import type { ContactUuid, MessageUuid, RoomUuid } from '../ids.ts';
import type { MessageFact, RoomFact } from './facts.ts';
import type { AwaitedRow, PendingCheck, RoomPlace } from './records.ts';
import { placeOf, type KnownRoom } from './room-memory.ts';

/**
 * The clocks of Flows and the engine differ slightly. A message up to this much older than the start still counts as
 * written after it.
 */
export const SLACK_MS = 1_500;

/**
 * Delays of the checks that follow a hint. There are two, because the ticket's room is created first and its message
 * history is added a moment later (.github/docs/contract/pitfalls.md#history-after-the-room).
 */
export const CHECK_DELAYS_MS = [1_500, 10_000] as const;

/** What a fact means for the people awaited. Only `attribute` turns effects into changed rows. */
export type Effect =
  | {
      readonly kind: 'reply';
      readonly contactUuid: ContactUuid;
      readonly roomUuid: RoomUuid;
      readonly messageUuid: MessageUuid;
      readonly at: number;
      readonly place: RoomPlace | null;
      readonly asksToStop?: true | undefined;
    }
  | { readonly kind: 'wrote-unseen'; readonly at: number }
  | {
      readonly kind: 'waiting-room';
      readonly roomUuid: RoomUuid;
      readonly ticketUuid: string | null;
      readonly flowStart: { readonly name: string; readonly createdAt: number | null } | null;
    }
  | {
      readonly kind: 'ticket-opened';
      readonly roomUuid: RoomUuid;
      readonly ticketUuid: string | null;
      readonly createdAt: number | null;
      readonly place: RoomPlace;
    }
  | {
      readonly kind: 'room';
      readonly roomUuid: RoomUuid;
      readonly ticketUuid: string | null;
      readonly place: RoomPlace;
      readonly contactName: string | null;
      /** Number, username or address of a contact without a name. */
      readonly knownAs?: string | null;
      readonly isWaiting: boolean;
      readonly modifiedAt: number | null;
      /** Undefined where the source does not tell. */
      readonly unread?: number | undefined;
    }
  /** The agent answered in this room, at this time, perhaps on another device. */
  | { readonly kind: 'handled'; readonly roomUuid: RoomUuid; readonly at: number }
  | {
      readonly kind: 'closed';
      readonly roomUuid: RoomUuid;
      readonly isReplaced: boolean;
      readonly isByPerson: boolean;
      readonly at: number | null;
    }
  | {
      readonly kind: 'check';
      readonly roomUuid: RoomUuid;
      readonly contactUuid: ContactUuid | null;
      readonly ask: PendingCheck['ask'];
      readonly delayMs: number;
    };

/** Whether the row awaits an answer: the contact has not answered and still can. */
export function isOpen(row: AwaitedRow): boolean {
  return row.status === 'sent' || row.status === 'waiting-room' || row.status === 'ticket-opened';
}

/**
 * Whether an answer would still count for this row: it is open, or it was closed, replaced or expired without an
 * answer.
 */
export function isAnswerable(row: AwaitedRow): boolean {
  return row.repliedAt === null;
}

/**
 * Returns the person's newest start if it has no answer yet. An answer to the newest start settles all older ones, so
 * older rows do not matter here. Dismissed and expired rows are skipped.
 */
export function newestAnswerable(rows: readonly AwaitedRow[]): AwaitedRow | undefined {
  const newest = rows
    .toSorted(byNewest)
    .find((row) => row.repliedAt !== null || (row.status !== 'dismissed' && row.status !== 'expired'));
  return newest !== undefined && isAnswerable(newest) ? newest : undefined;
}

/**
 * Derives effects from a room event or a list item. Only a contact's message with a time of its own makes a reply.
 * Every weaker sign (a flag, a new room, a new ticket) only makes a check, which then asks the server. Source:
 * .github/docs/contract/states.md#how-disparo-detects-a-reply.
 *
 * @param about.rows every row of the human behind the room's contact
 * @param about.known what was known of the room before this fact; null for a new room
 * @param about.selfEmail e-mail of the signed-in agent, to tell their rooms from a colleague's
 */
export function detectRoom(
  fact: RoomFact,
  about: { readonly rows: readonly AwaitedRow[]; readonly known: KnownRoom | null; readonly selfEmail: string },
): Effect[] {
  const { rows, known } = about;
  if (fact.contactUuid === null || rows.length === 0) return [];
  const contactUuid = fact.contactUuid;
  const check = (ask: PendingCheck['ask'], delayMs: number = CHECK_DELAYS_MS[0]): Effect => ({
    kind: 'check',
    roomUuid: fact.uuid,
    contactUuid,
    ask,
    delayMs,
  });
  const reply = toReply(fact, contactUuid, placeOf(fact, about.selfEmail));

  if (fact.action === 'destroy') return [check('room')];
  if (!fact.isActive || fact.action === 'close') {
    const isReplaced = fact.endedBy === 'new_room';
    const closed: Effect = {
      kind: 'closed',
      roomUuid: fact.uuid,
      isReplaced,
      isByPerson: fact.endedBy !== null && !isReplaced,
      at: fact.endedAt,
    };
    const isOurs = rows.some((row) => row.roomUuid === fact.uuid && isAnswerable(row));
    return [...reply, closed, ...(isOurs ? [check('messages')] : [])];
  }

  const effects: Effect[] = [...reply];
  const place = placeOf(fact, about.selfEmail);
  const ticketUuid = fact.ticketUuid ?? null;
  const mine = rows.filter((row) => row.roomUuid === fact.uuid);
  const newest = newestAnswerable(rows);
  const isNews = newest !== undefined && isTicketNews(fact, { mine, known, newest });

  if (isNews)
    effects.push({
      kind: 'ticket-opened',
      roomUuid: fact.uuid,
      ticketUuid,
      createdAt: fact.createdAt ?? fact.modifiedAt,
      place,
    });
  else if (fact.isWaiting) {
    const flowStart = fact.flowStart ?? null;
    effects.push({
      kind: 'waiting-room',
      roomUuid: fact.uuid,
      ticketUuid,
      flowStart: flowStart === null ? null : { name: flowStart.name, createdAt: flowStart.createdAt },
    });
  }
  effects.push({
    kind: 'room',
    roomUuid: fact.uuid,
    ticketUuid,
    place,
    contactName: fact.contactName,
    knownAs: readAddress(fact.urn),
    isWaiting: fact.isWaiting,
    modifiedAt: fact.modifiedAt,
    unread: fact.unread,
  });

  // A message from before the start is not an answer. If the contact has answered since, the message may only be in the
  // room's history.
  const isAnswered =
    newest !== undefined && reply.some((effect) => effect.kind === 'reply' && effect.at > newest.sentAt - SLACK_MS);
  if (newest !== undefined && !isAnswered) {
    const stoppedWaiting = !fact.isWaiting && mine.some((row) => row.status === 'waiting-room');
    // A room that just came to this agent from a colleague or a queue may hold an answer that was given there. So may a
    // room that was just created: a list may have shown it before its history was added.
    const isNewHere =
      fact.source === 'socket' &&
      !fact.isWaiting &&
      (fact.action === 'create' || (known === null && mine.length === 0));
    if (isNews || stoppedWaiting || isNewHere) effects.push(check('messages'));
    // A contact cannot have two open rooms. So the waiting room was closed when this one was made, and the server sends
    // no event for that (.github/docs/contract/states.md#observed-cases, C6).
    for (const row of rows) {
      if (row.status !== 'waiting-room' || row.roomUuid === null || row.roomUuid === fact.uuid) continue;
      effects.push({ kind: 'check', roomUuid: row.roomUuid, contactUuid, ask: 'room', delayMs: 300 });
    }
  }
  return effects;
}

/**
 * Derives effects from a message. Only messages of the contact count, never those of a bot or an agent.
 *
 * @param about.contactUuid owner of the room; undefined makes a check that asks the server for the room first, null
 *   means that the server does not show this room to the agent
 * @param about.known what was known of the room; null for a new room
 */
export function detectMessage(
  fact: MessageFact,
  about: { readonly contactUuid: ContactUuid | null | undefined; readonly known: KnownRoom | null },
): Effect[] {
  if (fact.direction !== 'contact') return [];
  if (about.contactUuid === undefined)
    return [{ kind: 'check', roomUuid: fact.roomUuid, contactUuid: null, ask: 'room', delayMs: 0 }];
  if (about.contactUuid === null) return [];
  return [
    {
      kind: 'reply',
      contactUuid: about.contactUuid,
      roomUuid: fact.roomUuid,
      messageUuid: fact.uuid,
      at: fact.createdAt,
      place: about.known?.place ?? null,
      asksToStop: fact.asksToStop,
    },
  ];
}

/**
 * Sorts the newest start first. Equal times are sorted by id, so that the result does not depend on the order of
 * arrival.
 */
export function byNewest(a: AwaitedRow, b: AwaitedRow): number {
  return b.sentAt - a.sentAt || (a.id < b.id ? 1 : -1);
}

function toReply(fact: RoomFact, contactUuid: ContactUuid, place: RoomPlace): Effect[] {
  const last = fact.lastMessage;
  if (last === null || last.direction !== 'contact') return [];
  const { uuid: messageUuid, createdAt: at, asksToStop } = last;
  return [{ kind: 'reply', contactUuid, roomUuid: fact.uuid, messageUuid, at, place, asksToStop }];
}

// Whether the fact shows that a new ticket was opened: by a new room, by a new ticket on a known room, or by the flow
// start being used up. A room that is older than the start is not news.
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
  // If the fact does not carry `createdAt`, a `create` of an unknown room gives it: the room's last change is then its
  // creation.
  const createdAt = fact.createdAt ?? (fact.action === 'create' && known === null ? fact.modifiedAt : null);
  return createdAt !== null && !fact.isWaiting && createdAt > newest.sentAt - SLACK_MS;
}
