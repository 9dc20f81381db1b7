import type { Durability } from '../dispatch/ledger-port.ts';

export type StoreName = 'dispatches' | 'people' | 'drafts' | 'awaited' | 'kept' | 'quarantine';

/** A key as IndexedDB orders it: numbers before strings before arrays. */
export type Key = string | number | readonly Key[];

/** Rows with lower ≤ key ≤ upper, of the primary key or of an index, in key order. */
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

/** One transaction. Nothing but its own methods may be awaited inside. */
export interface EngineTx {
  get(store: StoreName, key: Key): Promise<unknown>;
  getAll(store: StoreName, query: RowQuery): Promise<StoredRow[]>;
  /** The same without the keys, which cost a second request. */
  getValues(store: StoreName, query: RowQuery): Promise<unknown[]>;
  count(store: StoreName, query: RowQuery): Promise<number>;
  put(store: StoreName, key: Key, value: unknown): void;
  delete(store: StoreName, key: Key): void;
  deleteRange(store: StoreName, query: RowQuery): void;
}

export interface TxScope {
  readonly stores: readonly StoreName[];
  readonly mode: 'readonly' | 'readwrite';
  readonly durability: Durability;
}

/**
 * Transactions over six stores, nothing else. `run` resolves when the transaction completed; it rejects with a
 * `LedgerError` when it did not, and nothing of it was written.
 */
export interface LedgerEngine {
  run<T>(scope: TxScope, work: (tx: EngineTx) => Promise<T>): Promise<T>;
  /** Whether a value read needs no parsing because this very object was written through the ledger. */
  isTrusted(value: unknown): boolean;
  /** Throws everything away, the form of it too; what could not be opened is made new by the next `run`. */
  reset(): Promise<void>;
  close(): void;
}

/** Above every key of the shapes used here. */
const HIGHEST = '\uffff';

/** The keys that begin with these parts. */
export function startingWith(...parts: readonly Key[]): { readonly lower: Key; readonly upper: Key } {
  return { lower: [...parts], upper: [...parts, HIGHEST] };
}

/** Exactly this key. */
export function only(key: Key): { readonly lower: Key; readonly upper: Key } {
  return { lower: key, upper: key };
}

/** Every string key. */
export const EVERY_STRING: { readonly lower: Key; readonly upper: Key } = { lower: '', upper: HIGHEST };
