import type { ContactUuid, DispatchId, FlowUuid, RoomUuid, SessionId } from '../ids.ts';
import type { ReturnReason } from '../draft/draft.ts';
import type { DispatchRow, GateReason, PersonCounts } from './records.ts';
import type { DispatchChange } from './ports.ts';

/** One person as confirmed. `params` are the values as they will be sent. */
export interface ConfirmedPerson {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
  readonly roomUuid: RoomUuid | null;
  readonly params: Readonly<Record<string, string>> | null;
  /** The person was picked only as a member of groups. */
  readonly isFromGroup?: boolean;
}

/** What the agent confirmed, as frozen for the dispatch. */
export interface ConfirmInput {
  readonly sessionId: SessionId;
  /** The view that shows the undo window and will commit. */
  readonly viewId: string;
  readonly flowUuid: FlowUuid;
  readonly flowName: string;
  readonly mode: DispatchRow['mode'];
  /** In the order picked. A contact that appears twice counts once; the first entry wins. */
  readonly people: readonly ConfirmedPerson[];
  /**
   * Revision of the draft that is confirmed; a second confirmation of the same revision is refused. Null: no draft
   * (quick send).
   */
  readonly draftRevision: number | null;
  /** When the people were last known not to be blocked, stopped or deleted; epoch ms. */
  readonly peopleCheckedAt: number;
  readonly isTest: boolean;
  /**
   * How many unopened replies the dispatch may have before it holds itself back. 0 or undefined: it does not. Batches
   * never do.
   */
  readonly holdBackAt?: number;
  /** Whether the flow opens a chat, as far as its definition could be read; undefined: not asked. */
  readonly opensChat?: DispatchRow['opensChat'];
  /**
   * Called after the gates have answered: whether the agent who pressed is still signed in there. False stores nothing.
   * Undefined counts as true.
   */
  readonly maySend?: () => boolean;
}

/** Why a confirmation did not become a dispatch. Nothing was stored or sent. */
export type ConfirmRefusal =
  | { readonly kind: 'stale-draft' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'too-many-people' }
  | { readonly kind: 'no-session' }
  | { readonly kind: 'gate-closed'; readonly gate: GateReason }
  | { readonly kind: 'storage-failed' };

export type ConfirmResult = { readonly kind: 'confirmed'; readonly dispatch: DispatchRow } | ConfirmRefusal;

/**
 * Result of a commit. `returned`: not sent, back in the draft. `too-early`: commit again when the window has ended.
 * `gone`: there is no such dispatch any more.
 */
export type CommitResult =
  | { readonly kind: 'running' }
  | { readonly kind: 'too-early'; readonly remainingMs: number }
  | { readonly kind: 'returned'; readonly reason: ReturnReason }
  | { readonly kind: 'not-yours' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'storage-failed' };

/** Result of a command. `unchanged`: the command has no effect in the dispatch's present state. */
export type CommandResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'storage-failed' };

/**
 * Result of *Send again*. `values-gone`: the frozen values were dropped 24 h after the end. `left`: numbers of the
 * people that were not taken.
 */
export type RetryResult =
  | { readonly kind: 'confirmed'; readonly dispatch: DispatchRow; readonly left: readonly number[] }
  | ConfirmRefusal
  | { readonly kind: 'values-gone' };

/**
 * The dispatcher; one per life of the background, with its state in the ledger. No method throws because the ledger or
 * the server failed.
 */
export interface Dispatcher {
  /**
   * Recovers what an earlier life left, then goes on sending: people found `sending` are looked up, countdowns go back
   * to their drafts, damage is detected, the alarm is set. Call it at each start of the background; it may be repeated.
   */
  ensure(): Promise<void>;
  /** Call when the alarm fires. */
  tick(): Promise<void>;

  /**
   * Stores the dispatch and starts its countdown; nothing is sent before `commit`. Without an undo window it runs at
   * once.
   */
  confirm(input: ConfirmInput): Promise<ConfirmResult>;
  /** `maySend` is as in ConfirmInput; false starts nothing. */
  commit(dispatchId: DispatchId, viewId: string, maySend?: () => boolean): Promise<CommitResult>;
  /** Stops a countdown and returns the dispatch to the draft. */
  undo(dispatchId: DispatchId): Promise<CommandResult>;
  /**
   * Returns the view's countdowns to the draft. Call when its port closed, its page left, or its page shows another
   * session.
   */
  viewGone(viewId: string, reason: 'tab-closed' | 'reloaded' | 'session-gone'): Promise<void>;
  /** Stops the countdown while a page dialog hides it. */
  hold(dispatchId: DispatchId, viewId: string): Promise<CommandResult>;
  /** Continues a countdown that `hold` stopped. */
  release(dispatchId: DispatchId, viewId: string): Promise<CommandResult>;

  /** Pauses the dispatch. No request of it leaves after this call, even before the promise resolves. */
  pause(dispatchId: DispatchId): Promise<CommandResult>;
  /** Lets a paused dispatch go on. */
  resume(dispatchId: DispatchId): Promise<CommandResult>;
  /**
   * Sets how many unopened replies a dispatch may have before it holds itself back; 0: it does not. A press of the
   * agent: a dispatch that holds itself back goes on, as far as the new number allows it.
   */
  setHoldBack(dispatchId: DispatchId, holdBackAt: number): Promise<CommandResult>;
  /** Call when awaited people were stored: replies came, or the agent opened or handled some. */
  repliesChanged(): Promise<void>;
  /** How many replies to a dispatch are unopened. */
  openReplies(dispatch: Pick<DispatchRow, 'dispatchId' | 'agentKey' | 'sessionId'>): Promise<number>;
  /** Cancels all people who are still queued; people whose request has left keep their outcome. */
  cancel(dispatchId: DispatchId): Promise<CommandResult>;

  /**
   * Sends people again after the agent's click, one by one, as a child dispatch with frozen values and an undo window
   * of its own.
   */
  retry(
    dispatchId: DispatchId,
    numbers: readonly number[],
    viewId: string,
    maySend?: () => boolean,
  ): Promise<RetryResult>;
  /** Looks unknown people up in the server's history once more. */
  lookAgain(dispatchId: DispatchId, numbers: readonly number[]): Promise<CommandResult>;
  /** Leaves unknown people as they are: they are no longer shown among the open choices. */
  leave(dispatchId: DispatchId, numbers: readonly number[]): Promise<CommandResult>;

  /**
   * Searches the server's history once for starts of a finished dispatch that the browser repeated, and marks the
   * people that it shows twice. `later`: the history could not be read now.
   */
  audit(dispatchId: DispatchId): Promise<'done' | 'later'>;

  /** Call when a session appeared, changed its token or ended. */
  sessionChanged(): Promise<void>;
  online(): Promise<void>;
  offline(): Promise<void>;

  /**
   * When a dispatch waits because all its queued people got another start a moment ago, or may be getting one: until
   * when, epoch ms; null when that is not known yet. Undefined: it does not wait for that reason.
   */
  heldUntil(dispatchId: DispatchId): number | null | undefined;
  /**
   * The pace of a session: starts that may leave at once now (`at`, epoch ms), and how many an hour after that.
   * `perHour` is `Infinity` where nothing limits it (sandbox build).
   */
  paceNow(sessionId: SessionId): Promise<{
    readonly tokens: number;
    readonly at: number;
    readonly perHour: number;
    readonly inFlight: number;
  }>;
  /** Number of people of a dispatch by status. */
  counts(dispatchId: DispatchId): Promise<PersonCounts>;
  /** Whether anything counts down, runs or is looked up. An update of the extension waits for that. */
  isBusy(): Promise<boolean>;
  /**
   * Calls the listener after each change is stored.
   *
   * @returns a function that ends the subscription
   */
  onChange(listener: (change: DispatchChange) => void): () => void;
}
