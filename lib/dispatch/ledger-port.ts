import type { ContactUuid, DispatchId, SessionId } from '../ids.ts';
import type { Draft, ReturnReason } from '../draft/draft.ts';
import type { OpenReplies } from './hold-back.ts';
import type { DispatchRow, PersonCounts, PersonRow } from './records.ts';

/**
 * `strict`: flushed to disk before the promise resolves. `relaxed`: survives a crash of the browser, not a power cut.
 */
export type Durability = 'strict' | 'relaxed';

/** One person before and after a transaction. */
export interface PersonMove {
  readonly before: PersonRow;
  readonly after: PersonRow;
}

/** Result of a transaction that changed people: the dispatch as stored, and each changed person. */
export interface MoveResult {
  readonly dispatch: DispatchRow;
  readonly moves: readonly PersonMove[];
}

type FinishResult =
  | { readonly kind: 'finished'; readonly dispatch: DispatchRow }
  | { readonly kind: 'open' }
  | { readonly kind: 'damaged' };

/** A small value that belongs to no row: bucket, clock measurements, caches. Must be JSON. */
export interface KeptEntry {
  readonly key: string;
  readonly value: unknown;
}

/**
 * The part of the ledger that the dispatcher uses. Each method is one transaction. Its promise resolves when the
 * transaction has *completed*; it rejects with a `LedgerError` when the transaction did not complete, and then nothing
 * was written. Functions passed in run inside the transaction: they must be pure and synchronous, and may get a row
 * that another transaction has just changed. Returning null leaves the row as it is.
 */
export interface DispatchLedger {
  /**
   * Stores a confirmed dispatch with all its people (strict). If `draft` is given and the session's draft has that
   * revision, the draft is put aside for an undo and the session gets an empty one. With another revision nothing is
   * stored.
   */
  confirm(
    dispatch: DispatchRow,
    people: readonly PersonRow[],
    draft: { readonly revision: number } | null,
  ): Promise<'stored' | 'stale-draft'>;

  /**
   * Deletes a dispatch that counts down and puts its draft back (strict). Null when it does not count down any more.
   */
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
   * Stores the intent to send (strict): all these people become `sending`. Writes nothing and returns null unless the
   * dispatch runs and *all* of them are queued.
   */
  intend(
    dispatchId: DispatchId,
    numbers: readonly number[],
    intent: { readonly sentAt: number; readonly kept?: readonly KeptEntry[] },
  ): Promise<MoveResult | null>;

  /**
   * Changes people (relaxed by default). A person who becomes `accepted` gets an awaited row in the same transaction.
   * Null when the dispatch is missing. People who are missing, or for whom `change` returns null, are left out.
   */
  settle(
    dispatchId: DispatchId,
    numbers: readonly number[],
    change: (row: PersonRow) => PersonRow | null,
    also?: {
      readonly durability?: Durability;
      readonly kept?: readonly KeptEntry[];
      readonly dispatch?: (row: DispatchRow) => DispatchRow | null;
    },
  ): Promise<MoveResult | null>;

  /** Changes all people of one status (used to cancel), and the dispatch, in one transaction (strict). */
  settleAll(
    dispatchId: DispatchId,
    status: PersonRow['status'],
    change: (row: PersonRow) => PersonRow | null,
    dispatch: (row: DispatchRow) => DispatchRow | null,
  ): Promise<MoveResult | null>;

  /**
   * Finishes a dispatch (relaxed) if, inside the transaction, none of its people is queued, sending or checking.
   * `damaged`: fewer rows are stored than the dispatch has people.
   */
  finish(dispatchId: DispatchId, change: (row: DispatchRow) => DispatchRow | null): Promise<FinishResult>;

  getPeople(dispatchId: DispatchId, numbers: readonly number[]): Promise<PersonRow[]>;
  /** People of one status in sending order, from `fromN` on. */
  peopleByStatus(
    dispatchId: DispatchId,
    status: PersonRow['status'],
    page?: { readonly fromN?: number; readonly limit?: number },
  ): Promise<PersonRow[]>;
  /** All rows of this agent for one contact, in all dispatches and projects. */
  peopleByContact(agentKey: string, contactUuid: ContactUuid): Promise<PersonRow[]>;
  /** All rows of this agent for these contacts, in all dispatches and projects. */
  peopleByContacts(agentKey: string, contactUuids: readonly ContactUuid[]): Promise<PersonRow[]>;
  /** Number of rows by status. If rows were lost, the sum differs from the dispatch's total. */
  counts(dispatchId: DispatchId): Promise<PersonCounts>;

  /** What is known of the replies to a dispatch: how many are unopened, and when the agent last handled one. */
  openReplies(dispatch: Pick<DispatchRow, 'dispatchId' | 'agentKey' | 'sessionId'>): Promise<OpenReplies>;

  getKept(key: string): Promise<unknown>;
  putKept(entry: KeptEntry): Promise<void>;

  getDraft(sessionId: SessionId): Promise<Draft | null>;

  /**
   * Deletes finished dispatches with their people, and settled awaited rows, last changed before `before` (epoch ms).
   */
  prune(before: number): Promise<DispatchId[]>;
  /** Deletes the frozen values of dispatches finished before `before` (epoch ms). */
  dropParams(before: number, at: number): Promise<DispatchId[]>;
}
