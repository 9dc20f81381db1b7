import type { Context } from '../context.ts';
import { EngineCrash, HttpProblem } from '../engine/call.ts';
import type { Json } from '../python-json.ts';
import {
  activeRoomsOfContact,
  contactByExternalId,
  must,
  permissionByUuid,
  permissionOf,
  roomsOf,
  sectorOfQueue,
} from '../world/store.ts';
import type { ChatContact, FlowStart, Project, Room } from '../world/types.ts';
import {
  addAssignFeedback,
  addFeedback,
  assignRoom,
  countMessage,
  endRoom,
  notifyRoom,
  storeHistory,
  type InboundMessage,
} from './room-life.ts';

export interface TicketOrder {
  readonly contactExternalId: string;
  readonly contactName: string;
  readonly urn: string;
  readonly groups: readonly string[];
  readonly queue: string;
  readonly ticketUuid: string;
  readonly callbackUrl: string;
  readonly flow: string | null;
  readonly assignee: string | null;
  readonly customFields: Record<string, unknown> | null;
  readonly isWaiting: boolean;
  readonly history: readonly InboundMessage[];
  readonly projectInfo: { readonly uuid: string; readonly name: string } | null;
  /** The service account that makes the request; absent for the project's own token. */
  readonly requestedBy: { readonly id: string; readonly email: string } | null;
}

function newest(starts: readonly FlowStart[]): FlowStart | undefined {
  return starts.reduce<FlowStart | undefined>(
    (best, start) => (best === undefined || start.createdAt >= best.createdAt ? start : best),
    undefined,
  );
}

function refers(start: FlowStart, externalId: string, groups: readonly string[]): boolean {
  return start.references.some((reference) =>
    reference.type === 'contact' ? reference.id === externalId : groups.includes(reference.id),
  );
}

/** The agent whom the queue's routing picks: ONLINE, in the queue, below the sector's limit, with the fewest rooms. */
function routeInQueue(ctx: Context, queue: string): string | null {
  const sector = sectorOfQueue(ctx.world, queue);
  const loads = ctx.world.queueAuthorizations
    .filter((row) => row.queue === queue && !row.isDeleted && row.role === 1)
    .map((row) => permissionByUuid(ctx.world, row.permission))
    .filter((permission) => permission !== undefined)
    .filter((permission) => permission.status === 'ONLINE')
    .map((permission) => ({
      email: permission.email,
      rooms: roomsOf(ctx.world, permission.project).filter((room) => room.isActive && room.user === permission.email)
        .length,
    }))
    .filter((load) => load.rooms < sector.roomsLimit)
    .sort((a, b) => a.rooms - b.rooms);
  return loads[0]?.email ?? null;
}

/** Step 3 of the decision tree: the starter of the newest fitting FlowStart if ONLINE now, else the payload's assignee, else the queue. */
function resolveUser(
  ctx: Context,
  project: Project,
  contact: ChatContact | undefined,
  order: TicketOrder,
): string | null {
  const start = newest(
    ctx.world.flowStarts.filter(
      (each) =>
        each.project === project.uuid &&
        refers(each, order.contactExternalId, order.groups) &&
        (order.flow === null || each.flow === order.flow),
    ),
  );
  if (start !== undefined && order.flow !== null) {
    const isSpent =
      contact !== undefined &&
      roomsOf(ctx.world, project.uuid).some(
        (room) => room.contact === contact.uuid && room.createdAt > start.createdAt,
      );
    const starter = permissionByUuid(ctx.world, start.permission);
    // A deleted permission causes an attribute error in the engine, which answers mailroom with 500.
    if (!isSpent && starter === undefined) throw new EngineCrash('NoneType has no attribute user');
    if (!isSpent && starter?.status === 'ONLINE') return starter.email;
  }
  if (order.assignee !== null && permissionOf(ctx.world, project.uuid, order.assignee)?.status === 'ONLINE')
    return order.assignee;
  return routeInQueue(ctx, order.queue);
}

/** Puts a new ticket on an existing room; its user stays. The recordings show the callback going to the new ticket's URL. */
function reuse(ctx: Context, room: Room, order: TicketOrder, event: 'rooms.update' | 'rooms.create'): Room {
  room.ticketUuid = order.ticketUuid;
  room.callbackUrl = order.callbackUrl;
  room.modifiedAt = ctx.clock.now();
  const stored = storeHistory(ctx, room, order.history);
  // With inline history the engine announces the room before it writes the room's counters.
  if (stored.length > 0) notifyRoom(ctx, room, 'rooms.create');
  if (event === 'rooms.update') ctx.mailroom.callback(room, 'room.update');
  if (room.user !== null) addAssignFeedback(ctx, room, room.user);
  for (const message of stored) countMessage(room, message, true);
  notifyRoom(ctx, room, event);
  return room;
}

function create(ctx: Context, project: Project, known: ChatContact | undefined, order: TicketOrder): Room {
  const user = resolveUser(ctx, project, known, order);
  const at = ctx.clock.now();
  const contact: ChatContact = known ?? {
    uuid: ctx.ids.uuid(),
    externalId: order.contactExternalId,
    name: order.contactName,
    createdAt: at,
  };
  contact.name = order.contactName;
  ctx.world.contacts.set(contact.uuid, contact);
  const queueName = must(
    ctx.world.queues.find((queue) => queue.uuid === order.queue),
    `queue ${order.queue}`,
  ).name;
  const requestedBy: Record<string, Json> =
    order.requestedBy === null
      ? {}
      : { requested_by: { id: order.requestedBy.id, name: '', type: 'user', email: order.requestedBy.email } };
  const room: Room = {
    uuid: ctx.ids.uuid(),
    project: project.uuid,
    queue: order.queue,
    contact: contact.uuid,
    user: null,
    isActive: true,
    isWaiting: order.isWaiting,
    callbackUrl: order.callbackUrl,
    ticketUuid: order.ticketUuid,
    urn: order.urn.split('?')[0] ?? '',
    createdAt: ctx.clock.now(),
    modifiedAt: ctx.clock.now(),
    endedAt: null,
    endedBy: null,
    closedBy: null,
    addedToQueueAt: at,
    userAssignedAt: null,
    firstUserAssignedAt: null,
    unread: 0,
    lastMessage: null,
    lastInteraction: null,
    customFields: order.customFields,
    transferHistory: {
      to: { name: queueName, type: 'queue', uuid: order.queue },
      from: { name: '', type: '' },
      action: 'forward',
      ...requestedBy,
    },
    config: order.projectInfo === null ? null : { name: order.projectInfo.name, uuid: order.projectInfo.uuid },
    protocol: null,
    tags: [],
    serviceChat: null,
  };
  ctx.world.rooms.set(room.uuid, room);
  if (user !== null) assignRoom(ctx, room, user);
  for (const message of storeHistory(ctx, room, order.history)) countMessage(room, message, true);
  addFeedback(ctx, room, 'rt', {
    action: 'forward',
    from: { type: '', name: '' },
    to: { type: 'queue', name: queueName, uuid: order.queue },
    ...requestedBy,
  });
  if (user !== null) addAssignFeedback(ctx, room, user);
  notifyRoom(ctx, room, 'rooms.create');
  if (room.config !== null) room.config['is_billing_notified'] = true;
  return room;
}

/** `POST /external/rooms/`: mailroom opens a ticket. Reuses the waiting room of the same flow, refuses, or makes a new room. */
export function createRoom(ctx: Context, project: Project, order: TicketOrder): Room {
  const { world } = ctx;
  const queue = world.queues.find((each) => each.uuid === order.queue);
  const hours = world.sectors.find((each) => each.uuid === queue?.sector)?.workingHours;
  // The sandbox knows sectors that are closed on whole days only; the engine judges times and holidays, too.
  const isoWeekday = new Date(ctx.clock.now()).getUTCDay() || 7;
  if (hours?.closed_weekdays.includes(isoWeekday) === true)
    throw new HttpProblem(400, { detail: 'Contact cannot be done outside working hours' });
  const isTolerant = project.config?.['ignore_close_rooms_on_flow_start'] === true;
  const linked = world.flowStarts.filter(
    (start) =>
      start.project === project.uuid &&
      start.room !== null &&
      !start.isConsumed &&
      start.references.some((reference) => reference.id === order.contactExternalId),
  );
  const match = order.flow === null ? undefined : newest(linked.filter((start) => start.flow === order.flow));
  if (match !== undefined) {
    const room = world.rooms.get(match.room ?? '');
    if (room?.isActive === true) {
      match.isConsumed = true;
      return reuse(ctx, room, order, 'rooms.update');
    }
  } else if (!isTolerant) {
    for (const start of linked) {
      const room = world.rooms.get(start.room ?? '');
      start.isConsumed = true;
      // The replaced room is closed without an event and without a callback.
      if (room?.isActive === true) endRoom(ctx, room, 'new_room', null);
    }
  }
  const open = activeRoomsOfContact(world, project.uuid, order.contactExternalId)[0];
  if (open !== undefined) {
    if (!isTolerant) throw new HttpProblem(400, { detail: 'The contact already has an open room in the project' });
    ctx.mailroom.callback(open, 'room.update');
    return reuse(ctx, open, order, 'rooms.create');
  }
  return create(ctx, project, contactByExternalId(world, order.contactExternalId), order);
}
