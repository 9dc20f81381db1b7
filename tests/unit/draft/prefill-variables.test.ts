import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { type Draft, EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import { prefillVariables } from '../../../lib/models/panel/prefill-variables.ts';
import { PREVIEW_WITH_VARIABLES } from '../../components/fake-data.ts';

let stop = new AbortController();
afterEach(() => stop.abort());

/** A draft of a flow with the variables `nome` and `vendedor`, whose sources are filled in as they become known. */
function prefilled() {
  stop = new AbortController();
  const { flowUuid } = PREVIEW_WITH_VARIABLES;
  const draft = signal<Draft>({ ...EMPTY_DRAFT, flowUuid });
  const columns = signal<readonly string[]>([]);
  const fields = signal<readonly string[]>([]);
  const preview = { ...PREVIEW_WITH_VARIABLES, variables: ['nome', 'vendedor'], remembered: {} };
  const setVariables = (variables: Draft['variables']): void => {
    draft.value = { ...draft.peek(), variables: { ...draft.peek().variables, ...variables } };
  };
  prefillVariables(
    {
      selection: { draft, columns, setVariables },
      catalog: { previews: signal(new Map([[flowUuid, { status: 'ready' as const, preview }]])) },
      facts: { fields },
    },
    stop.signal,
  );
  const sources = () => Object.entries(draft.value.variables).map(([name, { source }]) => [name, source.kind]);
  return { columns, fields, sources, setVariables };
}

describe('a source that was guessed', () => {
  it('gives way to a column or field of that name that becomes known later', () => {
    const { columns, fields, sources } = prefilled();
    expect(sources()).toEqual([
      ['nome', 'contact-name'],
      ['vendedor', 'agent-name'],
    ]);
    fields.value = ['vendedor'];
    expect(sources()).toEqual([
      ['nome', 'contact-name'],
      ['vendedor', 'contact-field'],
    ]);
    columns.value = ['Nome', 'Vendedor'];
    expect(sources()).toEqual([
      ['nome', 'csv-column'],
      ['vendedor', 'csv-column'],
    ]);
  });

  it('stays once the agent has changed it', () => {
    const { columns, sources, setVariables } = prefilled();
    setVariables({
      nome: { source: { kind: 'contact-first-name' }, fallback: '' },
      vendedor: { source: { kind: 'agent-name' }, fallback: 'Ana' },
    });
    columns.value = ['Nome', 'Vendedor'];
    expect(sources()).toEqual([
      ['nome', 'contact-first-name'],
      ['vendedor', 'agent-name'],
    ]);
  });
});
