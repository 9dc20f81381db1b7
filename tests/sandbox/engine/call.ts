import type { Context } from '../context.ts';
import { permissionOf, projectByUuid } from '../world/store.ts';
import type { Permission, Person, Project } from '../world/types.ts';
import type { FaultAction } from '../faults/fault-injector.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that ends a handler early, like an exception of Django REST framework. */
export class HttpProblem extends Error {
  readonly answer: Answer;
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.answer = { status, body, headers };
  }
}

/** An exception the real engine does not catch: its middleware answers 500 INTERNAL_ERROR. Anything else thrown is a bug of the sandbox. */
export class EngineCrash extends Error {}

/** One request to the engine, parsed. */
export interface Call {
  readonly ctx: Context;
  readonly method: string;
  /** Path without query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** The signed-in person; absent for the `/external/` endpoints. */
  readonly person: Person;
  readonly authorization: string;
  readonly originHeader: string | null;
  readonly userAgent: string | null;
  readonly faults: readonly FaultAction[];
}

export type Handler = (call: Call) => Answer | Promise<Answer>;

export const NOT_FOUND = { detail: 'Not found.' } as const;
export const FORBIDDEN = { detail: 'You do not have permission to perform this action.' } as const;
export const INTERNAL_ERROR = {
  code: 'INTERNAL_ERROR',
  message: 'An internal error has occurred',
  event_id: 'unknown',
} as const;

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Project and permission of the caller; a non-member gets 404, as from a filtered queryset. */
export function memberOf(call: Call, projectUuid: string): { project: Project; permission: Permission } {
  const project = projectByUuid(call.ctx.world, projectUuid);
  const permission = project === undefined ? undefined : permissionOf(call.ctx.world, projectUuid, call.person.email);
  if (project === undefined || permission === undefined) throw new HttpProblem(404, NOT_FOUND);
  return { project, permission };
}

export function textOf(body: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = body[key];
  return typeof value === 'string' ? value : null;
}

const TRUE = new Set(['true', 'True', '1', 't', 'on', 'yes']);

export function isTrue(value: string | undefined): boolean {
  return value !== undefined && TRUE.has(value);
}

/** Limit/offset paging with absolute `http` links, default 20, no maximum. */
export function limitOffset<Row>(
  call: Call,
  rows: readonly Row[],
  serialize: (row: Row) => unknown,
): { count: number; next: string | null; previous: string | null; results: unknown[] } {
  const asked = Number.parseInt(call.query['limit'] ?? '', 10);
  const limit = asked > 0 ? asked : 20;
  const offset = Math.max(0, Number.parseInt(call.query['offset'] ?? '0', 10) || 0);
  const link = (at: number): string => {
    const params = new URLSearchParams({ ...call.query, limit: String(limit) });
    if (at > 0) params.set('offset', String(at));
    else params.delete('offset');
    return `${call.ctx.origins.api.replace('https:', 'http:')}${call.path}?${params.toString()}`;
  };
  return {
    count: rows.length,
    next: offset + limit < rows.length ? link(offset + limit) : null,
    previous: offset > 0 ? link(Math.max(0, offset - limit)) : null,
    results: rows.slice(offset, offset + limit).map(serialize),
  };
}
