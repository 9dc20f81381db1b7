import { effect, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { selectAllShown } from '../../draft/selection.ts';
import type { PeopleModel } from './people-model.ts';
import type { SelectionModel } from './selection-model.ts';

/** One dispatch takes no more people; a project pays for each page of 250 out of its hour. */
export const MOST_SELECTED = 10_000;

/** A list being read to its end so that everybody in it is picked. `limit`: it stopped at MOST_SELECTED. */
interface EveryReading {
  readonly status: 'reading' | 'stopped' | 'limit';
  readonly read: number;
}

/** *Select all*, pressed a second time: reads on to the end of the list, one page after the other, and picks who can be written to. */
export interface SelectEvery {
  readonly reading: ReadonlySignal<EveryReading | null>;
  readonly start: () => void;
  /** What was read until then stays picked. */
  readonly stop: () => void;
  /** Takes the notice of an ended reading away. */
  readonly dismiss: () => void;
}

export function createSelectEvery(parts: { readonly people: PeopleModel; readonly selection: SelectionModel; readonly signal: AbortSignal }): SelectEvery {
  const { people, selection } = parts;
  const reading = signal<EveryReading | null>(null);
  let of: { readonly text: string; readonly sessionId: string | null } | null = null;
  const end = (last: EveryReading | null): void => {
    of = null;
    reading.value = last;
  };

  const readOn = (): void => {
    people.loadMore();
    const { status, rows } = people.list.peek();
    // A list that goes round in circles, or cannot be asked further, has no next page.
    if (status === 'idle') end({ status: 'stopped', read: rows.length });
  };

  const stopFollowing = effect(() => {
    const list = people.list.value;
    const sessionId = selection.sessionId.value;
    if (of === null) return;
    // Another search, agent or project: nobody asked for everybody there.
    if (list.text !== of.text || sessionId !== of.sessionId) return end(null);
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
      if (of !== null) return;
      const list = people.list.peek();
      of = { text: list.text, sessionId: selection.sessionId.peek() };
      reading.value = { status: 'reading', read: list.rows.length };
      if (list.status === 'failed') people.retry();
      else readOn();
    },
    stop() {
      if (of !== null) end({ status: 'stopped', read: people.list.peek().rows.length });
    },
    dismiss: () => (reading.value = null),
  };
}
