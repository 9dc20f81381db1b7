import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError } from '../../messaging/protocol.ts';
import { aboutOf } from '../../messaging/flow-about.ts';
import type { FlowCatalog, FlowPreview, FlowRow } from '../../messaging/views.ts';
import { fold } from '../../contacts/fold.ts';
import type { ViewClock } from '../shared/view-clock.ts';
import { createResource, toCallError } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';

type PreviewState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly preview: FlowPreview }
  | { readonly status: 'failed'; readonly error: CallError };

/** The flows that may be sent: search, order (favourites, recently used, name) and lazily loaded previews. */
export interface CatalogModel {
  readonly catalog: Resource<FlowCatalog>;
  readonly search: ReadonlySignal<string>;
  readonly type: (text: string) => void;
  readonly shown: ReadonlySignal<readonly FlowRow[]>;
  /** All flows in their order (favourites, recently used, name), independent of the search. */
  readonly ordered: ReadonlySignal<readonly FlowRow[]>;
  readonly previews: ReadonlySignal<ReadonlyMap<FlowUuid, PreviewState>>;
  /**
   * Loads the preview of a flow; a known preview stays on screen meanwhile. The background answers from its cache
   * while that is fresh.
   */
  readonly loadPreview: (flowUuid: FlowUuid) => void;
  readonly retryPreview: (flowUuid: FlowUuid) => void;
  /**
   * Reads favourites about which the list knows nothing, or nothing new: one after the other, once in the life of the
   * view, and a few of them only, because each costs two Flows-backed calls.
   */
  readonly readFavourites: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly toggleFavourite: (flow: FlowRow) => Promise<void>;
  /** Drops everything that was loaded: the flows of another project are meant from now on. */
  readonly forget: () => void;
  /** Loads everything again that could not be read. */
  readonly retryFailed: () => void;
}

/** A template's state seldom changes within a day, and it is read again before anything is sent. */
const ABOUT_FRESH_MS = 24 * 60 * 60_000;
/** How many favourites are read in the life of one view. */
const FAVOURITES_READ = 5;

function byUse(a: FlowRow, b: FlowRow): number {
  if (a.isFavourite !== b.isFavourite) return a.isFavourite ? -1 : 1;
  const recent = (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0);
  return recent !== 0 ? recent : a.name.localeCompare(b.name);
}

/** Loads the flows of the project once per view, and again on refresh. */
export function createCatalogModel(client: BackgroundClient, clock: Pick<ViewClock, 'now'>): CatalogModel {
  const isFresh = signal(false);
  let areFavouritesRead = false;
  const catalog = createResource(() => client.call('catalog:list-flows', { refresh: isFresh.peek() }));
  const favourites = signal<ReadonlyMap<FlowUuid, boolean>>(new Map());
  const search = signal('');
  const previews = signal<ReadonlyMap<FlowUuid, PreviewState>>(new Map());

  const ordered = computed(() =>
    (catalog.data.value?.flows ?? [])
      .map((flow) => {
        const preview = previews.value.get(flow.flowUuid);
        return {
          ...flow,
          isFavourite: favourites.value.get(flow.flowUuid) ?? flow.isFavourite,
          about: preview?.status === 'ready' ? aboutOf(preview.preview, clock.now()) : flow.about,
        };
      })
      .sort(byUse),
  );
  const shown = computed(() => {
    const words = fold(search.value).split(' ');
    return words[0] === ''
      ? ordered.value
      : ordered.value.filter((flow) => words.every((word) => fold(flow.name).includes(word)));
  });

  const setPreview = (flowUuid: FlowUuid, state: PreviewState): void => {
    previews.value = new Map(previews.peek()).set(flowUuid, state);
  };
  const ask = async (flowUuid: FlowUuid): Promise<void> => {
    const before = previews.peek().get(flowUuid);
    if (before?.status !== 'ready') setPreview(flowUuid, { status: 'loading' });
    try {
      const preview = await client.call('catalog:preview-flow', { flowUuid });
      if (before?.status !== 'ready' || JSON.stringify(before.preview) !== JSON.stringify(preview))
        setPreview(flowUuid, { status: 'ready', preview });
    } catch (thrown) {
      setPreview(flowUuid, { status: 'failed', error: toCallError(thrown) });
    }
  };
  const setFavourite = (flowUuid: FlowUuid, on: boolean): void => {
    favourites.value = new Map(favourites.peek()).set(flowUuid, on);
  };

  return {
    catalog,
    search,
    type: (text) => (search.value = text),
    shown,
    ordered,
    previews,
    loadPreview(flowUuid) {
      if (previews.peek().get(flowUuid)?.status !== 'loading') void ask(flowUuid);
    },
    retryPreview(flowUuid) {
      void ask(flowUuid);
    },
    async readFavourites() {
      if (areFavouritesRead) return;
      areFavouritesRead = true;
      const old = clock.now() - ABOUT_FRESH_MS;
      const due = ordered
        .peek()
        .filter(({ isFavourite, about }) => isFavourite && (about === null || about.readAt < old))
        .slice(0, FAVOURITES_READ);
      for (const { flowUuid } of due) if (!previews.peek().has(flowUuid)) await ask(flowUuid);
    },
    forget() {
      search.value = '';
      previews.value = new Map();
      favourites.value = new Map();
      catalog.clear();
      areFavouritesRead = false;
    },
    retryFailed() {
      if (catalog.error.peek() !== null) void catalog.load();
      for (const [flowUuid, { status }] of previews.peek()) if (status === 'failed') void ask(flowUuid);
    },
    async refresh() {
      isFresh.value = true;
      await catalog.load();
      isFresh.value = false;
    },
    async toggleFavourite(flow) {
      setFavourite(flow.flowUuid, !flow.isFavourite);
      try {
        await client.call('catalog:set-favourite', { flowUuid: flow.flowUuid, on: !flow.isFavourite });
      } catch {
        setFavourite(flow.flowUuid, flow.isFavourite);
      }
    },
  };
}
