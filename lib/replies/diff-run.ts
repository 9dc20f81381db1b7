import type { RoomUuid } from '../ids.ts';
import { groupByHuman, listStillAwaited } from './attribute.ts';
import { readMessages, runCheck, traceClosedRooms, type CheckContext } from './checks.ts';
import {
  diffDelayMs,
  HEAD_LIMIT,
  LIST_STATUSES,
  MAX_DETAILS,
  MAX_PAGES,
  MAX_TRACES,
  mayHaveMore,
  needsFull,
  PAGE_LIMIT,
  planDetails,
  planTraces,
  toSnapshot,
} from './diff.ts';
import type { RoomFact } from './facts.ts';
import { callsInLastHour, listWriters, nextLookUpAt, planLastSeen } from './last-seen.ts';
import type { DiffCause, DiffResult, ReplyPorts, ReplySession, ReplyWeni, RoomListStatus, RoomPage } from './ports.ts';
import type { AwaitedRow, WatchRow } from './records.ts';
import type { CheckEffect, RowStore } from './row-store.ts';
import { DAY_MS } from '../util/time.ts';

/** Delay of the next diff when this one could not ask for everything. */
const LEFTOVER_DELAY_MS = 5_000;
const DETAILS_AT_ONCE = 4;

interface Lists {
  readonly rooms: readonly RoomFact[];
  readonly counts: Record<RoomListStatus, number>;
  readonly isFull: boolean;
}

/**
 * Runs one diff of one session. Reads the first page of the three lists, and more only where these show a change.
 * Afterwards the rows say what the server lets this agent know. A failed call decides nothing and leaves the snapshot
 * as it was.
 *
 * @returns the result, and checks that should follow
 */
export async function runDiff(
  session: ReplySession,
  cause: DiffCause,
  about: { ports: ReplyPorts; store: RowStore },
): Promise<{ result: DiffResult; checks: readonly CheckEffect[] }> {
  const { ports, store } = about;
  const counter = { engineCalls: 0, flowsCalls: 0 };
  const weni = countCalls(ports.weni, counter);
  let changed = 0;
  const stop = store.onChange((changes) => {
    changed += changes.length;
  });
  try {
    const checks = await diff(session, cause, { ports, store, weni });
    return { result: { status: 'done', ...counter, changed }, checks };
  } catch (error) {
    ports.report({ during: 'diff', error });
    await plan(session, { ports, store, delayMs: null });
    return { result: { status: 'failed', engineCalls: counter.engineCalls }, checks: [] };
  } finally {
    stop();
  }
}

async function diff(session: ReplySession, cause: DiffCause, about: CheckContext): Promise<readonly CheckEffect[]> {
  const { ports, store, weni } = about;
  const startedAt = ports.clock.now();
  const watch = await store.watch(session);
  const lists = await readLists(session, cause, { weni, watch, now: startedAt });
  const checks = [...(await store.apply(session, lists.rooms)).checks];

  const humans = await store.humans(session);
  const rows = groupByHuman(await store.rows(session), humans);
  const details = planDetails(lists.rooms, (contactUuid) => rows.get(humans.keyOf(contactUuid)) ?? [], watch);
  for (let from = 0; from < Math.min(details.length, MAX_DETAILS); from += DETAILS_AT_ONCE) {
    const batch = details.slice(from, Math.min(from + DETAILS_AT_ONCE, MAX_DETAILS));
    await Promise.all(batch.map((room) => readMessages(room.uuid, room.contactUuid, session, { store, weni })));
  }
  const undecided = new Set(details.slice(MAX_DETAILS).map((room) => room.uuid));

  const missing = { ...watch.missing };
  const traces = lists.isFull
    ? planTraces(
        (await listWatched(session, about)).filter((row) => row.status !== 'closed'),
        new Set(lists.rooms.map((room) => room.uuid)),
        { watch, now: startedAt },
      )
    : [];
  for (const { roomUuid, contactUuid } of traces.slice(0, MAX_TRACES)) {
    const done = await runCheck({ roomUuid, contactUuid, ask: 'trace', dueAt: startedAt, step: 0 }, session, about);
    checks.push(...done.checks);
    missing[roomUuid] = startedAt;
  }
  // Apply the lists again: now that a contact's old room is known to be closed, their new room in the same lists has
  // another meaning.
  if (traces.length > 0) checks.push(...(await store.apply(session, lists.rooms)).checks);

  await lookUpLastSeen(session, about);
  await store.editWatch(session, (now) => ({
    ...now,
    rooms: keepOwners(toSnapshot(lists.rooms, { watch: now, isFull: lists.isFull, undecided }), now, lists.isFull),
    counts: lists.counts,
    missing: keepNewest(missing),
    lastDiffAt: startedAt,
    lastFullAt: lists.isFull ? startedAt : now.lastFullAt,
  }));
  const hasLeftover = undecided.size > 0 || traces.length > MAX_TRACES;
  await plan(session, { ports, store, delayMs: hasLeftover ? LEFTOVER_DELAY_MS : null });
  return checks;
}

async function readLists(
  session: ReplySession,
  cause: DiffCause,
  about: { weni: ReplyWeni; watch: WatchRow; now: number },
): Promise<Lists> {
  const { weni, watch } = about;
  const read = (status: RoomListStatus, limit: number, offset: number) =>
    weni.listRooms(session.sessionId, { status, limit, offset });
  const heads = await Promise.all(
    LIST_STATUSES.map(async (status) => ({ status, page: await read(status, HEAD_LIMIT, 0) })),
  );
  const counts = { flow_start: 0, ongoing: 0, waiting: 0 };
  for (const { status, page } of heads) counts[status] = page.count;
  const mode = needsFull(watch, counts, { cause, now: about.now }) ? 'full' : 'head';

  const rooms = new Map<RoomUuid, RoomFact>();
  let isWhole = true;
  for (const { status, page: head } of heads) {
    let page: RoomPage = head;
    let offset = page.rooms.length;
    keepRooms(rooms, page);
    for (let pages = 1; offset < page.count && mayHaveMore(page, watch, mode); pages += 1) {
      if (pages >= MAX_PAGES) break;
      page = await read(status, PAGE_LIMIT, offset);
      offset += page.rooms.length;
      keepRooms(rooms, page);
    }
    isWhole &&= offset >= page.count;
  }
  return { rooms: [...rooms.values()], counts, isFull: isWhole };
}

// Rooms move between lists and pages while we read them. The later reading is the newer one and replaces the earlier.
function keepRooms(rooms: Map<RoomUuid, RoomFact>, page: RoomPage): void {
  for (const room of page.rooms) rooms.set(room.uuid, room);
}

async function lookUpLastSeen(session: ReplySession, about: CheckContext): Promise<void> {
  const { ports, store, weni } = about;
  const now = ports.clock.now();
  const watch = await store.watch(session);
  const siblings = ports.sessions
    .list()
    .filter((other) => other.agentKey === session.agentKey && other.sessionId !== session.sessionId);
  const others = await Promise.all(siblings.map((other) => store.watch(other)));
  const plan = planLastSeen(await listAwaited(session, about), {
    watch,
    callsAt: [watch, ...others].flatMap((row) => row.lastSeenCallsAt),
    now,
  });
  if (plan.kind === 'none') return;

  let cursor = plan.kind === 'since' ? plan.cursor : null;
  for (let page = 0; page < (plan.kind === 'since' ? plan.pages : 1); page += 1) {
    // Count the call before it is sent, because a call that fails has used the ration too.
    await store.editWatch(session, (row) => ({
      ...row,
      lastSeenCallsAt: [...callsInLastHour(row.lastSeenCallsAt, now), now],
      nextLastSeenAt: nextLookUpAt(now, ports.random()),
    }));
    const query =
      plan.kind === 'one' ? plan : { kind: 'since' as const, modifiedAfterAt: plan.modifiedAfterAt, cursor };
    const answer = await weni.lastSeen(session.sessionId, query);
    for (const { contactUuid, lastSeenAt } of listWriters(
      answer.people,
      await listAwaited(session, about),
      await store.humans(session),
    )) {
      await traceClosedRooms(contactUuid, session, { store, weni, roomUuid: null });
      // Changes nothing if the contact's answer was just found in a closed room.
      await store.applyEffects(session, contactUuid, [{ kind: 'wrote-unseen', at: lastSeenAt }]);
    }
    if (plan.kind === 'one') return;
    const isRepeated = answer.nextCursor === cursor;
    cursor = isRepeated ? null : answer.nextCursor;
    const nextCursor = cursor;
    await store.editWatch(session, (row) => ({ ...row, sweep: moveSweep(row.sweep, nextCursor, now) }));
    if (cursor === null) return;
  }
}

function moveSweep(sweep: WatchRow['sweep'], cursor: string | null, now: number): WatchRow['sweep'] {
  const startedAt = sweep.startedAt ?? now;
  if (cursor !== null) return { ...sweep, startedAt, cursor };
  // Overlap by one minute, so that contacts modified while the sweep began are not missed.
  return { doneUntilAt: startedAt - 60_000, startedAt: null, cursor: null };
}

/** Sets when the next diff is due: after a random delay, or never while no answer is awaited. */
async function plan(
  session: ReplySession,
  about: { ports: ReplyPorts; store: RowStore; delayMs: number | null },
): Promise<void> {
  const { ports, store } = about;
  const rows = await listAwaited(session, about);
  const isAwaiting = rows.length > 0;
  const newestAt = Math.max(0, ...rows.map((row) => row.sentAt));
  await store.editWatch(session, (watch) => {
    const now = ports.clock.now();
    const lastNewsAt = Math.max(watch.lastNewsAt ?? 0, newestAt);
    const delayMs = about.delayMs ?? diffDelayMs({ now, lastNewsAt, random: ports.random() });
    return { ...watch, nextDiffAt: isAwaiting ? now + delayMs : null };
  });
}

// Keep the owners of rooms that only the socket has shown, even when all pages were read: messages of these rooms may
// still arrive, and messages do not name their contact.
function keepOwners(snapshot: WatchRow['rooms'], watch: WatchRow, isFull: boolean): WatchRow['rooms'] {
  if (!isFull) return snapshot;
  const kept = Object.entries(watch.rooms).filter(
    ([uuid, room]) => snapshot[uuid] === undefined && room.lastInteractionAt === undefined,
  );
  return { ...Object.fromEntries(kept.slice(-KEPT_OWNERS)), ...snapshot };
}

const KEPT_OWNERS = 500;

function keepNewest(missing: WatchRow['missing']): WatchRow['missing'] {
  return Object.fromEntries(
    Object.entries(missing)
      .sort(([, a], [, b]) => a - b)
      .slice(-KEPT_OWNERS),
  );
}

function countCalls(weni: ReplyWeni, counter: { engineCalls: number; flowsCalls: number }): ReplyWeni {
  const engine =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A) => {
      counter.engineCalls += 1;
      return call(...args);
    };
  return {
    listRooms: engine((...args) => weni.listRooms(...args)),
    getRoom: engine((...args) => weni.getRoom(...args)),
    listMessages: engine((...args) => weni.listMessages(...args)),
    listHistoryRooms: engine((...args) => weni.listHistoryRooms(...args)),
    listFlowStarts: engine((...args) => weni.listFlowStarts(...args)),
    lastSeen: (...args) => {
      counter.flowsCalls += 1;
      return weni.lastSeen(...args);
    },
  };
}

/** Rows of the session that a regular diff runs for: those whose answer is still awaited. */
export async function listAwaited(
  session: ReplySession,
  about: { ports: ReplyPorts; store: RowStore },
): Promise<AwaitedRow[]> {
  const { clock, expiryDays } = about.ports;
  return listStillAwaited(await about.store.rows(session), { now: clock.now(), expiryMs: expiryDays() * DAY_MS });
}

/**
 * Rows of the session that a diff other than a regular one runs for. Besides the awaited rows these are: rows with a
 * reply, whose room may have been closed elsewhere; and rows whose room was closed without an answer, whose contact may
 * have got a new room.
 */
export async function listWatched(
  session: ReplySession,
  about: { ports: ReplyPorts; store: RowStore },
): Promise<AwaitedRow[]> {
  const now = about.ports.clock.now();
  const expiryMs = about.ports.expiryDays() * DAY_MS;
  const others = (await about.store.rows(session)).filter(
    (row) =>
      row.status === 'replied' || (row.status === 'closed' && row.repliedAt === null && now <= row.sentAt + expiryMs),
  );
  return [...(await listAwaited(session, about)), ...others];
}
