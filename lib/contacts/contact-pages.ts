import type { ContactUuid, GroupUuid } from '../ids.ts';
import type { Contact } from './contact.ts';

/**
 * Filters of one page of contacts. Same shape as the API client's query, so the client's method can be used as the
 * port.
 */
export interface ContactPageQuery {
  readonly cursor?: string | null | undefined;
  readonly limit?: number | undefined;
  readonly urn?: string | undefined;
  readonly uuid?: ContactUuid | undefined;
  readonly group?: GroupUuid | undefined;
  /** Only contacts modified since this time, epoch ms. */
  readonly after?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One page of contacts. `badRows` counts rows that could not be parsed; `nextCursor` is null at the end. */
export interface ContactPage {
  readonly rows: readonly Contact[];
  readonly badRows: number;
  readonly nextCursor: string | null;
}

/** Reads one page. Rejects with an error whose `kind` names the failure, or with the signal's reason. */
export type ListContactsPage = (query: ContactPageQuery) => Promise<ContactPage>;

/** Why a walk stopped. Only after `complete` is nothing missing. */
export type WalkEnd =
  | 'complete'
  | 'stopped'
  | 'cancelled'
  | 'budget'
  | 'never-ending'
  | 'offline'
  | 'session'
  | 'gone'
  | 'failed';

/** Limits of a walk. */
export interface WalkOptions {
  /** Page size of the first request. */
  readonly limit?: number;
  /** A page that fails at this size or below is not retried with a smaller one. */
  readonly minLimit?: number;
  /** Number of Flows calls that the walk may make, failed calls included. */
  readonly maxCalls?: number;
  readonly signal?: AbortSignal | undefined;
}

/** One page of a walk, in the order of the server. Each contact appears only once in the whole walk. */
export interface WalkPage {
  readonly rows: readonly Contact[];
  readonly badRows: number;
  readonly calls: number;
}

/** How a walk ended. `seen` counts the contacts handed out, `calls` the requests, failed ones included. */
export interface WalkResult {
  readonly end: WalkEnd;
  readonly calls: number;
  readonly badRows: number;
  readonly seen: number;
}

const DEFAULT_LIMIT = 1000;
const MIN_LIMIT = 125;
const MAX_CALLS = 60;
/**
 * A list may bring this many pages in a row without a new contact. Rows that move while the list is read fill at most
 * two such pages; a list that brings more of them repeats itself for ever.
 */
const MAX_STALE_PAGES = 5;

/**
 * Reads a list of contacts page by page to its end. A page that fails is requested again with half its size: the server
 * may refuse a large page. The walk stops early when a cursor repeats, when pages bring no new contact, and when the
 * budget of calls is used up. The pages handed out before stay valid.
 *
 * @param onPage may return `stop` when nothing more is needed
 */
export async function walkContacts(
  list: ListContactsPage,
  query: Omit<ContactPageQuery, 'cursor' | 'limit' | 'signal'>,
  options: WalkOptions & { readonly onPage: (page: WalkPage) => void | 'stop' },
): Promise<WalkResult> {
  const seen = new Set<ContactUuid>();
  const cursors = new Set<string>();
  const maxCalls = options.maxCalls ?? MAX_CALLS;
  const minLimit = options.minLimit ?? MIN_LIMIT;
  let limit = options.limit ?? DEFAULT_LIMIT;
  let cursor: string | null = null;
  let calls = 0;
  let badRows = 0;
  let stalePages = 0;
  const finish = (end: WalkEnd): WalkResult => ({ end, calls, badRows, seen: seen.size });

  for (;;) {
    if (isAborted(options.signal)) return finish('cancelled');
    if (calls >= maxCalls) return finish('budget');
    calls += 1;
    let page: ContactPage;
    try {
      page = await list({ ...query, cursor, limit, signal: options.signal });
    } catch (error) {
      if (isAborted(options.signal)) return finish('cancelled');
      const failure = readFailure(error);
      if (!failure.maySucceedSmaller || limit <= minLimit) return finish(failure.end);
      limit = Math.max(minLimit, Math.floor(limit / 2));
      continue;
    }
    if (isAborted(options.signal)) return finish('cancelled');
    const fresh = page.rows.filter(
      (row) => !seen.has(row.contactUuid) && seen.add(row.contactUuid).has(row.contactUuid),
    );
    badRows += page.badRows;
    stalePages = fresh.length === 0 ? stalePages + 1 : 0;
    if (options.onPage({ rows: fresh, badRows: page.badRows, calls }) === 'stop') return finish('stopped');
    if (page.nextCursor === null) return finish('complete');
    if (cursors.has(page.nextCursor) || stalePages >= MAX_STALE_PAGES) return finish('never-ending');
    cursors.add(page.nextCursor);
    cursor = page.nextCursor;
  }
}

/** Whether the caller gave up. Call it again after every await. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

/**
 * Decides from the `kind` of the API client's error how a walk ends, and whether a smaller page may succeed.
 * `rate-limit` stands for every 200 without `results`: throttle, cursor or login of Flows, or a page that was too large
 * (.github/docs/contract/rest.md#contact-lists).
 */
export function readFailure(error: unknown): { readonly end: WalkEnd; readonly maySucceedSmaller: boolean } {
  const kind = error instanceof Error && 'kind' in error ? error.kind : null;
  if (kind === 'offline' || kind === 'intercepted') return { end: 'offline', maySucceedSmaller: false };
  if (kind === 'session' || kind === 'forbidden') return { end: 'session', maySucceedSmaller: false };
  if (kind === 'not-found') return { end: 'gone', maySucceedSmaller: false };
  if (kind === 'rate-limit') return { end: 'budget', maySucceedSmaller: true };
  return { end: 'failed', maySucceedSmaller: true };
}
