import type { ContactUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';
import type { FlowStartFact, LastSeenFact, MessageFact, ReplyFact, RoomFact } from './facts.ts';
import type { ChatEnding, AwaitedRow, WatchRow } from './records.ts';

/**
 * The part of the ledger that the watcher uses. Rows are always written whole; each `putAwaited` is one transaction.
 */
export interface AwaitedLedger {
  /** All rows of an agent: every project, every status. */
  listAwaited(agentKey: string): Promise<AwaitedRow[]>;
  /** An agent's rows of these contacts, in all projects. Index: [agentKey, contactUuid]. */
  listAwaitedOf(agentKey: string, contactUuids: readonly ContactUuid[]): Promise<AwaitedRow[]>;
  putAwaited(rows: readonly AwaitedRow[]): Promise<void>;
  /** When the ledger was last erased, epoch ms; null if never. */
  erasedAt(): Promise<number | null>;
  /**
   * What the last diff saw and which checks are due in a session. Stored, because the background may be stopped at any
   * time.
   */
  getWatch(sessionId: SessionId): Promise<WatchRow | null>;
  putWatch(row: WatchRow): Promise<void>;
  /**
   * Starts that Disparo made to one contact, in any state after the intent (sending, checking, unknown, accepted, …).
   * Used to keep a history row that is our own start from being adopted as "sent in Chats". `sentAt` is our clock's
   * time.
   */
  listOwnStarts(agentKey: string, contactUuid: ContactUuid): Promise<readonly { flowName: string; sentAt: number }[]>;
}

/**
 * A session that has at least one tab frame open, as reply detection needs it: one agent in one project at one API
 * host.
 */
export interface ReplySession {
  readonly sessionId: SessionId;
  readonly agentKey: string;
  readonly agentEmail: string;
  readonly projectUuid: ProjectUuid;
  /**
   * An admin's history lists the flow starts of all agents. A start is recognised as theirs only by the agent's full
   * name, and only if no other agent has the same name.
   */
  readonly isAdmin: boolean;
  readonly agentName: string;
  /** Null: not known yet; treated as false. */
  readonly isNameUnique: boolean | null;
}

interface ReplySessions {
  get(sessionId: SessionId): ReplySession | null;
  list(): readonly ReplySession[];
}

export type RoomListStatus = 'flow_start' | 'ongoing' | 'waiting';

/** One result page of rooms, ordered by `-last_interaction`. `count` is the server's total over all pages. */
export interface RoomPage {
  readonly count: number;
  readonly rooms: readonly RoomFact[];
}

/**
 * Server calls; each is one HTTP request. A call rejects when the answer is not known (offline, 401, 5xx, unexpected
 * shape): the watcher then decides nothing and asks again later. `hidden` stands for 403 and 404: the server does not
 * show this room to the agent.
 */
export interface ReplyWeni {
  /** `GET /room/?project&is_active=true&room_status&ordering=-last_interaction&limit&offset`. */
  listRooms(sessionId: SessionId, query: { status: RoomListStatus; limit: number; offset: number }): Promise<RoomPage>;
  /** `GET /room/{uuid}/`. */
  getRoom(sessionId: SessionId, roomUuid: RoomUuid): Promise<RoomFact | 'hidden'>;
  /** `GET /v2/msg/?room&ordering=-created_on&page_size=50`, newest first. */
  listMessages(sessionId: SessionId, roomUuid: RoomUuid): Promise<readonly MessageFact[] | 'hidden'>;
  /** `GET /history/rooms/?project&contact&ended_at_after&ordering=-ended_at`: closed rooms of one contact. */
  listHistoryRooms(
    sessionId: SessionId,
    query: { contactUuid: ContactUuid; endedAfterAt: number },
  ): Promise<RoomFact[]>;
  /** `GET /project/{uuid}/list_flows_start/?limit`, newest first. The engine's own table, not Flows. */
  listFlowStarts(sessionId: SessionId, query: { limit: number }): Promise<FlowStartFact[]>;
  /**
   * One call that the engine passes on to Flows, so it is rationed: `list_contacts?uuid=` for one contact,
   * `list_contacts?after=<iso>&limit=250` for more.
   */
  lastSeen(
    sessionId: SessionId,
    query:
      | { kind: 'one'; contactUuid: ContactUuid }
      | { kind: 'since'; modifiedAfterAt: number; cursor: string | null },
  ): Promise<{ people: LastSeenFact[]; nextCursor: string | null }>;
}

/**
 * The clock. `after` runs its function once if the background is still alive by then. Nothing depends on that, because
 * `ReplyWatcher.tick` does whatever is due.
 */
interface ReplyClock {
  now(): number;
  /** @returns a function that cancels */
  after(delayMs: number, run: () => void): () => void;
}

export interface ReplyPorts {
  readonly ledger: AwaitedLedger;
  readonly weni: ReplyWeni;
  readonly sessions: ReplySessions;
  readonly clock: ReplyClock;
  /** 0 ≤ x < 1, for jitter. */
  random(): number;
  /** Whether a visible tab of this session shows the room now. A reply in such a room counts as opened at once. */
  isOnScreen(sessionId: SessionId, roomUuid: RoomUuid): boolean;
  /** Days after which a start without an answer expires; a setting, 7 by default. */
  expiryDays(): number;
  /**
   * Called when a server call failed; the question stays due and is asked again. `error` carries no token, name or
   * number.
   */
  report(trouble: { during: 'check' | 'diff'; error: unknown }): void;
}

/**
 * Why a diff runs. Before `opened` (socket opened) and `focus` (tab focused, or network back) frames may have been
 * missed; `timer` is the regular rhythm; `asked` follows a request of the agent or an adopted start.
 */
export type DiffCause = 'opened' | 'focus' | 'timer' | 'asked';

/**
 * What a diff did. `changed` counts the rows changed. `failed`: the server did not answer, so nothing was decided and
 * the diff is repeated later.
 */
export type DiffResult =
  | { readonly status: 'done'; readonly engineCalls: number; readonly flowsCalls: number; readonly changed: number }
  | { readonly status: 'skipped'; readonly why: 'nobody-awaited' | 'no-session' | 'running' }
  | { readonly status: 'failed'; readonly engineCalls: number };

/** A row that changed. `before` is null for a new row. Badge, list, notifications and hidden tabs use this. */
export interface AwaitedChange {
  readonly before: AwaitedRow | null;
  readonly after: AwaitedRow;
  /** True if this change is a reply that the agent has not seen yet. */
  readonly isNewReply: boolean;
  /** True if this change is the firing of a reminder that the agent had set. */
  readonly isReminder: boolean;
}

/**
 * Keeps the awaited rows of all live sessions up to date, from socket hints, checks, diffs and the agent's clicks. All
 * writes go through it, one after the other.
 */
export interface ReplyWatcher {
  /** Starts to await rows whose start was accepted, and plans a diff. A row that is already stored keeps its state. */
  track(rows: readonly AwaitedRow[]): Promise<void>;
  /**
   * Records which contacts are the same human, one list per human. An answer from any of them then settles the starts
   * to the others. Calling it again, or with another order, changes nothing.
   */
  linkTwins(sessionId: SessionId, people: readonly (readonly ContactUuid[])[]): Promise<void>;
  /**
   * Applies facts from the observer of a live tab of this session, in the order of arrival. The caller must leave out
   * sockets in view mode. The facts are the page's report: they are shown at once, but stored only after the server
   * confirms them.
   */
  onHints(sessionId: SessionId, facts: readonly ReplyFact[]): Promise<void>;
  /** `opened` runs a diff, because events that were sent while the socket was closed are never sent again. */
  onSocket(sessionId: SessionId, event: 'opened' | 'closed'): Promise<void>;
  runDiff(sessionId: SessionId, cause: DiffCause): Promise<DiffResult>;
  /** Marks the reply of this room's contact as opened. Call it only when the page really shows the room. */
  roomShown(sessionId: SessionId, roomUuid: RoomUuid): Promise<void>;
  dismiss(agentKey: string, ids: readonly string[]): Promise<void>;
  restore(agentKey: string, ids: readonly string[]): Promise<void>;
  /**
   * Sets the reminder of a row.
   *
   * @param at epoch ms; null removes the reminder
   */
  remind(agentKey: string, id: string, at: number | null): Promise<void>;
  /** Notes how the chat of a closed row ended. */
  noteEnding(agentKey: string, id: string, ending: ChatEnding): Promise<void>;
  /**
   * Does everything that is due in all live sessions: checks, adoption, diffs, expiry, reminders. Called by the alarm
   * and at every start of the background.
   */
  tick(): Promise<void>;
  /** Marks rows as expired whose contact did not answer within `expiryDays`. May be called at any time. */
  expire(agentKey: string): Promise<void>;
  /**
   * Milliseconds until the next diff of a live session is due; null when no answer is awaited or no session is live.
   */
  nextDelay(): Promise<number | null>;
  /**
   * Returns the rows as views and the badge show them: stored rows, with the page's unconfirmed reports
   * (`isProvisional`) applied. Provisional rows are not stored, not counted and not shown in notifications.
   */
  shown(rows: readonly AwaitedRow[]): AwaitedRow[];
  /**
   * Calls the listener with rows whose display changed although the stored row did not.
   *
   * @returns a function that ends the subscription
   */
  onShown(listener: (rows: readonly AwaitedRow[]) => void): () => void;
  /**
   * Calls the listener with changes of stored rows.
   *
   * @returns a function that ends the subscription
   */
  onChange(listener: (changes: readonly AwaitedChange[]) => void): () => void;
}
