import type { ContactUuid, RoomUuid } from '../ids.ts';
import { isAnswerable, SLACK_MS } from './detect.ts';
import type { RoomFact } from './facts.ts';
import type { DiffCause, RoomListStatus, RoomPage } from './ports.ts';
import type { AwaitedRow, WatchRow } from './records.ts';

export const LIST_STATUSES: readonly RoomListStatus[] = ['flow_start', 'ongoing', 'waiting'];

/** Rooms on the first page of each list. Three such pages stay under 100 kB (a room takes about 1.3 kB). */
export const HEAD_LIMIT = 20;
/** Rooms on each following page. These pages are read only when something changed. */
export const PAGE_LIMIT = 100;
/**
 * Most pages read of one list. More than a thousand open rooms in it are those of a whole company, not of one agent.
 */
export const MAX_PAGES = 20;
/**
 * Most rooms whose messages one diff reads, and most rooms that it traces. The rest is left to the next diff, which is
 * then due in seconds.
 */
export const MAX_DETAILS = 20;
export const MAX_TRACES = 10;

const FULL_AFTER_COUNT_MS = 5 * 60_000;
const FULL_EVERY_MS = 30 * 60_000;
const TRACE_AGAIN_MS = 30 * 60_000;
const CALM_AFTER_MS = 60 * 60_000;
const CALM_DELAY_MS = 5 * 60_000;

/** The watch row of a session that has none stored yet. */
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

/** Nothing is ever planned further ahead than this. */
const LONGEST_WAIT_MS = 60 * 60_000;

/**
 * Repairs the watch row after the system clock was set back. Done times in the future, and due times too far ahead,
 * were written before that. Left as they are, nothing would be due until the clock catches up, which may take hours or
 * days.
 *
 * @returns the same object when no time is ahead of `now`
 */
export function settleClock(watch: WatchRow, now: number): WatchRow {
  const past = [
    watch.lastDiffAt,
    watch.lastFullAt,
    watch.lastNewsAt,
    watch.lastAdoptAt,
    watch.sweep.doneUntilAt,
    watch.sweep.startedAt,
    ...watch.lastSeenCallsAt,
    ...Object.values(watch.missing),
  ];
  const planned = [
    watch.nextDiffAt,
    watch.nextAdoptAt,
    watch.nextLastSeenAt,
    ...watch.checks.map(({ dueAt }) => dueAt),
  ];
  const isAhead =
    past.some((at) => at !== null && at > now) || planned.some((at) => at !== null && at > now + LONGEST_WAIT_MS);
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
 * Whether all pages of all lists must be read, decided after the first pages. Rooms can come and go without a socket
 * event and without a new message (taken, transferred, silently closed); only the lists' counts show it.
 *
 * @param counts the server's count of each list
 */
export function needsFull(
  watch: WatchRow,
  counts: Record<RoomListStatus, number>,
  about: { cause: DiffCause; now: number },
): boolean {
  if (watch.counts === null || watch.lastFullAt === null) return true;
  const age = about.now - watch.lastFullAt;
  if (age >= FULL_EVERY_MS) return true;
  const hasMoved = LIST_STATUSES.some((status) => watch.counts?.[status] !== counts[status]);
  return hasMoved && (about.cause !== 'timer' || age >= FULL_AFTER_COUNT_MS);
}

/**
 * Whether the next page of a list ordered by `-last_interaction` may hold a change: yes while this page holds one.
 * Rooms without any message come first (PostgreSQL sorts NULL first in descending order), so a page of only such rooms
 * proves nothing.
 */
export function mayHaveMore(page: RoomPage, watch: WatchRow, mode: 'full' | 'head'): boolean {
  if (page.rooms.length === 0) return false;
  if (mode === 'full') return true;
  return page.rooms.at(-1)?.lastInteractionAt === null || page.rooms.some((room) => hasChanged(room, watch));
}

/** Whether the room differs from what the last diff saw of it. */
function hasChanged(room: RoomFact, watch: WatchRow): boolean {
  const before = watch.rooms[room.uuid];
  return before?.lastInteractionAt === undefined || before.lastInteractionAt !== room.lastInteractionAt;
}

/**
 * Finds rooms whose list item does not show whether an awaited contact wrote. Their messages must be read, once per
 * change of the room.
 */
export function planDetails(
  rooms: readonly RoomFact[],
  rowsOf: (contactUuid: ContactUuid) => readonly AwaitedRow[],
  watch: WatchRow,
): RoomFact[] {
  return rooms.filter((room) => {
    if (room.contactUuid === null || room.lastInteractionAt === null || !hasChanged(room, watch)) return false;
    const interactionAt = room.lastInteractionAt;
    return rowsOf(room.contactUuid).some(
      (row) => isAnswerable(row) && row.status !== 'dismissed' && interactionAt > row.sentAt - SLACK_MS,
    );
  });
}

/**
 * Finds rooms linked to our rows that no list shows any more: they were closed, moved to a colleague or replaced. Only
 * valid when all pages were read.
 *
 * @param seen rooms that the lists showed
 */
export function planTraces(
  watched: readonly AwaitedRow[],
  seen: ReadonlySet<RoomUuid>,
  about: { watch: WatchRow; now: number },
): { roomUuid: RoomUuid; contactUuid: ContactUuid }[] {
  const traces = new Map<RoomUuid, ContactUuid>();
  for (const row of watched) {
    if (row.roomUuid === null || seen.has(row.roomUuid)) continue;
    const askedAt = about.watch.missing[row.roomUuid];
    if (askedAt !== undefined && about.now - askedAt < TRACE_AGAIN_MS) continue;
    traces.set(row.roomUuid, row.contactUuid);
  }
  return [...traces].map(([roomUuid, contactUuid]) => ({ roomUuid, contactUuid }));
}

/**
 * Builds the `rooms` of the watch row, which the next diff compares with. Rooms in `undecided` keep their old state, so
 * that the next diff reads their messages.
 */
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

/**
 * Milliseconds from one diff to the next: random within 60–120 s, or five minutes ± 10 % after an hour without news.
 *
 * @param about.random 0 ≤ x < 1
 */
export function diffDelayMs(about: { now: number; lastNewsAt: number | null; random: number }): number {
  const isCalm = about.lastNewsAt !== null && about.now - about.lastNewsAt > CALM_AFTER_MS;
  return isCalm ? CALM_DELAY_MS * (0.9 + 0.2 * about.random) : 60_000 + 60_000 * about.random;
}
