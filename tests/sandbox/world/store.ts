import type {
  ChatContact,
  FlowStart,
  Message,
  Permission,
  Person,
  Project,
  Queue,
  QueueAuthorization,
  Room,
  Sector,
  SectorAuthorization,
} from './types.ts';

/** The engine's whole database, in plain arrays and maps; the look-up functions beside it are the only indexes. */
export interface World {
  readonly people: Person[];
  readonly projects: Project[];
  readonly permissions: Permission[];
  readonly sectors: Sector[];
  readonly sectorAuthorizations: SectorAuthorization[];
  readonly queues: Queue[];
  readonly queueAuthorizations: QueueAuthorization[];
  readonly contacts: Map<string, ChatContact>;
  readonly rooms: Map<string, Room>;
  readonly messages: Map<string, Message[]>;
  readonly flowStarts: FlowStart[];
}

export function createWorld(): World {
  return {
    people: [],
    projects: [],
    permissions: [],
    sectors: [],
    sectorAuthorizations: [],
    queues: [],
    queueAuthorizations: [],
    contacts: new Map(),
    rooms: new Map(),
    messages: new Map(),
    flowStarts: [],
  };
}

/** The row with that key. Throws if there is none, so it is only for links that the world guarantees. */
export function must<Row>(row: Row | undefined | null, what: string): Row {
  if (row === undefined || row === null) throw new Error(`the sandbox world has no ${what}`);
  return row;
}

export function projectByUuid(world: World, uuid: string): Project | undefined {
  return world.projects.find((project) => project.uuid === uuid);
}

export function personByEmail(world: World, email: string): Person | undefined {
  return world.people.find((person) => person.email === email.toLowerCase());
}

export function permissionOf(world: World, project: string, email: string): Permission | undefined {
  return world.permissions.find((permission) => permission.project === project && permission.email === email);
}

export function permissionByUuid(world: World, uuid: string): Permission | undefined {
  return world.permissions.find((permission) => permission.uuid === uuid);
}

export function sectorByUuid(world: World, uuid: string): Sector | undefined {
  return world.sectors.find((sector) => sector.uuid === uuid && !sector.isDeleted);
}

export function queueByUuid(world: World, uuid: string): Queue | undefined {
  return world.queues.find((queue) => queue.uuid === uuid);
}

export function sectorOfQueue(world: World, queueUuid: string): Sector {
  const queue = must(queueByUuid(world, queueUuid), `queue ${queueUuid}`);
  return must(
    world.sectors.find((sector) => sector.uuid === queue.sector),
    `sector ${queue.sector}`,
  );
}

export function sectorsOf(world: World, project: string): Sector[] {
  return world.sectors.filter((sector) => sector.project === project && !sector.isDeleted);
}

/** Sectors this permission manages (SectorAuthorization, not deleted). */
export function managedSectors(world: World, permission: Permission): Sector[] {
  const uuids = new Set(
    world.sectorAuthorizations
      .filter((row) => row.permission === permission.uuid && !row.isDeleted)
      .map((row) => row.sector),
  );
  return world.sectors.filter((sector) => uuids.has(sector.uuid) && !sector.isDeleted);
}

/** Queues whose unassigned rooms this permission sees: admin all, manager those of their sectors, agent the authorised ones. */
export function visibleQueues(world: World, permission: Permission): string[] {
  const inProject = world.queues.filter((queue) => sectorOfQueue(world, queue.uuid).project === permission.project);
  if (permission.role === 1) return inProject.map((queue) => queue.uuid);
  const managed = new Set(managedSectors(world, permission).map((sector) => sector.uuid));
  const authorised = new Set(
    world.queueAuthorizations
      .filter((row) => row.permission === permission.uuid && !row.isDeleted && row.role !== 2)
      .map((row) => row.queue),
  );
  return inProject
    .filter((queue) => managed.has(queue.sector) || authorised.has(queue.uuid))
    .map((queue) => queue.uuid);
}

export function contactByExternalId(world: World, externalId: string): ChatContact | undefined {
  for (const contact of world.contacts.values()) if (contact.externalId === externalId) return contact;
  return undefined;
}

export function roomsOf(world: World, project: string): Room[] {
  return [...world.rooms.values()].filter((room) => room.project === project);
}

export function activeRoomsOfContact(world: World, project: string, externalId: string): Room[] {
  return roomsOf(world, project).filter(
    (room) => room.isActive && world.contacts.get(room.contact)?.externalId === externalId,
  );
}

export function messagesOf(world: World, room: string): Message[] {
  return world.messages.get(room) ?? [];
}

export function addMessage(world: World, message: Message): Message {
  const list = world.messages.get(message.room) ?? [];
  list.push(message);
  world.messages.set(message.room, list);
  return message;
}

export function messageByUuid(world: World, room: string, uuid: string | null): Message | undefined {
  return uuid === null ? undefined : messagesOf(world, room).find((message) => message.uuid === uuid);
}

/** Flow starts linked to a room that no ticket has consumed. */
export function liveFlowStarts(world: World, room: string): FlowStart[] {
  return world.flowStarts.filter((start) => start.room === room && !start.isConsumed);
}

/** "Waiting" as retrieve and events compute it: the column, or any unconsumed flow start. */
export function isComputedWaiting(world: World, room: Room): boolean {
  return room.isWaiting || liveFlowStarts(world, room.uuid).length > 0;
}

const DAY_MS = 24 * 3_600_000;

/** The 24-hour rule: other schemes are always valid; whatsapp needs a contact message, or the room itself, younger than 24 h. */
export function is24hValid(world: World, room: Room, now: number): boolean {
  if (!room.urn.startsWith('whatsapp')) return true;
  if (now - room.createdAt < DAY_MS) return true;
  return messagesOf(world, room.uuid).some((message) => message.contact !== null && now - message.createdAt < DAY_MS);
}
