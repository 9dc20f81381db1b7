import type { ContactUuid, FlowsProject, FlowUuid, GroupUuid, RoomUuid, SectorUuid } from '../../ids.ts';
import type { FlowDefinitions } from '../../flow/definition.ts';
import type { Contact, Group } from '../../contacts/contact.ts';
import type { AgentStatus, ListAccess, Member, Profile, Project, Sector } from './access.ts';
import type { WalkEnd } from './cursor.ts';
import type { Flow, FlowStartRow, FlowTemplates } from './flows.ts';
import type { ParsedRows } from './page.ts';
import type { QueueFlows } from './queues.ts';
import type { SectorHours } from '../../preflight/sector-hours.ts';
import type { StartAnswer } from '../../dispatch/outcome.ts';
import type { StartRequest } from '../../dispatch/ports.ts';
import type { MessageFact, RoomFact } from '../../replies/facts.ts';
import type { HistoryRoom } from './rooms.ts';

/** Options of every call. An aborted call rejects with the signal's own reason. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One page of a list that Flows answers. `nextCursor` is null at the end; a page may be empty while more follow. */
export interface CursorPage<T> extends ParsedRows<T> {
  readonly nextCursor: string | null;
}

/**
 * One page of an engine list. Rooms move while pages are read, so a row may come twice or be missed: de-duplicate by
 * uuid (.github/docs/contract/pitfalls.md#lists-shift).
 */
export interface OffsetPage<T> extends ParsedRows<T> {
  readonly total: number;
  readonly hasMore: boolean;
  /** The answer's `Date` header in epoch ms (whole seconds); null when it has none. */
  readonly serverAt: number | null;
}

/** A list read to its end, one row per uuid. Any `end` other than `complete` means that rows are missing. */
interface WholeList<T> extends ParsedRows<T> {
  readonly end: WalkEnd;
}

/** Options of a list that is read page by page to its end. */
interface WalkOptions<T> extends CallOptions {
  /** Called with the rows of each page, as they arrive and before de-duplication. */
  readonly onPage?: ((rows: readonly T[], pageNumber: number) => void) | undefined;
  /** Default 40. Each page costs one Flows call of the project's hourly budget. */
  readonly maxPages?: number | undefined;
}

/**
 * Filters of list_contacts. Flows combines several filters in ways of its own, so use only one of name, search, urn,
 * uuid and group per call.
 */
export interface ContactQuery extends CallOptions {
  readonly cursor?: string | null | undefined;
  /** Page size; Flows' default is 250. */
  readonly limit?: number | undefined;
  /** Part of a name, in any case. */
  readonly name?: string | undefined;
  /** Exact name or URN. */
  readonly search?: string | undefined;
  /** `scheme:path`. */
  readonly urn?: string | undefined;
  readonly uuid?: ContactUuid | undefined;
  /** Members of a group. */
  readonly group?: GroupUuid | undefined;
  /** Modified since, epoch ms. */
  readonly after?: number | undefined;
  /** Modified until, epoch ms. */
  readonly before?: number | undefined;
  readonly orderBy?: 'created_on' | '-created_on' | 'modified_on' | undefined;
  /** Returns only deleted contacts. */
  readonly deleted?: boolean | undefined;
}

/** What may hinder a start. `two-rooms`: the contact has two open chats, and the engine cannot say which one counts. */
export type FlowWarning =
  | { readonly status: 'none' | 'unknown-contact' | 'two-rooms' }
  | { readonly status: 'open-chat'; readonly queueName: string | null; readonly agentFirstName: string | null };

/**
 * Result of creating a contact. `already-exists` may also stand for a failure of Flows while the engine checked the URN
 * (.github/docs/contract/rest.md#new-contacts). `field` names the value that was refused.
 */
export type CreateContactResult =
  | { readonly status: 'created'; readonly contact: Contact }
  | { readonly status: 'already-exists' }
  | { readonly status: 'rejected'; readonly field: string | null };

/** Which rows of the server's history of starts to read, newest first. */
interface FlowStartQuery extends CallOptions {
  /** Interval in epoch ms. It is widened to whole days, so rows outside it are returned too. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Which open rooms to list. Closed rooms are never included. */
interface RoomQuery extends CallOptions {
  /**
   * Always sent, with one of these values: otherwise the engine lists every room
   * (.github/docs/contract/pitfalls.md#room-status-must-be-sent).
   */
  readonly status: 'ongoing' | 'waiting' | 'flow_start';
  readonly limit: number;
  readonly offset: number;
  readonly ordering?: '-last_interaction' | 'added_to_queue_at' | undefined;
  /** A contact name, a URN or a protocol. */
  readonly search?: string | undefined;
}

/**
 * chats-engine's REST API for one session and project. Names are camelCase, times epoch ms, ids branded types. No
 * method repeats a request. Every method but `startFlow` rejects with `WeniApiError`, or with the reason of an aborted
 * signal.
 */
export interface WeniApi {
  getProfile(options?: CallOptions): Promise<Profile>;
  getListAccess(options?: CallOptions): Promise<ListAccess>;
  getProject(options?: CallOptions): Promise<Project>;
  /** The projects of an organisation that say of themselves that they are not principal, also those of others. */
  listSecondaryProjects(org: string, options?: CallOptions): Promise<ParsedRows<FlowsProject>>;
  /** All sectors that the agent manages; empty for an agent who manages none. */
  listSectors(options?: CallOptions): Promise<ParsedRows<Sector>>;
  /** Allowed for an admin, or for a manager of the sector. `on` is the value that the server stored. */
  patchSectorToggle(sectorUuid: SectorUuid, on: boolean, options?: CallOptions): Promise<{ readonly on: boolean }>;
  /**
   * The working hours of a sector with its holidays. Managers of the sector and admins may read them; other agents get
   * `forbidden`.
   */
  getSectorHours(sectorUuid: SectorUuid, options?: CallOptions): Promise<SectorHours>;
  /** All queues of the project with the flows that they name. */
  listQueueFlows(options?: CallOptions): Promise<ParsedRows<QueueFlows>>;
  /** The queues that this agent is in: uuids in lower case. */
  listOwnQueues(agentEmail: string, options?: CallOptions): Promise<readonly string[]>;
  getAgentStatus(options?: CallOptions): Promise<AgentStatus>;
  /** All users with a permission in the project. Only project admins may read it; other agents get `forbidden`. */
  listMembers(options?: CallOptions): Promise<ParsedRows<Member>>;

  /** One page of Flows, which the engine filters to flows with the label `chats`. Archived flows are included. */
  listFlowsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Flow>>;
  /** All flows with the label `chats`; the archived ones are returned separately. */
  /** `cursors`: the cursor of the page on which a flow stands, null for the first page. */
  listAllFlows(
    options?: WalkOptions<Flow>,
  ): Promise<
    WholeList<Flow> & { readonly archived: readonly Flow[]; readonly cursors: ReadonlyMap<FlowUuid, string | null> }
  >;
  /** One page of flows with any label, to find flows whose label is almost right. */
  listAnyFlowsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Flow>>;
  flowTemplates(flowUuid: FlowUuid, options?: CallOptions): Promise<FlowTemplates>;
  /**
   * The flow and every flow it depends on. Rejects with `not-found` and the field `flows` when there is no such flow.
   */
  flowDefinition(flowUuid: FlowUuid, options?: CallOptions): Promise<FlowDefinitions>;
  flowWarning(contactUuid: ContactUuid, options?: CallOptions): Promise<FlowWarning>;

  listContactsPage(query?: ContactQuery): Promise<CursorPage<Contact>>;
  listGroupsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Group>>;
  listAllGroups(options?: WalkOptions<Group>): Promise<WholeList<Group>>;
  /** `urn` is `scheme:path`. After a rejection it is not known whether the contact was created. */
  createContact(
    contact: { readonly name: string; readonly urn: string },
    options?: CallOptions,
  ): Promise<CreateContactResult>;

  /**
   * Requests one start and waits up to 130 s. Once the request may have left, the promise always resolves to an
   * outcome, even after an abort, because then only the server's history can tell what happened. A rejection means that
   * nothing was sent.
   *
   * @throws {RangeError} for no or more than 100 contacts; the signal's reason when it was aborted beforehand
   */
  startFlow(request: StartRequest, options?: CallOptions): Promise<StartAnswer>;
  listFlowStartsPage(query: FlowStartQuery): Promise<OffsetPage<FlowStartRow>>;

  listRooms(query: RoomQuery): Promise<OffsetPage<RoomFact>>;
  /** `forbidden` (403) means that the room is no longer in a queue of this agent. */
  getRoom(roomUuid: RoomUuid, options?: CallOptions): Promise<RoomFact>;
  /**
   * The room with every field as sent, for the page's own store. `callback_url` is removed: a POST to it closes the
   * ticket, so it must not reach another context (.github/docs/contract/pitfalls.md#the-callback-address).
   */
  getRoomForPage(roomUuid: RoomUuid, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Whether the room's 24-hour window is open. */
  canSendMessage(roomUuid: RoomUuid, options?: CallOptions): Promise<boolean>;
  /** Newest message first. `pageSize` is 1 to 100. */
  listMessages(
    roomUuid: RoomUuid,
    options: CallOptions & { readonly pageSize: number },
  ): Promise<ParsedRows<MessageFact> & { readonly hasMore: boolean }>;
  /**
   * Closed rooms of a contact, newest first. The server filters by whole days, so rooms closed before `endedAfter` may
   * be included.
   */
  listHistoryRooms(
    query: CallOptions & { readonly contactUuid: ContactUuid; readonly endedAfter: number },
  ): Promise<ParsedRows<HistoryRoom>>;
}
