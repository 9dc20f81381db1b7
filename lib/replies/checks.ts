import { RoomUuid, type ContactUuid } from '../ids.ts';
import { CHECK_DELAYS_MS, isAnswerable, type Effect } from './detect.ts';
import type { ReplyPorts, ReplySession, ReplyWeni } from './ports.ts';
import type { AwaitedRow, PendingCheck, WatchRow } from './records.ts';
import type { CheckEffect, RowStore } from './row-store.ts';

/** A check that met no answer is asked again after this. */
const RETRY_MS = 30_000;
/** A person tracked this long after the start may have answered before we looked. */
const LATE_TRACK_MS = 3_000;
/** Closed chats of one person that a trace reads. */
const TRACED_ROOMS = 3;

export interface CheckContext {
  readonly ports: ReplyPorts;
  readonly store: RowStore;
  readonly weni: ReplyWeni;
}

/** What may be due at once: a page that names rooms without end makes no list without end. The diff finds what is left out. */
const MAX_CHECKS = 1_000;
const MAX_UNKNOWN_ROOMS = 20;

function hasRoomFor(check: PendingCheck, checks: readonly PendingCheck[]): boolean {
  if (checks.length >= MAX_CHECKS) return false;
  return check.contactUuid !== null || checks.filter(({ contactUuid }) => contactUuid === null).length < MAX_UNKNOWN_ROOMS;
}

/** Adds checks to those due; one per room and question, the earlier time wins. */
export function addChecks(watch: WatchRow, added: readonly CheckEffect[], now: number): WatchRow {
  const checks = [...watch.checks];
  let hasChanged = false;
  for (const { roomUuid, contactUuid, ask, delayMs } of added) {
    const index = checks.findIndex((check) => check.roomUuid === roomUuid && check.ask === ask);
    const next: PendingCheck = { roomUuid, contactUuid, ask, dueAt: now + delayMs, step: 0 };
    const before = checks[index];
    // A later step must not be put off, but a fresh hint starts the two looks anew: what it announces may come later.
    if (before !== undefined && before.step === 0 && before.dueAt <= next.dueAt) continue;
    if (before === undefined && !hasRoomFor(next, checks)) continue;
    hasChanged = true;
    if (before === undefined) checks.push(next);
    else checks[index] = next;
  }
  return hasChanged ? { ...watch, checks } : watch;
}

/** Looks for whoever is tracked late: they may have answered already, in a room that will not change again. */
export function lateChecks(rows: readonly AwaitedRow[], rooms: Readonly<Record<string, { contactUuid: ContactUuid | null }>>, now: number): CheckEffect[] {
  const late = new Map(rows.filter((row) => now - row.sentAt > LATE_TRACK_MS).map((row) => [row.contactUuid, row]));
  const known = Object.entries(rooms).flatMap(([uuid, room]) => {
    const roomUuid = RoomUuid.safeParse(uuid);
    return roomUuid.success && room.contactUuid !== null && late.has(room.contactUuid) ? [{ roomUuid: roomUuid.data, contactUuid: room.contactUuid }] : [];
  });
  const linked = [...late.values()].flatMap((row) => (row.roomUuid === null ? [] : [{ roomUuid: row.roomUuid, contactUuid: row.contactUuid }]));
  return [...known, ...linked].map((room) => ({ kind: 'check', ...room, ask: 'messages', delayMs: 0 }));
}

/**
 * Asks the server what a hint left open and applies the answer.
 *
 * @returns the check's next look, or null when it is settled
 * @throws what the Weni port throws: nothing is known then, and the check stays due
 */
export async function runCheck(check: PendingCheck, session: ReplySession, about: CheckContext): Promise<{ next: PendingCheck | null; checks: readonly CheckEffect[] }> {
  const { ports, store, weni } = about;
  switch (check.ask) {
    case 'messages': {
      const owner = await provenOwner(check, session, store);
      if (!(await isStillOpen(owner, session, store))) return { next: null, checks: [] };
      const isVisible = await readMessages(check.roomUuid, owner, session, { store, weni });
      const delayMs = CHECK_DELAYS_MS[check.step + 1];
      const isDone = !isVisible || delayMs === undefined || !(await isStillOpen(owner, session, store));
      return { next: isDone ? null : { ...check, step: check.step + 1, dueAt: ports.clock.now() + delayMs }, checks: [] };
    }
    case 'room': {
      const fact = await weni.getRoom(session.sessionId, check.roomUuid);
      if (fact === 'hidden') {
        await store.learnHidden(session, check.roomUuid);
        return { next: null, checks: [] };
      }
      const applied = await store.apply(session, [fact]);
      // The message that named an unknown room is gone; only its list still has it.
      const isUnread = check.contactUuid === null && fact.contactUuid !== null && (await isStillOpen(fact.contactUuid, session, store));
      if (isUnread) await readMessages(check.roomUuid, fact.contactUuid, session, { store, weni });
      return { next: null, checks: applied.checks };
    }
    case 'trace': {
      if (check.contactUuid === null) return { next: null, checks: [] };
      const checks = await traceRoom(check.roomUuid, check.contactUuid, session, { ports, store, weni });
      return { next: null, checks };
    }
    // Looks of a session are done together (looks.ts).
    case 'look':
      return { next: null, checks: [] };
    default:
      return check.ask satisfies never;
  }
}

/** The check after a failed look. */
export function putOff(check: PendingCheck, now: number): PendingCheck {
  return { ...check, dueAt: now + RETRY_MS };
}

/** Applies the contact's messages of a room. @returns false for a room that is not for this agent to read */
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
  // Oldest first: the first answer is the one that counts, and each start gets its own.
  const replies = messages
    .filter((message) => message.direction === 'contact')
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map((message): Effect => ({ kind: 'reply', contactUuid, roomUuid, messageUuid: message.uuid, at: message.createdAt, place }));
  if (replies.length === 0) return true;
  const applied = await about.store.applyEffects(session, contactUuid, replies);
  if (applied.changes.length === 0 || place !== null) return true;
  // They answered in a room of which only the messages are known: where is it, and is it still open?
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
 * Where a room went that no list shows any more: closed, with a colleague, or out of sight. Source:
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
    if (await isStillOpen(contactUuid, session, store)) await readMessages(roomUuid, contactUuid, session, { store, weni });
    const applied = await store.apply(session, [fact]);
    return applied.checks.filter((check) => check.ask === 'room' && check.roomUuid !== roomUuid);
  }
  const isClosed = await traceClosedRooms(contactUuid, session, { store, weni, roomUuid });
  if (isClosed) return [];
  await readMessages(roomUuid, contactUuid, session, { store, weni });
  await store.applyEffects(session, contactUuid, [outOfSight(roomUuid)]);
  return [];
}

// 403 or 404 for a room that has messages: somebody else has it, and their name is not for us to see.
export function outOfSight(roomUuid: RoomUuid): Effect {
  return { kind: 'room', roomUuid, ticketUuid: null, place: { kind: 'taken', agentName: '' }, contactName: null, isWaiting: true, modifiedAt: null };
}

/**
 * Reads the closed chats of a person since their oldest open start, and what was said in them.
 *
 * @returns whether the room asked for was among them
 */
export async function traceClosedRooms(
  contactUuid: ContactUuid,
  session: ReplySession,
  about: { store: RowStore; weni: ReplyWeni; roomUuid: RoomUuid | null },
): Promise<boolean> {
  const { store, weni } = about;
  const open = (await store.rowsOf(session, contactUuid)).filter((row) => isAnswerable(row) || row.status === 'replied');
  if (open.length === 0) return false;
  const endedAfterAt = Math.min(...open.map((row) => row.sentAt));
  const history = await weni.listHistoryRooms(session.sessionId, { contactUuid, endedAfterAt });
  const closed = history.filter((room) => room.endedAt === null || room.endedAt >= endedAfterAt).slice(0, TRACED_ROOMS);
  if (closed.length === 0) return false;
  await store.apply(session, closed);
  for (const room of closed) await readMessages(room.uuid, contactUuid, session, { store, weni });
  // Once more: an answer may just have linked somebody to one of these rooms, and it is closed.
  await store.apply(session, closed);
  return closed.some((room) => room.uuid === about.roomUuid);
}

/** Whose messages a room holds, by the server's word or a row that the server linked to it. The page may name anybody. */
async function provenOwner(check: PendingCheck, session: ReplySession, store: RowStore): Promise<ContactUuid | null> {
  const owner = (await store.memory(session)).contactOf(check.roomUuid) ?? null;
  if (owner !== null || check.contactUuid === null) return owner;
  const isLinked = (await store.rowsOf(session, check.contactUuid)).some((row) => row.roomUuid === check.roomUuid);
  return isLinked ? check.contactUuid : null;
}

export async function isStillOpen(contactUuid: ContactUuid | null, session: ReplySession, store: RowStore): Promise<boolean> {
  if (contactUuid === null) return false;
  return (await store.rowsOf(session, contactUuid)).some((row) => isAnswerable(row) && row.status !== 'dismissed');
}
