import type { EngineTx, Key, LedgerEngine, RowQuery, StoreName, StoredRow } from '../../lib/ledger/engine.ts';
import { LedgerError, type LedgerErrorKind } from '../../lib/ledger/ledger.ts';
import { INDEXES, STORES } from '../../lib/ledger/schema.ts';

/** A row with its index keys, computed once when the row is written. */
interface IndexedRow extends StoredRow {
  readonly indexKeys: ReadonlyMap<string, Key>;
}

type Rows = Map<string, IndexedRow>;

/**
 * The disk under a memory ledger. It outlives the ledgers opened on it, as a browser profile outlives a background. A
 * power cut loses relaxed transactions, newest first. A strict transaction also flushes all earlier ones, as the
 * write-ahead logs of both browsers do.
 */
export interface MemoryDisk {
  /** Simulates a power cut: of the unflushed relaxed transactions only the oldest `survivors` stay. */
  crash(survivors: number): void;
  unflushed(): number;
  /**
   * Makes all further transactions fail with this kind (`full`: only those that write); null makes the disk work again.
   */
  fail(kind: LedgerErrorKind | null): void;
  /** Stores a raw value under a key, to simulate damage. */
  damage(store: StoreName, key: Key, value: unknown): void;
  /** Removes a row without a trace, to simulate lost rows. */
  vanish(store: StoreName, key: Key): void;
  rows(store: StoreName): StoredRow[];
  engine(options?: MemoryEngineOptions): LedgerEngine;
}

export interface MemoryEngineOptions {
  /**
   * Awaited before a transaction runs and, if it writes, before its promise resolves. Tests use it to stop at these two
   * moments.
   */
  readonly step?: (moment: 'before' | 'after') => Promise<void>;
}

/** Compares keys as IndexedDB does. */
function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  if (typeof a === 'string') return typeof b === 'string' ? (a < b ? -1 : a > b ? 1 : 0) : -1;
  if (typeof b === 'string') return 1;
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const left = a[i];
    const right = b[i];
    if (left === undefined || right === undefined) break;
    const order = compareKeys(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function encode(key: Key): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

function isKey(value: unknown): value is Key {
  return typeof value === 'string' || typeof value === 'number' || (Array.isArray(value) && value.every(isKey));
}

function fieldOf(value: unknown, path: string): unknown {
  let current: unknown = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, name);
  }
  return current;
}

function indexKeysOf(store: StoreName, value: unknown): Map<string, Key> {
  const keys = new Map<string, Key>();
  for (const [index, path] of Object.entries(INDEXES[store])) {
    const key = typeof path === 'string' ? fieldOf(value, path) : path.map((each) => fieldOf(value, each));
    if (isKey(key)) keys.set(index, key);
  }
  return keys;
}

function select(rows: Rows, query: RowQuery): StoredRow[] {
  const found: { readonly at: Key; readonly row: StoredRow }[] = [];
  for (const row of rows.values()) {
    const at = query.index === undefined ? row.key : row.indexKeys.get(query.index);
    if (at !== undefined && compareKeys(at, query.lower) >= 0 && compareKeys(at, query.upper) <= 0)
      found.push({ at, row });
  }
  found.sort((a, b) => compareKeys(a.at, b.at) || compareKeys(a.row.key, b.row.key));
  return found.slice(0, query.limit ?? found.length).map(({ row }) => row);
}

/** Makes an empty disk. */
export function createMemoryDisk(): MemoryDisk {
  const stores = new Map<StoreName, Rows>(STORES.map((name) => [name, new Map()]));
  /** For each unflushed relaxed transaction, the function that rolls it back. */
  const unflushed: (() => void)[] = [];
  const trusted = new WeakSet<object>();
  let failure: LedgerErrorKind | null = null;

  const rowsOf = (store: StoreName): Rows => {
    const rows = stores.get(store);
    if (rows === undefined) throw new Error(`no store ${store}`);
    return rows;
  };

  function write(store: StoreName, key: Key, value: unknown): () => void {
    const rows = rowsOf(store);
    const at = encode(key);
    const before = rows.get(at);
    if (value === undefined) rows.delete(at);
    else rows.set(at, { key, value, indexKeys: indexKeysOf(store, value) });
    return () => {
      if (before === undefined) rows.delete(at);
      else rows.set(at, before);
    };
  }

  function begin(): { readonly tx: EngineTx; readonly rollBack: () => void; readonly writes: () => number } {
    const undo: (() => void)[] = [];
    const tx: EngineTx = {
      get: (store, key) => Promise.resolve(rowsOf(store).get(encode(key))?.value),
      getAll: (store, query) => Promise.resolve(select(rowsOf(store), query).map(({ key, value }) => ({ key, value }))),
      getValues: (store, query) => Promise.resolve(select(rowsOf(store), query).map(({ value }) => value)),
      count: (store, query) => Promise.resolve(select(rowsOf(store), query).length),
      put: (store, key, value) => {
        if (typeof value === 'object' && value !== null) trusted.add(value);
        undo.push(write(store, key, value));
      },
      delete: (store, key) => {
        undo.push(write(store, key, undefined));
      },
      deleteRange: (store, query) => {
        for (const row of select(rowsOf(store), query)) undo.push(write(store, row.key, undefined));
      },
    };
    const rollBack = (): void => {
      for (const each of undo.toReversed()) each();
    };
    return { tx, rollBack, writes: () => undo.length };
  }

  function engine(options: MemoryEngineOptions = {}): LedgerEngine {
    let last: Promise<unknown> = Promise.resolve();
    let isClosed = false;
    return {
      isTrusted: (value) => typeof value === 'object' && value !== null && trusted.has(value),
      reset: () => {
        for (const rows of stores.values()) rows.clear();
        unflushed.length = 0;
        failure = null;
        return Promise.resolve();
      },
      close: () => {
        isClosed = true;
      },
      run: (scope, work) => {
        if (isClosed) return Promise.reject(new LedgerError('failed', 'the database is closed'));
        const job = last.then(async () => {
          await options.step?.('before');
          const isFailing = failure !== null && (failure !== 'full' || scope.mode === 'readwrite');
          if (isFailing && failure !== null) throw new LedgerError(failure, `the disk is ${failure}`);
          const { tx, rollBack, writes } = begin();
          try {
            const result = await work(tx);
            if (writes() > 0) {
              if (scope.durability === 'strict') unflushed.length = 0;
              else unflushed.push(rollBack);
            }
            return result;
          } catch (error) {
            rollBack();
            throw error;
          }
        });
        last = job.catch(() => null);
        return scope.mode === 'readwrite' && options.step !== undefined
          ? job.then(async (result) => {
              await options.step?.('after');
              return result;
            })
          : job;
      },
    };
  }

  return {
    crash: (survivors) => {
      while (unflushed.length > survivors) unflushed.pop()?.();
      unflushed.length = 0;
    },
    unflushed: () => unflushed.length,
    fail: (kind) => {
      failure = kind;
    },
    damage: (store, key, value) => {
      write(store, key, value);
    },
    vanish: (store, key) => {
      write(store, key, undefined);
    },
    rows: (store) => [...rowsOf(store).values()].sort((a, b) => compareKeys(a.key, b.key)),
    engine,
  };
}
