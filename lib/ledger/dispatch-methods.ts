import type { DispatchId } from '../ids.ts';
import type { DispatchLedger, Durability, KeptEntry, MoveResult, PersonMove } from '../dispatch/ledger-port.ts';
import { PERSON_STATUSES, type DispatchRow, type PersonRow } from '../dispatch/records.ts';
import { noCounts, openOf, sumOf } from '../dispatch/counts.ts';
import { movePerson } from '../dispatch/states.ts';
import { EMPTY_DRAFT } from '../draft/draft.ts';
import { openRepliesOf } from '../replies/open-replies.ts';
import { awaitedOf } from './awaited-of.ts';
import { asideDraftKey, draftKey, hasPicks, heldDraftKey, returnedDraft } from './draft-slots.ts';
import { type EngineTx, type RowQuery, type TxScope, only, startingWith } from './engine.ts';
import type { RunTx } from './engine-ledger.ts';
import type { RowReader } from './rows.ts';

/**
 * The ranges of the index `byStatus` that hold every dispatch that is not finished: the statuses in the order of the
 * index are counting-down, finished, paused, running.
 */
const ACTIVE = [only('counting-down'), { lower: 'paused', upper: 'running' }] as const;

function reading(...stores: TxScope['stores']): TxScope {
  return { stores, mode: 'readonly', durability: 'relaxed' };
}

function writing(durability: Durability, ...stores: TxScope['stores']): TxScope {
  return { stores, mode: 'readwrite', durability };
}

function byStatus(dispatchId: DispatchId, status: PersonRow['status'], fromN = 0): RowQuery {
  return {
    index: 'byStatus',
    lower: [dispatchId, status, fromN],
    upper: [dispatchId, status, Number.MAX_SAFE_INTEGER],
  };
}

function putKept(tx: EngineTx, kept: readonly KeptEntry[] = []): void {
  for (const { key, value } of kept) tx.put('kept', key, value);
}

async function countIn(tx: EngineTx, dispatchId: DispatchId): Promise<ReturnType<typeof noCounts>> {
  const counts = noCounts();
  // Ask for all counts at once; in sequence, each request would wait for the answer to the one before.
  const found = await Promise.all(
    PERSON_STATUSES.map(async (status) => [status, await tx.count('people', byStatus(dispatchId, status))] as const),
  );
  for (const [status, count] of found) counts[status] = count;
  return counts;
}

/**
 * Changes person rows inside a transaction. A person who becomes `accepted` gets an awaited row in the same
 * transaction.
 *
 * @param change returns the new row, or null to leave the row as it is
 */
function movePeople(
  tx: EngineTx,
  dispatch: DispatchRow,
  rows: readonly PersonRow[],
  change: (row: PersonRow) => PersonRow | null,
): PersonMove[] {
  const moves: PersonMove[] = [];
  for (const before of rows) {
    const after = change(before);
    if (after === null) continue;
    tx.put('people', [after.dispatchId, after.n], after);
    if (after.status === 'accepted' && before.status !== 'accepted')
      tx.put('awaited', `${after.dispatchId}:${after.n}`, awaitedOf(dispatch, after));
    moves.push({ before, after });
  }
  return moves;
}

async function getPeople(
  tx: EngineTx,
  read: RowReader,
  dispatchId: DispatchId,
  numbers: readonly number[],
): Promise<PersonRow[]> {
  const rows = await Promise.all(numbers.map((n) => read.get(tx, 'people', [dispatchId, n])));
  return rows.filter((row) => row !== null);
}

/** Implements `DispatchLedger` over any engine. */
export function dispatchMethods(run: RunTx): DispatchLedger {
  return {
    confirm: (dispatch, people, draft) =>
      run(writing('strict', 'dispatches', 'people', 'drafts'), async (tx, read) => {
        if (draft !== null) {
          const current = await read.get(tx, 'drafts', draftKey(dispatch.sessionId));
          if (current === null || current.revision !== draft.revision) return 'stale-draft';
          if (dispatch.state.status === 'counting-down') tx.put('drafts', heldDraftKey(dispatch.dispatchId), current);
          tx.put('drafts', draftKey(dispatch.sessionId), { ...EMPTY_DRAFT, revision: current.revision + 1 });
        }
        tx.put('dispatches', dispatch.dispatchId, dispatch);
        for (const row of people) tx.put('people', [row.dispatchId, row.n], row);
        return 'stored';
      }),

    giveBack: (dispatchId, reason, at) =>
      run(writing('strict', 'dispatches', 'people', 'drafts'), async (tx, read) => {
        const dispatch = await read.get(tx, 'dispatches', dispatchId);
        if (dispatch === null || dispatch.state.status !== 'counting-down') return null;
        const held = await read.get(tx, 'drafts', heldDraftKey(dispatchId));
        if (held !== null) {
          const key = draftKey(dispatch.sessionId);
          const current = await read.get(tx, 'drafts', key);
          if (current !== null && hasPicks(current)) tx.put('drafts', asideDraftKey(dispatch.sessionId), current);
          tx.put('drafts', key, returnedDraft(held, current, { reason, at }));
          tx.delete('drafts', heldDraftKey(dispatchId));
        }
        tx.deleteRange('people', startingWith(dispatchId));
        tx.delete('dispatches', dispatchId);
        return dispatch;
      }),

    getDispatch: (dispatchId) => run(reading('dispatches'), (tx, read) => read.get(tx, 'dispatches', dispatchId)),

    activeDispatches: () =>
      run(reading('dispatches'), async (tx, read) => {
        const rows = await Promise.all(
          ACTIVE.map((range) => read.getAll(tx, 'dispatches', { index: 'byStatus', ...range })),
        );
        return rows.flat().sort((a, b) => a.createdAt - b.createdAt || (a.dispatchId < b.dispatchId ? -1 : 1));
      }),

    changeDispatch: (dispatchId, change, durability) =>
      run(writing(durability, 'dispatches', 'drafts'), async (tx, read) => {
        const row = await read.get(tx, 'dispatches', dispatchId);
        const changed = row === null ? null : change(row);
        if (row === null || changed === null) return null;
        tx.put('dispatches', dispatchId, changed);
        // The draft was kept for an undo and may hold pasted numbers. Delete it as soon as the countdown is over.
        if (row.state.status === 'counting-down' && changed.state.status !== 'counting-down')
          tx.delete('drafts', heldDraftKey(dispatchId));
        return changed;
      }),

    intend: (dispatchId, numbers, intent) =>
      run(writing('strict', 'dispatches', 'people', 'kept'), async (tx, read) => {
        const dispatch = await read.get(tx, 'dispatches', dispatchId);
        if (dispatch === null || dispatch.state.status !== 'running') return null;
        const rows = await getPeople(tx, read, dispatchId, numbers);
        if (rows.length !== numbers.length || rows.some((row) => row.status !== 'queued')) return null;
        const moves = movePeople(tx, dispatch, rows, (row) =>
          movePerson(row, 'sending', { reason: null, sentAt: intent.sentAt, attempts: row.attempts + 1 }),
        );
        putKept(tx, intent.kept);
        return { dispatch, moves };
      }),

    settle: (dispatchId, numbers, change, also = {}) =>
      run(
        writing(also.durability ?? 'relaxed', 'dispatches', 'people', 'awaited', 'kept'),
        async (tx, read): Promise<MoveResult | null> => {
          const before = await read.get(tx, 'dispatches', dispatchId);
          if (before === null) return null;
          const moves = movePeople(tx, before, await getPeople(tx, read, dispatchId, numbers), change);
          const changed = moves.length > 0 ? (also.dispatch?.(before) ?? null) : null;
          if (changed !== null) tx.put('dispatches', dispatchId, changed);
          putKept(tx, also.kept);
          return { dispatch: changed ?? before, moves };
        },
      ),

    settleAll: (dispatchId, status, change, alter) =>
      run(writing('strict', 'dispatches', 'people', 'awaited'), async (tx, read): Promise<MoveResult | null> => {
        const before = await read.get(tx, 'dispatches', dispatchId);
        if (before === null) return null;
        const changed = alter(before);
        if (changed !== null) tx.put('dispatches', dispatchId, changed);
        const rows = await read.getAll(tx, 'people', byStatus(dispatchId, status));
        return { dispatch: changed ?? before, moves: movePeople(tx, before, rows, change) };
      }),

    finish: (dispatchId, change) =>
      run(writing('relaxed', 'dispatches', 'people'), async (tx, read) => {
        const row = await read.get(tx, 'dispatches', dispatchId);
        const counts = await countIn(tx, dispatchId);
        if (row === null || openOf(counts) > 0) return { kind: 'open' };
        if (sumOf(counts) !== row.total) return { kind: 'damaged' };
        const changed = change(row);
        if (changed === null) return { kind: 'open' };
        tx.put('dispatches', dispatchId, changed);
        return { kind: 'finished', dispatch: changed };
      }),

    getPeople: (dispatchId, numbers) => run(reading('people'), (tx, read) => getPeople(tx, read, dispatchId, numbers)),

    peopleByStatus: (dispatchId, status, page = {}) =>
      run(reading('people'), (tx, read) =>
        read.getAll(tx, 'people', {
          ...byStatus(dispatchId, status, page.fromN),
          ...(page.limit === undefined ? {} : { limit: page.limit }),
        }),
      ),

    peopleByContact: (agentKey, contactUuid) =>
      run(reading('people'), (tx, read) =>
        read.getAll(tx, 'people', { index: 'byContact', ...only([agentKey, contactUuid]) }),
      ),

    peopleByContacts: (agentKey, contactUuids) =>
      run(reading('people'), async (tx, read) => {
        const rows = await Promise.all(
          [...new Set(contactUuids)].map((contactUuid) =>
            read.getAll(tx, 'people', { index: 'byContact', ...only([agentKey, contactUuid]) }),
          ),
        );
        return rows.flat();
      }),

    counts: (dispatchId) => run(reading('people'), (tx) => countIn(tx, dispatchId)),

    openReplies: ({ dispatchId, agentKey, sessionId }) =>
      run(reading('awaited'), async (tx, read) => {
        const rows = await read.getAll(tx, 'awaited', { index: 'byAgent', ...only(agentKey) });
        return openRepliesOf(
          dispatchId,
          rows.filter((row) => row.sessionId === sessionId),
        );
      }),

    getKept: (key) => run(reading('kept'), (tx) => tx.get('kept', key)),
    putKept: (entry) => run(writing('relaxed', 'kept'), async (tx) => putKept(tx, [entry])),

    getDraft: (sessionId) => run(reading('drafts'), (tx, read) => read.get(tx, 'drafts', draftKey(sessionId))),

    prune: (before) =>
      run(writing('relaxed', 'dispatches', 'people', 'awaited'), async (tx, read) => {
        const gone: DispatchId[] = [];
        for (const row of await read.getAll(tx, 'dispatches', { index: 'byStatus', ...only('finished') })) {
          if (row.touchedAt >= before) continue;
          tx.deleteRange('people', startingWith(row.dispatchId));
          tx.delete('dispatches', row.dispatchId);
          gone.push(row.dispatchId);
        }
        for (const row of await read.getAll(tx, 'awaited', { lower: '', upper: '\uffff' }))
          if (row.updatedAt < before) tx.delete('awaited', row.id);
        return gone;
      }),

    dropParams: (before, at) =>
      run(writing('relaxed', 'dispatches', 'people'), async (tx, read) => {
        const dropped: DispatchId[] = [];
        for (const row of await read.getAll(tx, 'dispatches', { index: 'byStatus', ...only('finished') })) {
          if ((row.paramsDroppedAt ?? null) !== null || row.finishedAt === null || row.finishedAt >= before) continue;
          for (const person of await read.getAll(tx, 'people', startingWith(row.dispatchId))) {
            if (person.params !== null) tx.put('people', [person.dispatchId, person.n], { ...person, params: null });
          }
          tx.put('dispatches', row.dispatchId, { ...row, paramsDroppedAt: at });
          dropped.push(row.dispatchId);
        }
        return dropped;
      }),
  };
}
