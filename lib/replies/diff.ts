import type { ContactUuid, RoomUuid } from '../ids.ts';
import { isAnswerable, SLACK_MS } from './detect.ts';
import type { RoomFact } from './facts.ts';
import type { DiffCause, RoomListStatus, RoomPage } from './ports.ts';
import type { AwaitedRow, WatchRow } from './records.ts';

export const LIST_STATUSES: readonly RoomListStatus[] = ['flow_start', 'ongoing', 'waiting'];

/** Rooms on the first page of each list: three of them stay under 100 kB (about 1.3 kB a room). */
export const HEAD_LIMIT = 20;
/** Rooms on the pages after it, read only when something moved. */
export const PAGE_LIMIT = 100;
/** Pages of one list; a thousand rooms and more are the desk of a whole company. */
export const MAX_PAGES = 20;
/** Rooms whose messages one diff asks for, and rooms it traces; the rest waits for the next one, which comes soon. */
export const MAX_DETAILS = 20;
export const MAX_TRACES = 10;

const FULL_AFTER_COUNT_MS = 5 * 60_000;
const FULL_EVERY_MS = 30 * 60_000;
const TRACE_AGAIN_MS = 30 * 60_000;
const CALM_AFTER_MS = 60 * 60_000;
const CALM_DELAY_MS = 5 * 60_000;

/** The watch row of a session nobody watched yet. */
export function emptyWatch(sessionId: WatchRow['sessionId']): WatchRow {
  return {
    sessionId,
    checks: [],
    rooms: {},
    counts: null,
    missing: {},
    lastDiffAt: null,
    lastFullAt: null,
    lastNewsAt: null,
    nextDiffAt: null,
    lastAdoptAt: null,
    nextAdoptAt: null,
    nextLastSeenAt: null,
    lastSeenCallsAt: [],
    sweep: { doneUntilAt: null, startedAt: null, cursor: null },
  };
}

/** No look is planned further ahead than this. */
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * The watch row as it would be had the clock never been ahead. What was done in the future, or is planned too far ahead, was
 * written before the clock was set back: without this nothing would be due until it caught up, for an hour or for days.
 */
export function settleClock(watch: WatchRow, now: number): WatchRow {
  const past = [watch.lastDiffAt, watch.lastFullAt, watch.lastNewsAt, watch.lastAdoptAt, watch.sweep.doneUntilAt, watch.sweep.startedAt, ...watch.lastSeenCallsAt, ...Object.values(watch.missing)];
  const planned = [watch.nextDiffAt, watch.nextAdoptAt, watch.nextLastSeenAt, ...watch.checks.map(({ dueAt }) => dueAt)];
  const isAhead = past.some((at) => at !== null && at > now) || planned.some((at) => at !== null && at > now + LONGEST_WAIT_MS);
  if (!isAhead) return watch;
  const atMost = (at: number | null): number | null => (at === null ? null : Math.min(at, now));
  return {
    ...watch,
    checks: watch.checks.map((check) => ({ ...check, dueAt: Math.min(check.dueAt, now) })),
    missing: Object.fromEntries(Object.entries(watch.missing).map(([room, at]) => [room, Math.min(at, now)])),
    lastDiffAt: atMost(watch.lastDiffAt),
    lastFullAt: atMost(watch.lastFullAt),
    lastNewsAt: atMost(watch.lastNewsAt),
    nextDiffAt: atMost(watch.nextDiffAt),
    lastAdoptAt: atMost(watch.lastAdoptAt),
    nextAdoptAt: atMost(watch.nextAdoptAt),
    nextLastSeenAt: atMost(watch.nextLastSeenAt),
    lastSeenCallsAt: watch.lastSeenCallsAt.map((at) => Math.min(at, now)),
    sweep: { ...watch.sweep, doneUntilAt: atMost(watch.sweep.doneUntilAt), startedAt: atMost(watch.sweep.startedAt) },
  };
}

/**
 * Whether all pages of all lists must be read, after the first pages are known. Rooms come and go without an event and
 * without a new message (taken, transferred, silently closed), which only the counts show.
 */
export function needsFull(watch: WatchRow, counts: Record<RoomListStatus, number>, about: { cause: DiffCause; now: number }): boolean {
  if (watch.counts === null || watch.lastFullAt === null) return true;
  const age = about.now - watch.lastFullAt;
  if (age >= FULL_EVERY_MS) return true;
  const hasMoved = LIST_STATUSES.some((status) => watch.counts?.[status] !== counts[status]);
  return hasMoved && (about.cause !== 'timer' || age >= FULL_AFTER_COUNT_MS);
}

/**
 * Whether the next page of a list ordered by `-last_interaction` may hold a change: yes while this page holds one.
 * Rooms without any message stand on top (PostgreSQL sorts NULL first), so a page of them proves nothing.
 */
export function mayGoOn(page: RoomPage, watch: WatchRow, mode: 'full' | 'head'): boolean {
  if (page.rooms.length === 0) return false;
  if (mode === 'full') return true;
  return page.rooms.at(-1)?.lastInteractionAt === null || page.rooms.some((room) => hasChanged(room, watch));
}

/** A room that no diff saw like this before. */
function hasChanged(room: RoomFact, watch: WatchRow): boolean {
  const before = watch.rooms[room.uuid];
  return before?.lastInteractionAt === undefined || before.lastInteractionAt !== room.lastInteractionAt;
}

/** Rooms whose last message does not tell whether somebody awaited wrote: their messages must be asked for, once per change. */
export function planDetails(rooms: readonly RoomFact[], rowsOf: (contactUuid: ContactUuid) => readonly AwaitedRow[], watch: WatchRow): RoomFact[] {
  return rooms.filter((room) => {
    if (room.contactUuid === null || room.lastInteractionAt === null || !hasChanged(room, watch)) return false;
    const interactionAt = room.lastInteractionAt;
    return rowsOf(room.contactUuid).some((row) => isAnswerable(row) && row.status !== 'dismissed' && interactionAt > row.sentAt - SLACK_MS);
  });
}

/** Rooms of ours that no list shows any more: closed, moved to somebody else, or replaced. Only a whole view can tell. */
export function planTraces(watched: readonly AwaitedRow[], seen: ReadonlySet<RoomUuid>, about: { watch: WatchRow; now: number }): { roomUuid: RoomUuid; contactUuid: ContactUuid }[] {
  const traces = new Map<RoomUuid, ContactUuid>();
  for (const row of watched) {
    if (row.roomUuid === null || seen.has(row.roomUuid)) continue;
    const askedAt = about.watch.missing[row.roomUuid];
    if (askedAt !== undefined && about.now - askedAt < TRACE_AGAIN_MS) continue;
    traces.set(row.roomUuid, row.contactUuid);
  }
  return [...traces].map(([roomUuid, contactUuid]) => ({ roomUuid, contactUuid }));
}

/** What the next diff compares with. Rooms in `undecided` stay as they were, so that they are asked for again. */
export function toSnapshot(
  rooms: readonly RoomFact[],
  about: { watch: WatchRow; isFull: boolean; undecided: ReadonlySet<RoomUuid> },
): WatchRow['rooms'] {
  const snapshot: WatchRow['rooms'] = about.isFull ? {} : { ...about.watch.rooms };
  for (const room of rooms) {
    const before = about.watch.rooms[room.uuid];
    if (about.undecided.has(room.uuid)) snapshot[room.uuid] = before ?? { contactUuid: room.contactUuid };
    else snapshot[room.uuid] = { contactUuid: room.contactUuid, lastInteractionAt: room.lastInteractionAt };
  }
  return snapshot;
}

/** Milliseconds from one diff to the next: 60–120 s, five minutes (± 10 %) after an hour without news. */
export function diffDelayMs(about: { now: number; lastNewsAt: number | null; random: number }): number {
  const isCalm = about.lastNewsAt !== null && about.now - about.lastNewsAt > CALM_AFTER_MS;
  return isCalm ? CALM_DELAY_MS * (0.9 + 0.2 * about.random) : 60_000 + 60_000 * about.random;
}
