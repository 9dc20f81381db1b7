import { describe, expect, it } from 'vitest';
import { firstMappings, guessSource, toRemembered } from '../../../lib/draft/first-mapping.ts';
import type { VariableMapping, VariableSource } from '../../../lib/draft/draft.ts';

const none = { columns: [], fields: [] };
const mapped = (source: VariableSource): VariableMapping => ({ source, fallback: '' });

describe('the source that a name suggests', () => {
  it.each<[string, VariableSource | null]>([
    ['nome', { kind: 'contact-name' }],
    ['Nome do cliente', { kind: 'contact-name' }],
    ['first_name', { kind: 'contact-first-name' }],
    ['primeiro-nome', { kind: 'contact-first-name' }],
    ['TELEFONE', { kind: 'contact-number' }],
    ['atendente', { kind: 'agent-name' }],
    ['numero', null],
    ['pedido', null],
    ['1', null],
    ['__', null],
    ['constructor', null],
  ])('%s', (name, source) => {
    expect(guessSource(name, none)).toEqual(source);
  });

  it('is the column or the contact field of that name, whatever its case and marks; the column comes first', () => {
    expect(guessSource('Código_Pedido', { columns: ['codigo pedido'], fields: [] })).toEqual({
      kind: 'csv-column',
      column: 'codigo pedido',
    });
    expect(guessSource('cidade', { columns: [], fields: ['Cidade'] })).toEqual({
      kind: 'contact-field',
      field: 'Cidade',
    });
    expect(guessSource('nome', { columns: ['Nome'], fields: ['nome'] })).toEqual({
      kind: 'csv-column',
      column: 'Nome',
    });
  });
});

describe('a name that fits several columns or fields', () => {
  it('means the one that is written like it; where none is, nothing is guessed', () => {
    expect(guessSource('valor', { columns: ['Valor %', 'valor'], fields: [] })).toEqual({
      kind: 'csv-column',
      column: 'valor',
    });
    expect(guessSource('valor', { columns: ['Valor %', 'Valor ($)'], fields: [] })).toBeNull();
    expect(guessSource('data1', { columns: [], fields: ['data_1', 'data1'] })).toEqual({
      kind: 'contact-field',
      field: 'data1',
    });
    expect(guessSource('data 1', { columns: [], fields: ['data_1', 'data1'] })).toBeNull();
  });

  it('means the contact’s own field where it could also mean the agent', () => {
    expect(guessSource('vendedor', { columns: [], fields: ['vendedor'] })).toEqual({
      kind: 'contact-field',
      field: 'vendedor',
    });
    expect(guessSource('vendedor', none)).toEqual({ kind: 'agent-name' });
  });
});

describe('the mappings to begin with', () => {
  const begin = (known: Partial<Parameters<typeof firstMappings>[1]>) =>
    firstMappings(
      { names: ['nome', 'pedido'], optional: ['cidade'] },
      { ...none, mappings: {}, remembered: {}, ...known },
    );

  it('are what was chosen the last time, else what the names suggest; for optional ones nothing is guessed', () => {
    expect(begin({ fields: ['pedido', 'cidade'] })).toEqual({
      nome: mapped({ kind: 'contact-name' }),
      pedido: mapped({ kind: 'contact-field', field: 'pedido' }),
    });
    expect(
      begin({ remembered: { nome: { kind: 'agent-name' }, cidade: { kind: 'contact-field', field: 'city' } } }),
    ).toEqual({ nome: mapped({ kind: 'agent-name' }), cidade: mapped({ kind: 'contact-field', field: 'city' }) });
  });

  it('use a remembered column only while there is one of that name', () => {
    const remembered = { pedido: { kind: 'csv-column' as const, column: 'Pedido nº' } };
    expect(begin({ remembered })['pedido']).toBeUndefined();
    expect(begin({ remembered, columns: ['Pedido nº'] })['pedido']).toEqual(mapped(remembered.pedido));
  });

  it('never replace what the agent chose', () => {
    const mappings = { nome: mapped({ kind: 'text', text: '' }) };
    expect(begin({ mappings, remembered: { nome: { kind: 'contact-name' } } })).toEqual({});
  });

  it('are remembered without fixed texts and fallbacks', () => {
    expect(
      toRemembered({
        nome: { source: { kind: 'contact-first-name' }, fallback: 'cliente' },
        pedido: { source: { kind: 'text', text: 'R$ 10 da Ana' }, fallback: '' },
      }),
    ).toEqual({ nome: { kind: 'contact-first-name' } });
  });
});
