import { computed, effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { PersonRow } from '../../dispatch/records.ts';
import { countPeople, newestTries, type TryRow } from '../../dispatch/counts.ts';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { DispatchView } from '../../messaging/views.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type FamilyPerson = OutputOf<'history:list-people'>['people'][number];

/** A dispatch that repeats none we know, and everything that was sent again from it. */
export interface Family {
  /** With the outcomes and replies of the whole family: each person once, where their newest try stands. */
  readonly whole: DispatchView;
  /** What was sent again, oldest first. */
  readonly later: readonly DispatchView[];
}

/** Dispatches and what was sent again from them, so that nobody is counted or offered twice. */
export interface FamilyModel {
  /** In the order of the dispatches given. */
  readonly families: ReadonlySignal<readonly Family[]>;
  /** Everything that was sent again from a dispatch, and from that …, oldest first. */
  readonly laterOf: (dispatchId: DispatchId) => readonly DispatchView[];
  /** A dispatch together with what was sent again from it: its people in their order, each where their newest try stands. */
  readonly withLater: (view: DispatchView, people: readonly PersonRow[]) => { readonly whole: DispatchView; readonly newest: readonly (PersonRow | FamilyPerson)[] };
  /** Reads who was sent again, and again when that changes, until the returned function is called. */
  readonly follow: () => () => void;
}

/** A dispatch on its way changes many times a second; its people are read this often. */
const READ_EVERY_MS = 1_000;

export function createFamilyModel(client: BackgroundClient, parts: { views: ReadonlySignal<readonly DispatchView[]>; clock: ViewClock }): FamilyModel {
  const { views, clock } = parts;
  /** `counts`: what the dispatch's own counts were when its people were asked for. */
  const known = signal<ReadonlyMap<DispatchId, { readonly counts: string; readonly people: readonly FamilyPerson[] }>>(new Map());
  const busy = new Set<DispatchId>();

  const childrenOf = computed(() => {
    const found = new Map<DispatchId, DispatchView[]>();
    for (const view of views.value.toSorted((a, b) => a.row.createdAt - b.row.createdAt)) {
      const { parentId } = view.row;
      if (parentId !== null) found.set(parentId, [...(found.get(parentId) ?? []), view]);
    }
    return found;
  });
  const laterOf = (dispatchId: DispatchId): readonly DispatchView[] => (childrenOf.value.get(dispatchId) ?? []).flatMap((child) => [child, ...laterOf(child.row.dispatchId)]);
  const peopleOf = (later: readonly DispatchView[]): FamilyPerson[] => later.flatMap(({ row }) => known.value.get(row.dispatchId)?.people ?? []);

  function wholeOf<Row extends TryRow>(view: DispatchView, later: readonly DispatchView[], people: readonly Row[]): { whole: DispatchView; newest: (Row | FamilyPerson)[] } {
    const newest = newestTries(people, peopleOf(later));
    // Until everybody is known the first outcome stands: a person is never counted twice.
    const isKnown = later.length > 0 && people.length === view.row.total;
    const counts = isKnown ? countPeople(newest) : view.counts;
    return { whole: { ...view, counts, replied: later.reduce((sum, again) => sum + again.replied, view.replied) }, newest };
  }

  const members = computed(() => {
    const ids = new Set(views.value.map(({ row }) => row.dispatchId));
    const roots = views.value.filter(({ row }) => row.parentId === null || !ids.has(row.parentId));
    return roots.map((root) => ({ root, later: laterOf(root.row.dispatchId) }));
  });
  const families = computed(() =>
    members.value.map(({ root, later }): Family => ({ whole: wholeOf(root, later, known.value.get(root.row.dispatchId)?.people ?? []).whole, later })),
  );

  async function read({ row }: DispatchView, counts: string): Promise<void> {
    const { dispatchId } = row;
    if (busy.has(dispatchId)) return;
    busy.add(dispatchId);
    // What cannot be read now is read when it next changes: until then the first outcome stands.
    const people = await client.call('history:list-people', { dispatchId }).then(
      (answer) => answer.people,
      () => known.peek().get(dispatchId)?.people ?? [],
    );
    known.value = new Map(known.peek()).set(dispatchId, { counts, people });
    clock.after(READ_EVERY_MS, () => {
      busy.delete(dispatchId);
      known.value = new Map(known.peek());
    });
  }

  return {
    families,
    laterOf,
    withLater: (view, people) => wholeOf(view, laterOf(view.row.dispatchId), people),
    follow: () =>
      effect(() => {
        for (const { root, later } of members.value) {
          for (const view of later.length === 0 ? [] : [root, ...later]) {
            const counts = JSON.stringify(view.counts);
            if (known.value.get(view.row.dispatchId)?.counts !== counts) void read(view, counts);
          }
        }
      }),
  };
}
