import type { Sandbox } from '../../sandbox/api.ts';
import { SEED } from '../../sandbox/world/seed-ids.ts';

export const CENTRAL = SEED.projects.central;
export const { agent1: AGENT, agent2: COLLEAGUE, admin: ADMIN, manager: MANAGER, outsider: OUTSIDER } = SEED.people;

export interface Answered {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Calls the sandbox's API as a person. A path without a leading `/` belongs to the central project. */
export async function ask(
  sandbox: Sandbox,
  path: string,
  options: {
    readonly as?: string;
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
    readonly token?: string;
  } = {},
): Promise<Answered> {
  const token = options.token ?? sandbox.issueToken(options.as ?? AGENT);
  const answer = await fetch(`${sandbox.apiOrigin}${path.startsWith('/') ? path : `/v1/project/${CENTRAL}/${path}`}`, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.headers.get('content-type')?.includes('json') === true ? (JSON.parse(text) as unknown) : text,
  };
}

/** Starts a flow for people, as the first agent by default. */
export function startFlow(
  sandbox: Sandbox,
  contacts: readonly string[],
  more: {
    readonly flow?: string;
    readonly room?: string;
    readonly groups?: readonly string[];
    readonly as?: string;
    readonly params?: unknown;
  } = {},
): Promise<Answered> {
  const { as, flow = SEED.flows.reengage, ...rest } = more;
  return ask(sandbox, 'start_flow/', {
    body: { flow, contacts, contact_name: 'Fulana', ...rest },
    ...(as === undefined ? {} : { as }),
  });
}

/** Reads a field of an answer that must be an object. */
export function field(body: unknown, key: string): unknown {
  return typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(key) : undefined;
}

export function results(body: unknown): Record<string, unknown>[] {
  const list = field(body, 'results');
  return Array.isArray(list)
    ? list.map((row: unknown) => Object.fromEntries(Object.entries(Object(row) as object)))
    : [];
}

/** Waits until the condition holds, for work behind timers of at most 20 ms (flow runs, histories). */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('the awaited state never came');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
