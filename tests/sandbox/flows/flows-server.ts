import type { Clock } from '../clock.ts';
import { utc } from '../clock.ts';
import type { RandomIds } from '../random-ids.ts';
import { createBudgets, type BudgetName, type Budgets, type FlowsCall } from './budget.ts';
import type { ContactStore } from './contact-store.ts';
import { createContact, listContacts } from './contacts-api.ts';
import { cursorPage, flowsUrl } from './cursor.ts';
import { flowDefinitions } from './definitions.ts';
import { reduceParams } from './params.ts';
import type { Flow, FlowsContact, FlowsGroup } from './types.ts';

export interface FlowsProject {
  readonly uuid: string;
  readonly contacts: ContactStore;
  readonly groups: FlowsGroup[];
  readonly flows: Flow[];
  readonly pageSize: { readonly contacts: number; readonly groups: number; readonly flows: number };
}

/** A start that Flows accepted: it runs for these people, even if the engine rolled its row back. */
export interface AcceptedStart {
  readonly id: number;
  readonly uuid: string;
  readonly project: string;
  readonly flow: string;
  readonly flowName: string;
  readonly contacts: readonly string[];
  readonly groups: readonly string[];
  readonly params: unknown;
  readonly at: number;
  readonly agent: string;
}

export interface FlowsAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly isHtml?: boolean;
}

export type FlowsQuery = Readonly<Record<string, string>>;

export interface FlowsServer {
  readonly projects: Map<string, FlowsProject>;
  readonly starts: AcceptedStart[];
  readonly calls: FlowsCall[];
  readonly budgets: Budgets;
  /** Makes the next calls of a budget answer this instead, for example an error page or a 5xx. */
  failNext(name: BudgetName, answer: FlowsAnswer, count: number): void;
  contacts(project: string, agent: string, query: FlowsQuery): FlowsAnswer;
  createContact(project: string, agent: string, body: Record<string, unknown>): FlowsAnswer;
  groups(project: string, agent: string, query: FlowsQuery): FlowsAnswer;
  flows(project: string, agent: string, cursor: string): FlowsAnswer;
  definitions(project: string, agent: string, flow: string | undefined): FlowsAnswer;
  templates(project: string, agent: string, flow: string): FlowsAnswer;
  start(
    project: string,
    agent: string,
    body: { flow: string; contacts: readonly string[]; groups: readonly string[]; params: unknown },
  ): FlowsAnswer;
  /** The runs of a flow, as the list of flows tells them; the run simulator counts here. */
  runsOf(flow: string): RunCounts;
  /** Called with every accepted start: the run simulator listens here. */
  onStart(listener: (start: AcceptedStart) => void): void;
}

/** How many runs of a flow exist, by how they stand. */
export type RunCounts = Record<'active' | 'completed' | 'interrupted' | 'expired', number>;

const INVALID_CURSOR: FlowsAnswer = { status: 404, body: { detail: 'Invalid cursor' } };

function serializeFlow(flow: Flow, runs: RunCounts): Record<string, unknown> {
  return {
    uuid: flow.uuid,
    name: flow.name,
    type: flow.type,
    archived: flow.archived,
    labels: flow.labels,
    expires: 10_080,
    runs: { ...runs },
    results: [],
    parent_refs: [],
    created_on: utc(flow.createdAt),
    modified_on: utc(flow.modifiedAt),
  };
}

/** All Flows projects behind one host, with their throttles. */
export function createFlowsServer(clock: Clock, ids: RandomIds, projects: readonly FlowsProject[]): FlowsServer {
  const byUuid = new Map(projects.map((project) => [project.uuid, project]));
  const starts: AcceptedStart[] = [];
  const calls: FlowsCall[] = [];
  const budgets = createBudgets(clock.realNow);
  const failures: { name: BudgetName; answer: FlowsAnswer; left: number }[] = [];
  const runCounts = new Map<string, RunCounts>();
  const listeners: ((start: AcceptedStart) => void)[] = [];
  let nextId = 100;

  function runsOf(flow: string): RunCounts {
    const counts = runCounts.get(flow) ?? { active: 0, completed: 3, interrupted: 0, expired: 1 };
    runCounts.set(flow, counts);
    return counts;
  }

  function guarded(
    projectUuid: string,
    name: BudgetName,
    what: string,
    agent: string,
    run: (project: FlowsProject) => FlowsAnswer,
  ): FlowsAnswer {
    const project = byUuid.get(projectUuid);
    const failure = failures.find((each) => each.name === name && each.left > 0);
    let answer: FlowsAnswer;
    if (failure !== undefined) {
      failure.left -= 1;
      answer = failure.answer;
    } else if (!budgets.take(projectUuid, name)) {
      answer = { status: 429, body: { detail: 'Request was throttled. Expected available in 1800 seconds.' } };
    } else {
      answer = project === undefined ? { status: 403, body: { detail: 'Invalid token' } } : run(project);
    }
    calls.push({ at: clock.now(), project: projectUuid, budget: name, what, agent, status: answer.status });
    return answer;
  }
  function page<Row>(
    path: string,
    rows: Iterable<Row>,
    sortValue: (row: Row) => number,
    pageSize: number,
    query: FlowsQuery,
    serialize: (row: Row) => unknown,
  ): FlowsAnswer {
    const found = cursorPage(rows, sortValue, pageSize, query['cursor'] ?? '');
    if (found === null) return INVALID_CURSOR;
    const { cursor: _, ...rest } = query;
    const link = (cursor: string | null): string | null => (cursor === null ? null : flowsUrl(path, rest, cursor));
    return {
      status: 200,
      body: { next: link(found.next), previous: link(found.previous), results: found.rows.map(serialize) },
    };
  }
  return {
    projects: byUuid,
    starts,
    calls,
    budgets,
    failNext: (name, answer, count) => failures.push({ name, answer, left: count }),
    contacts: (projectUuid, agent, query) =>
      guarded(projectUuid, 'contacts', 'contacts.json', agent, (project) => listContacts(project, query)),
    createContact: (projectUuid, agent, body) =>
      guarded(projectUuid, 'contacts', 'contacts.json POST', agent, (project) =>
        createContact(project, body, clock.now(), ids),
      ),
    groups: (projectUuid, agent, query) =>
      guarded(projectUuid, 'rest', 'groups.json', agent, (project) => {
        const wanted = project.groups.filter(
          (group) =>
            (query['uuid'] === undefined || group.uuid === query['uuid']) &&
            (query['name'] === undefined || group.name?.toLowerCase() === query['name'].toLowerCase()),
        );
        const order = new Map(wanted.map((group, place) => [group, -place * 1000]));
        return page(
          '/api/v2/groups.json',
          wanted,
          (group) => order.get(group) ?? 0,
          project.pageSize.groups,
          query,
          (group) => ({
            uuid: group.uuid,
            name: group.name,
            query: group.query,
            status: group.status,
            count: group.count(),
          }),
        );
      }),
    flows: (projectUuid, agent, cursor) =>
      guarded(projectUuid, 'rest', 'flows.json', agent, (project) =>
        page(
          '/api/v2/flows.json',
          project.flows.filter((flow) => !flow.isDeleted),
          (flow) => flow.createdAt,
          project.pageSize.flows,
          { cursor },
          (flow) => serializeFlow(flow, runsOf(flow.uuid)),
        ),
      ),
    definitions: (projectUuid, agent, flowUuid) =>
      guarded(projectUuid, 'rest', 'definitions.json', agent, (project) => {
        const flow = project.flows.find((each) => each.uuid === flowUuid && !each.isDeleted);
        return {
          status: 200,
          body: {
            version: '13',
            site: 'https://flows',
            flows: flowDefinitions(flow, project.flows),
            campaigns: [],
            triggers: [],
            fields: [],
            groups: [],
          },
        };
      }),
    templates: (projectUuid, agent, flowUuid) =>
      guarded(projectUuid, 'rest', 'templates.json', agent, (project) => {
        const flow = project.flows.find((each) => each.uuid === flowUuid && !each.isDeleted);
        return {
          status: 200,
          body: {
            results: (flow?.templates ?? [])
              .filter((template) => template.data !== null)
              .map(({ variables, data }) => ({ variables, data })),
          },
        };
      }),
    start: (projectUuid, agent, body) =>
      guarded(projectUuid, 'starts', 'flow_starts.json', agent, (project) => {
        const flow = project.flows.find((each) => each.uuid === body.flow && !each.isDeleted);
        if (flow === undefined) return { status: 400, body: { flow: [`No such object: ${body.flow}`] } };
        const people: FlowsContact[] = [];
        for (const reference of body.contacts) {
          const contact = project.contacts.byUuid(reference) ?? project.contacts.byUrn(reference);
          if (contact === undefined || contact.isDeleted)
            return { status: 400, body: { contacts: [`No such object: ${reference}`] } };
          people.push(contact);
        }
        const groups: FlowsGroup[] = [];
        for (const reference of body.groups) {
          const group = project.groups.find((each) => each.uuid === reference || each.name === reference);
          if (group === undefined) return { status: 400, body: { groups: [`No such object: ${reference}`] } };
          groups.push(group);
        }
        const params = reduceParams(body.params);
        if (params === undefined) return { status: 400, body: { params: ['Must be a valid JSON object'] } };
        const at = clock.now();
        const start: AcceptedStart = {
          id: nextId,
          uuid: ids.uuid(),
          project: projectUuid,
          flow: flow.uuid,
          flowName: flow.name,
          contacts: people.map((contact) => contact.uuid),
          groups: groups.map((group) => group.uuid),
          params,
          at,
          agent,
        };
        nextId += 1;
        starts.push(start);
        for (const listener of listeners) listener(start);
        return {
          status: 201,
          body: {
            id: start.id,
            uuid: start.uuid,
            flow: { uuid: flow.uuid, name: flow.name },
            status: 'pending',
            groups: groups.map((group) => ({ uuid: group.uuid, name: group.name })),
            contacts: people.map((contact) => ({ uuid: contact.uuid, name: contact.name })),
            restart_participants: true,
            exclude_active: false,
            extra: params,
            params,
            created_on: utc(Math.floor(at)),
            modified_on: utc(Math.floor(at)),
          },
        };
      }),
    runsOf,
    onStart: (listener) => listeners.push(listener),
  };
}
