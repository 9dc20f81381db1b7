import { deleteDB, type IDBPDatabase, openDB, unwrap } from 'idb';
import type { EngineTx, Key, LedgerEngine, RowQuery, StoreName, TxScope } from './engine.ts';
import { createLedger } from './engine-ledger.ts';
import { type Ledger, LedgerError } from './ledger.ts';
import { migrate } from './migrations.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** Name of the database; it belongs to the extension's own origin. */
export const DATABASE_NAME = 'disparo';

export interface IdbLedgerOptions {
  readonly now: () => number;
  readonly name?: string;
}

/** Converts whatever IndexedDB threw into a `LedgerError`. Quota errors may come as late as the commit. */
function toLedgerError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return new LedgerError('full', 'the disk is full', error);
  if (name === 'VersionError') return new LedgerError('newer', 'a newer version wrote the database', error);
  return new LedgerError('failed', `the database failed (${name === '' ? 'unknown' : name})`, error);
}

function rangeOf(query: RowQuery): IDBKeyRange {
  return IDBKeyRange.bound(toIdbKey(query.lower), toIdbKey(query.upper));
}

/**
 * Makes an engine over IndexedDB. It opens the database at the first transaction, and again after the browser closed
 * the connection.
 */
function createIdbEngine(name: string): LedgerEngine {
  let opening: Promise<IDBPDatabase> | null = null;
  let isClosed = false;

  function forgetConnection(): void {
    opening = null;
  }

  function open(): Promise<IDBPDatabase> {
    opening ??= new Promise<IDBPDatabase>((resolve, reject) => {
      openDB(name, SCHEMA_VERSION, {
        upgrade: (db, from, _to, tx) => migrate(db, from, tx),
        // An older version of the extension still has the database open (an update is in progress). Fail at once; the
        // next call tries again.
        blocked: () => reject(new LedgerError('blocked', 'an older version still holds the database')),
        // A newer version of the extension wants to upgrade the database. Close our connection so that it can.
        blocking: (_current, _blocked, event) => {
          const db = event.target;
          if (db instanceof IDBDatabase) db.close();
          forgetConnection();
        },
        terminated: forgetConnection,
      }).then(resolve, reject);
    }).catch((error: unknown) => {
      forgetConnection();
      throw toLedgerError(error);
    });
    return opening;
  }

  async function run<T>(scope: TxScope, work: (tx: EngineTx) => Promise<T>): Promise<T> {
    if (isClosed) throw new LedgerError('failed', 'the database is closed');
    const db = await open();
    let tx: IDBTransaction;
    try {
      tx = unwrap(db).transaction([...scope.stores], scope.mode, { durability: scope.durability });
    } catch (error) {
      // The browser may have closed the connection without telling us. Forget it, so that the next call opens a new
      // one.
      forgetConnection();
      throw toLedgerError(error);
    }
    const completed = completionOf(tx);
    try {
      const result = await work(transactionOf(tx));
      await completed;
      return result;
    } catch (error) {
      await abort(tx, completed);
      throw toLedgerError(error);
    }
  }

  return {
    run,
    isTrusted: () => false,
    async reset() {
      if (isClosed) throw new LedgerError('failed', 'the database is closed');
      const held = opening;
      forgetConnection();
      await held?.then(
        (db) => db.close(),
        () => undefined,
      );
      await new Promise<void>((resolve, reject) => {
        deleteDB(name, {
          blocked: () => reject(new LedgerError('blocked', 'an older version still holds the database')),
        }).then(resolve, reject);
      }).catch((error: unknown) => {
        throw toLedgerError(error);
      });
    },
    close: () => {
      isClosed = true;
      // A failed open needs no closing; the caller that opened it got the error.
      void opening?.then(
        (db) => db.close(),
        () => undefined,
      );
      forgetConnection();
    },
  };
}

/**
 * Resolves at the transaction's `complete` event. The success of its requests is not enough, because quota errors come
 * at the commit.
 */
function completionOf(tx: IDBTransaction): Promise<void> {
  const completed = new Promise<void>((resolve, reject) => {
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('abort', () => reject(toLedgerError(tx.error)));
  });
  // `run` awaits this promise later. Until then a rejection must not be reported as unhandled.
  completed.catch(() => null);
  return completed;
}

/** Rolls the transaction back after `work` failed. Resolves when the rollback is done. */
async function abort(tx: IDBTransaction, completed: Promise<void>): Promise<void> {
  try {
    tx.abort();
  } catch (error) {
    // The browser has already aborted the transaction, so there is nothing left to do.
    if (!(error instanceof DOMException)) throw error;
  }
  await completed.catch(() => null);
}

function transactionOf(tx: IDBTransaction): EngineTx {
  const source = (store: StoreName, query: RowQuery): IDBObjectStore | IDBIndex =>
    query.index === undefined ? tx.objectStore(store) : tx.objectStore(store).index(query.index);
  return {
    get: (store, key) => resultOf<unknown>(tx.objectStore(store).get(toIdbKey(key))),
    getAll: async (store, query) => {
      const range = rangeOf(query);
      const [keys, values] = await Promise.all([
        resultOf(source(store, query).getAllKeys(range, query.limit)),
        resultOf<unknown[]>(source(store, query).getAll(range, query.limit)),
      ]);
      return keys.map((key, index) => ({ key: fromIdbKey(key), value: values[index] }));
    },
    getValues: (store, query) => resultOf<unknown[]>(source(store, query).getAll(rangeOf(query), query.limit)),
    count: (store, query) => resultOf(source(store, query).count(rangeOf(query))),
    // Writes are not awaited one by one: a write that fails aborts the whole transaction.
    put: (store, key, value) => {
      tx.objectStore(store).put(value, toIdbKey(key));
    },
    delete: (store, key) => {
      tx.objectStore(store).delete(toIdbKey(key));
    },
    deleteRange: (store, query) => {
      tx.objectStore(store).delete(rangeOf(query));
    },
  };
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(toLedgerError(request.error)));
  });
}

function toIdbKey(key: Key): IDBValidKey {
  return typeof key === 'string' || typeof key === 'number' ? key : key.map(toIdbKey);
}

/**
 * Our keys are strings, numbers and arrays of them. Any other key was not written by us; it is converted to text, only
 * to name it in a report.
 */
function fromIdbKey(key: IDBValidKey): Key {
  if (typeof key === 'string' || typeof key === 'number') return key;
  return Array.isArray(key) ? key.map(fromIdbKey) : String(key);
}

/**
 * Makes the real ledger, over IndexedDB. It opens the database at the first transaction. Only the background may make
 * one.
 */
export function createIdbLedger(options: IdbLedgerOptions): Ledger {
  return createLedger(createIdbEngine(options.name ?? DATABASE_NAME), { now: options.now });
}
