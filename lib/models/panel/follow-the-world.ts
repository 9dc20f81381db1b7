import { effect } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { CatalogModel } from './catalog-model.ts';
import type { PeopleModel } from './people-model.ts';
import type { SiteModel } from './site-model.ts';
import type { ViewClock } from '../shared/view-clock.ts';

/** Delays of the attempts after the browser is online again: it reports that some moments before requests succeed. */
const BACK_ONLINE_MS = [0, 5_000] as const;

export interface WorldParts {
  readonly site: SiteModel;
  readonly catalog: CatalogModel;
  readonly people: PeopleModel;
  readonly clock: ViewClock;
  /** Whether the browser reports a network. */
  readonly online: ReadonlySignal<boolean>;
  readonly signal: AbortSignal;
}

/** Loads lists again, without a click, when something outside the panel has made the last answer outdated. */
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
  // A set-up check reads the flows from the server. If their number differs, load the list, so that a flow which has
  // just got its label appears at once.
  const stopChecking = effect(() => {
    const checked = site.setup.data.value?.flows?.count;
    const listed = catalog.catalog.data.peek()?.flows.length;
    if (checked !== undefined && listed !== undefined && checked !== listed) void catalog.catalog.load();
  });
  // Another secondary project was chosen, here or in another tab: its flows and contacts are others.
  let shown = site.session.peek()?.flowsProject?.projectUuid;
  const stopChoosing = effect(() => {
    const chosen = site.session.value?.flowsProject?.projectUuid;
    if (chosen === shown) return;
    shown = chosen;
    catalog.forget();
    people.forget();
    if (chosen !== undefined) void catalog.catalog.load();
  });
  abort.addEventListener('abort', () => {
    stopChoosing();
    stopWaiting();
    stopChecking();
  });
}
