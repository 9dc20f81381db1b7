import type { ContactUuid, DispatchId, FlowUuid, RoomUuid, SessionId } from '../ids.ts';
import type { ReturnReason } from '../draft/draft.ts';
import type { DispatchRow, GateReason, PersonCounts, PersonReason } from './records.ts';
import type { DispatchChange } from './ports.ts';

/** One person as confirmed. `skip`: recorded, never asked for. `params` are the values as they will be sent. */
export interface ConfirmedPerson {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
  readonly roomUuid: RoomUuid | null;
  readonly params: Readonly<Record<string, string>> | null;
  readonly skip?: PersonReason;
  /** Picked as a member of groups and no other way. */
  readonly isFromGroup?: boolean;
}

export interface ConfirmInput {
  readonly sessionId: SessionId;
  /** The view that shows the undo window and will commit. */
  readonly viewId: string;
  readonly flowUuid: FlowUuid;
  readonly flowName: string;
  readonly mode: DispatchRow['mode'];
  /** In the order picked; a contact twice counts once, the first wins. */
  readonly people: readonly ConfirmedPerson[];
  /** Revision of the draft this comes from: a second confirm of the same draft is refused. Null: no draft (quick send). */
  readonly draftRevision: number | null;
  /** When the people were last known to be neither blocked, stopped nor deleted. */
  readonly peopleCheckedAt: number;
  readonly isTest: boolean;
  /** Whether whoever pressed is still who is signed in there, asked when the gates have answered: false stores nothing. Absent: yes. */
  readonly mayStill?: () => boolean;
}

/** Why a confirmation did not become a dispatch. Nothing was stored, nothing sent. */
export type ConfirmRefusal =
  | { readonly kind: 'stale-draft' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'too-many-people' }
  | { readonly kind: 'no-session' }
  | { readonly kind: 'gate-closed'; readonly gate: GateReason }
  | { readonly kind: 'storage-failed' };

export type ConfirmResult = { readonly kind: 'confirmed'; readonly dispatch: DispatchRow } | ConfirmRefusal;

/** `returned`: not sent, back in the draft. `too-early`: ask again when the window has ended. */
export type CommitResult =
  | { readonly kind: 'running' }
  | { readonly kind: 'too-early'; readonly remainingMs: number }
  | { readonly kind: 'returned'; readonly reason: ReturnReason }
  | { readonly kind: 'not-yours' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'storage-failed' };

/** `unchanged`: the dispatch is not in a state where this means anything. */
export type CommandResult = { readonly kind: 'done' } | { readonly kind: 'unchanged' } | { readonly kind: 'storage-failed' };

/** `values-gone`: frozen values were dropped 24 h after the end. `left` names the people it did not take. */
export type RetryResult = { readonly kind: 'confirmed'; readonly dispatch: DispatchRow; readonly left: readonly number[] } | ConfirmRefusal | { readonly kind: 'values-gone' };

/** The dispatcher: one per background, its truth in the ledger. No method throws for a failing ledger or server. */
export interface Dispatcher {
  /**
   * Takes stock; call at each background start and as often as liked: `sending` of an earlier life is looked up,
   * countdowns of an earlier life go back to their drafts, damage is found, alarms are made, sending goes on.
   */
  ensure(): Promise<void>;
  /** The alarm fired. */
  tick(): Promise<void>;

  confirm(input: ConfirmInput): Promise<ConfirmResult>;
  /** `mayStill` as in ConfirmInput: false starts nothing. */
  commit(dispatchId: DispatchId, viewId: string, mayStill?: () => boolean): Promise<CommitResult>;
  undo(dispatchId: DispatchId): Promise<CommandResult>;
  /** The view's port closed, its page left or shows another session: what it counted down goes back to the draft. */
  viewGone(viewId: string, reason: 'tab-closed' | 'reloaded' | 'session-gone'): Promise<void>;
  /** A page dialog hides the countdown: it stands still. */
  hold(dispatchId: DispatchId, viewId: string): Promise<CommandResult>;
  release(dispatchId: DispatchId, viewId: string): Promise<CommandResult>;

  /** From this call on no request leaves for the dispatch, also before the promise resolves. */
  pause(dispatchId: DispatchId): Promise<CommandResult>;
  resume(dispatchId: DispatchId): Promise<CommandResult>;
  cancel(dispatchId: DispatchId): Promise<CommandResult>;

  /** A person's click: sends people again, one by one, as a child dispatch of frozen values with its own undo window. */
  retry(dispatchId: DispatchId, ns: readonly number[], viewId: string, mayStill?: () => boolean): Promise<RetryResult>;
  lookAgain(dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult>;
  leave(dispatchId: DispatchId, ns: readonly number[]): Promise<CommandResult>;

  /**
   * Looks through the server's history once for starts of a finished dispatch that the browser repeated, and marks the
   * people it shows twice. `later`: the history could not be read now.
   */
  audit(dispatchId: DispatchId): Promise<'done' | 'later'>;

  /** A session came, changed its token, or went. */
  sessionChanged(): Promise<void>;
  online(): Promise<void>;
  offline(): Promise<void>;

  /**
   * Since everybody still queued got, or may just get, another start, the dispatch waits: until when (epoch ms), null where
   * that is not known yet. Undefined: it does not wait for that.
   */
  heldUntil(dispatchId: DispatchId): number | null | undefined;
  counts(dispatchId: DispatchId): Promise<PersonCounts>;
  /** Whether anything counts down, runs or is looked up: an update waits. */
  isBusy(): Promise<boolean>;
  /** Called after each change is stored. Returns the unsubscribe function. */
  onChange(listener: (change: DispatchChange) => void): () => void;
}
