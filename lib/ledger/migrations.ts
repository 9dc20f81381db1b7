import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import * as z from 'zod/mini';
import { INDEXES, STORES } from './schema.ts';

const NotFoundOfVersion1 = z.looseObject({ status: z.literal('not-found') });

type Upgrade = IDBPTransaction<unknown, StoreNames<unknown>[], 'versionchange'>;

/** One step of the schema; `to` is the version it leads to. Steps only ever get added. */
export interface Migration {
  readonly to: number;
  readonly apply: (db: IDBPDatabase, tx: Upgrade) => void | Promise<void>;
}

/** Every step since the first release, in order. A gap or a repeated number is a mistake a test finds. */
export const MIGRATIONS: readonly Migration[] = [
  {
    to: 1,
    apply: (db) => {
      for (const name of STORES) {
        const store = db.createObjectStore(name);
        for (const [index, path] of Object.entries(INDEXES[name])) store.createIndex(index, typeof path === 'string' ? path : [...path]);
      }
    },
  },
  {
    to: 2,
    // Version 1 called an engine failure without a row in the history "almost certainly not sent". The row is rolled back also
    // when Flows has the start, so nobody can know: those people are unknown. Reason and times stay.
    apply: async (_db, tx) => {
      for (let cursor = await tx.objectStore('people').openCursor(); cursor !== null; cursor = await cursor.continue()) {
        const row = NotFoundOfVersion1.safeParse(cursor.value);
        if (row.success) await cursor.update({ ...row.data, status: 'unknown' });
      }
    },
  },
];

/** Applies the steps after `from`, inside the browser's own upgrade transaction: all of them or none. */
export async function migrate(db: IDBPDatabase, from: number, tx: Upgrade): Promise<void> {
  for (const step of MIGRATIONS) if (step.to > from) await step.apply(db, tx);
}
