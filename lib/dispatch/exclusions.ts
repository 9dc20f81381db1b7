import type { DispatcherMemory } from './dispatcher-memory.ts';
import { emitMoves, sessionFor } from './dispatcher-memory.ts';
import { ask, onQuestionAnswered, onQuestionFailed } from './gate-readings.ts';
import type { DispatchSession } from './ports.ts';
import type { DispatchRow, PersonRow } from './records.ts';
import { movePerson } from './states.ts';

/**
 * Looks once more, right before a request leaves, whether its people are excluded by now: the agent, the settings or
 * the policy may have excluded them after the checks.
 *
 * @returns `none`: nobody is excluded; `some`: they were skipped, so the next people must be searched again; `asking`:
 *   contacts are being read first, and another round follows
 */
export async function skipExcluded(
  memory: DispatcherMemory,
  session: DispatchSession,
  job: { readonly dispatch: DispatchRow; readonly people: readonly PersonRow[] },
): Promise<'none' | 'some' | 'asking'> {
  const { exclusions, ledger, clock } = memory.ports;
  const { dispatch, people } = job;
  const own = sessionFor(session, dispatch);
  const judged = await exclusions.judge(
    own,
    people.map(({ contactUuid }) => contactUuid),
  );
  if (judged.unread.length > 0) {
    const name = `exclusions:${dispatch.dispatchId}`;
    ask(memory, name, async () => {
      const answer = await exclusions.read(own, judged.unread);
      if (answer.kind === 'failed') return await onQuestionFailed(memory, name, { session, dispatch, answer });
      onQuestionAnswered(memory, name);
    });
    return 'asking';
  }
  const out = people.filter(({ contactUuid }) => judged.excluded.has(contactUuid)).map(({ n }) => n);
  if (out.length === 0) return 'none';
  const settledAt = clock.now();
  emitMoves(
    memory,
    await ledger.settle(dispatch.dispatchId, out, (row) =>
      row.status === 'queued' ? movePerson(row, 'skipped', { reason: 'excluded', settledAt }) : null,
    ),
  );
  memory.kick();
  return 'some';
}
