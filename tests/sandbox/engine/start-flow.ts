import { zoned, zonedDay } from '../clock.ts';
import { addFeedback, notifyRoom } from '../life/room-life.ts';
import { is24hValid, liveFlowStarts, permissionByUuid, personByEmail } from '../world/store.ts';
import type { FlowStart, Room } from '../world/types.ts';
import { EngineCrash, HttpProblem, limitOffset, memberOf, ok, textOf, type Answer, type Call } from './call.ts';
import { faultedFlows } from './flows-proxy.ts';
import type { Route } from './router.ts';

const MAX_ITEMS = 100;

function listField(
  errors: Record<string, string[]>,
  body: Readonly<Record<string, unknown>>,
  key: string,
): string[] | null {
  const value = body[key];
  if (value === undefined) return null;
  if (!Array.isArray(value)) {
    errors[key] = ['Expected a list of items but got type "str".'];
    return null;
  }
  if (value.length > MAX_ITEMS) errors[key] = [`Ensure this field has no more than ${MAX_ITEMS} elements.`];
  return value.map(String);
}

interface StartBody {
  readonly flow: string;
  readonly contacts: string[] | null;
  readonly groups: string[] | null;
  readonly contactName: string | null | undefined;
  readonly room: string;
  readonly params: unknown;
}

function validated(body: Readonly<Record<string, unknown>>): StartBody {
  const errors: Record<string, string[]> = {};
  const flow = body['flow'];
  if (flow === undefined) errors['flow'] = ['This field is required.'];
  else if (flow === null) errors['flow'] = ['This field may not be null.'];
  else if (typeof flow !== 'string') errors['flow'] = ['Not a valid string.'];
  else if (flow.trim() === '') errors['flow'] = ['This field may not be blank.'];
  const contacts = listField(errors, body, 'contacts');
  const groups = listField(errors, body, 'groups');
  const name = body['contact_name'];
  if (name !== undefined && name !== null && typeof name !== 'string') errors['contact_name'] = ['Not a valid string.'];
  if (Object.keys(errors).length > 0) throw new HttpProblem(400, errors);
  return {
    flow: String(flow),
    contacts,
    groups,
    contactName: name === undefined ? undefined : textOf(body, 'contact_name'),
    room: textOf(body, 'room') ?? '',
    params: body['params'],
  };
}

/** The room named in the request if it is open and belongs to the first contact. Anything else is silently ignored. */
function linkedRoom(call: Call, body: StartBody, contact: string): Room | null {
  const room = call.ctx.world.rooms.get(body.room);
  return room?.isActive === true && call.ctx.world.contacts.get(room.contact)?.externalId === contact ? room : null;
}

/**
 * Stores the start and calls Flows in one transaction. A refusal rolls the rows back, but a closed ticket stays closed.
 */
function startFlow(call: Call): Answer {
  const { ctx } = call;
  const { project, permission } = memberOf(call, call.params['project'] ?? '');
  const body = validated(call.body);
  const first = body.contacts?.[0];
  if (first === undefined || body.contacts === null) throw new EngineCrash("KeyError: 'contacts'");
  if (body.contactName === undefined) throw new EngineCrash("KeyError: 'contact_name'");
  const room = linkedRoom(call, body, first);
  if (room !== null && liveFlowStarts(ctx.world, room.uuid).length > 0)
    throw new HttpProblem(400, { Detail: 'There already is an active flow start for this room' });
  const isLinked = room !== null && !is24hValid(ctx.world, room, ctx.clock.now());
  const wasWaiting = room?.isWaiting ?? false;
  if (isLinked) {
    ctx.mailroom.callback(room, 'room.update');
    room.isWaiting = true;
  }
  const start: FlowStart = {
    uuid: ctx.ids.uuid(),
    project: project.uuid,
    permission: permission.uuid,
    flow: body.flow,
    name: '',
    externalId: '',
    room: isLinked ? room.uuid : null,
    isConsumed: false,
    contactName: body.contactName,
    contactExternalId: first,
    references: [
      ...(body.groups ?? []).map((id) => ({ type: 'group' as const, id })),
      ...body.contacts.map((id) => ({ type: 'contact' as const, id })),
    ],
    createdAt: ctx.clock.now(),
  };
  const answer = faultedFlows(call, () =>
    ctx.flows.start(project.uuid, call.person.email, {
      flow: body.flow,
      contacts: body.contacts ?? [],
      groups: body.groups ?? [],
      params: body.params,
    }),
  );
  const isRolledBack = call.faults.some((action) => action.kind === 'flowsAcceptedButRolledBack');
  if (answer.status !== 201 || isRolledBack) {
    if (isLinked) room.isWaiting = wasWaiting;
    throw new EngineCrash("KeyError: 'flow'");
  }
  start.externalId = String(answer.body['uuid']);
  start.name = ctx.flows.starts.at(-1)?.flowName ?? '';
  ctx.world.flowStarts.push(start);
  if (isLinked) {
    room.modifiedAt = ctx.clock.now();
    const { person } = call;
    addFeedback(ctx, room, 'fs', {
      name: start.name,
      requested_by: { type: 'user', name: person.firstName, id: String(person.id), email: person.email },
    });
    notifyRoom(ctx, room, 'rooms.update');
  }
  return ok(answer.body);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Newest first; an admin sees all, everybody else their own. Bogus dates are ignored silently. */
function listFlowStarts(call: Call): Answer {
  const { world } = call.ctx;
  const { project, permission } = memberOf(call, call.params['project'] ?? '');
  const after = call.query['created_on_after'] ?? '';
  const before = call.query['created_on_before'] ?? '';
  const found = world.flowStarts.filter(
    (start) =>
      start.project === project.uuid &&
      (permission.role === 1 || start.permission === permission.uuid) &&
      (!DAY.test(after) || zonedDay(start.createdAt) >= after) &&
      (!DAY.test(before) || zonedDay(start.createdAt) <= before),
  );
  found.sort((a, b) => b.createdAt - a.createdAt);
  return ok(
    limitOffset(call, found, (start) => {
      const starter = permissionByUuid(world, start.permission);
      const person = starter === undefined ? undefined : personByEmail(world, starter.email);
      return {
        contact_data: { name: start.contactName, external_id: start.contactExternalId },
        name: start.name,
        user: person === undefined ? '' : `${person.firstName} ${person.lastName}`,
        created_on: zoned(start.createdAt),
        room: start.room,
      };
    }),
  );
}

export const START_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/v1/project/:project/start_flow/', handler: startFlow },
  { method: 'GET', pattern: '/v1/project/:project/list_flows_start/', handler: listFlowStarts },
];
