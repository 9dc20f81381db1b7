import type { SessionId } from '../ids.ts';
import { putOff, runCheck } from './checks.ts';
import { runLooks } from './looks.ts';
import type { ReplyPorts, ReplySession } from './ports.ts';
import type { PendingCheck } from './records.ts';
import type { CheckEffect, RowStore } from './row-store.ts';

export interface CheckRunPorts {
  readonly ports: ReplyPorts;
  readonly store: RowStore;
  readonly planChecks: (session: ReplySession, checks: readonly CheckEffect[]) => Promise<void>;
  readonly tickAfter: (delayMs: number) => void;
}

/**
 * Creates the function that runs the due checks of a session. Only one run per session is active at a time; a call
 * during a run returns at once.
 *
 * @returns `(session) => Promise<void>`, which resolves when no check of the session is due
 */
export function createCheckRun({ ports, store, planChecks, tickAfter }: CheckRunPorts) {
  const checking = new Set<SessionId>();

  /** Removes finished checks from the watch row. A check that a new hint rescheduled in the meantime stays. */
  async function settle(
    session: ReplySession,
    done: readonly PendingCheck[],
    left: readonly PendingCheck[],
    now: number,
  ): Promise<void> {
    const isSame = (a: PendingCheck, b: PendingCheck) => a.roomUuid === b.roomUuid && a.ask === b.ask;
    await store.editWatch(session, (watch) => {
      const others = watch.checks.filter((other) => other.dueAt > now || !done.some((check) => isSame(check, other)));
      return {
        ...watch,
        checks: [...others, ...left.filter((check) => !others.some((other) => isSame(check, other)))],
      };
    });
    for (const { dueAt } of left) tickAfter(Math.max(0, dueAt - ports.clock.now()));
  }

  async function runDueNow(session: ReplySession): Promise<boolean> {
    const { checks } = await store.watch(session);
    const now = ports.clock.now();
    const due = checks.filter((check) => check.dueAt <= now);
    const looks = due.filter((check) => check.ask === 'look');
    if (looks.length > 0) {
      const looked = await runLooks(looks, session, { ports, store, weni: ports.weni });
      await settle(session, looks, looked.left, now);
      await planChecks(session, looked.checks);
    }
    for (const check of due) {
      if (check.ask === 'look') continue;
      let next: PendingCheck | null = null;
      let more: readonly CheckEffect[] = [];
      try {
        ({ next, checks: more } = await runCheck(check, session, { ports, store, weni: ports.weni }));
      } catch (error) {
        ports.report({ during: 'check', error });
        next = putOff(check, ports.clock.now());
      }
      await settle(session, [check], next === null ? [] : [next], now);
      await planChecks(session, more);
    }
    return due.length > 0;
  }

  return async (session: ReplySession): Promise<void> => {
    if (checking.has(session.sessionId)) return;
    checking.add(session.sessionId);
    let changed = 0;
    const stop = store.onChange((changes) => {
      changed += changes.filter(({ after }) => after.sessionId === session.sessionId).length;
    });
    try {
      // Loop until no check is due. A timer that fires during this run returns at once (`checking` guard), so nothing
      // else would start the check it was set for.
      while (await runDueNow(session));
      if (changed > 0) await store.editWatch(session, (watch) => ({ ...watch, lastNewsAt: ports.clock.now() }));
    } finally {
      stop();
      checking.delete(session.sessionId);
    }
  };
}
