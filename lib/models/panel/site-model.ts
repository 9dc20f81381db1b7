import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { FlowsProject, ProjectUuid, SectorUuid } from '../../ids.ts';
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
  /** The secondary projects of a principal project. */
  readonly projects: Resource<readonly FlowsProject[]>;
  readonly choosing: ReadonlySignal<boolean>;
  /** Whether the secondary project is to be chosen now: none is, or the agent wants another. */
  readonly isToChooseProject: ReadonlySignal<boolean>;
  readonly askProject: (isAsked: boolean) => void;
  /** Sends from this secondary project from now on; what was picked in another one is dropped. */
  readonly chooseProject: (projectUuid: ProjectUuid) => Promise<boolean>;
  /** Versions and last errors as text, without personal data; null if the call failed. */
  readonly readDiagnostics: () => Promise<string | null>;
}

/**
 * Takes the state from the feed; checks on demand. A toggle's new value is shown only after the feed has confirmed it.
 */
export function createSiteModel(client: BackgroundClient, feed: FeedModel, flash: FlashModel): SiteModel {
  const setup = createResource(() => client.call('setup:check', {}));
  const projects = createResource(async () => (await client.call('access:list-projects', {})).projects);
  const choosing = signal(false);
  const session = feed.select('session');
  const wantsOtherProject = signal(false);
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
    session,
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
    projects,
    choosing,
    isToChooseProject: computed(() => {
      const shown = session.value;
      return shown?.isPrincipal === true && (shown.flowsProject === undefined || wantsOtherProject.value);
    }),
    askProject: (isAsked) => (wantsOtherProject.value = isAsked),
    async chooseProject(projectUuid) {
      choosing.value = true;
      const done = await flash.attempt(() => client.call('access:choose-project', { projectUuid }));
      choosing.value = false;
      if (done) wantsOtherProject.value = false;
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
