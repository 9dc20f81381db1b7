import type { ContactUuid, FlowUuid, GroupUuid, RoomUuid, SectorUuid } from '../../ids.ts';
import type { FlowDefinitions } from '../../flow/definition.ts';
import type { Contact, Group } from '../../contacts/contact.ts';
import type { AgentStatus, ListAccess, Member, Profile, Project, Sector } from './access.ts';
import type { WalkEnd } from './cursor.ts';
import type { Flow, FlowStartRow, FlowTemplates } from './flows.ts';
import type { ParsedRows } from './page.ts';
import type { HistoryRoom, Message, Room, RoomRow } from './rooms.ts';
import type { StartAnswer } from '../../dispatch/outcome.ts';
import type { StartRequest } from '../../dispatch/ports.ts';

/** Options every call takes. An abort by the caller rejects with the signal's own reason. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One page of a Flows-backed list. `nextCursor` null = the end; a page may be empty while more follow. */
export interface CursorPage<T> extends ParsedRows<T> {
  readonly nextCursor: string | null;
}

/**
 * One page of an engine list. Rows shift while rooms move: de-duplicate by uuid
 * (.github/docs/contract/pitfalls.md#lists-shift).
 */
export interface OffsetPage<T> extends ParsedRows<T> {
  readonly total: number;
  readonly hasMore: boolean;
  /** When it was answered by the server's clock, epoch ms to the second; null where it does not say. */
  readonly serverAt: number | null;
}

/** A list read to its end, each uuid once. `end` other than `complete` means that rows are missing. */
interface WholeList<T> extends ParsedRows<T> {
  readonly end: WalkEnd;
}

/** Options of a list that is read to its end. */
interface WalkOptions<T> extends CallOptions {
  /** Called with the rows of each page, as they come and before de-duplication. */
  readonly onPage?: ((rows: readonly T[], pageNumber: number) => void) | undefined;
  /** Default 40: one page is one Flows call out of the project's hourly budget. */
  readonly maxPages?: number | undefined;
}

/** Filters of list_contacts; Flows combines those it knows, so send one of name, search, urn, uuid, group at a time. */
export interface ContactQuery extends CallOptions {
  readonly cursor?: string | null | undefined;
  /** Page size; Flows' default is 250. */
  readonly limit?: number | undefined;
  /** Part of a name, any case. */
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
  /** Those that were deleted, and no others. */
  readonly deleted?: boolean | undefined;
}

/** What stands in the way of a start. `two-rooms`: the contact has two open chats and the engine cannot say which. */
export type FlowWarning =
  | { readonly status: 'none' | 'unknown-contact' | 'two-rooms' }
  | { readonly status: 'open-chat'; readonly queueName: string | null; readonly agentFirstName: string | null };

/**
 * `already-exists` may also be a Flows failure during the engine's probe (.github/docs/contract/rest.md#new-contacts).
 * `field` names what was refused.
 */
export type CreateContactResult =
  | { readonly status: 'created'; readonly contact: Contact }
  | { readonly status: 'already-exists' }
  | { readonly status: 'rejected'; readonly field: string | null };

/** Which lines of the native history to read, newest first. */
interface FlowStartQuery extends CallOptions {
  /** Interval in epoch ms. Its days are widened, so rows outside of it come along. */
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** Which open rooms to list; closed ones are never among them. */
interface RoomQuery extends CallOptions {
  /** Always sent: anything else would list every room (.github/docs/contract/pitfalls.md#room-status-must-be-sent). */
  readonly status: 'ongoing' | 'waiting' | 'flow_start';
  readonly limit: number;
  readonly offset: number;
  readonly ordering?: '-last_interaction' | 'added_to_queue_at' | undefined;
  /** Contact name, URN or protocol. */
  readonly search?: string | undefined;
}

/**
 * chats-engine's REST API for one session and project: camelCase, epoch ms, branded ids. No call is repeated inside.
 * Every method but `startFlow` rejects with `WeniApiError`, or with the reason of an aborted signal.
 */
export interface WeniApi {
  getProfile(options?: CallOptions): Promise<Profile>;
  getListAccess(options?: CallOptions): Promise<ListAccess>;
  getProject(options?: CallOptions): Promise<Project>;
  /** All sectors the caller manages; none for a plain agent. */
  listSectors(options?: CallOptions): Promise<ParsedRows<Sector>>;
  /** Needs admin or manager of the sector. `on` is what the server stored. */
  patchSectorToggle(sectorUuid: SectorUuid, on: boolean, options?: CallOptions): Promise<{ readonly on: boolean }>;
  getAgentStatus(options?: CallOptions): Promise<AgentStatus>;
  /** Everybody in the project. Only for its admins: `forbidden` for everyone else. */
  listMembers(options?: CallOptions): Promise<ParsedRows<Member>>;

  /** One Flows page, filtered to `chats`-labelled by the engine; archived flows are among them. */
  listFlowsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Flow>>;
  /** All labelled flows that are not archived. */
  listAllFlows(options?: WalkOptions<Flow>): Promise<WholeList<Flow> & { readonly archived: readonly Flow[] }>;
  /** One Flows page whatever the labels are: to find those that almost carry the right one. */
  listAnyFlowsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Flow>>;
  flowTemplates(flowUuid: FlowUuid, options?: CallOptions): Promise<FlowTemplates>;
  /** The flow and every flow it depends on. `not-found` with field `flows`: there is no such flow. */
  flowDefinition(flowUuid: FlowUuid, options?: CallOptions): Promise<FlowDefinitions>;
  flowWarning(contactUuid: ContactUuid, options?: CallOptions): Promise<FlowWarning>;

  listContactsPage(query?: ContactQuery): Promise<CursorPage<Contact>>;
  listGroupsPage(cursor: string | null, options?: CallOptions): Promise<CursorPage<Group>>;
  listAllGroups(options?: WalkOptions<Group>): Promise<WholeList<Group>>;
  /** `urn` is `scheme:path`. A rejected promise leaves open whether the contact was made. */
  createContact(contact: { readonly name: string; readonly urn: string }, options?: CallOptions): Promise<CreateContactResult>;

  /**
   * Asks for one start and waits up to 130 s. Once the request may have left it resolves to an outcome in every case, an
   * abort included, for then only the history can tell. A rejection means that nothing was sent.
   *
   * @throws {RangeError} for no or more than 100 contacts; the signal's reason when it was aborted beforehand
   */
  startFlow(request: StartRequest, options?: CallOptions): Promise<StartAnswer>;
  listFlowStartsPage(query: FlowStartQuery): Promise<OffsetPage<FlowStartRow>>;

  listRooms(query: RoomQuery): Promise<OffsetPage<RoomRow>>;
  /** 403 (`forbidden`) = not in my queues any more. */
  getRoom(roomUuid: RoomUuid, options?: CallOptions): Promise<Room>;
  /**
   * The room as the page itself would get it, for its own store: every field as sent, but without `callback_url`,
   * which closes tickets and must not travel further (.github/docs/contract/pitfalls.md#the-callback-address).
   */
  getRoomForPage(roomUuid: RoomUuid, options?: CallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Whether the 24-hour window of the room is open. */
  canSendMessage(roomUuid: RoomUuid, options?: CallOptions): Promise<boolean>;
  /** Newest first. `pageSize` 1 to 100. */
  listMessages(
    roomUuid: RoomUuid,
    options: CallOptions & { readonly pageSize: number },
  ): Promise<ParsedRows<Message> & { readonly hasMore: boolean }>;
  /** Closed rooms of a contact, newest first; the server's day bounds are widened, so older ones come along. */
  listHistoryRooms(query: CallOptions & { readonly contactUuid: ContactUuid; readonly endedAfter: number }): Promise<ParsedRows<HistoryRoom>>;
}
