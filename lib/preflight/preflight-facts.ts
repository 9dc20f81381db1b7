import type { ContactUuid, RoomUuid } from '../ids.ts';
import type { BatchRisk } from '../flow/reading.ts';
import type { Contact } from '../contacts/contact.ts';
import type { Draft } from '../draft/draft.ts';
import type { Places } from '../numbers/phone.ts';
import type { PreflightReport } from './preflight-report.ts';
import type { TemplateText } from '../draft/template-text.ts';
import type { AgentFacts } from '../draft/variables.ts';

/** A fact, or the admission that it is not known: the check failed, was cancelled, or there is nobody to ask. */
export type Check<T> = { readonly known: true; readonly value: T } | { readonly known: false };

/**
 * `two`: the server has two open chats of this contact and cannot say more
 * (.github/docs/contract/rest.md#open-chat-warning).
 */
export type ChatFact =
  | { readonly status: 'none' | 'two' }
  | { readonly status: 'open'; readonly queueName: string | null; readonly agentName: string | null };

/**
 * The contact's own open room, as far as the agent may see it. `isWaiting`: as lists tell it. `isWindowOpen`: its 24-hour
 * window. `isHeld`: an earlier flow start still hangs on it, which refuses another one that names the room; lists do not tell
 * it once the contact answered. Asked only where the room would be named.
 */
export interface RoomFacts {
  readonly roomUuid: RoomUuid;
  readonly isWaiting: boolean;
  readonly isWindowOpen: Check<boolean>;
  readonly isHeld: Check<boolean>;
}

/** Everything that was found out about one person. `contact` null = not in Flows any more. */
export interface PersonChecks {
  readonly contact: Check<Contact | null>;
  readonly chat: Check<ChatFact>;
  /** Null = no room of theirs among those the agent sees. */
  readonly room: Check<RoomFacts | null>;
  /** Last time we sent to them, epoch ms. */
  readonly sentByUsAt: Check<number | null>;
  /** Newest line of the server's history in the last 24 h. Its absence is fine where the history cannot be read. */
  readonly sentByAnyone: { readonly at: number; readonly by: string } | null;
}

export interface FlowFacts {
  readonly sends: 'templates' | 'none' | 'unknown';
  readonly templates: readonly (TemplateText & { readonly name: string; readonly status: string; readonly language?: string })[];
  /** Names that must have a value: the placeholders of its templates. */
  readonly variables: readonly string[];
  /** Names that other texts of the flow read, as far as its definition tells; `readsAnyVariable`: some cannot be named. */
  readonly otherVariables: readonly string[];
  readonly readsAnyVariable: boolean;
  /** Templates that the definition names and the server says nothing about. */
  readonly unlistedTemplates: readonly string[];
  readonly isDefinitionRead: boolean;
  /** Why many people in one request would lose something by this flow; null: they surely do not. */
  readonly batchRisk: BatchRisk | null;
  /** Differs when anything else here differs. */
  readonly mark: string;
}

export type GateFact = { readonly open: true } | { readonly open: false; readonly reason: string };

export interface PreflightFacts {
  readonly draft: Draft;
  readonly gate: Check<GateFact>;
  readonly flow: Check<FlowFacts>;
  readonly sender: Check<'online' | 'offline'>;
  readonly people: ReadonlyMap<ContactUuid, PersonChecks>;
  readonly historyReadable: Check<true>;
  readonly agent: AgentFacts;
  readonly checks: PreflightReport['checks'];
  readonly status: PreflightReport['status'];
  /** Starts of this agent and project in the last hour; null = not known. */
  readonly usedThisHour: number | null;
  readonly pace: { readonly perHour: number; readonly burst: number; readonly inFlight: number; readonly callMs: number };
  readonly cap: number;
  /** ISO 3166 code of the agent's own country. */
  readonly defaultCountry: string;
  readonly places: Places;
  readonly now: number;
}
