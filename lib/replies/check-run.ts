import type { SessionId } from '../ids.ts';
import { putOff, runCheck } from './checks.ts';
import { runLooks } from './looks.ts';
import type { ReplyPorts, ReplySession } from './ports.ts';
import type { PendingCheck } from './records.ts';
import type { CheckEffect, RowStore } from './row-store.ts';

export interface CheckRunPorts {
  readonly ports: ReplyPorts;
  readonly store: RowStore;
  readonly plan: (session: ReplySession, checks: readonly CheckEffect[]) => Promise<void>;
  readonly later: (delayMs: number) => void;
}

/** Does the checks of a session that are due, one run of a session at a time. */
export function createCheckRun({ ports, store, plan, later }: CheckRunPorts) {
  const checking = new Set<SessionId>();

  /** Takes done checks out; those renewed meanwhile by something new stay as they are. */
  async function settle(session: ReplySession, done: readonly PendingCheck[], left: readonly PendingCheck[], now: number): Promise<void> {
    const isSame = (a: PendingCheck, b: PendingCheck) => a.roomUuid === b.roomUuid && a.ask === b.ask;
    await store.editWatch(session, (watch) => {
      const others = watch.checks.filter((other) => other.dueAt > now || !done.some((check) => isSame(check, other)));
      return { ...watch, checks: [...others, ...left.filter((check) => !others.some((other) => isSame(check, other)))] };
    });
    for (const { dueAt } of left) later(Math.max(0, dueAt - ports.clock.now()));
  }

  async function runDueNow(session: ReplySession): Promise<boolean> {
    const { checks } = await store.watch(session);
    const now = ports.clock.now();
    const due = checks.filter((check) => check.dueAt <= now);
    const looks = due.filter((check) => check.ask === 'look');
    if (looks.length > 0) {
      const looked = await runLooks(looks, session, { ports, store, weni: ports.weni });
      await settle(session, looks, looked.left, now);
      await plan(session, looked.checks);
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
      await plan(session, more);
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
      // Until none is due: whatever came due while another one was looked at had its timer in vain.
      while (await runDueNow(session));
      if (changed > 0) await store.editWatch(session, (watch) => ({ ...watch, lastNewsAt: ports.clock.now() }));
    } finally {
      stop();
      checking.delete(session.sessionId);
    }
  };
}
