import type { ContactUuid, DispatchId, SessionId } from '../ids.ts';
import type { DispatchLedger, Durability } from '../dispatch/ledger-port.ts';
import type { DispatchRow, PersonRow } from '../dispatch/records.ts';
import type { Draft } from '../draft/draft.ts';
import type { AwaitedRow } from '../replies/records.ts';
import type { StoredRow } from './engine.ts';

/**
 * Why the ledger could not do something. `full`: quota; `blocked`: an older version of ours holds it; `newer`: a newer version of
 * ours wrote it; `failed`: anything else, a damaged file too.
 */
export type LedgerErrorKind = 'full' | 'failed' | 'blocked' | 'newer';

/** A transaction that did not complete: nothing of it was written. The message names no person. */
export class LedgerError extends Error {
  readonly kind: LedgerErrorKind;

  constructor(kind: LedgerErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LedgerError';
    this.kind = kind;
  }
}

/** A row that does not fit its schema, set aside so that the good ones go on. `key` holds ids only. */
export interface QuarantineReport {
  readonly store: string;
  readonly key: string;
  /** Paths of the fields that do not fit; never their values. */
  readonly problems: readonly string[];
  readonly at: number;
}

/** Everything in the ledger, for an export by the agent. Rows as they are stored. */
interface LedgerDump {
  readonly schemaVersion: number;
  readonly dispatches: readonly DispatchRow[];
  readonly people: readonly PersonRow[];
  readonly awaited: readonly AwaitedRow[];
  /** By session; `held:` and `aside:` before the key are drafts that wait. */
  readonly drafts: readonly StoredRow[];
  /** Small values by key: audiences, recents, favourites and what is cached. */
  readonly kept: readonly StoredRow[];
}

/**
 * The one database of the extension, opened by the background alone. Implementations: `idb-ledger.ts` and
 * `memory-ledger.ts`; one contract suite runs on both. Errors are `LedgerError`.
 */
export interface Ledger extends DispatchLedger {
  /** Newest first; `sessionId` null lists all sessions. */
  listDispatches(page: {
    readonly sessionId: SessionId | null;
    readonly before?: number;
    readonly limit: number;
  }): Promise<DispatchRow[]>;
  /** People of one dispatch in sending order. */
  listPeople(dispatchId: DispatchId, page: { readonly fromN: number; readonly limit: number }): Promise<PersonRow[]>;

  /** Relaxed: at most 300 ms of picking are lost in a power cut. */
  putDraft(sessionId: SessionId, draft: Draft): Promise<void>;

  getAwaited(id: string): Promise<AwaitedRow | null>;
  putAwaited(rows: readonly AwaitedRow[], durability?: Durability): Promise<void>;
  listAwaited(agentKey: string): Promise<AwaitedRow[]>;
  listAwaitedOf(agentKey: string, contactUuid: ContactUuid): Promise<AwaitedRow[]>;
  /** All agents' awaited rows: only for counts without a session. */
  listAllAwaited(): Promise<AwaitedRow[]>;

  listKept(prefix: string): Promise<{ key: string; value: unknown }[]>;

  quarantined(): Promise<QuarantineReport[]>;
  /** Called for each row set aside. Returns the unsubscribe function. */
  onQuarantine(listener: (report: QuarantineReport) => void): () => void;

  schemaVersion(): Promise<number>;
  exportAll(): Promise<LedgerDump>;
  /** Empties every store; the mark of the erasure (`at` epoch ms, see `erasure.ts`) is all that is left. */
  eraseAll(at: number): Promise<void>;
  /** For good: what is on its way completes, everything asked after it is refused. */
  close(): void;
}
