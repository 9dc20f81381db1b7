import type { ContactUuid, RoomUuid } from '../ids.ts';
import type { BatchRisk } from '../flow/reading.ts';
import type { Contact } from '../contacts/contact.ts';
import type { Draft } from '../draft/draft.ts';
import type { Places } from '../numbers/phone.ts';
import type { PreflightReport } from './preflight-report.ts';
import type { TemplateText } from '../draft/template-text.ts';
import type { AgentValues } from '../draft/variables.ts';

/** A fact, or "not known": the check failed, was cancelled, or could not be made. */
export type Check<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/**
 * A contact's open chat. `two`: the contact has two open chats, and the server cannot say more
 * (.github/docs/contract/rest.md#open-chat-warning).
 */
export type ChatFact =
  | { readonly status: 'none' | 'two' }
  | { readonly status: 'open'; readonly queueName: string | null; readonly agentName: string | null };

/**
 * The contact's open room, if the agent may see it. `isWaiting` is the value from lists. `isWindowOpen`: its 24-hour
 * window. `isHeld`: an earlier flow start is still linked to the room, so a start that names the room is refused; lists
 * no longer show this once the contact has answered. It is asked only for rooms that a start would name.
 */
export interface PreflightRoom {
  readonly roomUuid: RoomUuid;
  readonly isWaiting: boolean;
  /** The agent who sends has this chat. */
  readonly isMine: boolean;
  readonly isWindowOpen: Check<boolean>;
  readonly isHeld: Check<boolean>;
}

/** Everything that was found out about one person. `contact` null: the contact no longer exists in Flows. */
export interface PersonChecks {
  readonly contact: Check<Contact | null>;
  readonly chat: Check<ChatFact>;
  /** Null: the agent sees no room of this contact. */
  readonly room: Check<PreflightRoom | null>;
  /** When this extension last sent to the contact (epoch ms, null: never), and how often within `Fatigue.days`. */
  readonly sentByUs: Check<{ readonly lastAt: number | null; readonly count: number }>;
  /**
   * Newest row about the contact in the server's history of the last 24 h. Null also when the history could not be
   * read.
   */
  readonly sentByAnyone: { readonly at: number; readonly by: string } | null;
  /**
   * How many of our last messages the contact left without an answer, and the flow that still waits for one: a start
   * ends that run. Null: none waits.
   */
  readonly unanswered: Check<{ readonly count: number; readonly waitingFlow: string | null }>;
  /** Whether the contact, or another contact of the same human, is on the agent's own exclusion list. */
  readonly isOnOwnList: Check<boolean>;
}

type YesNo = 'yes' | 'no' | 'depends' | 'unknown';

/** Where a flow opens a chat: name of the sector, and the uuid that the definition gives it. */
export interface TicketPlaceFact {
  readonly sector: string | null;
  readonly sectorUuid?: string | null | undefined;
}

/**
 * Whether a sector takes the chats that answers open: `now`: it is closed; `soon`: it closes while answers are expected.
 * Null: its hours are not known.
 */
export interface SectorFact {
  readonly sector: string | null;
  readonly closed: 'now' | 'soon' | 'no' | null;
}

/** The verdicts on a flow (lib/flow/reading.ts) from which findings follow. */
interface FlowFactsReading {
  readonly opensChat: {
    readonly value: 'before-answer' | 'after-answer' | 'never' | 'depends' | 'unknown';
    readonly where: readonly TicketPlaceFact[];
  };
  /** Whether a message without a template is sent before the contact has answered. */
  readonly sendsFreeMessage: YesNo;
  /** Whether a template of the category MARKETING is sent. */
  readonly marketing: YesNo;
}

/** What is known of the flow's texts, templates and variables. */
export interface FlowFacts {
  readonly sends: 'templates' | 'none' | 'unknown';
  readonly templates: readonly (TemplateText & {
    readonly name: string;
    readonly status: string;
    readonly language?: string;
    readonly category?: string;
  })[];
  /** Variables that must have a value: the placeholders of the flow's templates. */
  readonly variables: readonly string[];
  /**
   * Variables that other texts of the flow read, as far as the definition shows. `readsAnyVariable`: it also reads some
   * that cannot be listed.
   */
  readonly otherVariables: readonly string[];
  readonly readsAnyVariable: boolean;
  /** Templates that the definition names but the server does not list. */
  readonly unlistedTemplates: readonly string[];
  readonly isDefinitionRead: boolean;
  /** Templates with more numbered placeholders in their text than the flow gives values for. */
  readonly unfilled: readonly { readonly template: string; readonly places: number; readonly given: number }[];
  /** Why sending to many people in one request might go wrong; null when it certainly does not. */
  readonly batchRisk: BatchRisk | null;
  /** What the flow does, by its definition; null when the definition could not be read. */
  readonly reading: FlowFactsReading | null;
  /** A value that changes whenever anything else here changes. */
  readonly mark: string;
}

/** Whether this agent may send this flow now, and why not. */
export type GateFact = { readonly open: true } | { readonly open: false; readonly reason: string };

/**
 * From how many of our messages within how many days on the agent is warned, and from how many of the last ones without
 * an answer.
 */
export interface Fatigue {
  readonly unanswered: number;
  readonly most: number;
  readonly days: number;
}

/** Nobody in one of these groups (names), or with a yes in one of these contact fields (keys), is sent to. */
export interface Exclusions {
  readonly groups: readonly string[];
  readonly fields: readonly string[];
}

/** All facts from which a pre-flight report is made. */
export interface PreflightFacts {
  readonly draft: Draft;
  readonly gate: Check<GateFact>;
  readonly flow: Check<FlowFacts>;
  readonly sender: Check<'online' | 'offline'>;
  /** Names of the project's groups; empty while no group is excluded. */
  readonly groupNames: Check<readonly string[]>;
  /** The sectors in which the flow opens chats. */
  readonly sectors: Check<readonly SectorFact[]>;
  readonly people: ReadonlyMap<ContactUuid, PersonChecks>;
  readonly historyReadable: Check<true>;
  readonly agent: AgentValues;
  readonly checks: PreflightReport['checks'];
  readonly status: PreflightReport['status'];
  /** Starts of this agent in this project in the last hour; null when not known. */
  readonly usedThisHour: number | null;
  readonly pace: {
    readonly perHour: number;
    readonly burst: number;
    readonly inFlight: number;
    readonly callMs: number;
  };
  readonly cap: number;
  readonly fatigue: Fatigue;
  readonly exclusions: Exclusions;
  /** ISO 3166 code of the agent's country. */
  readonly defaultCountry: string;
  readonly places: Places;
  readonly now: number;
}
