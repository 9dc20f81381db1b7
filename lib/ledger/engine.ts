import type { Durability } from '../dispatch/ledger-port.ts';

export type StoreName = 'dispatches' | 'people' | 'drafts' | 'awaited' | 'kept' | 'quarantine';

/** A key. Order as in IndexedDB: numbers before strings before arrays. */
export type Key = string | number | readonly Key[];

/** Selects rows with lower ≤ key ≤ upper, by the primary key or by `index`, in key order. */
export interface RowQuery {
  readonly index?: string;
  readonly lower: Key;
  readonly upper: Key;
  readonly limit?: number;
}

export interface StoredRow {
  readonly key: Key;
  readonly value: unknown;
}

/**
 * One transaction. Inside it, await only its own methods: IndexedDB commits a transaction as soon as it has no pending
 * request.
 */
export interface EngineTx {
  get(store: StoreName, key: Key): Promise<unknown>;
  getAll(store: StoreName, query: RowQuery): Promise<StoredRow[]>;
  /** Like `getAll`, without the keys, which would cost a second request. */
  getValues(store: StoreName, query: RowQuery): Promise<unknown[]>;
  count(store: StoreName, query: RowQuery): Promise<number>;
  put(store: StoreName, key: Key, value: unknown): void;
  delete(store: StoreName, key: Key): void;
  deleteRange(store: StoreName, query: RowQuery): void;
}

/** Stores and mode of a transaction. */
export interface TxScope {
  readonly stores: readonly StoreName[];
  readonly mode: 'readonly' | 'readwrite';
  readonly durability: Durability;
}

/**
 * Runs transactions over the six stores, and nothing else. `run` resolves when the transaction has completed.
 *
 * @throws {LedgerError} from `run`, when the transaction did not complete; then nothing of it was written
 */
export interface LedgerEngine {
  run<T>(scope: TxScope, work: (tx: EngineTx) => Promise<T>): Promise<T>;
  /** Whether a value that was read needs no parsing, because this very object was written through the ledger. */
  isTrusted(value: unknown): boolean;
  /**
   * Deletes the whole database, schema included. The next `run` creates it again, also if the old one could not be
   * opened.
   */
  reset(): Promise<void>;
  close(): void;
}

/** Sorts after every key of the shapes used here. */
const HIGHEST = '\uffff';

/** Range of all array keys that begin with these parts. */
export function startingWith(...parts: readonly Key[]): { readonly lower: Key; readonly upper: Key } {
  return { lower: [...parts], upper: [...parts, HIGHEST] };
}

/** Range of exactly this key. */
export function only(key: Key): { readonly lower: Key; readonly upper: Key } {
  return { lower: key, upper: key };
}

/** Range of every string key. */
export const EVERY_STRING: { readonly lower: Key; readonly upper: Key } = { lower: '', upper: HIGHEST };
