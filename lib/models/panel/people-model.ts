import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError, OutputOf } from '../../messaging/protocol.ts';
import type { GroupRow } from '../../messaging/views.ts';
import type { ContactRow } from '../../contacts/contact-row.ts';
import { createPeopleSearch } from '../../contacts/search.ts';
import type { PeopleRequest, PeopleSearchEvent, PeopleSearchView } from '../../contacts/search.ts';
import { createResource, toCallError } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type AudienceRow = OutputOf<'audience:list'>['audiences'][number];

/** Where recipients come from: contacts by search, groups, recents, saved audiences. */
export interface PeopleModel {
  readonly list: ReadonlySignal<PeopleSearchView>;
  /** Why the last page failed, in the words of the transport. */
  readonly failure: ReadonlySignal<CallError | null>;
  readonly type: (text: string) => void;
  readonly loadMore: () => void;
  readonly retry: () => void;
  /** Asks for the first page once; later calls do nothing. */
  readonly start: () => void;
  /** The number as it is read, '' where there is none. */
  readonly numberOf: (contactUuid: ContactUuid) => string;
  /** The row as it was loaded last; the given one where it was not. */
  readonly rowOf: (row: ContactRow) => ContactRow;
  /** How a typed number will be read; null when nobody could say. */
  readonly checkNumber: (number: string) => Promise<OutputOf<'people:check-number'> | null>;
  readonly groups: Resource<{ groups: readonly GroupRow[]; badRows: number }>;
  readonly refreshGroups: () => Promise<void>;
  /** Asks again for everything that could not be read. */
  readonly retryFailed: () => void;
  readonly recents: Resource<readonly ContactRow[]>;
  readonly audiences: Resource<readonly AudienceRow[]>;
  /** Keeps a listed contact (created, pasted, shown in the chat) findable; answers its row. */
  readonly learn: (contact: ContactRow) => ContactRow;
}

const textOf = (request: PeopleRequest): string => (request.kind === 'browse' ? '' : request.kind === 'name' ? request.name : request.text);
const cursorOf = (request: PeopleRequest): string | null => (request.kind === 'number' ? null : request.cursor);

/** Runs the pure people search against the background; everything loaded stays searchable for the life of the view. */
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
      // A call on its way cannot be taken back: its answer is dropped by its number.
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
    type: (text) => apply({ kind: 'typed', text }),
    loadMore: () => apply({ kind: 'scrolled-to-end' }),
    retry: () => apply({ kind: 'retry' }),
    start() {
      if (started) return;
      started = true;
      apply({ kind: 'typed', text: '' });
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
    // Their numbers may be unknown: what was loaded of them is worth more, so they are not learnt.
    recents,
    audiences,
    learn,
  };
}
