import type { DispatchId } from '../ids.ts';
import type { CommandResult } from './commands.ts';
import { forgetFailures } from './asking.ts';
import { probeNext, undoDispatch } from './countdown.ts';
import { type Desk, applied, checkWhole, isVetoed } from './desk.ts';
import { liftHoldOff } from './sending.ts';
import { moveDispatch, movePerson } from './states.ts';
import { pausedByAgent } from './undo.ts';

/** A pause by the agent; see `Dispatcher.pause`. The veto counts from the call, before any disk is asked. */
export async function pauseByAgent(desk: Desk, dispatchId: DispatchId): Promise<CommandResult> {
  desk.stopped.add(dispatchId);
  const now = desk.ports.clock.now();
  try {
    const paused = await desk.ports.ledger.changeDispatch(dispatchId, (row) => pausedByAgent(row, now), 'strict');
    if (paused === null) {
      const row = await desk.ports.ledger.getDispatch(dispatchId);
      if (row?.state.status !== 'running') desk.stopped.delete(dispatchId);
      return { kind: 'unchanged' };
    }
    desk.emit({ dispatches: [paused] });
    return { kind: 'done' };
  } catch {
    desk.hasStorageFailed = true;
    desk.kick();
    return { kind: 'storage-failed' };
  }
}

/** The agent agrees to go on; see `Dispatcher.resume`. Gates, session and damage are looked at anew. */
export async function resumeByAgent(desk: Desk, dispatchId: DispatchId): Promise<CommandResult> {
  const { ledger, clock } = desk.ports;
  try {
    const row = await ledger.getDispatch(dispatchId);
    if (row?.state.status === 'running' && isVetoed(desk, dispatchId)) {
      // A pause the disk refused holds in memory only: the agent's word lifts it.
      liftVeto(desk, dispatchId);
      return { kind: 'done' };
    }
    if (row === null || row.state.status !== 'paused') return { kind: 'unchanged' };
    if (!(await checkWhole(desk, row))) return { kind: 'unchanged' };
    const { reason } = row.state;
    const now = clock.now();
    const running = await ledger.changeDispatch(
      dispatchId,
      (current) => (current.state.status === 'paused' ? moveDispatch(current, { status: 'running' }, now) : null),
      'strict',
    );
    if (running === null) return { kind: 'unchanged' };
    desk.readings.delete(dispatchId);
    forgetFailures(desk, row);
    if (reason === 'server-trouble') probeNext(desk, row.sessionId);
    await liftHoldOff(desk, row.sessionId);
    desk.emit({ dispatches: [running] });
    liftVeto(desk, dispatchId);
    return { kind: 'done' };
  } catch {
    desk.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}

function liftVeto(desk: Desk, dispatchId: DispatchId): void {
  desk.stopped.delete(dispatchId);
  desk.halted.delete(dispatchId);
  desk.kick();
}

/** Cancels everybody still queued; who is on their way keeps their outcome. A countdown is undone. */
export async function cancelByAgent(desk: Desk, dispatchId: DispatchId): Promise<CommandResult> {
  const now = desk.ports.clock.now();
  desk.stopped.add(dispatchId);
  try {
    const row = await desk.ports.ledger.getDispatch(dispatchId);
    if (row?.state.status === 'counting-down') {
      const undone = await undoDispatch(desk, dispatchId);
      if (undone.kind !== 'unchanged') return undone;
    }
    const result = await desk.ports.ledger.settleAll(
      dispatchId,
      'queued',
      (person) => movePerson(person, 'cancelled', { reason: null, settledAt: now }),
      (current) => (current.state.status === 'running' || current.state.status === 'paused' ? { ...current, cancelledAt: now } : null),
    );
    applied(desk, result);
    desk.kick();
    return { kind: result === null || (result.dispatch.cancelledAt ?? null) === null ? 'unchanged' : 'done' };
  } catch {
    desk.hasStorageFailed = true;
    desk.kick();
    return { kind: 'storage-failed' };
  }
}

/** Looks people up once more; a finished dispatch runs again for it, with nobody to send to. */
export async function lookAgainFor(desk: Desk, dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult> {
  const now = desk.ports.clock.now();
  return change(desk, dispatchId, ns, {
    person: (row) => {
      return row.status === 'unknown' && row.sentAt !== null ? movePerson(row, 'checking', { reason: row.reason, checkingSince: now, settledAt: null, leftAt: null }) : null;
    },
    isReopening: true,
  });
}

/** The agent leaves people as they are: shown no more among the open choices. */
export async function leavePeople(desk: Desk, dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult> {
  const now = desk.ports.clock.now();
  return change(desk, dispatchId, ns, {
    person: (row) => (row.status === 'unknown' ? { ...row, leftAt: now } : null),
    isReopening: false,
  });
}

async function change(
  desk: Desk,
  dispatchId: DispatchId,
  ns: readonly number[],
  move: { readonly person: Parameters<Desk['ports']['ledger']['settle']>[2]; readonly isReopening: boolean },
): Promise<CommandResult> {
  const now = desk.ports.clock.now();
  try {
    const result = await desk.ports.ledger.settle(dispatchId, ns, move.person, {
      durability: 'strict',
      dispatch: (row) => (move.isReopening && row.state.status === 'finished' ? moveDispatch(row, { status: 'running' }, now) : null),
    });
    applied(desk, result);
    desk.kick();
    return { kind: result === null || result.moves.length === 0 ? 'unchanged' : 'done' };
  } catch {
    desk.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}
