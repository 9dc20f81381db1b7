import { effect } from '@preact/signals';
import { firstMappings } from '../../draft/first-mapping.ts';
import type { CatalogModel } from './catalog-model.ts';
import type { KnownContactsModel } from './known-contacts-model.ts';
import type { SelectionModel } from './selection-model.ts';

/**
 * Gives each variable of the chosen flow that has no source yet the one that was used the last time, or that its name
 * suggests. What the agent chose is never replaced.
 */
export function prefillVariables(
  { selection, catalog, facts }: { selection: SelectionModel; catalog: CatalogModel; facts: KnownContactsModel },
  signal: AbortSignal,
): void {
  const stop = effect(() => {
    const { flowUuid, variables } = selection.draft.value;
    const state = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
    const fields = facts.fields.value;
    if (state?.status !== 'ready') return;
    const { variables: names, otherVariables: optional, remembered = {} } = state.preview;
    if (names.length + optional.length === 0) return;
    const first = firstMappings(
      { names, optional },
      { mappings: variables, remembered, fields, columns: selection.columns.value },
    );
    if (Object.keys(first).length > 0) selection.setVariables(first);
  });
  signal.addEventListener('abort', stop);
}
