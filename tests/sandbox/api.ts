import type { FaultInjector } from './faults/fault-injector.ts';
import type { FlowsCall } from './flows/budget.ts';
import type { AcceptedStart, RunCounts } from './flows/flows-server.ts';
import type { FlowNode, FlowsContact, FlowTemplate } from './flows/types.ts';
import type { RunEvent } from './life/flow-run.ts';
import type { ScenarioId, ScenarioPhase, ScenarioStep } from './life/scenarios.ts';
import type { RequestEntry, SocketEntry, StatusEntry } from './log.ts';
import type { WireEnding, WireProtocol } from './wire/front.ts';
import type { World } from './world/store.ts';
import type { AgentStatus, Room } from './world/types.ts';

export interface AutoReply {
  /** Time between the accepted start and the answer. */
  readonly delayMs: number;
  /** Share of the people that answer, 0 to 1 (deterministic by seed). */
  readonly share: number;
  /** 'flow' follows the flow's own ticket moment; the other two override it. */
  readonly mode: 'flow' | 'afterReply' | 'atOnce';
}

/** Settings that the extension's sandbox build reads from `GET {apiOrigin}/sandbox/settings`. */
export interface ExtensionTimings {
  readonly undoMs?: number;
  readonly notFoundMs?: number;
  /** How long the extension waits for the answer to a start, including the body (130,000 in the store build). */
  readonly startTimeoutMs?: number;
  /** When the runs of a flow are counted after the end of a dispatch (5 minutes in the store build). */
  readonly witnessMs?: number;
  /** Length of a day for follow-ups (a real day in the store build). */
  readonly dayMs?: number;
  readonly bucket?: { readonly perHour: number; readonly burst: number };
}

export interface SandboxOptions {
  /** Page origin's port; 0 or absent picks free ports for all three origins, else API = port + 1 and Flows = port + 2. */
  readonly port?: number;
  readonly world?: 'seeded' | 'recorded';
  /** Number of ordinary people in the central project (default 300), in addition to the 30 special ones. */
  readonly contacts?: number;
  readonly seed?: number;
  /** Error of the server's clock; positive means that it is ahead. */
  readonly clockSkewMs?: number;
  readonly now?: () => number;
  /** 'A' (default): any socket closed sets the agent OFFLINE. 'B': only the last one does, after `connectionCheckMs`. */
  readonly presence?: 'A' | 'B';
  readonly connectionCheckMs?: number;
  /** Flag weniChatsPingTimeout: a socket silent for that long is closed and its agent set OFFLINE. Off by default. */
  readonly pingTimeoutMs?: number;
  /** Life of issued tokens (default 1 h). */
  readonly tokenLifeMs?: number;
  /** Delay of every API answer. */
  readonly latencyMs?: number;
  /**
   * false closes the API connection after every answer, so that a browser never repeats a request because a reused
   * connection broke. Default true, as on the real server.
   */
  readonly keepAlive?: boolean;
  /**
   * Serves the API over TLS with this version of HTTP, at an `https://127.0.0.1` address with a certificate made for
   * it. Absent: plain HTTP/1.1.
   */
  readonly tls?: WireProtocol;
  /** With `tls`: uses the address `https://localhost`, for which the extension has no permission after installation. */
  readonly isApiForeign?: boolean;
  /** Time from an accepted start to what the flow does at once (default 20), and from a ticket to its history (default 20). */
  readonly runDelayMs?: number;
  readonly historyDelayMs?: number;
  /** Number of flows per result page of Flows (default 20). */
  readonly flowsPageSize?: number;
  readonly autoReply?: AutoReply | null;
  /**
   * Number of chats of the first agent that are open from the start, so that the page has something to show: every
   * third one is older than 24 hours, every fourth one is queued.
   */
  readonly openRooms?: number;
  readonly extension?: ExtensionTimings;
}

export interface PlayOptions {
  /** Flows uuid of the person. */
  readonly contact: string;
  /** E-mail of the agent who dispatches. */
  readonly agent: string;
  readonly project?: string;
  /** Flow for the 'dispatch' phase; default is one whose ticket moment suits the case. */
  readonly flow?: string;
  readonly group?: string;
  /** Default 'all'. With 'prepare' and 'answer' the test sends the start itself in between. */
  readonly phase?: ScenarioPhase;
}

interface FlowPatch {
  readonly name?: string;
  readonly archived?: boolean;
  readonly labels?: readonly string[];
  readonly isDeleted?: boolean;
  readonly templates?: readonly FlowTemplate[];
  readonly nodes?: readonly FlowNode[] | null;
}

export interface Sandbox {
  readonly pageOrigin: string;
  readonly apiOrigin: string;
  readonly flowsOrigin: string;
  /** `ws://127.0.0.1:<apiPort>`; the page adds `/ws/agent/rooms`. */
  readonly wsOrigin: string;
  readonly world: World;
  /** The TLS server in front of the API; null without the option `tls`. */
  readonly wire: { endNext(contact: string, ending: WireEnding): void; arrivals(contact: string): number } | null;
  readonly faults: FaultInjector;
  /** A readable fake JWT. `expiresInMs` may be negative for one that has expired. */
  issueToken(email: string, options?: { readonly expiresInMs?: number }): string;
  /** Invalidates at once all tokens issued to that person so far, or one token. */
  expireToken(emailOrToken: string): void;
  contactByName(name: string, project?: string): FlowsContact;
  contactByUuid(uuid: string, project?: string): FlowsContact | undefined;
  /** The n-th ordinary person of a project (0 is the newest). */
  contactAt(index: number, project?: string): FlowsContact;
  changeContact(
    uuid: string,
    patch: Partial<Pick<FlowsContact, 'name' | 'blocked' | 'stopped' | 'isDeleted' | 'urns'>>,
    project?: string,
  ): FlowsContact;
  changeFlow(uuid: string, patch: FlowPatch): void;
  /**
   * The contact writes: into its open ticket, else into its flow run (which may open a ticket), else nowhere. Returns
   * where.
   */
  reply(contact: string, message: { readonly text: string }, project?: string): 'ticket' | 'flow' | 'nowhere';
  playScenario(id: ScenarioId, options: PlayOptions): Promise<readonly ScenarioStep[]>;
  /** Opens a room as a ticket would, with the given age and owner. */
  openRoom(options: {
    readonly contact: string;
    readonly user?: string | null;
    readonly queue?: string;
    readonly ageMs?: number;
    readonly project?: string;
  }): Room;
  /** Closes a room as its agent does; `tags` are the names of those it is closed with. */
  closeRoom(room: string, tags?: readonly string[]): void;
  /** Moves a room and its messages into the past (24-hour window). */
  ageRoom(room: string, ageMs: number): void;
  takeRoom(room: string, email: string): void;
  setSectorToggle(sector: string, on: boolean): void;
  /** The sector takes no new chats on any day from now on; the engine then refuses every ticket there. */
  closeSector(sector: string): void;
  /** All sectors of a project. */
  setProjectToggle(project: string, on: boolean): void;
  /** Sets an agent's status, with the cause 'control' in the status log. `announce: false` sends no event. */
  setAgentStatus(
    email: string,
    status: AgentStatus,
    options?: { readonly project?: string; readonly announce?: boolean },
  ): void;
  agentStatus(email: string, project?: string): AgentStatus;
  removeMember(email: string, project: string): void;
  removeGroup(group: string): void;
  /** Merges into `GET /project/`'s config (`its_principal`, `ignore_close_rooms_on_flow_start`, …); null makes that call fail with 500. */
  setProjectConfig(project: string, config: Record<string, string | number | boolean | null> | null): void;
  /** Merges fields of an engine with more settings into this queue's row (`bond_flows_queue`, `selected_flows`). */
  setQueueFields(queue: string, fields: Readonly<Record<string, unknown>>): void;
  setFlag(project: string, flag: string, on: boolean): void;
  /** An anonymous project: rooms have an empty urn and a number for a name. */
  setAnonymous(project: string, on: boolean): void;
  setBudget(budget: Partial<Record<'starts' | 'contacts' | 'rest', number>>, project?: string): void;
  setClockSkew(skewMs: number): void;
  setAutoReply(autoReply: AutoReply | null): void;
  setPresence(presence: 'A' | 'B'): void;
  /** Ends sockets without a close frame; without an e-mail all of them. */
  dropSockets(email?: string): number;
  /** Sends a raw frame to every socket of that person, for example garbage for the observer. */
  sendRawFrame(email: string, frame: string): void;
  openSockets(): readonly {
    readonly id: number;
    readonly email: string;
    readonly kind: 'agent' | 'manager';
    readonly origin: string | null;
  }[];
  log(filter?: {
    readonly path?: string;
    readonly method?: string;
    readonly client?: RequestEntry['client'];
  }): readonly RequestEntry[];
  statusLog(email?: string): readonly StatusEntry[];
  socketLog(): readonly SocketEntry[];
  /** The starts that Flows really accepted, with which tests compare every "accepted" and "refused". */
  flowsStarts(): readonly AcceptedStart[];
  /** The effects of the runs of accepted starts: messages sent, tickets opened or refused, broadcasts and sessions. */
  runEvents(): readonly RunEvent[];
  /** How many runs of a flow exist, as the list of flows tells them. */
  flowRuns(flow: string): Readonly<RunCounts>;
  /** The number of calls that reached Flows, by budget, to measure rate limits. */
  flowsCalls(): readonly FlowsCall[];
  clearLogs(): void;
  close(): Promise<void>;
}
