import { createRoom, type TicketOrder } from '../life/create-room.ts';
import { postHistory } from '../life/mailroom.ts';
import { endRoom, notifyRoom, storeExternalMessage, type InboundMessage } from '../life/room-life.ts';
import { queueByUuid, sectorByUuid } from '../world/store.ts';
import type { Project, Room } from '../world/types.ts';
import { EngineCrash, HttpProblem, isUuid, NOT_FOUND, textOf, type Answer, type Call } from './call.ts';
import type { Route } from './router.ts';
import { externalMessage } from './serialize-message.ts';
import { externalRoom } from './serialize-room.ts';

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

const MODULE = { id: '5', email: 'service-account-module@example.com' };

/** Accepts the project's token for mailroom, or the token of the service account. */
function projectOf(call: Call): { project: Project | null; isModule: boolean } {
  const token = call.authorization.replace(/^Bearer /, '');
  const project = call.ctx.world.projects.find((each) => each.externalToken === token);
  if (project === undefined && token !== 'module-token')
    throw new HttpProblem(401, { detail: 'Invalid token' }, { 'www-authenticate': 'Bearer' });
  return { project: project ?? null, isModule: project === undefined };
}

function inbound(call: Call, row: Fields): InboundMessage {
  const createdOn = textOf(row, 'created_on');
  const at = createdOn === null ? Number.NaN : Date.parse(createdOn);
  return {
    text: textOf(row, 'text') ?? '',
    direction: row['direction'] === 'incoming' ? 'incoming' : 'outgoing',
    createdAt: Number.isNaN(at) ? call.ctx.clock.now() : at,
    externalId: textOf(row, 'external_id'),
  };
}

function rows(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function openRoom(call: Call): Answer {
  const { world } = call.ctx;
  const { project: own, isModule } = projectOf(call);
  const { body } = call;
  const queue = queueByUuid(world, textOf(body, 'queue_uuid') ?? '');
  if (queue === undefined) throw new HttpProblem(400, { queue_uuid: ['Queue not found'] });
  const project = own ?? world.projects.find((each) => each.uuid === sectorByUuid(world, queue.sector)?.project);
  if (project === undefined) throw new HttpProblem(400, { queue_uuid: ['Queue not found'] });
  const contact = fields(body['contact']);
  const info = fields(body['project_info']);
  const order: TicketOrder = {
    contactExternalId: textOf(contact, 'external_id') ?? '',
    contactName: textOf(contact, 'name') ?? '',
    urn: textOf(contact, 'urn') ?? '',
    groups: rows(contact['groups']).map((group) => textOf(group, 'uuid') ?? ''),
    queue: queue.uuid,
    ticketUuid: textOf(body, 'ticket_uuid') ?? '',
    callbackUrl: textOf(body, 'callback_url') ?? '',
    flow: textOf(body, 'flow_uuid'),
    assignee: textOf(body, 'user_email'),
    customFields: body['custom_fields'] === undefined ? null : { ...fields(body['custom_fields']) },
    isWaiting: body['is_waiting'] === true,
    history: rows(body['history']).map((row) => inbound(call, row)),
    projectInfo:
      body['project_info'] === undefined
        ? null
        : { uuid: textOf(info, 'uuid') ?? '', name: textOf(info, 'name') ?? '' },
    requestedBy: isModule ? MODULE : null,
  };
  return { status: 201, body: externalRoom(call.ctx, createRoom(call.ctx, project, order)) };
}

function roomOf(call: Call, uuid: string): Room {
  const { project } = projectOf(call);
  const room = isUuid(uuid) ? call.ctx.world.rooms.get(uuid) : undefined;
  if (room === undefined || (project !== null && room.project !== project.uuid)) throw new HttpProblem(404, NOT_FOUND);
  return room;
}

/** Closes a room on behalf of Flows: the event goes to the queue group, not to the user group. */
function closeRoom(call: Call): Answer {
  const room = roomOf(call, call.params['room'] ?? '');
  endRoom(call.ctx, room, 'agent', null);
  notifyRoom(call.ctx, room, 'rooms.close', `queue_${room.queue}`);
  return { status: 200, body: externalRoom(call.ctx, room) };
}

function history(call: Call): Answer {
  const room = roomOf(call, call.params['room'] ?? '');
  postHistory(
    call.ctx,
    room,
    rows(call.body['history'] ?? call.body['items']).map((row) => inbound(call, row)),
  );
  return { status: 201, body: {} };
}

function message(call: Call): Answer {
  const room = roomOf(call, textOf(call.body, 'room') ?? '');
  // The engine's serializer pops the key without a default, so a missing key crashes it.
  if (!('attachments' in call.body)) throw new EngineCrash("KeyError: 'attachments'");
  if (!room.isActive) throw new HttpProblem(400, { detail: "Closed rooms can't receive messages" });
  return {
    status: 201,
    body: externalMessage(call.ctx, storeExternalMessage(call.ctx, room, inbound(call, call.body))),
  };
}

export const EXTERNAL_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/v1/external/rooms/', handler: openRoom, isExternal: true },
  { method: 'PATCH', pattern: '/v1/external/rooms/:room/close/', handler: closeRoom, isExternal: true },
  { method: 'PUT', pattern: '/v1/external/rooms/:room/close/', handler: closeRoom, isExternal: true },
  { method: 'POST', pattern: '/v1/external/rooms/:room/history/', handler: history, isExternal: true },
  { method: 'POST', pattern: '/v1/external/msgs/', handler: message, isExternal: true },
];
