import type { ContactUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';
import type { FlowStartFact, LastSeenFact, MessageFact, ReplyFact, RoomFact } from './facts.ts';
import type { AwaitedRow, WatchRow } from './records.ts';

/** What the watcher reads and writes. Rows are written whole; `putAwaited` is one transaction. */
export interface AwaitedLedger {
  /** Every row of an agent, over all their projects and states. */
  listAwaited(agentKey: string): Promise<AwaitedRow[]>;
  /** Rows of one person of an agent, over all projects: index [agentKey, contactUuid]. */
  listAwaitedOf(agentKey: string, contactUuid: ContactUuid): Promise<AwaitedRow[]>;
  putAwaited(rows: readonly AwaitedRow[]): Promise<void>;
  /** When everything was erased last, epoch ms; null when it never was. */
  erasedAt(): Promise<number | null>;
  /** What the last diff saw and which checks are due, per session; survives a stopped background. */
  getWatch(sessionId: SessionId): Promise<WatchRow | null>;
  putWatch(row: WatchRow): Promise<void>;
  /**
   * Our own starts to one person in any state after the intent (sending, checking, unknown, accepted, …), so that a line of
   * the server's history that is ours is never adopted as "sent in Chats". `sentAt` is our clock's.
   */
  listOwnStarts(agentKey: string, contactUuid: ContactUuid): Promise<readonly { flowName: string; sentAt: number }[]>;
}

/** A live session, as far as replies need it: {API host, agent, project} with a frame open. */
export interface ReplySession {
  readonly sessionId: SessionId;
  readonly agentKey: string;
  readonly agentEmail: string;
  readonly projectUuid: ProjectUuid;
  /** Admins see everybody's flow starts; a row is theirs only if the name is theirs and nobody else's. */
  readonly isAdmin: boolean;
  readonly agentName: string;
  /** null: not known yet, which counts as no. */
  readonly isNameUnique: boolean | null;
}

interface ReplySessions {
  get(sessionId: SessionId): ReplySession | null;
  list(): readonly ReplySession[];
}

export type RoomListStatus = 'flow_start' | 'ongoing' | 'waiting';

/** A page of rooms, ordered by `-last_interaction`. `count` is the server's, over all pages. */
export interface RoomPage {
  readonly count: number;
  readonly rooms: readonly RoomFact[];
}

/**
 * Engine calls, one HTTP request each. They reject when the answer is not known (offline, 401, 5xx, contract): the
 * watcher then decides nothing and comes back. `hidden` is 403 or 404: a room that is not for this agent to see.
 */
export interface ReplyWeni {
  /** `GET /room/?project&is_active=true&room_status&ordering=-last_interaction&limit&offset`. */
  listRooms(sessionId: SessionId, query: { status: RoomListStatus; limit: number; offset: number }): Promise<RoomPage>;
  /** `GET /room/{uuid}/`. */
  getRoom(sessionId: SessionId, roomUuid: RoomUuid): Promise<RoomFact | 'hidden'>;
  /** `GET /v2/msg/?room&ordering=-created_on&page_size=50`, newest first. */
  listMessages(sessionId: SessionId, roomUuid: RoomUuid): Promise<MessageFact[] | 'hidden'>;
  /** `GET /history/rooms/?project&contact&ended_at_after&ordering=-ended_at`: closed rooms of one contact. */
  listHistoryRooms(sessionId: SessionId, query: { contactUuid: ContactUuid; endedAfterAt: number }): Promise<RoomFact[]>;
  /** `GET /project/{uuid}/list_flows_start/?limit`, newest first. The engine's own table, not Flows. */
  listFlowStarts(sessionId: SessionId, query: { limit: number }): Promise<FlowStartFact[]>;
  /** One Flows-backed call (rationed): `list_contacts?uuid=` for one person, `list_contacts?after=<iso>&limit=250` for more. */
  lastSeen(
    sessionId: SessionId,
    query: { kind: 'one'; contactUuid: ContactUuid } | { kind: 'since'; modifiedAfterAt: number; cursor: string | null },
  ): Promise<{ people: LastSeenFact[]; nextCursor: string | null }>;
}

/** Time. `after` runs once, later, if the background still lives; nothing relies on it (see `ReplyWatcher.tick`). */
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
  /** A visible tab of this session shows the room right now: a reply in it is opened at once. */
  isOnScreen(sessionId: SessionId, roomUuid: RoomUuid): boolean;
  /** Days until somebody without an answer expires; a setting, 7 by default. */
  expiryDays(): number;
  /** A REST look-up failed; it stays due and is asked again. Never carries a token, a name or a number. */
  report(trouble: { during: 'check' | 'diff'; error: unknown }): void;
}

/** Why a REST diff runs. `opened` and `focus` (also: the network is back) may have missed frames; `timer` is the quiet rhythm. */
export type DiffCause = 'opened' | 'focus' | 'timer' | 'asked';

/** What a diff did. `failed`: the server did not answer, nothing was decided, it is asked again later. */
export type DiffResult =
  | { readonly status: 'done'; readonly engineCalls: number; readonly flowsCalls: number; readonly changed: number }
  | { readonly status: 'skipped'; readonly why: 'nobody-awaited' | 'no-session' | 'running' }
  | { readonly status: 'failed'; readonly engineCalls: number };

/** A person whose state changed, before and after; `before` is null for somebody new. Hidden tabs, badge, list and notification read this. */
export interface AwaitedChange {
  readonly before: AwaitedRow | null;
  readonly after: AwaitedRow;
  /** True when this very change is a reply that nobody has seen yet. */
  readonly isNewReply: boolean;
  /** True when the time the agent asked to be reminded at has come. */
  readonly isReminder: boolean;
}

/** Keeps everybody an agent waits for up to date: live hints, checks, REST diffs, clicks. All writes go through it, one after the other. */
export interface ReplyWatcher {
  /** People whose start was accepted, stored already or not; what is known of them is kept, and a diff is planned. */
  track(rows: readonly AwaitedRow[]): Promise<void>;
  /**
   * Contacts that are one human, a list for each human: an answer from any of them settles the starts to the others.
   * Told again, or in another order, it changes nothing more.
   */
  linkTwins(sessionId: SessionId, people: readonly (readonly ContactUuid[])[]): Promise<void>;
  /**
   * Facts from the observer of a live tab of this session, in the order of arrival. View-mode sockets must be left out by the
   * caller. They are the page's word: shown at once, and stored once the server said the same.
   */
  onHints(sessionId: SessionId, facts: readonly ReplyFact[]): Promise<void>;
  /** `opened` runs a diff: whatever came while the socket was away is gone for good. */
  onSocket(sessionId: SessionId, event: 'opened' | 'closed'): Promise<void>;
  runDiff(sessionId: SessionId, cause: DiffCause): Promise<DiffResult>;
  /** The page really shows this room: its person's reply is opened. */
  roomShown(sessionId: SessionId, roomUuid: RoomUuid): Promise<void>;
  dismiss(agentKey: string, ids: readonly string[]): Promise<void>;
  restore(agentKey: string, ids: readonly string[]): Promise<void>;
  /** @param at epoch ms, null takes the reminder back */
  remind(agentKey: string, id: string, at: number | null): Promise<void>;
  /** Does whatever is due in every live session: checks, adoption, diffs. Called by the alarm and at every start of the background. */
  tick(): Promise<void>;
  /** Settles people nobody answered for within the setting. Safe to call any time. */
  expire(agentKey: string): Promise<void>;
  /** Milliseconds until the next diff of a live session is due, null when nobody is awaited or nobody is logged in. */
  nextDelay(): Promise<number | null>;
  /**
   * Rows as views and badge show them: with what the page's socket said and no look has confirmed yet (`isProvisional`). Nothing
   * of that is stored, told by a notification or counted.
   */
  shown(rows: readonly AwaitedRow[]): AwaitedRow[];
  /** Hears rows as they are shown now, where nothing stored has changed. @returns a function that ends the subscription */
  onShown(listener: (rows: readonly AwaitedRow[]) => void): () => void;
  /** Changes of what is stored. @returns a function that ends the subscription */
  onChange(listener: (changes: readonly AwaitedChange[]) => void): () => void;
}
