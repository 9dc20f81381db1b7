import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { DispatchId } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import { createFeedModel } from '../shared/feed-model.ts';
import type { FeedModel, ViewKind } from '../shared/feed-model.ts';
import { createFlashModel } from '../shared/flash-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createExclusionListsModel } from './exclusion-lists-model.ts';
import type { ExclusionListsModel } from './exclusion-lists-model.ts';
import { createStartsReportModel, type StartsReportModel } from './starts-report-model.ts';
import { createHistoryModel } from './history-model.ts';
import type { HistoryModel } from './history-model.ts';
import { createRepliesModel } from '../panel/replies-model.ts';
import type { RepliesModel } from '../panel/replies-model.ts';
import { createResource } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';
import { createSettingsModel } from './settings-model.ts';
import type { SettingsModel } from './settings-model.ts';
import type { DispatchPart } from '../../replies/dispatch-part.ts';
import type { ViewClock } from '../shared/view-clock.ts';

export type HostRow = OutputOf<'site:list'>['hosts'][number];
type TabSite = OutputOf<'site:of-tab'>;
type Action = 'open-panel' | 'open-palette' | 'quick-send' | 'open-waiting' | 'open-later';

/**
 * The browser functions that an extension page needs; its entrypoint passes them in. Those that can fail answer
 * whether they succeeded.
 */
export interface ExtensionPageBrowser {
  /** The active tab of the current window, for the popup. */
  readonly activeTab: () => Promise<{ tabId: number; url: string } | null>;
  /** Asks for a host permission. Must be called in the click handler, before anything is awaited. */
  readonly requestHost: (origin: string) => Promise<boolean>;
  readonly requestNotifications: () => Promise<boolean>;
  readonly openOptions: () => void;
  /** Brings a tab to the front; false when it is gone. */
  readonly focusTab: (tabId: number) => Promise<boolean>;
  readonly download: (fileName: string, content: string, type: string) => void;
  readonly playTone: () => void;
  readonly close: () => void;
  readonly version: string;
}

/** The model of popup, options and history: extension pages, which use the background by messages only. */
export interface ExtensionPageModel {
  readonly feed: FeedModel;
  readonly flash: FlashModel;
  readonly settings: SettingsModel;
  readonly replies: RepliesModel;
  readonly history: HistoryModel;
  readonly starts: StartsReportModel;
  readonly exclusions: ExclusionListsModel;
  readonly browser: ExtensionPageBrowser;
  readonly tabSite: Resource<TabSite | null>;
  readonly hosts: Resource<readonly HostRow[]>;
  readonly erased: ReadonlySignal<number | null>;
  readonly request: (action: Action) => Promise<boolean>;
  readonly allowHost: (origin: string) => Promise<boolean>;
  readonly removeHost: (origin: string) => Promise<boolean>;
  readonly setApi: (origin: string, apiOrigin: string | null) => Promise<boolean>;
  /** Asks for the permission for an API whose origin differs from that of its site. */
  readonly allowApi: (apiOrigin: string) => Promise<boolean>;
  readonly testNotice: () => Promise<boolean>;
  readonly pause: (dispatchId: DispatchId) => Promise<boolean>;
  /** Saves a part of a dispatch's people as an audience. */
  readonly savePart: (dispatchId: DispatchId, part: DispatchPart, name: string) => Promise<boolean>;
  readonly exportAll: () => Promise<boolean>;
  readonly eraseAll: () => Promise<boolean>;
}

export function createExtensionPageModel(
  client: BackgroundClient,
  options: { view: ViewKind; viewId: string; clock: ViewClock; browser: ExtensionPageBrowser; signal: AbortSignal },
): ExtensionPageModel {
  const { browser } = options;
  const feed = createFeedModel(client, { view: options.view, viewId: options.viewId, signal: options.signal });
  const flash = createFlashModel(options.clock);
  const erased = signal<number | null>(null);
  const exclusions = createExclusionListsModel(client, flash);
  const hosts = createResource(async () => (await client.call('site:list', {})).hosts);
  const tabSite = createResource(async () => {
    const tab = await browser.activeTab();
    return tab === null ? null : client.call('site:of-tab', tab);
  });

  return {
    feed,
    flash,
    settings: createSettingsModel(client, feed, flash),
    replies: createRepliesModel(client, feed, flash),
    exclusions,
    history: createHistoryModel(client, feed, options.clock),
    starts: createStartsReportModel(client, options.clock),
    browser,
    tabSite,
    hosts,
    erased,
    request: (action) => flash.attempt(() => client.call('panel:request', { action })),
    async allowHost(origin) {
      // Ask for the permission before any `await`: browsers ask only during the click.
      if (!(await browser.requestHost(origin))) {
        flash.show({ kind: 'refused', reason: 'permission' });
        return false;
      }
      const done = await flash.attempt(() => client.call('site:add', { origin }));
      void hosts.load();
      void tabSite.load();
      return done;
    },
    async allowApi(apiOrigin) {
      const isAllowed = await browser.requestHost(apiOrigin);
      if (!isAllowed) flash.show({ kind: 'refused', reason: 'permission' });
      void hosts.load();
      void tabSite.load();
      return isAllowed;
    },
    async testNotice() {
      if (await browser.requestNotifications()) return await flash.attempt(() => client.call('notify:test', {}));
      flash.show({ kind: 'refused', reason: 'permission' });
      return false;
    },
    async removeHost(origin) {
      const done = await flash.attempt(() => client.call('site:remove', { origin }));
      void hosts.load();
      return done;
    },
    async setApi(origin, apiOrigin) {
      // Ask for the permission in the same click: without it the address would be useless.
      if (
        apiOrigin !== null &&
        apiOrigin.startsWith('https://') &&
        URL.canParse(apiOrigin) &&
        !(await browser.requestHost(apiOrigin))
      ) {
        flash.show({ kind: 'refused', reason: 'permission' });
        return false;
      }
      const done = await flash.attempt(() => client.call('site:set-api', { origin, apiOrigin }));
      if (done) flash.show({ kind: 'done', code: 'saved' });
      void hosts.load();
      return done;
    },
    async savePart(dispatchId, part, name) {
      const isDone = await flash.attempt(() => client.call('audience:save-part', { dispatchId, part, name }));
      if (isDone) flash.show({ kind: 'done', code: 'audience-saved' });
      return isDone;
    },
    pause: (dispatchId) => flash.attempt(() => client.call('dispatch:pause', { dispatchId })),
    exportAll: () =>
      flash.attempt(async () => {
        browser.download('disparo.json', (await client.call('data:export', {})).json, 'application/json');
        return { ok: true };
      }),
    eraseAll: () =>
      flash.attempt(async () => {
        erased.value = (await client.call('data:erase', {})).recordsLeft;
        void exclusions.lists.load();
        return { ok: true };
      }),
  };
}
