import { dispatchMethods } from './dispatch-methods.ts';
import type { EngineTx, LedgerEngine, TxScope } from './engine.ts';
import { EVERY_STRING } from './engine.ts';
import { ERASURE_KEY, readErasure, type Erasure } from './erasure.ts';
import { LedgerError, type Ledger, type QuarantineCount } from './ledger.ts';
import { QuarantineRow, type RowReader, createReader, reportOf } from './rows.ts';
import { SCHEMA_VERSION, STORES } from './schema.ts';
import { viewMethods } from './view-methods.ts';

export interface LedgerOptions {
  /** Wall time in epoch ms, for the reports on damaged rows. */
  readonly now: () => number;
}

/**
 * Runs one transaction whose reads are parsed. Rows that do not parse are moved to quarantine in a second transaction
 * right after it.
 *
 * @throws {LedgerError} when a transaction did not complete
 */
export type RunTx = <T>(scope: TxScope, work: (tx: EngineTx, read: RowReader) => Promise<T>) => Promise<T>;

/** Builds the ledger over any engine. */
export function createLedger(engine: LedgerEngine, options: LedgerOptions): Ledger {
  const listeners = new Set<(report: QuarantineCount) => void>();

  const run: RunTx = async (scope, work) => {
    const read = createReader(engine);
    const result = await engine.run(scope, (tx) => work(tx, read));
    if (read.damaged.length > 0) await quarantine(read);
    return result;
  };

  async function quarantine(read: RowReader): Promise<void> {
    const at = options.now();
    const stores = [...new Set(read.damaged.map((each) => each.store))];
    await engine.run({ stores: [...stores, 'quarantine'], mode: 'readwrite', durability: 'relaxed' }, async (tx) => {
      for (const damaged of read.damaged) {
        const report = reportOf(damaged, at);
        tx.put('quarantine', `${report.store}:${report.key}`, { report, value: damaged.value });
        tx.delete(damaged.store, damaged.key);
      }
    });
    for (const damaged of read.damaged) for (const listener of listeners) listener(reportOf(damaged, at));
  }

  return {
    ...dispatchMethods(run),
    ...viewMethods(run),
    quarantined: () =>
      engine.run({ stores: ['quarantine'], mode: 'readonly', durability: 'relaxed' }, async (tx) => {
        const reports: QuarantineCount[] = [];
        for (const { value } of await tx.getAll('quarantine', EVERY_STRING)) {
          const row = QuarantineRow.safeParse(value);
          if (row.success) reports.push(row.data.report);
        }
        return reports;
      }),
    onQuarantine: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    schemaVersion: async () => SCHEMA_VERSION,
    eraseAll: async (at) => {
      const empty = () =>
        engine.run({ stores: STORES, mode: 'readwrite', durability: 'strict' }, async (tx) => {
          const { generation } = readErasure(await tx.get('kept', ERASURE_KEY));
          for (const store of STORES) {
            tx.deleteRange(store, store === 'people' ? { lower: [], upper: [[]] } : EVERY_STRING);
          }
          const mark: Erasure = { at, generation: generation + 1 };
          tx.put('kept', ERASURE_KEY, mark);
        });
      await empty().catch(async (error: unknown) => {
        // A database that cannot be opened cannot be emptied either. The agent must still be able to erase it, so
        // delete and recreate it.
        if (!(error instanceof LedgerError) || (error.kind !== 'newer' && error.kind !== 'failed')) throw error;
        await engine.reset();
        await empty();
      });
    },
    close: () => engine.close(),
  };
}
