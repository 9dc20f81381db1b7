import { engineCursor } from '../flows/cursor.ts';
import type { FlowsAnswer } from '../flows/flows-server.ts';
import {
  activeRoomsOfContact,
  contactByExternalId,
  permissionOf,
  personByEmail,
  projectByUuid,
  queueByUuid,
} from '../world/store.ts';
import { EngineCrash, HttpProblem, isUuid, memberOf, ok, type Answer, type Call } from './call.ts';
import type { Route } from './router.ts';

/** The answer that the `flowsFails` fault gives in place of Flows. */
export function faultedFlows(call: Call, ask: () => FlowsAnswer): FlowsAnswer {
  const fault = call.faults.find((action) => action.kind === 'flowsFails');
  if (fault === undefined) return ask();
  return { status: fault.status ?? 503, body: { detail: 'Flows failed' }, isHtml: fault.html ?? false };
}

function rows(body: Record<string, unknown>): readonly unknown[] | null {
  return Array.isArray(body['results']) ? body['results'] : null;
}

function link(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/**
 * For contacts and groups, any JSON answer of Flows becomes a 200, also an error (without `results`); HTML is a 500.
 */
function proxied(answer: FlowsAnswer): Answer {
  if (answer.isHtml === true) throw new EngineCrash('Flows answered no JSON');
  return ok({
    ...answer.body,
    next: engineCursor(link(answer.body['next'])),
    previous: engineCursor(link(answer.body['previous'])),
  });
}

function hasChatsLabel(flow: unknown): boolean {
  if (typeof flow !== 'object' || flow === null || !('labels' in flow) || !Array.isArray(flow.labels)) return false;
  return flow.labels.some(
    (label: unknown) => typeof label === 'object' && label !== null && 'name' in label && label.name === 'chats',
  );
}

/** The label filter runs here, after one Flows page: `results` may be empty while `next` is not. */
function listFlows(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  const answer = faultedFlows(call, () =>
    call.ctx.flows.flows(project.uuid, call.person.email, call.query['cursor'] ?? ''),
  );
  const page = proxied(answer);
  if ((call.query['verify_chats_tag'] ?? 'true') !== 'true') return page;
  const found = rows(answer.body);
  if (found === null) throw new EngineCrash("KeyError: 'results'");
  return ok({ ...Object(page.body), results: found.filter(hasChatsLabel) });
}

function listContacts(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  return proxied(faultedFlows(call, () => call.ctx.flows.contacts(project.uuid, call.person.email, call.query)));
}

function listGroups(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  return proxied(faultedFlows(call, () => call.ctx.flows.groups(project.uuid, call.person.email, call.query)));
}

/** The server reads `flow`; the page's helper sends `flow_uuid`, which finds nothing. */
function definitions(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  const answer = faultedFlows(call, () =>
    call.ctx.flows.definitions(project.uuid, call.person.email, call.query['flow']),
  );
  if (answer.isHtml === true) throw new EngineCrash('Flows answered no JSON');
  return ok(answer.body);
}

function templates(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  const flow = call.query['flow'];
  if (flow === undefined || flow === '') throw new HttpProblem(400, { detail: 'flow is required' });
  const { email } = call.person;
  const definition = faultedFlows(call, () => call.ctx.flows.definitions(project.uuid, email, flow));
  if (definition.status !== 200) throw new EngineCrash("KeyError: 'flows'");
  const answer = call.ctx.flows.templates(project.uuid, email, flow);
  const found = rows(answer.body);
  if (found === null) throw new EngineCrash("KeyError: 'results'");
  return ok({ flow_uuid: flow, total_template_qty: found.length, templates: found });
}

/** This path is not nested under the project. It answers 404 for a contact that Chats has never had. */
function flowWarning(call: Call): Answer {
  const { world } = call.ctx;
  const uuid = call.query['project'] ?? '';
  if (!isUuid(uuid)) throw new HttpProblem(400, { project: ['Invalid project uuid'] });
  const project = projectByUuid(world, uuid);
  if (project === undefined || permissionOf(world, uuid, call.person.email) === undefined)
    throw new HttpProblem(404, { project: 'Project not found' });
  const contact = contactByExternalId(world, call.query['contact'] ?? '');
  if (contact === undefined) throw new HttpProblem(404, { contact: 'Contact not found' });
  const rooms = activeRoomsOfContact(world, uuid, contact.externalId);
  if (rooms.length > 1) throw new EngineCrash('get() returned more than one Room');
  const [room] = rooms;
  if (room === undefined) return ok({ show_warning: false });
  const queue = queueByUuid(world, room.queue);
  const agent = room.user === null ? undefined : personByEmail(world, room.user);
  return ok({
    show_warning: true,
    ...(queue === undefined ? {} : { queue: queue.name }),
    ...(agent === undefined ? {} : { agent: agent.firstName }),
  });
}

export const FLOWS_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/project/:project/list_flows/', handler: listFlows },
  { method: 'GET', pattern: '/v1/project/:project/list_contacts/', handler: listContacts },
  { method: 'GET', pattern: '/v1/project/:project/list_groups/', handler: listGroups },
  { method: 'GET', pattern: '/v1/project/:project/retrieve_flow_definitions/', handler: definitions },
  { method: 'GET', pattern: '/v1/project/:project/flow_templates/', handler: templates },
  { method: 'GET', pattern: '/v1/project/retrieve_flow_warning/', handler: flowWarning },
];
