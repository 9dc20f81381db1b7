import { effect } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { CatalogModel } from './catalog-model.ts';
import type { PeopleModel } from './people-model.ts';
import type { SiteModel } from './site-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/** A browser tells that it is online some moments before its first request gets through. */
const BACK_ONLINE_MS = [0, 5_000] as const;

export interface WorldParts {
  readonly site: SiteModel;
  readonly catalog: CatalogModel;
  readonly people: PeopleModel;
  readonly clock: ViewClock;
  /** Whether the browser has a network at all. */
  readonly online: ReadonlySignal<boolean>;
  readonly signal: AbortSignal;
}

/** Reads lists again, without a press, when something outside the panel made the last answer old. */
export function followTheWorld({ site, catalog, people, clock, online, signal: abort }: WorldParts): void {
  const retryFailed = (): void => {
    people.retryFailed();
    catalog.retryFailed();
  };
  let wasOnline = true;
  const stopWaiting = effect(() => {
    const isOnline = online.value;
    if (isOnline && !wasOnline) for (const delayMs of BACK_ONLINE_MS) clock.after(delayMs, retryFailed);
    wasOnline = isOnline;
  });
  // A check of the set-up reads the flows anew: a label that was set meanwhile is in the list at once.
  const stopChecking = effect(() => {
    const checked = site.setup.data.value?.flows?.count;
    const listed = catalog.catalog.data.peek()?.flows.length;
    if (checked !== undefined && listed !== undefined && checked !== listed) void catalog.catalog.load();
  });
  abort.addEventListener('abort', () => {
    stopWaiting();
    stopChecking();
  });
}
