import type { FlowsAnswer } from '../flows/flows-server.ts';
import { EngineCrash, HttpProblem, memberOf, type Answer, type Call } from './call.ts';
import { faultedFlows } from './flows-proxy.ts';
import type { Route } from './router.ts';

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isValid(body: Readonly<Record<string, unknown>>): boolean {
  const { name, urns, language, groups } = body;
  if (typeof name !== 'string' || name.trim() === '') return false;
  if (!isStringList(urns) || urns.length > 100) return false;
  if (language !== undefined && language !== null && (typeof language !== 'string' || language.length > 3))
    return false;
  return groups === undefined || (isStringList(groups) && groups.length <= 100);
}

function hasResults(answer: FlowsAnswer): boolean {
  return Array.isArray(answer.body['results']) && answer.body['results'].length === 0;
}

/**
 * The engine's check for an existing contact, which assumes a Brazilian number: the first four and the last eight
 * characters, with and without a 9 between them, always under `whatsapp`. A failure of Flows counts as "exists".
 */
function exists(call: Call, project: string, urn: string): boolean {
  const number = urn.split(':')[1];
  // The engine takes the second part of the split without a check, so a urn without a scheme crashes it.
  if (number === undefined) throw new EngineCrash('list index out of range');
  const head = number.slice(0, 4);
  const tail = number.slice(-8);
  for (const path of [`${head}${tail}`, `${head}9${tail}`]) {
    const answer = faultedFlows(call, () =>
      call.ctx.flows.contacts(project, call.person.email, { urn: `whatsapp:${path}` }),
    );
    if (!hasResults(answer)) return true;
  }
  return false;
}

function createContacts(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  if (!isValid(call.body)) throw new HttpProblem(400, { Detail: 'the body is in the wrong format' });
  const [urn] = isStringList(call.body['urns']) ? call.body['urns'] : [];
  if (urn === undefined) throw new EngineCrash('list index out of range');
  if (exists(call, project.uuid, urn))
    return { status: 400, body: `Some of the contact's URNs are already taken: ${urn}` };
  const answer = call.ctx.flows.createContact(project.uuid, call.person.email, call.body);
  return answer.status === 201 ? { status: 201, body: answer.body } : { status: 400, body: answer.body };
}

function editContact(call: Call): Answer {
  const { project } = memberOf(call, call.params['project'] ?? '');
  const { uuid, name } = call.body;
  const store = call.ctx.flows.projects.get(project.uuid)?.contacts;
  if (!isValid(call.body) || typeof uuid !== 'string' || typeof name !== 'string' || store?.byUuid(uuid) === undefined)
    throw new HttpProblem(400, { Detail: 'the body is in the wrong format' });
  store.change(uuid, { name }, call.ctx.clock.now());
  const answer = call.ctx.flows.contacts(project.uuid, call.person.email, { uuid });
  const results: unknown = answer.body['results'];
  return { status: 200, body: Array.isArray(results) ? results[0] : answer.body };
}

export const CONTACT_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/v1/project/:project/create_contacts/', handler: createContacts },
  { method: 'PUT', pattern: '/v1/project/:project/edit_contact/', handler: editContact },
];
