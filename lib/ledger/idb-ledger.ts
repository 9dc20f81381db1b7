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

/** Whatever IndexedDB threw, as one of our kinds. Quota errors may come as late as the commit. */
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

/** IndexedDB as an engine. Opened at the first transaction, again after the browser took it away. */
function createIdbEngine(name: string): LedgerEngine {
  let opening: Promise<IDBPDatabase> | null = null;
  let isClosed = false;

  function forget(): void {
    opening = null;
  }

  function open(): Promise<IDBPDatabase> {
    opening ??= new Promise<IDBPDatabase>((resolve, reject) => {
      openDB(name, SCHEMA_VERSION, {
        upgrade: (db, from, _to, tx) => migrate(db, from, tx),
        // An older version of ours still holds it (an update in progress): said at once, tried again at the next call.
        blocked: () => reject(new LedgerError('blocked', 'an older version still holds the database')),
        // A newer version wants it: let it have it.
        blocking: (_current, _blocked, event) => {
          const db = event.target;
          if (db instanceof IDBDatabase) db.close();
          forget();
        },
        terminated: forget,
      }).then(resolve, reject);
    }).catch((error: unknown) => {
      forget();
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
      // The connection may have been closed under us: the next call opens a new one.
      forget();
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
      forget();
      await held?.then((db) => db.close(), () => undefined);
      await new Promise<void>((resolve, reject) => {
        deleteDB(name, { blocked: () => reject(new LedgerError('blocked', 'an older version still holds the database')) }).then(resolve, reject);
      }).catch((error: unknown) => {
        throw toLedgerError(error);
      });
    },
    close: () => {
      isClosed = true;
      // One that could not be opened needs no closing; whoever asked for it was told.
      void opening?.then((db) => db.close(), () => undefined);
      forget();
    },
  };
}

/** Success is `complete`, not the requests' own success: quota errors come at the commit. */
function completionOf(tx: IDBTransaction): Promise<void> {
  const completed = new Promise<void>((resolve, reject) => {
    tx.addEventListener('complete', () => resolve());
    tx.addEventListener('abort', () => reject(toLedgerError(tx.error)));
  });
  // Read by whoever runs the transaction; a failure before that must not count as unhandled.
  completed.catch(() => null);
  return completed;
}

/** Takes back what a failing job wrote; resolves when nothing of it is left. */
async function abort(tx: IDBTransaction, completed: Promise<void>): Promise<void> {
  try {
    tx.abort();
  } catch (error) {
    // Already aborted by the browser: that is what was wanted.
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
    // Writes are not waited for one by one: one that fails aborts the whole transaction.
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

/** Keys of ours are strings, numbers and arrays of them; another one is somebody else's and only named. */
function fromIdbKey(key: IDBValidKey): Key {
  if (typeof key === 'string' || typeof key === 'number') return key;
  return Array.isArray(key) ? key.map(fromIdbKey) : String(key);
}

/** The real ledger. Opened lazily; only the background may make one. */
export function createIdbLedger(options: IdbLedgerOptions): Ledger {
  return createLedger(createIdbEngine(options.name ?? DATABASE_NAME), { now: options.now });
}
