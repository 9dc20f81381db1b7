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

/** A dispatch without a known parent, and all its child dispatches. */
export interface Family {
  /** The dispatch with the outcomes and replies of the whole family: each person counts once, with their newest try. */
  readonly whole: DispatchView;
  /** The child dispatches and theirs, oldest first. */
  readonly later: readonly DispatchView[];
}

/** Dispatches with their child dispatches, so that each person is counted and offered once. */
export interface FamilyModel {
  /** In the order of the given dispatches. */
  readonly families: ReadonlySignal<readonly Family[]>;
  /** The child dispatches of a dispatch and, recursively, theirs; oldest first. */
  readonly laterOf: (dispatchId: DispatchId) => readonly DispatchView[];
  /** A dispatch together with its child dispatches. `newest`: its people in their order, each with their newest try. */
  readonly withLater: (
    view: DispatchView,
    people: readonly PersonRow[],
  ) => { readonly whole: DispatchView; readonly newest: readonly (PersonRow | FamilyPerson)[] };
  /** Reads the people of child dispatches, again after each change, until the returned function is called. */
  readonly follow: () => () => void;
}

/** Minimum time between two readings of a dispatch's people: a running dispatch changes many times a second. */
const READ_EVERY_MS = 1_000;

export function createFamilyModel(
  client: BackgroundClient,
  parts: { views: ReadonlySignal<readonly DispatchView[]>; clock: ViewClock },
): FamilyModel {
  const { views, clock } = parts;
  /**
   * The people of dispatches. `counts`: the dispatch's counts (JSON) when they were read; if they differ, the people
   * are read again.
   */
  const known = signal<ReadonlyMap<DispatchId, { readonly counts: string; readonly people: readonly FamilyPerson[] }>>(
    new Map(),
  );
  const busy = new Set<DispatchId>();

  const childrenOf = computed(() => {
    const found = new Map<DispatchId, DispatchView[]>();
    for (const view of views.value.toSorted((a, b) => a.row.createdAt - b.row.createdAt)) {
      const { parentId } = view.row;
      if (parentId !== null) found.set(parentId, [...(found.get(parentId) ?? []), view]);
    }
    return found;
  });
  const laterOf = (dispatchId: DispatchId): readonly DispatchView[] =>
    (childrenOf.value.get(dispatchId) ?? []).flatMap((child) => [child, ...laterOf(child.row.dispatchId)]);
  const peopleOf = (later: readonly DispatchView[]): FamilyPerson[] =>
    later.flatMap(({ row }) => known.value.get(row.dispatchId)?.people ?? []);

  function wholeOf<Row extends TryRow>(
    view: DispatchView,
    later: readonly DispatchView[],
    people: readonly Row[],
  ): { whole: DispatchView; newest: (Row | FamilyPerson)[] } {
    const newest = newestTries(people, peopleOf(later));
    // Until all people are known, use the counts of the first dispatch, so that no person is counted twice.
    const isKnown = later.length > 0 && people.length === view.row.total;
    const counts = isKnown ? countPeople(newest) : view.counts;
    return {
      whole: { ...view, counts, replied: later.reduce((sum, again) => sum + again.replied, view.replied) },
      newest,
    };
  }

  const members = computed(() => {
    const ids = new Set(views.value.map(({ row }) => row.dispatchId));
    const roots = views.value.filter(({ row }) => row.parentId === null || !ids.has(row.parentId));
    return roots.map((root) => ({ root, later: laterOf(root.row.dispatchId) }));
  });
  const families = computed(() =>
    members.value.map(({ root, later }): Family => ({
      whole: wholeOf(root, later, known.value.get(root.row.dispatchId)?.people ?? []).whole,
      later,
    })),
  );

  async function read({ row }: DispatchView, counts: string): Promise<void> {
    const { dispatchId } = row;
    if (busy.has(dispatchId)) return;
    busy.add(dispatchId);
    // If reading fails, keep what is known until the dispatch changes again.
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
