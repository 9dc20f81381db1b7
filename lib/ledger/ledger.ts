import type { ContactUuid, DispatchId, SessionId } from '../ids.ts';
import type { DispatchLedger, Durability, KeptEntry } from '../dispatch/ledger-port.ts';
import type { DispatchRow, PersonRow } from '../dispatch/records.ts';
import type { Draft } from '../draft/draft.ts';
import type { AwaitedRow } from '../replies/records.ts';
import type { StoredRow } from './engine.ts';

/**
 * Why a transaction failed. `full`: no disk space left; `blocked`: an older version of the extension has the database
 * open; `newer`: a newer version of the extension wrote it; `failed`: anything else, including a damaged file.
 */
export type LedgerErrorKind = 'full' | 'failed' | 'blocked' | 'newer';

/** Thrown when a transaction did not complete; nothing of it was written. The message names no person. */
export class LedgerError extends Error {
  readonly kind: LedgerErrorKind;

  constructor(kind: LedgerErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LedgerError';
    this.kind = kind;
  }
}

/**
 * Reports a row that does not fit its schema. The row is moved to quarantine, so that the other rows stay usable. `key`
 * holds ids only; `at` is epoch ms.
 */
export interface QuarantineCount {
  readonly store: string;
  readonly key: string;
  /** Paths of the fields that do not fit; never their values. */
  readonly problems: readonly string[];
  readonly at: number;
}

/** A new draft, and small values that are stored and deleted with it. */
interface DraftChange {
  readonly draft: Draft;
  readonly put?: readonly KeptEntry[];
  readonly remove?: readonly string[];
}

/** Everything in the ledger, for an export by the agent. Rows as they are stored. */
interface LedgerDump {
  readonly schemaVersion: number;
  readonly dispatches: readonly DispatchRow[];
  readonly people: readonly PersonRow[];
  readonly awaited: readonly AwaitedRow[];
  /** Keyed by session. Keys with `held:` or `aside:` in front hold drafts that are put aside (`draft-slots.ts`). */
  readonly drafts: readonly StoredRow[];
  /** Small values by key: audiences, recently used items, favourites, caches. */
  readonly kept: readonly StoredRow[];
}

/**
 * The one database of the extension; only the background opens it. Implementation: `idb-ledger.ts`. The tests have a
 * second one in memory (`tests/ledger/`); one contract suite runs on both.
 *
 * @throws {LedgerError} from every method
 */
export interface Ledger extends DispatchLedger {
  /**
   * Lists dispatches, newest first. `sessionId` null: of all sessions. `before`: created before this time, epoch ms.
   */
  listDispatches(page: {
    readonly sessionId: SessionId | null;
    readonly before?: number;
    readonly limit: number;
  }): Promise<DispatchRow[]>;
  /** Lists people of one dispatch in sending order, from number `fromN` on. */
  listPeople(dispatchId: DispatchId, page: { readonly fromN: number; readonly limit: number }): Promise<PersonRow[]>;

  /**
   * Stores the draft with relaxed durability: a power cut may lose it. Views save 300 ms after a change at the latest.
   */
  putDraft(sessionId: SessionId, draft: Draft): Promise<void>;

  /**
   * Changes the session's draft together with small values (strict by default). `change` gets the draft and the values of `keys`,
   * in their order, undefined for a missing one; it must be pure and synchronous. Resolves to what it returned; null
   * leaves everything as it is.
   */
  changeDraft<Change extends DraftChange>(
    sessionId: SessionId,
    keys: readonly string[],
    change: (draft: Draft | null, kept: readonly unknown[]) => Change | null,
    durability?: Durability,
  ): Promise<Change | null>;

  getAwaited(id: string): Promise<AwaitedRow | null>;
  /** Returns the awaited rows with these ids that exist, in the order of `ids`. */
  getAwaitedRows(ids: readonly string[]): Promise<AwaitedRow[]>;
  putAwaited(rows: readonly AwaitedRow[], durability?: Durability): Promise<void>;
  listAwaited(agentKey: string): Promise<AwaitedRow[]>;
  /** Lists an agent's awaited rows of these contacts, in all projects. */
  listAwaitedOf(agentKey: string, contactUuids: readonly ContactUuid[]): Promise<AwaitedRow[]>;
  /** Lists the awaited rows of all agents. Only for counts that need no session. */
  listAllAwaited(): Promise<AwaitedRow[]>;

  deleteKept(keys: readonly string[]): Promise<void>;
  listKept(prefix: string): Promise<{ key: string; value: unknown }[]>;

  quarantined(): Promise<QuarantineCount[]>;
  /**
   * Calls the listener for each row moved to quarantine.
   *
   * @returns a function that ends the subscription
   */
  onQuarantine(listener: (report: QuarantineCount) => void): () => void;

  schemaVersion(): Promise<number>;
  exportAll(): Promise<LedgerDump>;
  /** Empties every store; only the erasure mark (`erasure.ts`) is left. `at` is epoch ms. */
  eraseAll(at: number): Promise<void>;
  /** Closes the ledger for good. Transactions under way complete; later ones are rejected. */
  close(): void;
}
