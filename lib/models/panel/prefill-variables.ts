import { effect } from '@preact/signals';
import { getOwn } from '../../contacts/own-value.ts';
import type { VariableSource } from '../../draft/draft.ts';
import { firstMappings } from '../../draft/first-mapping.ts';
import type { CatalogModel } from './catalog-model.ts';
import type { KnownContactsModel } from './known-contacts-model.ts';
import type { SelectionModel } from './selection-model.ts';

interface PrefillParts {
  readonly selection: Pick<SelectionModel, 'draft' | 'columns' | 'setVariables'>;
  readonly catalog: Pick<CatalogModel, 'previews'>;
  readonly facts: Pick<KnownContactsModel, 'fields'>;
}

const isSameSource = (one: VariableSource, other: VariableSource | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * Gives each variable of the chosen flow that has no source yet the one that was used the last time, or that its name
 * suggests. What the agent chose is never replaced. What was filled in here is looked for again when columns or contact
 * fields become known, because one of them may carry the variable's name.
 */
export function prefillVariables({ selection, catalog, facts }: PrefillParts, signal: AbortSignal): void {
  const filledIn = new Map<string, VariableSource>();
  const stop = effect(() => {
    const { flowUuid, variables } = selection.draft.value;
    const state = flowUuid === null ? undefined : catalog.previews.value.get(flowUuid);
    const fields = facts.fields.value;
    const columns = selection.columns.value;
    if (flowUuid === null || state?.status !== 'ready') return;
    const { variables: names, otherVariables: optional, remembered = {} } = state.preview;
    if (names.length + optional.length === 0) return;
    const chosen = Object.entries(variables).filter(
      ([name, { source, fallback }]) => fallback !== '' || !isSameSource(source, filledIn.get(`${flowUuid} ${name}`)),
    );
    const first = firstMappings(
      { names, optional },
      { mappings: Object.fromEntries(chosen), remembered, fields, columns },
    );
    const changes = Object.entries(first).filter(
      ([name, { source }]) => !isSameSource(source, getOwn(variables, name)?.source),
    );
    for (const [name, { source }] of changes) filledIn.set(`${flowUuid} ${name}`, source);
    if (changes.length > 0) selection.setVariables(Object.fromEntries(changes));
  });
  signal.addEventListener('abort', stop);
}
