import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import * as z from 'zod/mini';
import { INDEXES, STORES } from './schema.ts';

const NotFoundOfVersion1 = z.looseObject({ status: z.literal('not-found') });

type Upgrade = IDBPTransaction<unknown, StoreNames<unknown>[], 'versionchange'>;

/** One migration step; `to` is the version it leads to. Released steps are never changed, new ones are added. */
export interface Migration {
  readonly to: number;
  readonly apply: (db: IDBPDatabase, tx: Upgrade) => void | Promise<void>;
}

/** Every step since the first release, in order. A test fails on a gap or a repeated number. */
export const MIGRATIONS: readonly Migration[] = [
  {
    to: 1,
    apply: (db) => {
      for (const name of STORES) {
        const store = db.createObjectStore(name);
        for (const [index, path] of Object.entries(INDEXES[name]))
          store.createIndex(index, typeof path === 'string' ? path : [...path]);
      }
    },
  },
  {
    to: 2,
    // Version 1 stored `not-found` ("almost certainly not sent") for an engine failure that left no row in the history.
    // But the engine rolls that row back even when Flows has the start, so the outcome cannot be known: these people
    // become `unknown`. Reason and times stay.
    apply: async (_db, tx) => {
      for (
        let cursor = await tx.objectStore('people').openCursor();
        cursor !== null;
        cursor = await cursor.continue()
      ) {
        const row = NotFoundOfVersion1.safeParse(cursor.value);
        if (row.success) await cursor.update({ ...row.data, status: 'unknown' });
      }
    },
  },
];

/**
 * Applies all steps after version `from` inside the browser's own upgrade transaction, so either all take effect or
 * none.
 */
export async function migrate(db: IDBPDatabase, from: number, tx: Upgrade): Promise<void> {
  for (const step of MIGRATIONS) if (step.to > from) await step.apply(db, tx);
}
