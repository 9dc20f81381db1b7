import type { DispatchId } from '../ids.ts';
import type { CommandResult } from './dispatcher-api.ts';
import { forgetFailures } from './gate-readings.ts';
import { probeNext, undoDispatch } from './countdown.ts';
import { type DispatcherMemory, applied, checkWhole, isVetoed } from './dispatcher-memory.ts';
import { holdOffsNow, liftHoldOff } from './sending.ts';
import { moveDispatch, movePerson } from './states.ts';
import { pausedByAgent } from './undo-window.ts';

/** A pause by the agent; see `Dispatcher.pause`. The veto counts from the call, before any disk is asked. */
export async function pauseByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  memory.stopped.add(dispatchId);
  const now = memory.ports.clock.now();
  try {
    const paused = await memory.ports.ledger.changeDispatch(dispatchId, (row) => pausedByAgent(row, now), 'strict');
    if (paused === null) {
      const row = await memory.ports.ledger.getDispatch(dispatchId);
      if (row?.state.status !== 'running') memory.stopped.delete(dispatchId);
      return { kind: 'unchanged' };
    }
    memory.emit({ dispatches: [paused] });
    return { kind: 'done' };
  } catch {
    memory.hasStorageFailed = true;
    memory.kick();
    return { kind: 'storage-failed' };
  }
}

/** The agent agrees to go on; see `Dispatcher.resume`. Gates, session and damage are looked at anew. */
export async function resumeByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  const { ledger, clock } = memory.ports;
  const holdOffs = holdOffsNow(memory);
  try {
    const row = await ledger.getDispatch(dispatchId);
    if (row?.state.status === 'running' && isVetoed(memory, dispatchId)) {
      // A pause the disk refused holds in memory only: the agent's word lifts it.
      liftVeto(memory, dispatchId);
      return { kind: 'done' };
    }
    if (row === null || row.state.status !== 'paused') return { kind: 'unchanged' };
    if (!(await checkWhole(memory, row))) return { kind: 'unchanged' };
    const { reason } = row.state;
    const now = clock.now();
    const running = await ledger.changeDispatch(
      dispatchId,
      (current) => (current.state.status === 'paused' ? moveDispatch(current, { status: 'running' }, now) : null),
      'strict',
    );
    if (running === null) return { kind: 'unchanged' };
    memory.readings.delete(dispatchId);
    forgetFailures(memory, row);
    if (reason === 'server-trouble') probeNext(memory, row.sessionId);
    await liftHoldOff(memory, row.sessionId, holdOffs);
    memory.emit({ dispatches: [running] });
    liftVeto(memory, dispatchId);
    return { kind: 'done' };
  } catch {
    memory.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}

function liftVeto(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.stopped.delete(dispatchId);
  memory.halted.delete(dispatchId);
  memory.kick();
}

/** Cancels everybody still queued; who is on their way keeps their outcome. A countdown is undone. */
export async function cancelByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  memory.stopped.add(dispatchId);
  try {
    const row = await memory.ports.ledger.getDispatch(dispatchId);
    if (row?.state.status === 'counting-down') {
      const undone = await undoDispatch(memory, dispatchId);
      if (undone.kind !== 'unchanged') return undone;
    }
    const result = await memory.ports.ledger.settleAll(
      dispatchId,
      'queued',
      (person) => movePerson(person, 'cancelled', { reason: null, settledAt: now }),
      (current) => (current.state.status === 'running' || current.state.status === 'paused' ? { ...current, cancelledAt: now } : null),
    );
    applied(memory, result);
    memory.kick();
    return { kind: result === null || (result.dispatch.cancelledAt ?? null) === null ? 'unchanged' : 'done' };
  } catch {
    memory.hasStorageFailed = true;
    memory.kick();
    return { kind: 'storage-failed' };
  }
}

/** Looks people up once more; a finished dispatch runs again for it, with nobody to send to. */
export async function lookAgainFor(memory: DispatcherMemory, dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  return change(memory, dispatchId, ns, {
    person: (row) => {
      return row.status === 'unknown' && row.sentAt !== null ? movePerson(row, 'checking', { reason: row.reason, checkingSince: now, settledAt: null, leftAt: null }) : null;
    },
    isReopening: true,
  });
}

/** The agent leaves people as they are: shown no more among the open choices. */
export async function leavePeople(memory: DispatcherMemory, dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  return change(memory, dispatchId, ns, {
    person: (row) => (row.status === 'unknown' ? { ...row, leftAt: now } : null),
    isReopening: false,
  });
}

async function change(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  ns: readonly number[],
  move: { readonly person: Parameters<DispatcherMemory['ports']['ledger']['settle']>[2]; readonly isReopening: boolean },
): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  try {
    const result = await memory.ports.ledger.settle(dispatchId, ns, move.person, {
      durability: 'strict',
      dispatch: (row) => (move.isReopening && row.state.status === 'finished' ? moveDispatch(row, { status: 'running' }, now) : null),
    });
    applied(memory, result);
    memory.kick();
    return { kind: result === null || result.moves.length === 0 ? 'unchanged' : 'done' };
  } catch {
    memory.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}
