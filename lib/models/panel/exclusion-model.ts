import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import { putBack, removePeople } from '../../draft/selection.ts';
import type { FlashModel } from '../shared/flash-model.ts';
import { createResource, type Resource } from '../shared/resource.ts';
import type { SelectionModel } from './selection-model.ts';

/** A person to be put on the list. */
interface Excludable {
  readonly contactUuid: ContactUuid;
  readonly name: string | null;
}

/** Puts people on the agent's own exclusion list. */
export interface ExclusionModel {
  /**
   * Puts people on the list and takes them out of the selection. A message with an undo button is shown.
   *
   * @returns whether they are on the list now
   */
  readonly exclude: (people: readonly Excludable[]) => Promise<boolean>;
  /** Who is on the agent's lists in the projects of this session. */
  readonly listed: Resource<ReadonlySet<ContactUuid>>;
}

export function createExclusionModel(
  client: BackgroundClient,
  parts: { readonly flash: FlashModel; readonly selection: SelectionModel },
): ExclusionModel {
  const { flash, selection } = parts;
  const listed = createResource(async () => {
    const { lists } = await client.call('exclusion:list', {});
    return new Set(lists.flatMap(({ people }) => people.map(({ contactUuid }) => contactUuid)));
  });
  return {
    listed,
    async exclude(people) {
      const isDone = await flash.attempt(() =>
        client.call('exclusion:add', { people: people.map(({ contactUuid, name }) => ({ contactUuid, name })) }),
      );
      if (!isDone) return false;
      void listed.load();
      const contactUuids = people.map(({ contactUuid }) => contactUuid);
      const sessionId = selection.sessionId.peek();
      const before = selection.selection.peek();
      selection.change((now) => removePeople(now, contactUuids));
      const after = selection.selection.peek();
      const undo = async (): Promise<void> => {
        // Undo only in the same session: another agent or project has a list and a draft of its own.
        if (selection.sessionId.peek() !== sessionId) return;
        const isBack = await flash.attempt(async () => {
          await client.call('exclusion:remove', { scope: null, contactUuids });
          return { ok: true };
        });
        void listed.load();
        if (isBack && selection.sessionId.peek() === sessionId)
          selection.change((now) => putBack(now, { before, after }));
      };
      flash.show({ kind: 'done', code: 'excluded', undo: () => void undo() });
      return true;
    },
  };
}
