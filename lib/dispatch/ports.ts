import type { ContactUuid, DispatchId, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../ids.ts';
import type { DispatchLedger } from './ledger-port.ts';
import type { StartAnswer } from './outcome.ts';
import type { DispatchRow, GateReason, PersonRow } from './records.ts';

/** Wall time in epoch ms, and timers that are a convenience only: nothing is wrong when one never fires. */
interface ClockPort {
  now(): number;
  /** Calls `fn` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, fn: () => void): () => void;
}

/**
 * A signed-in agent in one project on one deployment. `tokenVersion` differs when the token differs (never the token).
 * `nameIsMineAlone`: nobody else in the project has this agent's name; null when not known.
 */
export interface LiveSession {
  readonly sessionId: SessionId;
  readonly agentKey: string;
  readonly projectUuid: ProjectUuid;
  readonly tokenVersion: string;
  readonly agentName: string | null;
  readonly isAdmin: boolean;
  readonly nameIsMineAlone: boolean | null;
}

export interface SessionsPort {
  /** The live session with this very id, or null. */
  current(sessionId: SessionId): Promise<LiveSession | null>;
  /**
   * Asks the page for its token again, and the server whose it is. A profile call answered with it makes the token good
   * again, also the one that was refused. Null: nobody is signed in there any more, as far as both tell.
   */
  rereadToken(sessionId: SessionId): Promise<LiveSession | null>;
}

/** One start as asked for. */
export interface StartRequest {
  readonly flowUuid: FlowUuid;
  /** 1 to 100; the server links its history line and room to the first alone. */
  readonly contactUuids: readonly ContactUuid[];
  /** Name of the first contact. The key is always sent: without it the engine fails. */
  readonly contactName: string | null;
  /** Only the contact's own open room whose 24-hour window is closed: linking closes that chat's ticket. */
  readonly roomUuid: RoomUuid | null;
  readonly params: Readonly<Record<string, string>> | null;
}

/**
 * A question that got no usable answer. `contract`: JSON that did not fit its schema. `intercepted`: no JSON at all, so
 * something on the way answered. `rate-limit`: 429; `retryAfterMs`: how long it asks to wait.
 */
export interface AskFailure {
  readonly kind: 'failed';
  readonly cause: 'unauthorized' | 'forbidden' | 'server' | 'offline' | 'contract' | 'rate-limit' | 'intercepted';
  readonly retryAfterMs?: number | null;
}

/** One row of the server's history (list_flows_start); it names the first contact only. */
export interface HistoryRow {
  readonly contactUuid: ContactUuid;
  readonly flowName: string;
  /** Full name of who started it; empty when unknown. */
  readonly userName: string;
  readonly createdAt: number;
}

/**
 * `complete`: everything since the asked instant is in `rows`; else nothing may be concluded from an absence. `serverAt`:
 * when it was answered by the server's clock, epoch ms to the second, where it says.
 */
export type HistoryAnswer = { readonly kind: 'ok'; readonly rows: readonly HistoryRow[]; readonly complete: boolean; readonly serverAt: number | null } | AskFailure;

/** `gate` null: open. */
type AccessAnswer = { readonly kind: 'ok'; readonly gate: GateReason | null } | AskFailure;
/** `flowName` as of now, when the flow is there. */
type FlowAnswer = { readonly kind: 'ok'; readonly gate: GateReason | null; readonly flowName: string | null } | AskFailure;

/** A contact that changed since the pre-flight, and why nothing may be sent to them (null: fine). */
export interface ChangedContact {
  readonly contactUuid: ContactUuid;
  readonly problem: 'blocked' | 'stopped' | 'deleted' | 'no-urn' | null;
}
type ChangedAnswer = { readonly kind: 'ok'; readonly contacts: readonly ChangedContact[] } | AskFailure;

/** The server as one session sees it. No method re-sends; a start is awaited up to 130 s by the implementation. */
export interface WeniPort {
  startFlow(request: StartRequest): Promise<StartAnswer>;
  /** Rows created since `sinceAt` (epoch ms, server clock), all pages. Engine-only. */
  listFlowStarts(query: { readonly sinceAt: number }): Promise<HistoryAnswer>;
  /** Toggle and membership; an answer up to `maxAgeMs` old will do. */
  checkAccess(query: { readonly maxAgeMs: number }): Promise<AccessAnswer>;
  /**
   * Label, archive, existence; a catalogue up to `maxAgeMs` old will do. `isBatch`: also whether many people may share one
   * request, which the flow engine punishes by refusing every ticket that the flow opens before its first wait.
   */
  checkFlow(query: { readonly flowUuid: FlowUuid; readonly maxAgeMs: number; readonly isBatch: boolean }): Promise<FlowAnswer>;
  /** Contacts modified since `sinceAt`: one sweep, ≤ 4 pages. */
  changedContacts(query: { readonly sinceAt: number }): Promise<ChangedAnswer>;
}

/** Read at every use, so that a changed setting counts at once. */
export interface DispatchSettings {
  /** 0, 10,000 or 30,000. */
  readonly undoMs: number;
  /** 1–4. */
  readonly inFlight: number;
  /** Starts an hour per agent and project; never above 2,000 whatever is set. */
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
 * The product's own values (.github/docs/decisions.md#pace, .github/docs/decisions.md#gates,
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
  /** A fresh random id. */
  newDispatchId(): DispatchId;
  weni(session: LiveSession): WeniPort;
  readonly sessions: SessionsPort;
  /** Held while work is due. Both calls may be repeated. */
  readonly keepAlive: { hold(): void; release(): void };
  /** Makes or clears the 30 s alarm whose firing calls `tick`. May be repeated. */
  readonly alarms: { ensure(isNeeded: boolean): void };
  isOnline(): boolean;
  settings(): DispatchSettings;
}

/** What changed; rows as stored. `removed`: given back to its draft, or dropped by age. */
export interface DispatchChange {
  readonly dispatches: readonly DispatchRow[];
  readonly people: readonly PersonRow[];
  readonly removed: readonly DispatchId[];
}
