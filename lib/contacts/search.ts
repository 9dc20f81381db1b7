import type { ContactUuid } from '../ids.ts';
import type { ContactRow } from './contact-row.ts';
import { withoutInvisible } from '../util/seen-text.ts';
import { type ContactIndex, createContactIndex, readPeopleQuery } from './search-index.ts';

/**
 * A request to the server. `browse`: the list, newest first. `name`: names that contain a text. `number`: exact
 * look-ups of every spelling, without pages.
 */
export type PeopleRequest =
  | { readonly kind: 'browse'; readonly cursor: string | null }
  | { readonly kind: 'name'; readonly name: string; readonly cursor: string | null }
  | { readonly kind: 'number'; readonly digits: string; readonly text: string };

/** What the caller must do next. It returns the answer of a `fetch` with the same `seq`. */
export type PeopleSearchEffect =
  | { readonly kind: 'schedule'; readonly seq: number; readonly delayMs: number }
  | { readonly kind: 'fetch'; readonly seq: number; readonly request: PeopleRequest }
  | { readonly kind: 'abort'; readonly seq: number };

/**
 * What happens to the list. `due`: the delay of a `schedule` has passed. `page` and `failed`: the result of a `fetch`.
 */
export type PeopleSearchEvent =
  | { readonly kind: 'typed'; readonly text: string }
  | { readonly kind: 'due'; readonly seq: number }
  | {
      readonly kind: 'page';
      readonly seq: number;
      readonly rows: readonly ContactRow[];
      readonly next: string | null;
      readonly bad: number;
    }
  | { readonly kind: 'failed'; readonly seq: number; readonly reason: string }
  | { readonly kind: 'scrolled-to-end' }
  | { readonly kind: 'retry' };

/**
 * What the list shows. `exact` is false until the server has said that there are no more rows; until then the number
 * of rows reads `250+`. `asked` is false when the server is not asked at all (a partial number is searched in the loaded
 * rows only).
 */
export interface PeopleSearchView {
  readonly text: string;
  readonly rows: readonly ContactRow[];
  readonly status: 'idle' | 'waiting' | 'loading' | 'failed';
  readonly failure: string | null;
  readonly exact: boolean;
  readonly asked: boolean;
  /** Number of rows from the server that could not be parsed. */
  readonly bad: number;
}

/** The people list as a state machine; the caller executes its effects. */
export interface PeopleSearch {
  readonly index: ContactIndex;
  readonly view: () => PeopleSearchView;
  /** Processes one event. Changes only its own state, and returns the effects to execute in this order. */
  readonly apply: (event: PeopleSearchEvent) => readonly PeopleSearchEffect[];
}

/** Limits of the search; `index` holds contacts that are loaded already. */
export interface PeopleSearchOptions {
  readonly index?: ContactIndex;
  /** Time after the last key press before the server is asked. */
  readonly debounceMs?: number;
  /** Shortest name that is sent to the server. */
  readonly minNameLength?: number;
  /** Shortest number that can be complete; shorter ones are searched in the loaded rows only. */
  readonly minNumberLength?: number;
}

interface Current extends PeopleSearchView {
  readonly seq: number;
  readonly next: string | null;
  readonly cursors: ReadonlySet<string>;
  /** Empty pages in a row. The number is limited, because a list that never ends must not be read for ever. */
  readonly emptyPages: number;
}

const MAX_EMPTY_PAGES = 20;

/**
 * State of the people list while the agent types. It shows local matches at once and appends pages of the server in the
 * order of their arrival; rows on screen never move. From the answer to an older request it takes only the rows that
 * match the present text.
 */
export function createPeopleSearch(options: PeopleSearchOptions = {}): PeopleSearch {
  const index = options.index ?? createContactIndex();
  const debounceMs = options.debounceMs ?? 250;
  const minNameLength = options.minNameLength ?? 2;
  const minNumberLength = options.minNumberLength ?? 8;
  let current: Current = {
    seq: 0,
    text: '',
    rows: index.search(''),
    status: 'idle',
    failure: null,
    exact: false,
    asked: false,
    bad: 0,
    next: null,
    cursors: new Set(),
    emptyPages: 0,
  };

  function isAsked(text: string): boolean {
    const query = readPeopleQuery(text);
    if (query.kind === 'all') return true;
    return query.kind === 'number'
      ? query.digits.length >= minNumberLength
      : query.words.join(' ').length >= minNameLength;
  }

  function requestFor(text: string, cursor: string | null): PeopleRequest {
    const query = readPeopleQuery(text);
    if (query.kind === 'all') return { kind: 'browse', cursor };
    if (query.kind === 'number') return { kind: 'number', digits: query.digits, text };
    return { kind: 'name', name: withoutInvisible(text).trim(), cursor };
  }

  function onTyped(text: string): PeopleSearchEffect[] {
    const effects: PeopleSearchEffect[] = current.status === 'loading' ? [{ kind: 'abort', seq: current.seq }] : [];
    const rows = index.search(text);
    const asked = isAsked(text);
    const seq = current.seq + 1;
    current = {
      seq,
      text,
      rows,
      status: asked ? 'waiting' : 'idle',
      failure: null,
      exact: false,
      asked,
      bad: 0,
      next: null,
      cursors: new Set(),
      emptyPages: 0,
    };
    // Load the first page of the unfiltered list at once; only typing is debounced.
    if (asked) effects.push({ kind: 'schedule', seq, delayMs: readPeopleQuery(text).kind === 'all' ? 0 : debounceMs });
    return effects;
  }

  function onPage(event: Extract<PeopleSearchEvent, { kind: 'page' }>): PeopleSearchEffect[] {
    index.add(event.rows);
    if (event.seq !== current.seq || current.status !== 'loading') {
      // The answer to an older request may also contain rows that match the present text.
      const known = new Set(current.rows.map((row) => row.contactUuid));
      const lateRows = index.search(current.text).filter((row) => !known.has(row.contactUuid));
      if (lateRows.length > 0) current = { ...current, rows: [...current.rows, ...lateRows] };
      return [];
    }
    const shown = new Map<ContactUuid, ContactRow>(current.rows.map((row) => [row.contactUuid, row]));
    for (const row of event.rows) shown.set(row.contactUuid, index.get(row.contactUuid) ?? row);
    const rows = [...shown.values()];
    // Stop at a repeated cursor, which would page for ever. The count stays inexact then.
    const repeated = event.next !== null && current.cursors.has(event.next);
    const next = repeated ? null : event.next;
    const cursors = next === null ? current.cursors : new Set(current.cursors).add(next);
    const emptyPages = event.rows.length === 0 ? current.emptyPages + 1 : 0;
    current = {
      ...current,
      rows,
      next,
      cursors,
      emptyPages,
      status: 'idle',
      exact: event.next === null,
      bad: current.bad + event.bad,
    };
    // An empty page is not the end of the list, so read the next one.
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
          if (event.seq === current.seq && current.status === 'loading')
            current = { ...current, status: 'failed', failure: event.reason };
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
