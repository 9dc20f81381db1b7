import type { RoomUuid, SessionId } from '../ids.ts';
import { findAdoptable } from './adoption.ts';
import { expireRows } from './attribute.ts';
import { createCheckRun } from './check-run.ts';
import { addChecks, lateChecks } from './checks.ts';
import { diffDelayMs } from './diff.ts';
import { listAwaited, listWatched, runDiff } from './diff-run.ts';
import { isOpen } from './detect.ts';
import type { DiffCause, DiffResult, ReplyPorts, ReplySession, ReplyWatcher } from './ports.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';
import { createRowStore, type CheckEffect } from './row-store.ts';
import { DAY_MS } from '../util/time.ts';

const ADOPT_EVERY_MS = 15 * 60_000;
/**
 * A flow start seen on the socket that none of our rows explains is looked up after ADOPT_SOON_MS. A batch of them made
 * in Chats causes at most one look-up per ADOPT_AGAIN_MS.
 */
const ADOPT_SOON_MS = 2_000;
const ADOPT_AGAIN_MS = 60_000;

/**
 * Creates the reply watcher, which turns hints into changed rows. Nothing important is kept in memory: checks and due
 * times are in the ledger, so that `tick` continues where a stopped background left off.
 */
export function createReplyWatcher(ports: ReplyPorts): ReplyWatcher {
  const store = createRowStore(ports);
  const diffing = new Map<SessionId, Promise<DiffResult>>();

  function tickAfter(delayMs: number): void {
    ports.clock.after(delayMs, () => {
      tick().catch((error: unknown) => ports.report({ during: 'check', error }));
    });
  }

  async function planChecks(session: ReplySession, checks: readonly CheckEffect[]): Promise<void> {
    if (checks.length === 0) return;
    await store.editWatch(session, (watch) => addChecks(watch, checks, ports.clock.now()));
    for (const delayMs of new Set(checks.map((check) => check.delayMs))) tickAfter(delayMs);
  }

  const runDueChecks = createCheckRun({ ports, store, planChecks, tickAfter });

  async function onHints(sessionId: SessionId, facts: Parameters<ReplyWatcher['onHints']>[1]): Promise<void> {
    const session = ports.sessions.get(sessionId);
    if (session === null || facts.length === 0) return;
    const applied = await store.applyReported(session, facts);
    await planChecks(session, await withoutIdleChecks(session, applied.checks));
    if (applied.hasUnknownStart) await adoptSoon(session);
  }

  // A message in an unknown room costs a request. Skip that request while no answer is awaited.
  async function withoutIdleChecks(
    session: ReplySession,
    checks: readonly CheckEffect[],
  ): Promise<readonly CheckEffect[]> {
    if (checks.every((check) => check.contactUuid !== null)) return checks;
    const isAwaiting = (await store.rows(session)).some((row) => row.repliedAt === null);
    return isAwaiting ? checks : checks.filter((check) => check.contactUuid !== null);
  }

  async function adoptSoon(session: ReplySession): Promise<void> {
    const now = ports.clock.now();
    const watch = await store.editWatch(session, (row) => {
      const dueAt = Math.max(now + ADOPT_SOON_MS, (row.lastAdoptAt ?? 0) + ADOPT_AGAIN_MS);
      return row.nextAdoptAt !== null && row.nextAdoptAt <= dueAt ? row : { ...row, nextAdoptAt: dueAt };
    });
    if (watch.nextAdoptAt !== null) tickAfter(Math.max(0, watch.nextAdoptAt - now));
  }

  function diffOnce(session: ReplySession, cause: DiffCause): Promise<DiffResult> {
    const running = diffing.get(session.sessionId);
    if (running !== undefined) return running;
    const run = diffNow(session, cause).finally(() => diffing.delete(session.sessionId));
    diffing.set(session.sessionId, run);
    return run;
  }

  async function diffNow(session: ReplySession, cause: DiffCause): Promise<DiffResult> {
    const people =
      cause === 'timer' ? await listAwaited(session, { ports, store }) : await listWatched(session, { ports, store });
    if (people.length === 0) {
      await store.editWatch(session, (watch) => (watch.nextDiffAt === null ? watch : { ...watch, nextDiffAt: null }));
      return { status: 'skipped', why: 'nobody-awaited' };
    }
    const { result, checks } = await runDiff(session, cause, { ports, store });
    if (result.status === 'done' && result.changed > 0)
      await store.editWatch(session, (watch) => ({ ...watch, lastNewsAt: ports.clock.now() }));
    await planChecks(session, checks);
    await expire(session.agentKey);
    const { nextDiffAt } = await store.watch(session);
    if (nextDiffAt !== null) tickAfter(Math.max(0, nextDiffAt - ports.clock.now()));
    return result;
  }

  async function adopt(session: ReplySession): Promise<void> {
    const now = ports.clock.now();
    let found: AwaitedRow[];
    try {
      found = await findAdoptable(session, { ports, store });
    } catch (error) {
      ports.report({ during: 'diff', error });
      await store.editWatch(session, (row) => ({ ...row, nextAdoptAt: now + ADOPT_AGAIN_MS }));
      return;
    }
    await track(found);
    const isAwaiting = (await listAwaited(session, { ports, store })).length > 0;
    await store.editWatch(session, (row) => ({
      ...row,
      lastAdoptAt: now,
      nextAdoptAt: isAwaiting ? now + ADOPT_EVERY_MS : null,
    }));
    if (found.length > 0) await diffOnce(session, 'asked');
  }

  async function adoptIfOlder(session: ReplySession, ageMs: number): Promise<void> {
    const { lastAdoptAt } = await store.watch(session);
    if (lastAdoptAt === null || ports.clock.now() - lastAdoptAt >= ageMs) await adopt(session);
  }

  async function track(rows: readonly AwaitedRow[]): Promise<void> {
    if (rows.length === 0) return;
    await store.editRows(
      async () =>
        (
          await Promise.all(
            [...new Set(rows.map((row) => row.agentKey))].map((agentKey) => ports.ledger.listAwaited(agentKey)),
          )
        ).flat(),
      (stored) => {
        const known = new Map(stored.map((row) => [row.id, row]));
        return rows.flatMap((row) => toTracked(row, known.get(row.id) ?? null));
      },
    );
    const now = ports.clock.now();
    for (const session of ports.sessions.list()) {
      const fresh = rows.filter((row) => row.sessionId === session.sessionId);
      if (fresh.length === 0) continue;
      // The new start may be to a human whose other contact is known already.
      await store.linkTwins(
        session.sessionId,
        fresh.map((row) => [row.contactUuid]),
      );
      const watch = await store.editWatch(session, (row) => {
        const dueAt = now + diffDelayMs({ now, lastNewsAt: now, random: ports.random() });
        return {
          ...row,
          nextAdoptAt: row.nextAdoptAt ?? now + ADOPT_EVERY_MS,
          nextDiffAt: Math.min(row.nextDiffAt ?? dueAt, dueAt),
        };
      });
      await planChecks(session, [...lateChecks(fresh, watch.rooms, now), ...fresh.flatMap(toLook)]);
      if (watch.nextDiffAt !== null) tickAfter(Math.max(0, watch.nextDiffAt - now));
    }
  }

  async function tick(): Promise<void> {
    for (const session of ports.sessions.list()) {
      await runDueChecks(session);
      const now = ports.clock.now();
      const watch = await store.watch(session);
      if (watch.nextAdoptAt !== null && watch.nextAdoptAt <= now) await adopt(session);
      if (watch.nextDiffAt !== null && watch.nextDiffAt <= now) await diffOnce(session, 'timer');
    }
    for (const agentKey of new Set(ports.sessions.list().map((session) => session.agentKey))) {
      await expire(agentKey);
      await fireReminders(agentKey);
    }
  }

  async function expire(agentKey: string): Promise<void> {
    await store.editRows(
      () => ports.ledger.listAwaited(agentKey),
      (rows) => expireRows(rows, ports.clock.now(), ports.expiryDays() * DAY_MS),
    );
  }

  async function fireReminders(agentKey: string): Promise<void> {
    const now = ports.clock.now();
    await store.editRows(
      () => ports.ledger.listAwaited(agentKey),
      (rows) =>
        rows
          .filter((row) => row.remindAt !== null && row.remindAt <= now)
          .map((row) => ({ ...row, remindAt: null, remindedAt: now, updatedAt: now })),
      { isReminder: true },
    );
  }

  async function roomShown(sessionId: SessionId, roomUuid: RoomUuid): Promise<void> {
    const session = ports.sessions.get(sessionId);
    if (session === null) return;
    const contactUuid = (await store.memory(session)).contactOf(roomUuid) ?? null;
    const now = ports.clock.now();
    await store.editRows(
      () => (contactUuid === null ? store.rows(session) : store.rowsOf(session, contactUuid)),
      (rows) =>
        rows
          .filter((row) => row.status === 'replied' && (row.roomUuid === roomUuid || contactUuid !== null))
          .map((row) => ({ ...row, status: 'opened', openedAt: now, updatedAt: now })),
    );
  }

  async function dismiss(agentKey: string, ids: readonly string[]): Promise<void> {
    const now = ports.clock.now();
    await store.editRows(
      () => ports.ledger.listAwaited(agentKey),
      (rows) => {
        const named = rows.filter((row) => ids.includes(row.id));
        // The list shows a person once, under their newest start. Dismissing that entry means the person's answer, so
        // it dismisses all their replied rows.
        const answered = new Set(named.filter((row) => row.status === 'replied').map(humanKeyOf));
        const isMeant = (row: AwaitedRow) =>
          ids.includes(row.id) || (row.status === 'replied' && answered.has(humanKeyOf(row)));
        return rows
          .filter((row) => row.status !== 'dismissed' && isMeant(row))
          .map((row) => ({ ...row, status: 'dismissed', remindAt: null, remindedAt: null, updatedAt: now }));
      },
    );
  }

  async function restore(agentKey: string, ids: readonly string[]): Promise<void> {
    const now = ports.clock.now();
    const changes = await store.editRows(
      () => ports.ledger.listAwaited(agentKey),
      (rows) =>
        rows
          .filter((row) => row.status === 'dismissed' && ids.includes(row.id))
          .map((row) => ({ ...row, status: restoredStatus(row), updatedAt: now })),
    );
    for (const session of ports.sessions.list()) {
      const restored = changes
        .map((change) => change.after)
        .filter((row) => row.sessionId === session.sessionId && isOpen(row));
      if (restored.length === 0) continue;
      const { rooms } = await store.watch(session);
      await planChecks(session, [...lateChecks(restored, rooms, now), ...restored.flatMap(toRoomCheck)]);
      await store.editWatch(session, (watch) => ({ ...watch, nextDiffAt: watch.nextDiffAt ?? now }));
    }
  }

  async function nextDelay(): Promise<number | null> {
    const now = ports.clock.now();
    const watches = await Promise.all(ports.sessions.list().map((session) => store.watch(session)));
    const dueAt = watches.flatMap((watch) => watch.nextDiffAt ?? []);
    return dueAt.length === 0 ? null : Math.max(0, Math.min(...dueAt) - now);
  }

  return {
    track,
    linkTwins: store.linkTwins,
    onHints,
    async onSocket(sessionId, event) {
      const session = ports.sessions.get(sessionId);
      if (session === null || event === 'closed') return;
      await diffOnce(session, 'opened');
      await adoptIfOlder(session, ADOPT_EVERY_MS);
    },
    async runDiff(sessionId, cause) {
      const session = ports.sessions.get(sessionId);
      if (session === null) return { status: 'skipped', why: 'no-session' };
      const result = await diffOnce(session, cause);
      if (cause !== 'timer') await adoptIfOlder(session, cause === 'asked' ? ADOPT_AGAIN_MS : ADOPT_EVERY_MS);
      return result;
    },
    roomShown,
    dismiss,
    restore,
    async remind(agentKey, id, at) {
      const now = ports.clock.now();
      await store.editRows(
        () => ports.ledger.listAwaited(agentKey),
        (rows) =>
          rows
            .filter((row) => row.id === id)
            .map((row) => ({ ...row, remindAt: at, remindedAt: null, updatedAt: now })),
      );
    },
    async noteEnding(agentKey, id, ending) {
      await store.editRows(
        () => ports.ledger.listAwaited(agentKey),
        (rows) => rows.filter((row) => row.id === id && row.status === 'closed').map((row) => ({ ...row, ending })),
      );
    },
    tick,
    expire,
    nextDelay,
    onChange: (listener) => store.onChange(listener),
    shown: store.shown,
    onShown: store.onShown,
  };
}

// A start with a room uuid turned that room into a waiting room. Whoever stores such a row may store it as `sent`; here
// it becomes `waiting-room`.
function toTracked(row: AwaitedRow, known: AwaitedRow | null): AwaitedRow[] {
  const isLinked = row.status === 'sent' && row.roomUuid !== null;
  if (known === null) return [isLinked ? { ...row, status: 'waiting-room' } : row];
  return isLinked && known.status === 'sent' && known.roomUuid === row.roomUuid
    ? [{ ...known, status: 'waiting-room' }]
    : [];
}

function restoredStatus(row: AwaitedRow): AwaitedRow['status'] {
  if (row.repliedAt !== null) return row.openedAt === null ? 'replied' : 'opened';
  return row.ticketUuid === null ? 'sent' : 'ticket-opened';
}

/** Makes a look that asks the server which ticket the room has now, before the flow opens another one. */
function toLook(row: AwaitedRow): CheckEffect[] {
  return row.roomUuid === null
    ? []
    : [{ kind: 'check', roomUuid: row.roomUuid, contactUuid: row.contactUuid, ask: 'look', delayMs: 0 }];
}

function toRoomCheck(row: AwaitedRow): CheckEffect[] {
  return row.roomUuid === null
    ? []
    : [{ kind: 'check', roomUuid: row.roomUuid, contactUuid: row.contactUuid, ask: 'room', delayMs: 0 }];
}
