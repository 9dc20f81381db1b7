import type { DispatchId } from '../ids.ts';
import type { CommandResult } from './dispatcher-api.ts';
import { forgetFailures } from './gate-readings.ts';
import { probeNext, undoDispatch } from './countdown.ts';
import { type DispatcherMemory, emitMoves, checkWhole, isVetoed } from './dispatcher-memory.ts';
import type { DispatchRow } from './records.ts';
import { holdOffsNow, liftHoldOff } from './sending.ts';
import { moveDispatch, movePerson } from './states.ts';
import { pausedByAgent } from './undo-window.ts';

/**
 * Pauses a dispatch for the agent; see `Dispatcher.pause`. The veto is set before the first await, so no request leaves
 * after the call, even if the disk is slow or fails.
 */
export async function pauseByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  vetoByAgent(memory, dispatchId);
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

/**
 * Resumes a dispatch for the agent; see `Dispatcher.resume`. Gate readings are dropped, and the rows are compared with
 * the total, so that everything is checked again before the next start. A Pause or Cancel that is pressed while the
 * resume is under way wins: it was pressed last.
 */
export async function resumeByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  const { ledger, clock } = memory.ports;
  const holdOffs = holdOffsNow(memory);
  const presses = memory.stopPresses.get(dispatchId);
  const isLastPress = () => memory.stopPresses.get(dispatchId) === presses;
  try {
    const row = await ledger.getDispatch(dispatchId);
    if (row?.state.status === 'running' && isVetoed(memory, dispatchId)) {
      // The disk refused to store this pause, so it exists only as a veto in memory. The agent's resume lifts it.
      if (!isLastPress()) return { kind: 'unchanged' };
      liftVeto(memory, dispatchId);
      return { kind: 'done' };
    }
    if (row === null || row.state.status !== 'paused') return { kind: 'unchanged' };
    if (!(await checkWhole(memory, row))) return { kind: 'unchanged' };
    const { reason } = row.state;
    const now = clock.now();
    const running = await ledger.changeDispatch(
      dispatchId,
      (current) =>
        current.state.status === 'paused' && isLastPress() ? moveDispatch(current, { status: 'running' }, now) : null,
      'strict',
    );
    if (running === null) return { kind: 'unchanged' };
    memory.readings.delete(dispatchId);
    forgetFailures(memory, row);
    if (reason === 'server-trouble') probeNext(memory, row.sessionId);
    await liftHoldOff(memory, row.sessionId, holdOffs);
    memory.emit({ dispatches: [running] });
    if (isLastPress()) liftVeto(memory, dispatchId);
    return { kind: 'done' };
  } catch {
    memory.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}

/**
 * Sets how many unopened replies a dispatch may have; see `Dispatcher.setHoldBack`. The press counts as one to go on: a
 * dispatch that holds itself back runs again, and holds itself back anew if the new number asks for it.
 */
export async function setHoldBackByAgent(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  holdBackAt: number,
): Promise<CommandResult> {
  const { ledger, clock } = memory.ports;
  const presses = memory.stopPresses.get(dispatchId);
  let wasHeld = false;
  try {
    const changed = await ledger.changeDispatch(
      dispatchId,
      (row) => {
        wasHeld = row.state.status === 'paused' && row.state.reason === 'open-replies';
        if (row.mode === 'batches' || row.state.status === 'finished') return null;
        const next: DispatchRow = { ...row, holdBackAt: holdBackAt > 0 ? holdBackAt : null };
        const goesOn = wasHeld && memory.stopPresses.get(dispatchId) === presses;
        return goesOn ? moveDispatch(next, { status: 'running' }, clock.now()) : next;
      },
      'strict',
    );
    if (changed === null) return { kind: 'unchanged' };
    if (wasHeld) memory.halted.delete(dispatchId);
    memory.emit({ dispatches: [changed] });
    memory.kick();
    return { kind: 'done' };
  } catch {
    memory.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}

/** Set before anything is awaited, so that no request leaves after the press. */
function vetoByAgent(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.stopped.add(dispatchId);
  memory.stopPresses.set(dispatchId, (memory.stopPresses.get(dispatchId) ?? 0) + 1);
}

function liftVeto(memory: DispatcherMemory, dispatchId: DispatchId): void {
  memory.stopped.delete(dispatchId);
  memory.halted.delete(dispatchId);
  memory.kick();
}

/** Cancels all queued people of a dispatch. People whose request has left keep their outcome. A countdown is undone. */
export async function cancelByAgent(memory: DispatcherMemory, dispatchId: DispatchId): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  vetoByAgent(memory, dispatchId);
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
      (current) =>
        current.state.status === 'running' || current.state.status === 'paused'
          ? { ...current, cancelledAt: now }
          : null,
    );
    emitMoves(memory, result);
    memory.kick();
    return { kind: result === null || (result.dispatch.cancelledAt ?? null) === null ? 'unchanged' : 'done' };
  } catch {
    memory.hasStorageFailed = true;
    memory.kick();
    return { kind: 'storage-failed' };
  }
}

/**
 * Looks unknown people up once more. A finished dispatch runs again for that; it has no queued people, so nothing is
 * sent.
 */
export async function lookAgainFor(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  numbers: readonly number[],
): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  return change(memory, dispatchId, numbers, {
    person: (row) => {
      return row.status === 'unknown' && row.sentAt !== null
        ? movePerson(row, 'checking', { reason: row.reason, checkingSince: now, settledAt: null, leftAt: null })
        : null;
    },
    isReopening: true,
  });
}

/** Marks unknown people as left by the agent, so that they are no longer shown among the open choices. */
export async function leavePeople(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  numbers: readonly number[],
): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  return change(memory, dispatchId, numbers, {
    person: (row) => (row.status === 'unknown' ? { ...row, leftAt: now } : null),
    isReopening: false,
  });
}

async function change(
  memory: DispatcherMemory,
  dispatchId: DispatchId,
  numbers: readonly number[],
  move: {
    readonly person: Parameters<DispatcherMemory['ports']['ledger']['settle']>[2];
    readonly isReopening: boolean;
  },
): Promise<CommandResult> {
  const now = memory.ports.clock.now();
  try {
    const result = await memory.ports.ledger.settle(dispatchId, numbers, move.person, {
      durability: 'strict',
      dispatch: (row) =>
        move.isReopening && row.state.status === 'finished' ? moveDispatch(row, { status: 'running' }, now) : null,
    });
    emitMoves(memory, result);
    memory.kick();
    return { kind: result === null || result.moves.length === 0 ? 'unchanged' : 'done' };
  } catch {
    memory.hasStorageFailed = true;
    return { kind: 'storage-failed' };
  }
}
