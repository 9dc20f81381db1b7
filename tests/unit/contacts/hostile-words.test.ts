import { describe, expect, it } from 'vitest';
import { formatFieldDate } from '../../../lib/contacts/field-date.ts';
import { fold } from '../../../lib/contacts/fold.ts';
import { readPeopleQuery } from '../../../lib/contacts/search-index.ts';
import { resolveValue, type VariablePlan } from '../../../lib/draft/variables.ts';
import { ContactUuid } from '../../../lib/ids.ts';

describe('a value without visible characters', () => {
  const person = {
    contactUuid: ContactUuid.parse('11111111-1111-4111-8111-111111111111'),
    name: null,
    number: '',
    fields: { city: '\u200b\u3164' },
    values: {},
  };
  const planOf = (fallback: string): VariablePlan => ({
    names: ['city'],
    optional: [],
    agent: { name: 'Ana', email: 'ana@example.com' },
    mappings: { city: { source: { kind: 'contact-field', field: 'city' }, fallback } },
  });

  it('counts as empty, so that the fallback is used', () => {
    expect(resolveValue(planOf('your city'), 'city', person)).toBe('your city');
  });

  it('counts as empty when it is the fallback itself', () => {
    expect(resolveValue(planOf('\u2800'), 'city', person)).toBe('');
  });
});

describe('a date that does not exist', () => {
  it.each(['2026-13-01', '2026-00-10', '2026-02-30', '0001-01-01'])('%s is returned unchanged', (value) => {
    expect(formatFieldDate(value, 'pt_BR')).toBe(value);
  });
});

describe('text for comparing', () => {
  it.each([
    ['Ｄ＇Ａｖｉｌａ', "d'avila"],
    ['D‛Ávila', "d'avila"],
    ['ﬁm', 'fim'],
    ['O’Brien\u2011Silva', "o'brien-silva"],
    ['Silva–Souza', 'silva-souza'],
  ])('%s is %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('a text pasted into the search', () => {
  it.each([
    '"82 99900-0001"',
    "'82999000001",
    '*82 99900-0001*',
    '<82999000001>',
    '[82] 99900-0001',
    'tel.: 82 99900-0001',
    '“82 99900-0001”',
    'https://wa.me/82999000001',
    '82999000001@c.us',
  ])('%s is a number', (text) => {
    expect(readPeopleQuery(text)).toEqual({
      kind: 'number',
      words: [],
      digits: '82999000001',
      typedDigits: '82999000001',
    });
  });
});
