import type { DispatchLedger } from '../dispatch/ledger-port.ts';
import { draftKey } from './draft-slots.ts';
import { EVERY_STRING, type TxScope, only } from './engine.ts';
import type { RunTx } from './engine-ledger.ts';
import type { Ledger } from './ledger.ts';
import { SCHEMA_VERSION } from './schema.ts';

type ViewMethods = Omit<
  Ledger,
  keyof DispatchLedger | 'quarantined' | 'onQuarantine' | 'schemaVersion' | 'eraseAll' | 'close'
>;

function reading(...stores: TxScope['stores']): TxScope {
  return { stores, mode: 'readonly', durability: 'relaxed' };
}

function writing(durability: TxScope['durability'], ...stores: TxScope['stores']): TxScope {
  return { stores, mode: 'readwrite', durability };
}

/**
 * Implements the part of the ledger that the dispatcher does not use: lists for views, drafts, awaited rows, small
 * values, export.
 */
export function viewMethods(run: RunTx): ViewMethods {
  return {
    listDispatches: ({ sessionId, before = Number.MAX_SAFE_INTEGER, limit }) =>
      run(reading('dispatches'), async (tx, read) => {
        const range =
          sessionId === null
            ? { index: 'byCreated', lower: 0, upper: before }
            : { index: 'bySession', lower: [sessionId, 0], upper: [sessionId, before] };
        const rows = await read.getAll(tx, 'dispatches', range);
        return rows
          .filter((row) => row.createdAt < before)
          .toReversed()
          .slice(0, limit);
      }),

    listPeople: (dispatchId, { fromN, limit }) =>
      run(reading('people'), (tx, read) =>
        read.getAll(tx, 'people', { lower: [dispatchId, fromN], upper: [dispatchId, Number.MAX_SAFE_INTEGER], limit }),
      ),

    putDraft: (sessionId, draft) =>
      run(writing('relaxed', 'drafts'), async (tx) => {
        tx.put('drafts', draftKey(sessionId), draft);
      }),

    changeDraft: (sessionId, keys, change, durability = 'strict') =>
      run(writing(durability, 'drafts', 'kept'), async (tx, read) => {
        const draft = await read.get(tx, 'drafts', draftKey(sessionId));
        const changed = change(draft, await Promise.all(keys.map((key) => tx.get('kept', key))));
        if (changed === null) return null;
        tx.put('drafts', draftKey(sessionId), changed.draft);
        for (const { key, value } of changed.put ?? []) tx.put('kept', key, value);
        for (const key of changed.remove ?? []) tx.delete('kept', key);
        return changed;
      }),

    getAwaited: (id) => run(reading('awaited'), (tx, read) => read.get(tx, 'awaited', id)),
    getAwaitedRows: (ids) =>
      run(reading('awaited'), async (tx, read) => {
        const rows = await Promise.all(ids.map((id) => read.get(tx, 'awaited', id)));
        return rows.filter((row) => row !== null);
      }),
    putAwaited: (rows, durability = 'relaxed') =>
      run(writing(durability, 'awaited'), async (tx) => {
        for (const row of rows) tx.put('awaited', row.id, row);
      }),
    listAwaited: (agentKey) =>
      run(reading('awaited'), (tx, read) => read.getAll(tx, 'awaited', { index: 'byAgent', ...only(agentKey) })),
    listAwaitedOf: (agentKey, contactUuids) =>
      run(reading('awaited'), async (tx, read) => {
        const rows = await Promise.all(
          contactUuids.map((contactUuid) =>
            read.getAll(tx, 'awaited', { index: 'byContact', ...only([agentKey, contactUuid]) }),
          ),
        );
        return rows.flat();
      }),
    listAllAwaited: () => run(reading('awaited'), (tx, read) => read.getAll(tx, 'awaited', EVERY_STRING)),

    deleteKept: (keys) =>
      run(writing('strict', 'kept'), async (tx) => {
        for (const key of keys) tx.delete('kept', key);
      }),
    listKept: (prefix) =>
      run(reading('kept'), async (tx) => {
        const rows = await tx.getAll('kept', { lower: prefix, upper: `${prefix}\uffff` });
        return rows.map(({ key, value }) => ({ key: String(key), value }));
      }),

    exportAll: () =>
      run(reading('dispatches', 'people', 'awaited', 'drafts', 'kept'), async (tx, read) => ({
        schemaVersion: SCHEMA_VERSION,
        dispatches: await read.getAll(tx, 'dispatches', EVERY_STRING),
        people: await read.getAll(tx, 'people', { lower: [], upper: [[]] }),
        awaited: await read.getAll(tx, 'awaited', EVERY_STRING),
        drafts: await tx.getAll('drafts', EVERY_STRING),
        kept: await tx.getAll('kept', EVERY_STRING),
      })),
  };
}
