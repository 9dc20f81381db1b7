import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { SectorUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { AccessView, SessionView, SetupFacts } from '../../messaging/views.ts';
import type { SiteState } from '../../sessions/site-state.ts';
import type { FeedModel } from '../shared/feed-model.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createResource } from '../shared/resource.ts';
import type { Resource } from '../shared/resource.ts';

/** The state of this page: site, session and access of the agent, and what prevents sending. */
export interface SiteModel {
  readonly site: ReadonlySignal<SiteState>;
  readonly session: ReadonlySignal<SessionView | null>;
  readonly access: ReadonlySignal<AccessView>;
  readonly setup: Resource<SetupFacts>;
  readonly checkingAccess: ReadonlySignal<boolean>;
  readonly checkAccess: () => Promise<void>;
  /** Sectors whose toggle is being written. */
  readonly switching: ReadonlySignal<ReadonlySet<string>>;
  readonly setToggle: (sectorUuid: SectorUuid, on: boolean) => Promise<boolean>;
  /** Versions and last errors as text, without personal data; null if the call failed. */
  readonly readDiagnostics: () => Promise<string | null>;
}

/**
 * Takes the state from the feed; checks on demand. A toggle's new value is shown only after the feed has confirmed it.
 */
export function createSiteModel(client: BackgroundClient, feed: FeedModel, flash: FlashModel): SiteModel {
  const setup = createResource(() => client.call('setup:check', {}));
  const checkingAccess = signal(false);
  const switching = signal<ReadonlySet<string>>(new Set());

  async function checkAccess(): Promise<void> {
    checkingAccess.value = true;
    await flash.attempt(async () => {
      await client.call('access:check', {});
      return { ok: true };
    });
    checkingAccess.value = false;
  }

  return {
    site: feed.select('site'),
    session: feed.select('session'),
    access: feed.select('access'),
    setup,
    checkingAccess,
    checkAccess,
    switching,
    async setToggle(sectorUuid, on) {
      switching.value = new Set([...switching.value, sectorUuid]);
      const done = await flash.attempt(() => client.call('access:set-toggle', { sectorUuid, on }));
      switching.value = new Set([...switching.value].filter((one) => one !== sectorUuid));
      return done;
    },
    async readDiagnostics() {
      let text: string | null = null;
      await flash.attempt(async () => {
        text = (await client.call('setup:diagnostics', {})).text;
        return { ok: true };
      });
      return text;
    },
  };
}
