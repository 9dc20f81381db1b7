import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { selectAllShown } from '../../draft/selection.ts';
import type { PeopleModel } from './people-model.ts';
import type { SelectionModel } from './selection-model.ts';

/**
 * Limit of *Select all*. A dispatch takes no more people, and each result page of 250 costs a call of the project's
 * hourly budget.
 */
export const MOST_SELECTED = 10_000;

/** The state of reading a list to its end to pick everybody in it. `limit`: it stopped at MOST_SELECTED. */
interface EveryReading {
  readonly status: 'reading' | 'stopped' | 'limit';
  readonly read: number;
}

/**
 * *Select all*, pressed a second time: reads the list to its end, one result page after the other, and picks all
 * people who can be sent to.
 */
export interface SelectEvery {
  readonly reading: ReadonlySignal<EveryReading | null>;
  readonly start: () => void;
  /** Stops reading. People who were read until then stay picked. */
  readonly stop: () => void;
  /** Removes the notice about an ended reading. */
  readonly dismiss: () => void;
}

export function createSelectEvery(parts: {
  readonly people: PeopleModel;
  readonly selection: SelectionModel;
  readonly signal: AbortSignal;
}): SelectEvery {
  const { people, selection } = parts;
  const reading = signal<EveryReading | null>(null);
  /** The search and session for which the list is being read; null: nothing is being read. */
  let started: { readonly text: string; readonly sessionId: string | null } | null = null;
  const end = (last: EveryReading | null): void => {
    started = null;
    reading.value = last;
  };

  const readOn = (): void => {
    people.loadMore();
    const { status, rows } = people.list.peek();
    // Still idle: the list has no next result page (it repeats itself, or cannot be read further).
    if (status === 'idle') end({ status: 'stopped', read: rows.length });
  };

  const stopFollowing = effect(() => {
    const list = people.list.value;
    const sessionId = selection.sessionId.value;
    if (started === null) return;
    // Another search, agent or project: the agent did not select everybody there.
    if (list.text !== started.text || sessionId !== started.sessionId) return end(null);
    if (list.status === 'loading' || list.status === 'waiting') return;
    const rows = list.rows.slice(0, MOST_SELECTED);
    selection.change((now) => selectAllShown(now, rows).selection);
    const read = list.rows.length;
    if (list.status === 'failed') end({ status: 'stopped', read });
    else if (list.exact) end(null);
    else if (read >= MOST_SELECTED) end({ status: 'limit', read });
    else {
      reading.value = { status: 'reading', read };
      readOn();
    }
  });
  parts.signal.addEventListener('abort', stopFollowing, { once: true });

  return {
    reading,
    start() {
      if (started !== null) return;
      const list = people.list.peek();
      started = { text: list.text, sessionId: selection.sessionId.peek() };
      reading.value = { status: 'reading', read: list.rows.length };
      if (list.status === 'failed') people.retry();
      else readOn();
    },
    stop() {
      if (started !== null) end({ status: 'stopped', read: people.list.peek().rows.length });
    },
    dismiss: () => (reading.value = null),
  };
}
