import type { ContactUuid, DispatchId, SessionId } from '../ids.ts';
import type { Draft, ReturnReason } from '../draft/draft.ts';
import type { DispatchRow, PersonCounts, PersonRow } from './records.ts';

/** `strict`: flushed to disk before the promise resolves. `relaxed`: survives a crash of ours, not a power cut. */
export type Durability = 'strict' | 'relaxed';

/** One person before and after a transaction. */
export interface PersonMove {
  readonly before: PersonRow;
  readonly after: PersonRow;
}

export interface MoveResult {
  readonly dispatch: DispatchRow;
  readonly moves: readonly PersonMove[];
}

type FinishResult =
  | { readonly kind: 'finished'; readonly dispatch: DispatchRow }
  | { readonly kind: 'open' }
  | { readonly kind: 'damaged' };

/** A small value that belongs to nobody's row: bucket, clock skew, caches. JSON-safe. */
export interface KeptEntry {
  readonly key: string;
  readonly value: unknown;
}

/**
 * What the dispatcher needs of the ledger. Every method is one transaction; its promise resolves when the
 * transaction *completed* and rejects with a `LedgerError` when it did not, in which case nothing was written.
 * Functions handed in run inside the transaction: they are pure and synchronous, and may run on a row that another
 * transaction just changed; `null` leaves the row as it is.
 */
export interface DispatchLedger {
  /**
   * Stores a confirmed dispatch with all its people (strict). When `draft` is given, the session's draft must still
   * have that revision: it is set aside for an undo and the session starts empty; else nothing is stored.
   */
  confirm(
    dispatch: DispatchRow,
    people: readonly PersonRow[],
    draft: { readonly revision: number } | null,
  ): Promise<'stored' | 'stale-draft'>;

  /** Deletes a dispatch that still counts down and gives its draft back (strict). Null when it counts down no more. */
  giveBack(dispatchId: DispatchId, reason: ReturnReason, at: number): Promise<DispatchRow | null>;

  getDispatch(dispatchId: DispatchId): Promise<DispatchRow | null>;
  /** Every dispatch that is not finished, oldest first. */
  activeDispatches(): Promise<DispatchRow[]>;
  /** Changes one dispatch; resolves to the row as stored, or null when missing or `change` returned null. */
  changeDispatch(
    dispatchId: DispatchId,
    change: (row: DispatchRow) => DispatchRow | null,
    durability: Durability,
  ): Promise<DispatchRow | null>;

  /**
   * The intent to send (strict): only while the dispatch runs and *all* of `ns` are queued do they become `sending`;
   * otherwise nothing is written and null comes back.
   */
  intend(
    dispatchId: DispatchId,
    ns: readonly number[],
    intent: { readonly sentAt: number; readonly kept?: readonly KeptEntry[] },
  ): Promise<MoveResult | null>;

  /**
   * Moves people (relaxed unless said). Everyone who becomes `accepted` gets the awaited row in the same transaction.
   * Null when the dispatch is missing; people that are missing or for whom `change` gives null are left out.
   */
  settle(
    dispatchId: DispatchId,
    ns: readonly number[],
    change: (row: PersonRow) => PersonRow | null,
    also?: {
      readonly durability?: Durability;
      readonly kept?: readonly KeptEntry[];
      readonly dispatch?: (row: DispatchRow) => DispatchRow | null;
    },
  ): Promise<MoveResult | null>;

  /** Moves everybody of one status at once (cancel); the dispatch changes in the same transaction (strict). */
  settleAll(
    dispatchId: DispatchId,
    status: PersonRow['status'],
    change: (row: PersonRow) => PersonRow | null,
    dispatch: (row: DispatchRow) => DispatchRow | null,
  ): Promise<MoveResult | null>;

  /**
   * Finishes a dispatch when, inside the transaction, nobody of it is queued, sending or checking and as many people
   * are stored as it has in total (relaxed). `damaged`: rows are missing.
   */
  finish(dispatchId: DispatchId, change: (row: DispatchRow) => DispatchRow | null): Promise<FinishResult>;

  getPeople(dispatchId: DispatchId, ns: readonly number[]): Promise<PersonRow[]>;
  /** People of one status in sending order, from `fromN` on. */
  peopleByStatus(
    dispatchId: DispatchId,
    status: PersonRow['status'],
    page?: { readonly fromN?: number; readonly limit?: number },
  ): Promise<PersonRow[]>;
  /** Everything this agent ever dispatched to one contact, over all projects. */
  peopleByContact(agentKey: string, contactUuid: ContactUuid): Promise<PersonRow[]>;
  /** Rows by status. The sum differs from the dispatch's total when rows were lost: damage. */
  counts(dispatchId: DispatchId): Promise<PersonCounts>;

  getKept(key: string): Promise<unknown>;
  putKept(entry: KeptEntry): Promise<void>;

  getDraft(sessionId: SessionId): Promise<Draft | null>;

  /** Drops finished dispatches, their people and settled awaited rows last touched before `before`. */
  prune(before: number): Promise<DispatchId[]>;
  /** Drops the frozen values of dispatches finished before `before`. */
  dropParams(before: number, at: number): Promise<DispatchId[]>;
}
