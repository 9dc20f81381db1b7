import type { ContactUuid, DispatchId } from '../ids.ts';
import { emitMoves, sessionFor, type DispatcherMemory } from './dispatcher-memory.ts';
import { isSeenTwice } from './double-starts.ts';
import { flowNamesOf, otherAttempts, readHistory, readMarks, toAttempt } from './history-lookup.ts';
import type { HistoryRow } from './ports.ts';
import type { DispatchRow } from './records.ts';

/**
 * Searches the server's history for starts of a finished dispatch that appear more than once, and marks these people
 * `seen-twice`. Makes one read of the engine's own table.
 *
 * @returns `later` when the history could not be read, or not completely
 */
export async function auditDispatch(memory: DispatcherMemory, dispatchId: DispatchId): Promise<'done' | 'later'> {
  const { ledger, sessions } = memory.ports;
  const dispatch = await ledger.getDispatch(dispatchId);
  if (dispatch === null || dispatch.state.status !== 'finished') return 'done';
  if ((dispatch.auditedAt ?? -1) >= dispatch.state.at) return 'done';
  const accepted = await ledger.peopleByStatus(dispatchId, 'accepted');
  if (accepted.length === 0) return await markAudited(memory, dispatchId);

  const session = await sessions.current(dispatch.sessionId);
  if (session === null) return 'later';
  const marks = await readMarks(memory, session.agentKey);
  const askedAt = memory.ports.clock.now();
  const answer = await readHistory(memory, sessionFor(session, dispatch), {
    at: dispatch.startedAt ?? dispatch.createdAt,
    marks,
  });
  if (answer.kind === 'failed' || !answer.complete) return 'later';

  const names = flowNamesOf(dispatch);
  const byContact = new Map<ContactUuid, HistoryRow[]>();
  for (const row of answer.rows)
    if (names.includes(row.flowName)) byContact.set(row.contactUuid, [...(byContact.get(row.contactUuid) ?? []), row]);
  const known = new Map<string, DispatchRow | null>([[dispatchId, dispatch]]);
  const twice: number[] = [];
  for (const person of accepted) {
    const rows = byContact.get(person.contactUuid) ?? [];
    // The history names the first contact of a batch only.
    const isNamed = person.batch === null || person.isBatchFirst === true;
    if (rows.length < 2 || !isNamed || person.sentAt === null) continue;
    const attempt = toAttempt(person, { dispatch, sentAt: person.sentAt, marks });
    if (
      isSeenTwice(attempt, await otherAttempts(memory, person, { known, marks, askedAt }), { rows, marks, me: session })
    )
      twice.push(person.n);
  }
  if (twice.length > 0) {
    const batches = new Set(
      accepted.filter((person) => twice.includes(person.n) && person.batch !== null).map((person) => person.batch),
    );
    const numbers = accepted
      .filter((person) => twice.includes(person.n) || (person.batch !== null && batches.has(person.batch)))
      .map((person) => person.n);
    const marked = await ledger.settle(
      dispatchId,
      numbers,
      (row) => (row.status === 'accepted' ? { ...row, reason: 'seen-twice' } : null),
      { durability: 'strict' },
    );
    emitMoves(memory, marked);
    return await markAudited(memory, dispatchId, numbers.length);
  }
  return await markAudited(memory, dispatchId);
}

async function markAudited(memory: DispatcherMemory, dispatchId: DispatchId, seenTwice = 0): Promise<'done'> {
  const auditedAt = memory.ports.clock.now();
  const row = await memory.ports.ledger.changeDispatch(
    dispatchId,
    (current) => ({ ...current, auditedAt, seenTwice }),
    'relaxed',
  );
  if (row !== null) memory.emit({ dispatches: [row] });
  return 'done';
}
