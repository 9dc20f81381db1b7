/** Rows of the engine's database, with the fields that are visible from outside. Times are epoch ms (`...At`). */
export type Role = 0 | 1 | 2;
export type AgentStatus = 'ONLINE' | 'OFFLINE';

export interface Person {
  readonly id: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Fixed tokens of this person besides the ones issued at run time (the recorded world has some). */
  readonly fixedTokens: readonly string[];
  /** Token of the engine's own token scheme (`Authorization: Token …`); not good for sockets. */
  readonly drfToken?: string;
}

export interface Project {
  readonly uuid: string;
  readonly name: string;
  readonly org: string;
  readonly routing: 'GENERAL' | 'QUEUE_PRIORITY';
  /** null makes `GET /project/<uuid>/` fail with 500, as the real one does. */
  config: Record<string, string | number | boolean | null> | null;
  readonly flags: Set<string>;
  isAnonymous: boolean;
  /** Token with which mailroom posts to `/external/`. */
  readonly externalToken: string;
}

export interface Permission {
  readonly uuid: string;
  readonly project: string;
  readonly email: string;
  readonly role: Role;
  status: AgentStatus;
  firstAccess: boolean;
}

export interface Sector {
  readonly uuid: string;
  readonly project: string;
  name: string;
  canTriggerFlows: boolean;
  roomsLimit: number;
  isDeleted: boolean;
  readonly createdAt: number;
  /** When the sector takes new chats, in the shape of the engine's `working_hours`; absent: always. */
  workingHours?: WorkingHours;
  readonly holidays?: SectorHoliday[];
  /** Other fields of the detail, as last written by PATCH. The sandbox does not use them. */
  readonly extra: Record<string, unknown>;
}

/** Closed weekdays (1 is Monday), and the times of each day by its English name; null: closed. */
interface WorkingHours {
  readonly closed_weekdays: readonly number[];
  readonly schedules: Readonly<Record<string, readonly { readonly start: string; readonly end: string }[] | null>>;
}

/** A day on which a sector is closed. */
interface SectorHoliday {
  readonly uuid: string;
  readonly date: string;
}

export interface SectorAuthorization {
  readonly uuid: string;
  readonly sector: string;
  readonly permission: string;
  isDeleted: boolean;
}

export interface Queue {
  readonly uuid: string;
  readonly sector: string;
  readonly name: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Fields of an engine with more settings. */
  extra?: Readonly<Record<string, unknown>>;
}

export interface QueueAuthorization {
  readonly uuid: string;
  readonly queue: string;
  readonly permission: string;
  readonly role: 1 | 2;
  readonly createdAt: number;
  isDeleted: boolean;
}

/** The engine's own contact; `externalId` is the Flows uuid. */
export interface ChatContact {
  readonly uuid: string;
  readonly externalId: string;
  name: string;
  readonly createdAt: number;
}

export interface Room {
  readonly uuid: string;
  readonly project: string;
  queue: string;
  readonly contact: string;
  user: string | null;
  isActive: boolean;
  /** The database column, not the computed value. */
  isWaiting: boolean;
  callbackUrl: string | null;
  ticketUuid: string | null;
  urn: string;
  createdAt: number;
  modifiedAt: number;
  endedAt: number | null;
  endedBy: string | null;
  closedBy: number | null;
  addedToQueueAt: number;
  userAssignedAt: number | null;
  firstUserAssignedAt: number | null;
  unread: number;
  lastMessage: string | null;
  lastInteraction: number | null;
  customFields: Record<string, unknown> | null;
  transferHistory: Record<string, unknown> | null;
  config: Record<string, string | boolean> | null;
  protocol: string | null;
  serviceChat: string | null;
  /** What it was closed with. */
  tags: readonly { readonly uuid: string; readonly name: string }[];
}

export interface Message {
  readonly uuid: string;
  readonly room: string;
  readonly userEmail: string | null;
  readonly contact: string | null;
  readonly text: string;
  seen: boolean;
  createdAt: number;
  readonly metadata: Record<string, unknown> | null;
  readonly externalId: string | null;
}

export interface FlowStart {
  readonly uuid: string;
  readonly project: string;
  readonly permission: string;
  readonly flow: string;
  name: string;
  externalId: string;
  readonly room: string | null;
  /** "Consumed": a ticket of the same flow took this start's room over. */
  isConsumed: boolean;
  readonly contactName: string | null;
  readonly contactExternalId: string;
  readonly references: readonly { readonly type: 'contact' | 'group'; readonly id: string }[];
  readonly createdAt: number;
}
