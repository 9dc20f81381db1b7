import type * as z from 'zod/mini';
import { toNextPage } from './cursor.ts';
import { WeniApiError } from './errors.ts';
import { toFailure } from './failures.ts';
import { sendRequest, type HttpAnswer, type HttpPorts } from './http.ts';
import { fieldPath, parsePage, type ParsedRows } from './page.ts';
import { CursorPageWire, OffsetPageWire } from './schemas-access.ts';
import type { CursorPage, OffsetPage } from './weni-api.ts';

const QUERY_TIMEOUT_MS = 30_000;
const LIST_PAGE_SIZE = 100;
const MAX_LIST_PAGES = 40;

/** One request below the API origin. */
interface ApiRequest {
  /** Method and path template without ids, for error messages. */
  readonly endpoint: string;
  readonly method?: 'GET' | 'POST' | 'PATCH';
  /** Starts with the API version, ends in `/`, every part already encoded. */
  readonly path: string;
  /** Undefined and null values are left out. */
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends requests to one API origin and parses the answers. Every method but `send` rejects with `WeniApiError`, or with
 * the signal's reason after an abort.
 */
export interface Caller {
  /** Returns the unparsed answer, for calls that treat some failures as results. */
  send(request: ApiRequest): Promise<HttpAnswer>;
  /** Reads the JSON body of a 2xx answer. */
  read<T>(request: ApiRequest, schema: z.ZodMiniType<T>): Promise<T>;
  readCursorPage<W, T>(request: ApiRequest, schema: z.ZodMiniType<W>, convert: (wire: W) => T): Promise<CursorPage<T>>;
  readOffsetPage<W, T>(request: ApiRequest, schema: z.ZodMiniType<W>, convert: (wire: W) => T): Promise<OffsetPage<T>>;
  /** Reads all pages of a limit/offset list and keeps one row per `key`. */
  readWholeList<W, T>(
    request: ApiRequest,
    schema: z.ZodMiniType<W>,
    options: { convert: (wire: W) => T; key: (row: T) => string },
  ): Promise<ParsedRows<T>>;
}

/**
 * Builds a caller for one API origin.
 *
 * @param apiOrigin scheme, host and port, nothing behind it
 * @throws {TypeError} when `apiOrigin` is anything else: request URLs are made by appending to it, and a wrong one
 *   could send the token to another host
 */
export function createCaller(ports: HttpPorts, apiOrigin: string): Caller {
  if (new URL(apiOrigin).origin !== apiOrigin) throw new TypeError('apiOrigin is not an origin');

  function send(request: ApiRequest): Promise<HttpAnswer> {
    return sendRequest(ports, {
      method: request.method ?? 'GET',
      url: `${apiOrigin}${request.path}${toQuery(request.query)}`,
      body: request.body,
      timeoutMs: request.timeoutMs ?? QUERY_TIMEOUT_MS,
      signal: request.signal,
    });
  }

  async function readJson(request: ApiRequest): Promise<Extract<HttpAnswer, { kind: 'answer' }>> {
    const answer = await send(request);
    if (answer.kind === 'no-answer' && answer.cause === 'aborted') request.signal?.throwIfAborted();
    const isUsable =
      answer.kind === 'answer' && answer.status >= 200 && answer.status < 300 && answer.bodyKind === 'json';
    if (!isUsable) throw toFailure(request.endpoint, answer);
    return answer;
  }

  async function read<T>(request: ApiRequest, schema: z.ZodMiniType<T>): Promise<T> {
    const { body, status } = await readJson(request);
    return parseBody({ endpoint: request.endpoint, body, status }, schema);
  }

  async function readOffsetPage<W, T>(
    request: ApiRequest,
    schema: z.ZodMiniType<W>,
    convert: (wire: W) => T,
  ): Promise<OffsetPage<T>> {
    const { body, status, serverAt } = await readJson(request);
    const page = parseBody({ endpoint: request.endpoint, body, status }, OffsetPageWire);
    return {
      ...convertRows(parsePage(page.results, schema), convert),
      total: page.count,
      hasMore: page.next !== null,
      serverAt,
    };
  }

  return {
    send,
    read,
    readOffsetPage,

    async readCursorPage(request, schema, convert) {
      const { body, status } = await readJson(request);
      const { endpoint } = request;
      // Flows' own errors (throttle, bad cursor, failed login) reach us through the engine as a 200 whose body has a
      // `detail` and no `results`.
      if (typeof body === 'object' && body !== null && !Array.isArray(body) && !('results' in body)) {
        throw new WeniApiError({ kind: 'rate-limit', endpoint, status, field: 'results', bodyKind: 'json' });
      }
      const page = parseBody({ endpoint, body, status }, CursorPageWire);
      const next = toNextPage(page.next);
      if (next.status === 'malformed')
        throw new WeniApiError({ kind: 'contract', endpoint, status, field: 'next', bodyKind: 'json' });
      return {
        ...convertRows(parsePage(page.results, schema), convert),
        nextCursor: next.status === 'more' ? next.cursor : null,
      };
    },

    async readWholeList(request, schema, { convert, key }) {
      const pages: ParsedRows<ReturnType<typeof convert>>[] = [];
      for (let pageNumber = 0; pageNumber < MAX_LIST_PAGES; pageNumber += 1) {
        const query = { ...request.query, limit: LIST_PAGE_SIZE, offset: pageNumber * LIST_PAGE_SIZE };
        const page = await readOffsetPage({ ...request, query }, schema, convert);
        pages.push(page);
        if (!page.hasMore) break;
      }
      return joinRows(pages, key);
    },
  };
}

/** Joins the pages of a list: one row per `key`, in the order received; the counts of bad rows are added up. */
export function joinRows<T>(pages: readonly ParsedRows<T>[], key: (row: T) => string): ParsedRows<T> {
  const rows = new Map<string, T>();
  for (const row of pages.flatMap((page) => page.rows)) {
    if (!rows.has(key(row))) rows.set(key(row), row);
  }
  return {
    rows: [...rows.values()],
    badRows: pages.reduce((sum, page) => sum + page.badRows, 0),
    firstProblem: pages.find((page) => page.firstProblem !== null)?.firstProblem ?? null,
  };
}

/** Converts each row and keeps the counts of bad rows. */
export function convertRows<W, T>(parsed: ParsedRows<W>, convert: (wire: W) => T): ParsedRows<T> {
  return { rows: parsed.rows.map((row) => convert(row)), badRows: parsed.badRows, firstProblem: parsed.firstProblem };
}

/**
 * Parses the body of an answer.
 *
 * @throws {WeniApiError} `contract`, with the path of the first field that does not fit
 */
export function parseBody<T>(answer: { endpoint: string; body: unknown; status: number }, schema: z.ZodMiniType<T>): T {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new WeniApiError({
    kind: 'contract',
    endpoint: answer.endpoint,
    status: answer.status,
    field: fieldPath(parsed.error),
    bodyKind: 'json',
  });
}

function toQuery(query: ApiRequest['query']): string {
  const parts = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
