import type { ContactUuid } from '../ids.ts';
import type { ContactRow } from './contact-row.ts';
import { withoutUnseen } from '../util/seen-text.ts';
import { type ContactIndex, createContactIndex, readPeopleQuery } from './search-index.ts';

/** What to ask the server. `number`: exact look-ups of every spelling (no paging); `name`: contains; `browse`: newest first. */
export type PeopleRequest =
  | { readonly kind: 'browse'; readonly cursor: string | null }
  | { readonly kind: 'name'; readonly name: string; readonly cursor: string | null }
  | { readonly kind: 'number'; readonly digits: string; readonly text: string };

/** What the caller has to do next. An answer is handed back with the `seq` of its `fetch`. */
export type PeopleSearchEffect =
  | { readonly kind: 'schedule'; readonly seq: number; readonly delayMs: number }
  | { readonly kind: 'fetch'; readonly seq: number; readonly request: PeopleRequest }
  | { readonly kind: 'abort'; readonly seq: number };

export type PeopleSearchEvent =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'due'; readonly seq: number }
  | { readonly kind: 'page'; readonly seq: number; readonly rows: readonly ContactRow[]; readonly next: string | null; readonly bad: number }
  | { readonly kind: 'failed'; readonly seq: number; readonly reason: string }
  | { readonly kind: 'scrolled-to-end' }
  | { readonly kind: 'retry' };

/**
 * What a list shows. `exact` is false until the server said that there is no more: the count then reads `250+`.
 * `asked` tells whether the server was asked at all (a partial number is matched in what is loaded only).
 */
export interface PeopleSearchView {
  readonly text: string;
  readonly rows: readonly ContactRow[];
  readonly status: 'idle' | 'waiting' | 'loading' | 'failed';
  readonly failure: string | null;
  readonly count: number;
  readonly exact: boolean;
  readonly asked: boolean;
  /** Rows the server sent that could not be read. */
  readonly bad: number;
}

export interface PeopleSearch {
  readonly index: ContactIndex;
  readonly view: () => PeopleSearchView;
  /** Moves on by one event; pure but for its own state. Returns what to do, in this order. */
  readonly apply: (event: PeopleSearchEvent) => readonly PeopleSearchEffect[];
}

export interface PeopleSearchOptions {
  readonly index?: ContactIndex;
  /** Rest after the last key before the server is asked. */
  readonly debounceMs?: number;
  /** Shortest name that is asked of the server. */
  readonly minNameLength?: number;
  /** Shortest number that can be a whole one; below it only what is loaded is searched. */
  readonly minNumberLength?: number;
}

interface Current extends PeopleSearchView {
  readonly seq: number;
  readonly next: string | null;
  readonly cursors: ReadonlySet<string>;
  /** Empty pages in a row: a list that never ends must not be read for ever. */
  readonly emptyPages: number;
}

const MAX_EMPTY_PAGES = 20;

/**
 * The people list while somebody types: local matches at once, server pages behind them in the order of arrival. Of the
 * answer to an older request only the rows that match what is typed now count. Shown rows never move: pages only append.
 */
export function createPeopleSearch(options: PeopleSearchOptions = {}): PeopleSearch {
  const index = options.index ?? createContactIndex();
  const debounceMs = options.debounceMs ?? 250;
  const minNameLength = options.minNameLength ?? 2;
  const minNumberLength = options.minNumberLength ?? 8;
  let current: Current = {
    seq: 0, text: '', rows: index.search(''), status: 'idle', failure: null, count: index.size(), exact: false, asked: false, bad: 0, next: null,
    cursors: new Set(), emptyPages: 0,
  };

  function isAsked(text: string): boolean {
    const query = readPeopleQuery(text);
    if (query.kind === 'all') return true;
    return query.kind === 'number' ? query.digits.length >= minNumberLength : query.words.join(' ').length >= minNameLength;
  }

  function requestFor(text: string, cursor: string | null): PeopleRequest {
    const query = readPeopleQuery(text);
    if (query.kind === 'all') return { kind: 'browse', cursor };
    if (query.kind === 'number') return { kind: 'number', digits: query.digits, text };
    return { kind: 'name', name: withoutUnseen(text).trim(), cursor };
  }

  function onTyped(text: string): PeopleSearchEffect[] {
    const effects: PeopleSearchEffect[] = current.status === 'loading' ? [{ kind: 'abort', seq: current.seq }] : [];
    const rows = index.search(text);
    const asked = isAsked(text);
    const seq = current.seq + 1;
    current = {
      seq, text, rows, status: asked ? 'waiting' : 'idle', failure: null, count: rows.length, exact: false, asked, bad: 0, next: null, cursors: new Set(),
      emptyPages: 0,
    };
    // The first page of the plain list waits for nobody's typing.
    if (asked) effects.push({ kind: 'schedule', seq, delayMs: readPeopleQuery(text).kind === 'all' ? 0 : debounceMs });
    return effects;
  }

  function onPage(event: Extract<PeopleSearchEvent, { kind: 'page' }>): PeopleSearchEffect[] {
    index.add(event.rows);
    if (event.seq !== current.seq || current.status !== 'loading') {
      // An answer to an older question holds people the newer one is about, too.
      const known = new Set(current.rows.map((row) => row.contactUuid));
      const late = index.search(current.text).filter((row) => !known.has(row.contactUuid));
      if (late.length > 0) current = { ...current, rows: [...current.rows, ...late], count: current.rows.length + late.length };
      return [];
    }
    const shown = new Map<ContactUuid, ContactRow>(current.rows.map((row) => [row.contactUuid, row]));
    for (const row of event.rows) shown.set(row.contactUuid, index.get(row.contactUuid) ?? row);
    const rows = [...shown.values()];
    // A cursor seen before would page for ever: the list ends there, and its count stays open.
    const repeated = event.next !== null && current.cursors.has(event.next);
    const next = repeated ? null : event.next;
    const cursors = next === null ? current.cursors : new Set(current.cursors).add(next);
    const emptyPages = event.rows.length === 0 ? current.emptyPages + 1 : 0;
    current = { ...current, rows, next, cursors, emptyPages, status: 'idle', count: rows.length, exact: event.next === null, bad: current.bad + event.bad };
    // A page that shows nothing new must not stop the list from growing.
    return event.rows.length === 0 && emptyPages < MAX_EMPTY_PAGES ? fetchNext() : [];
  }

  function fetchNext(): PeopleSearchEffect[] {
    if (current.next === null || current.status === 'loading') return [];
    const request = requestFor(current.text, current.next);
    current = { ...current, seq: current.seq + 1, status: 'loading', failure: null };
    return [{ kind: 'fetch', seq: current.seq, request }];
  }

  function onRetry(): PeopleSearchEffect[] {
    if (current.status !== 'failed') return [];
    const request = requestFor(current.text, current.next);
    current = { ...current, seq: current.seq + 1, status: 'loading', failure: null };
    return [{ kind: 'fetch', seq: current.seq, request }];
  }

  return {
    index,
    view: () => current,
    apply(event) {
      switch (event.kind) {
        case 'typed':
          return onTyped(event.text);
        case 'due':
          if (event.seq !== current.seq || current.status !== 'waiting') return [];
          current = { ...current, status: 'loading' };
          return [{ kind: 'fetch', seq: event.seq, request: requestFor(current.text, null) }];
        case 'page':
          return onPage(event);
        case 'failed':
          if (event.seq === current.seq && current.status === 'loading') current = { ...current, status: 'failed', failure: event.reason };
          return [];
        case 'scrolled-to-end':
          return current.status === 'idle' ? fetchNext() : [];
        case 'retry':
          return onRetry();
        default:
          return event satisfies never;
      }
    },
  };
}

/** The count as it may be claimed: `250+` until the end was seen, the plain number after it. */
export function honestCount(view: Pick<PeopleSearchView, 'count' | 'exact'>): string {
  return view.exact ? String(view.count) : `${view.count}+`;
}
