import { RoomUuid, type ContactUuid } from '../ids.ts';
import { CHECK_DELAYS_MS, isAnswerable, type Effect } from './detect.ts';
import type { ReplyPorts, ReplySession, ReplyWeni } from './ports.ts';
import type { AwaitedRow, PendingCheck, WatchRow } from './records.ts';
import type { CheckEffect, RowStore } from './row-store.ts';

/** A failed check is repeated after this time. */
const RETRY_MS = 30_000;
/** A row that is tracked only this long after its start may have been answered before we looked. */
const LATE_TRACK_MS = 3_000;
/** Most closed rooms of one contact that a trace reads. */
const TRACED_ROOMS = 3;

export interface CheckContext {
  readonly ports: ReplyPorts;
  readonly store: RowStore;
  readonly weni: ReplyWeni;
}

/**
 * Most checks that may be pending in one session, so that a page that names rooms without end cannot make the list grow
 * without end. The next diff finds whatever was left out.
 */
const MAX_CHECKS = 1_000;
const MAX_UNKNOWN_ROOMS = 20;

function hasRoomFor(check: PendingCheck, checks: readonly PendingCheck[]): boolean {
  if (checks.length >= MAX_CHECKS) return false;
  return (
    check.contactUuid !== null || checks.filter(({ contactUuid }) => contactUuid === null).length < MAX_UNKNOWN_ROOMS
  );
}

/**
 * Adds checks to the pending ones of a session. There is one check per room and question; the earlier due time wins.
 *
 * @returns the same `watch` object when nothing changed
 */
export function addChecks(watch: WatchRow, added: readonly CheckEffect[], now: number): WatchRow {
  const checks = [...watch.checks];
  let hasChanged = false;
  for (const { roomUuid, contactUuid, ask, delayMs } of added) {
    const index = checks.findIndex((check) => check.roomUuid === roomUuid && check.ask === ask);
    const next: PendingCheck = { roomUuid, contactUuid, ask, dueAt: now + delayMs, step: 0 };
    const before = checks[index];
    // A pending first step keeps its due time if that is earlier. Every other pending check is replaced, and so starts
    // again with the first step: what the new hint announces may arrive later than the old steps expect.
    if (before !== undefined && before.step === 0 && before.dueAt <= next.dueAt) continue;
    if (before === undefined && !hasRoomFor(next, checks)) continue;
    hasChanged = true;
    if (before === undefined) checks.push(next);
    else checks[index] = next;
  }
  return hasChanged ? { ...watch, checks } : watch;
}

/**
 * Makes checks for rows that are tracked late. The contact may have answered before, in a room that will not change
 * again and so never appears as changed in a diff.
 *
 * @param rooms known rooms and their contacts, by room uuid
 * @param now epoch ms
 */
export function lateChecks(
  rows: readonly AwaitedRow[],
  rooms: Readonly<Record<string, { contactUuid: ContactUuid | null }>>,
  now: number,
): CheckEffect[] {
  const late = new Map(rows.filter((row) => now - row.sentAt > LATE_TRACK_MS).map((row) => [row.contactUuid, row]));
  const known = Object.entries(rooms).flatMap(([uuid, room]) => {
    const roomUuid = RoomUuid.safeParse(uuid);
    return roomUuid.success && room.contactUuid !== null && late.has(room.contactUuid)
      ? [{ roomUuid: roomUuid.data, contactUuid: room.contactUuid }]
      : [];
  });
  const linked = [...late.values()].flatMap((row) =>
    row.roomUuid === null ? [] : [{ roomUuid: row.roomUuid, contactUuid: row.contactUuid }],
  );
  return [...known, ...linked].map((room) => ({ kind: 'check', ...room, ask: 'messages', delayMs: 0 }));
}

/**
 * Asks the server what a hint left open, and applies the answer.
 *
 * @returns `next`: the same check for its next step, or null when it is settled; `checks`: checks that should follow
 * @throws what the Weni port throws; nothing was decided then, and the check must stay due
 */
export async function runCheck(
  check: PendingCheck,
  session: ReplySession,
  about: CheckContext,
): Promise<{ next: PendingCheck | null; checks: readonly CheckEffect[] }> {
  const { ports, store, weni } = about;
  switch (check.ask) {
    case 'messages': {
      const owner = await confirmedOwner(check, session, store);
      if (!(await isStillOpen(owner, session, store))) return { next: null, checks: [] };
      const isVisible = await readMessages(check.roomUuid, owner, session, { store, weni });
      const delayMs = CHECK_DELAYS_MS[check.step + 1];
      const isDone = !isVisible || delayMs === undefined || !(await isStillOpen(owner, session, store));
      return {
        next: isDone ? null : { ...check, step: check.step + 1, dueAt: ports.clock.now() + delayMs },
        checks: [],
      };
    }
    case 'room': {
      const fact = await weni.getRoom(session.sessionId, check.roomUuid);
      if (fact === 'hidden') {
        await store.learnHidden(session, check.roomUuid);
        return { next: null, checks: [] };
      }
      const applied = await store.apply(session, [fact]);
      // The socket message that made this check was not kept, because its room was unknown. Read the room's messages to
      // get it back.
      const isUnread =
        check.contactUuid === null &&
        fact.contactUuid !== null &&
        (await isStillOpen(fact.contactUuid, session, store));
      if (isUnread) await readMessages(check.roomUuid, fact.contactUuid, session, { store, weni });
      return { next: null, checks: applied.checks };
    }
    case 'trace': {
      if (check.contactUuid === null) return { next: null, checks: [] };
      const checks = await traceRoom(check.roomUuid, check.contactUuid, session, { ports, store, weni });
      return { next: null, checks };
    }
    // Looks are never run one by one: `looks.ts` runs all looks of a session together.
    case 'look':
      return { next: null, checks: [] };
    default:
      return check.ask satisfies never;
  }
}

/** Returns a failed check with its next due time. */
export function putOff(check: PendingCheck, now: number): PendingCheck {
  return { ...check, dueAt: now + RETRY_MS };
}

/**
 * Reads the messages of a room and applies those of the contact as replies.
 *
 * @param contactUuid owner of the room by the server's word; null applies nothing
 * @returns false when the server does not let this agent read the room
 */
export async function readMessages(
  roomUuid: RoomUuid,
  contactUuid: ContactUuid | null,
  session: ReplySession,
  about: { store: RowStore; weni: ReplyWeni },
): Promise<boolean> {
  const messages = await about.weni.listMessages(session.sessionId, roomUuid);
  if (messages === 'hidden') return false;
  const memory = await about.store.memory(session);
  if (contactUuid !== null) memory.learnContact(roomUuid, contactUuid);
  if (contactUuid === null) return true;
  const place = memory.room(roomUuid)?.place ?? null;
  // Oldest first, because the first answer counts, and each start must get its own.
  const replies = messages
    .filter((message) => message.direction === 'contact')
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map((message): Effect => ({
      kind: 'reply',
      contactUuid,
      roomUuid,
      messageUuid: message.uuid,
      at: message.createdAt,
      place,
      asksToStop: message.asksToStop,
    }));
  if (replies.length === 0) return true;
  const handled = messages
    .filter(({ writtenBy }) => writtenBy?.toLowerCase() === session.agentEmail.toLowerCase())
    .map(({ createdAt }): Effect => ({ kind: 'handled', roomUuid, at: createdAt }));
  const applied = await about.store.applyEffects(session, contactUuid, [...replies, ...handled]);
  if (applied.changes.length === 0 || place !== null) return true;
  // The contact answered in a room whose state is not known yet: ask where it is and whether it is still open.
  const fact = await about.weni.getRoom(session.sessionId, roomUuid);
  if (fact !== 'hidden') {
    await about.store.apply(session, [fact]);
    return true;
  }
  const isClosed = await traceClosedRooms(contactUuid, session, { ...about, roomUuid });
  if (!isClosed) await about.store.applyEffects(session, contactUuid, [outOfSight(roomUuid)]);
  return true;
}

/**
 * Finds out where a room went that no list shows any more: closed, with a colleague, or hidden from this agent. Source:
 * .github/docs/contract/states.md#how-disparo-detects-a-reply.
 */
async function traceRoom(
  roomUuid: RoomUuid,
  contactUuid: ContactUuid,
  session: ReplySession,
  about: CheckContext,
): Promise<readonly CheckEffect[]> {
  const { store, weni } = about;
  const fact = await weni.getRoom(session.sessionId, roomUuid);
  if (fact !== 'hidden') {
    if (await isStillOpen(contactUuid, session, store))
      await readMessages(roomUuid, contactUuid, session, { store, weni });
    const applied = await store.apply(session, [fact]);
    return applied.checks.filter((check) => check.ask === 'room' && check.roomUuid !== roomUuid);
  }
  const isClosed = await traceClosedRooms(contactUuid, session, { store, weni, roomUuid });
  if (isClosed) return [];
  await readMessages(roomUuid, contactUuid, session, { store, weni });
  await store.applyEffects(session, contactUuid, [outOfSight(roomUuid)]);
  return [];
}

// The effect of a 403 or 404 for a room that has messages: a colleague has the room, and the server does not tell this
// agent which one.
export function outOfSight(roomUuid: RoomUuid): Effect {
  return {
    kind: 'room',
    roomUuid,
    ticketUuid: null,
    place: { kind: 'taken', agentName: '' },
    contactName: null,
    isWaiting: true,
    modifiedAt: null,
  };
}

/**
 * Reads the contact's rooms that were closed since their oldest open start, with their messages, and applies both.
 *
 * @returns whether `about.roomUuid` was among them
 */
export async function traceClosedRooms(
  contactUuid: ContactUuid,
  session: ReplySession,
  about: { store: RowStore; weni: ReplyWeni; roomUuid: RoomUuid | null },
): Promise<boolean> {
  const { store, weni } = about;
  const open = (await store.rowsOf(session, contactUuid)).filter(
    (row) => isAnswerable(row) || row.status === 'replied',
  );
  if (open.length === 0) return false;
  const endedAfterAt = Math.min(...open.map((row) => row.sentAt));
  const history = await weni.listHistoryRooms(session.sessionId, { contactUuid, endedAfterAt });
  const closed = history.filter((room) => room.endedAt === null || room.endedAt >= endedAfterAt).slice(0, TRACED_ROOMS);
  if (closed.length === 0) return false;
  await store.apply(session, closed);
  for (const room of closed) await readMessages(room.uuid, contactUuid, session, { store, weni });
  // Apply the rooms again: an answer just read may have linked a row to one of them, and that row must then be closed
  // too.
  await store.apply(session, closed);
  return closed.some((room) => room.uuid === about.roomUuid);
}

/**
 * The contact of a room, taken from a server answer or from a row that the server linked to the room. The check's own
 * `contactUuid` may come from the page, which may name any contact.
 */
async function confirmedOwner(
  check: PendingCheck,
  session: ReplySession,
  store: RowStore,
): Promise<ContactUuid | null> {
  const owner = (await store.memory(session)).contactOf(check.roomUuid) ?? null;
  if (owner !== null || check.contactUuid === null) return owner;
  const isLinked = (await store.rowsOf(session, check.contactUuid)).some((row) => row.roomUuid === check.roomUuid);
  return isLinked ? check.contactUuid : null;
}

/**
 * Whether an answer of this contact would still count for one of their rows in this session. Dismissed rows are
 * ignored.
 */
export async function isStillOpen(
  contactUuid: ContactUuid | null,
  session: ReplySession,
  store: RowStore,
): Promise<boolean> {
  if (contactUuid === null) return false;
  return (await store.rowsOf(session, contactUuid)).some((row) => isAnswerable(row) && row.status !== 'dismissed');
}
