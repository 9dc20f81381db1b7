import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import { putBack, removePeople } from '../../draft/selection.ts';
import type { FlashModel } from '../shared/flash-model.ts';
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
}

export function createExclusionModel(
  client: BackgroundClient,
  parts: { readonly flash: FlashModel; readonly selection: SelectionModel },
): ExclusionModel {
  const { flash, selection } = parts;
  return {
    async exclude(people) {
      const isDone = await flash.attempt(() =>
        client.call('exclusion:add', { people: people.map(({ contactUuid, name }) => ({ contactUuid, name })) }),
      );
      if (!isDone) return false;
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
        if (isBack && selection.sessionId.peek() === sessionId)
          selection.change((now) => putBack(now, { before, after }));
      };
      flash.show({ kind: 'done', code: 'excluded', undo: () => void undo() });
      return true;
    },
  };
}
