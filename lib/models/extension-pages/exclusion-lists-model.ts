import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createResource, type Resource } from '../shared/resource.ts';

export type ExclusionListView = OutputOf<'exclusion:list'>['lists'][number];

/** The own exclusion lists of the signed-in agents. */
export interface ExclusionListsModel {
  readonly lists: Resource<readonly ExclusionListView[]>;
  /** Excluded groups and fields that the project on screen does not have; null: nobody is signed in. */
  readonly missing: Resource<OutputOf<'exclusion:missing-names'>['missing']>;
  /** Takes somebody off a list. */
  readonly remove: (scope: ExclusionListView['scope'], contactUuid: ContactUuid) => Promise<void>;
}

export function createExclusionListsModel(client: BackgroundClient, flash: FlashModel): ExclusionListsModel {
  const lists = createResource(async () => (await client.call('exclusion:list', {})).lists);
  return {
    lists,
    missing: createResource(async () => (await client.call('exclusion:missing-names', {})).missing),
    async remove(scope, contactUuid) {
      await flash.attempt(async () => {
        await client.call('exclusion:remove', { scope, contactUuids: [contactUuid] });
        return { ok: true };
      });
      await lists.load();
    },
  };
}
