import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError, OutputOf } from '../../messaging/protocol.ts';
import type { GroupRow } from '../../messaging/views.ts';
import type { ContactRow } from '../../contacts/contact-row.ts';
import { fold } from '../../contacts/fold.ts';
import { createPeopleSearch } from '../../contacts/search.ts';
import type { PeopleRequest, PeopleSearchEvent, PeopleSearchView } from '../../contacts/search.ts';
import { createResource, toCallError } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type AudienceRow = OutputOf<'audience:list'>['audiences'][number];

/** The sources of recipients: contacts (by search), groups, recent people, saved audiences. */
export interface PeopleModel {
  readonly list: ReadonlySignal<PeopleSearchView>;
  /** The error of the last result page; null if it was loaded. */
  readonly failure: ReadonlySignal<CallError | null>;
  readonly type: (text: string) => void;
  readonly loadMore: () => void;
  readonly retry: () => void;
  /** Loads the first result page; further calls do nothing. */
  readonly start: () => void;
  /** The contact's formatted number, '' if it is not known. */
  /** Drops everything that was loaded: the contacts of another project are meant from now on. */
  readonly forget: () => void;
  readonly numberOf: (contactUuid: ContactUuid) => string;
  /** The row of this contact as it was loaded last, or the given row if it was not loaded. */
  readonly rowOf: (row: ContactRow) => ContactRow;
  /** How a typed number will be read; null if the background did not answer. */
  readonly checkNumber: (number: string) => Promise<OutputOf<'people:check-number'> | null>;
  readonly groups: Resource<{ groups: readonly GroupRow[]; badRows: number }>;
  readonly refreshGroups: () => Promise<void>;
  /** Loads everything again that could not be read. */
  readonly retryFailed: () => void;
  readonly recents: Resource<readonly ContactRow[]>;
  readonly audiences: Resource<readonly AudienceRow[]>;
  /** Recent and loaded contacts that match the text, best first. Asks no server. */
  readonly find: (text: string, limit: number) => readonly ContactRow[];
  /** Adds a contact from elsewhere (created, pasted, of the chat on screen) to the search. Returns the row. */
  readonly learn: (contact: ContactRow) => ContactRow;
}

const textOf = (request: PeopleRequest): string =>
  request.kind === 'browse' ? '' : request.kind === 'name' ? request.name : request.text;
const cursorOf = (request: PeopleRequest): string | null => (request.kind === 'number' ? null : request.cursor);

/**
 * Connects the pure people search with the background. Everything loaded stays searchable as long as the view exists.
 */
export function createPeopleModel(client: BackgroundClient, clock: ViewClock): PeopleModel {
  const search = createPeopleSearch();
  const list = signal<PeopleSearchView>(search.view());
  const failure = signal<CallError | null>(null);
  const numbers = new Map<ContactUuid, string>();
  let started = false;
  let freshGroups = false;

  const learn = (contact: ContactRow): ContactRow => {
    numbers.set(contact.contactUuid, contact.number);
    search.index.add([contact]);
    return contact;
  };
  const learnAll = (contacts: readonly ContactRow[]): ContactRow[] => contacts.map(learn);

  const apply = (event: PeopleSearchEvent): void => {
    const effects = search.apply(event);
    list.value = search.view();
    for (const effect of effects) {
      if (effect.kind === 'schedule') clock.after(effect.delayMs, () => apply({ kind: 'due', seq: effect.seq }));
      // Nothing to do to cancel a request: the search ignores answers with an old `seq`.
      else if (effect.kind === 'fetch') void ask(effect.seq, effect.request);
    }
  };

  const ask = async (seq: number, request: PeopleRequest): Promise<void> => {
    try {
      const page = await client.call('people:search', { text: textOf(request), cursor: cursorOf(request) });
      failure.value = null;
      apply({ kind: 'page', seq, rows: learnAll(page.rows), next: page.next, bad: page.badRows });
    } catch (thrown) {
      failure.value = toCallError(thrown);
      apply({ kind: 'failed', seq, reason: toCallError(thrown).kind });
    }
  };

  const groups = createResource(() => client.call('people:list-groups', { refresh: freshGroups }));
  const recents = createResource(async () => (await client.call('people:recents', {})).rows);
  const audiences = createResource(async () => (await client.call('audience:list', {})).audiences);

  return {
    list,
    failure,
    type(text) {
      // What is typed before the list was started must not be emptied by its start.
      started = true;
      apply({ kind: 'typed', text });
    },
    loadMore: () => apply({ kind: 'scrolled-to-end' }),
    retry: () => apply({ kind: 'retry' }),
    start() {
      if (started) return;
      started = true;
      apply({ kind: 'typed', text: '' });
    },
    forget() {
      search.index.clear();
      numbers.clear();
      for (const resource of [groups, recents, audiences]) resource.clear();
      if (started) apply({ kind: 'typed', text: '' });
    },
    numberOf: (contactUuid) => numbers.get(contactUuid) ?? '',
    rowOf: (row) => search.index.get(row.contactUuid) ?? row,
    checkNumber: (number) => client.call('people:check-number', { number }).catch(() => null),
    groups,
    async refreshGroups() {
      freshGroups = true;
      await groups.load();
      freshGroups = false;
    },
    retryFailed() {
      apply({ kind: 'retry' });
      for (const each of [groups, recents, audiences]) if (each.error.peek() !== null) void each.load();
    },
    // Recents are not added to the search: their numbers may be missing, and would replace rows that have them.
    recents,
    audiences,
    find(text, limit) {
      const found = new Map<ContactUuid, ContactRow>();
      const isFitting = (row: ContactRow): boolean =>
        fold(text)
          .split(' ')
          .every((word) => fold(row.name ?? '').includes(word));
      for (const row of recents.data.value ?? []) if (isFitting(row)) found.set(row.contactUuid, row);
      for (const row of search.index.search(text)) {
        if (found.size >= limit) break;
        found.set(row.contactUuid, row);
      }
      return [...found.values()].slice(0, limit);
    },
    learn,
  };
}
