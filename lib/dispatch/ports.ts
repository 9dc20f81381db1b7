import type { ContactUuid, DispatchId, FlowsProject, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';
import type { DispatchLedger } from './ledger-port.ts';
import type { StartAnswer } from './outcome.ts';
import type { DispatchRow, GateReason, PersonRow } from './records.ts';

/** Wall time in epoch ms, and timers. Timers are only a convenience: everything still works if one never fires. */
interface ClockPort {
  now(): number;
  /**
   * Calls `fn` once after `delayMs`.
   *
   * @returns a function that cancels
   */
  after(delayMs: number, fn: () => void): () => void;
}

/**
 * A signed-in agent in one project at one API host. `tokenVersion` changes when the token changes, but is never the
 * token. `isNameUnique`: no other agent of the project has this name; null when not known. `flowsProject`: the secondary
 * project that is chosen now; for the questions of a dispatch, that of the dispatch.
 */
export interface DispatchSession {
  readonly sessionId: SessionId;
  readonly agentKey: string;
  readonly projectUuid: ProjectUuid;
  readonly flowsProject?: FlowsProject | undefined;
  readonly tokenVersion: string;
  readonly agentName: string | null;
  readonly isAdmin: boolean;
  readonly isNameUnique: boolean | null;
}

export interface SessionsPort {
  /** Returns the live session with this id, or null. */
  current(sessionId: SessionId): Promise<DispatchSession | null>;
  /**
   * Asks the page for its token again, and the server whose token it is. When a profile call with it succeeds, the
   * token may be used again, even if it was refused before. Null: both say that no agent is signed in there any more.
   */
  rereadToken(sessionId: SessionId): Promise<DispatchSession | null>;
}

/** The request for one start. */
export interface StartRequest {
  readonly flowUuid: FlowUuid;
  /** 1 to 100 contacts. The server links its history row and its room to the first one only. */
  readonly contactUuids: readonly ContactUuid[];
  /** Name of the first contact. The field must always be sent: without it the engine fails. */
  readonly contactName: string | null;
  /**
   * May only be the contact's own open room, with its 24-hour window closed, because linking closes that room's ticket.
   */
  readonly roomUuid: RoomUuid | null;
  readonly params: Readonly<Record<string, string>> | null;
}

/**
 * A question without a usable answer. `contract`: JSON that does not fit its schema. `intercepted`: no JSON, so
 * something on the way answered. `rate-limit`: 429; `retryAfterMs` is the wait it asks for.
 */
export interface AskFailure {
  readonly kind: 'failed';
  readonly cause: 'unauthorized' | 'forbidden' | 'server' | 'offline' | 'contract' | 'rate-limit' | 'intercepted';
  readonly retryAfterMs?: number | null;
}

/** One row of the server's history (list_flows_start). It names only the first contact of a start. */
export interface HistoryRow {
  readonly contactUuid: ContactUuid;
  readonly flowName: string;
  /** Full name of the agent who started it; empty when unknown. */
  readonly userName: string;
  readonly createdAt: number;
}

/**
 * `complete`: `rows` holds every row since the time asked for; otherwise a missing row proves nothing. `serverAt`: time
 * of the answer by the server's clock, epoch ms rounded to seconds; null when the answer does not carry it.
 */
export type HistoryAnswer =
  | {
      readonly kind: 'ok';
      readonly rows: readonly HistoryRow[];
      readonly complete: boolean;
      readonly serverAt: number | null;
    }
  | AskFailure;

/** `gate` null: open. */
type AccessAnswer = { readonly kind: 'ok'; readonly gate: GateReason | null } | AskFailure;
/** `flowName`: the present name of the flow; null when there is no such flow. */
type FlowAnswer =
  | { readonly kind: 'ok'; readonly gate: GateReason | null; readonly flowName: string | null }
  | AskFailure;

/** A contact that changed since the pre-flight. `problem`: why nothing may be sent to it; null: sending is allowed. */
export interface ChangedContact {
  readonly contactUuid: ContactUuid;
  readonly problem: 'blocked' | 'stopped' | 'deleted' | 'no-urn' | null;
}
type ChangedAnswer = { readonly kind: 'ok'; readonly contacts: readonly ChangedContact[] } | AskFailure;

/** The server, for one session. No method repeats a request. The implementation waits up to 130 s for a start. */
export interface WeniPort {
  startFlow(request: StartRequest): Promise<StartAnswer>;
  /**
   * Reads the rows created since `sinceAt` (epoch ms, server clock), all result pages. Only the engine is asked, not
   * Flows.
   */
  listFlowStarts(query: { readonly sinceAt: number }): Promise<HistoryAnswer>;
  /** Reads toggle and membership. An answer up to `maxAgeMs` old may be used. */
  checkAccess(query: { readonly maxAgeMs: number }): Promise<AccessAnswer>;
  /**
   * Reads whether the flow exists, is labelled and is not archived. A catalogue up to `maxAgeMs` old may be used.
   * `isBatch`: also checks whether several people may share one request; the flow engine then refuses every ticket that
   * the flow opens before its first wait.
   */
  checkFlow(query: {
    readonly flowUuid: FlowUuid;
    readonly maxAgeMs: number;
    readonly isBatch: boolean;
  }): Promise<FlowAnswer>;
  /** Reads the contacts modified since `sinceAt` (epoch ms) in one sweep of at most four result pages. */
  changedContacts(query: { readonly sinceAt: number }): Promise<ChangedAnswer>;
}

/** Whom the agent, the settings or the policy exclude from every dispatch. */
export interface ExclusionsPort {
  /**
   * Those of these contacts who may not be sent to now. Asks no server. `unread`: contacts of whom it can be said only
   * once they were read.
   *
   * @throws when the disk fails
   */
  judge(
    session: DispatchSession,
    contactUuids: readonly ContactUuid[],
  ): Promise<{ readonly excluded: ReadonlySet<ContactUuid>; readonly unread: readonly ContactUuid[] }>;
  /** Reads contacts, so that `judge` knows of them. */
  read(session: DispatchSession, contactUuids: readonly ContactUuid[]): Promise<{ readonly kind: 'ok' } | AskFailure>;
}

/** Settings of the dispatcher. Read at each use, so that a change takes effect at once. */
export interface DispatchSettings {
  /** 0, 10,000 or 30,000. */
  readonly undoMs: number;
  /** 1–4. */
  readonly inFlight: number;
  /** Starts an hour per agent and project. Never above 2,000, whatever is set. */
  readonly bucketPerHour: number;
  readonly burst: number;
  /** 130,000 in the product. */
  readonly notFoundMs: number;
  readonly accessMaxAgeMs: number;
  readonly flowMaxAgeAtStartMs: number;
  readonly flowMaxAgeMs: number;
  readonly peopleMaxAgeMs: number;
  readonly longGapMs: number;
  readonly lateCommitMs: number;
  readonly samePersonMs: number;
  readonly retentionDays: number;
}

/**
 * The default values (.github/docs/decisions.md#pace, .github/docs/decisions.md#gates,
 * .github/docs/decisions.md#undo-belongs-to-the-view-that-shows-it).
 */
export const DEFAULT_DISPATCH_SETTINGS: DispatchSettings = {
  undoMs: 10_000,
  inFlight: 2,
  bucketPerHour: 1_000,
  burst: 100,
  notFoundMs: 130_000,
  accessMaxAgeMs: 30_000,
  flowMaxAgeAtStartMs: 60_000,
  flowMaxAgeMs: 600_000,
  peopleMaxAgeMs: 600_000,
  longGapMs: 900_000,
  lateCommitMs: 15_000,
  samePersonMs: 60_000,
  retentionDays: 30,
};

export interface DispatcherPorts {
  readonly ledger: DispatchLedger;
  readonly clock: ClockPort;
  /** Makes a new random id. */
  newDispatchId(): DispatchId;
  weni(session: DispatchSession): WeniPort;
  readonly sessions: SessionsPort;
  readonly exclusions: ExclusionsPort;
  /** Keeps the background alive while work is due. Both calls may be repeated. */
  readonly keepAlive: { hold(): void; release(): void };
  /** Sets or clears the 30 s alarm that calls `tick`. May be repeated. */
  readonly alarms: { ensure(isNeeded: boolean): void };
  isOnline(): boolean;
  settings(): DispatchSettings;
}

/**
 * What changed; rows as stored. `removed`: dispatches that went back to the draft or were deleted because of their age.
 */
export interface DispatchChange {
  readonly dispatches: readonly DispatchRow[];
  readonly people: readonly PersonRow[];
  readonly removed: readonly DispatchId[];
}
