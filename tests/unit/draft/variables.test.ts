import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../lib/contacts/contact-row.ts';
import type { VariableMapping, VariableSource } from '../../../lib/draft/draft.ts';
import { renderFlowText, renderTemplate, renderText } from '../../../lib/draft/template-text.ts';
import {
  firstNameOf,
  isFlattened,
  isSameForEverybody,
  listPersonProblems,
  listPlanProblems,
  type ValueSource,
  resolveParams,
  resolveValue,
  stepTo,
  stepToProblem,
  type VariablePlan,
} from '../../../lib/draft/variables.ts';
import { contactId } from '../preflight/people.ts';
import { toPlainText } from './plain-text.ts';

const agent = { name: 'Bob Agent', email: 'bob@example.com' };
const facts = (change: Partial<ValueSource> = {}): ValueSource => ({
  contactUuid: contactId(1),
  name: 'Ana Souza',
  number: '5582999000001',
  fields: { city: 'Maceió', empty: null },
  values: { Pedido: '#7' },
  ...change,
});
const map = (source: VariableSource, fallback = ''): VariableMapping => ({ source, fallback });
const plan = (mappings: Record<string, VariableMapping>, names = Object.keys(mappings)): VariablePlan => ({
  names,
  optional: [],
  mappings,
  agent,
});

describe('values of variables', () => {
  it.each([
    [{ kind: 'text', text: ' oi ' }, 'oi'],
    [{ kind: 'contact-name' }, 'Ana Souza'],
    [{ kind: 'contact-first-name' }, 'Ana'],
    [{ kind: 'contact-number' }, '5582999000001'],
    [{ kind: 'contact-field', field: 'city' }, 'Maceió'],
    [{ kind: 'contact-field', field: 'empty' }, 'fallback'],
    [{ kind: 'contact-field', field: 'none' }, 'fallback'],
    [{ kind: 'agent-name' }, 'Bob Agent'],
    [{ kind: 'agent-email' }, 'bob@example.com'],
    [{ kind: 'csv-column', column: 'Pedido' }, '#7'],
    [{ kind: 'csv-column', column: 'Outro' }, 'fallback'],
  ] as const)('%j gives %s', (source, value) => {
    expect(resolveValue(plan({ nome: map(source, 'fallback') }), 'nome', facts())).toBe(value);
  });

  it.each([
    ['Ana\nSouza', 'Ana Souza'],
    ['Rua A\t12', 'Rua A 12'],
    ['a     b', 'a b'],
    ['a    b', 'a    b'],
    ['a\r\n\r\n  b', 'a b'],
    ['\n\t', 'fallback'],
  ])('contain nothing that WhatsApp refuses in a template: %j is sent as %j', (written, sent) => {
    const one = plan({ nome: map({ kind: 'csv-column', column: 'Pedido' }, 'fallback') });
    const person = facts({ values: { Pedido: written } });

    expect(resolveValue(one, 'nome', person)).toBe(sent);
    expect(isFlattened(one, person)).toBe(sent !== written && sent !== 'fallback');
  });

  it('keep their line breaks when they are read only outside templates', () => {
    const one = { ...plan({ texto: map({ kind: 'text', text: 'a\nb' }) }, []), optional: ['texto'] };

    expect(resolveParams(one, facts())).toEqual({ texto: 'a\nb' });
  });

  it.each([['city'], ['City'], [' CITY ']])('find the contact field %j in any case', (field) => {
    expect(resolveValue(plan({ nome: map({ kind: 'contact-field', field }) }), 'nome', facts())).toBe('Maceió');
  });

  it.each([
    ['2026-11-30T22:15:00-03:00', 'pt_BR', '30/11/2026'],
    ['2026-11-30T22:15:00-03:00', 'en_US', '11/30/2026'],
    ['2026-11-30T01:00:00+09:00', 'es', '30/11/2026'],
    ['2026-11-30', undefined, '30/11/2026'],
    ['2026-02-31', 'pt_BR', '2026-02-31'],
    ['30-11-2026 10:00', 'pt_BR', '30-11-2026 10:00'],
    ['amanhã', 'pt_BR', 'amanhã'],
    ['2026-11-30', 'no such language!', '30/11/2026'],
  ])('format the date field %s as a date when asked to, in %s', (value, language, written) => {
    const one = {
      ...plan({
        dia: map({ kind: 'contact-field', field: 'dia', asDate: true }),
        cru: map({ kind: 'contact-field', field: 'dia' }),
      }),
      language,
    };

    expect(resolveParams(one, facts({ fields: { dia: value } }))).toEqual({ dia: written, cru: value });
  });

  it.each(['\u3164', '\u200b', '\u2800\u2800', '\u115f \u1160'])(
    'use the fallback for the name %j, which has no visible characters',
    (name) => {
      const one = plan({
        nome: map({ kind: 'contact-name' }, 'cliente'),
        primeiro: map({ kind: 'contact-first-name' }, 'cliente'),
      });

      expect(resolveParams(one, facts({ name }))).toEqual({ nome: 'cliente', primeiro: 'cliente' });
    },
  );

  it.each([
    [[{ scheme: 'whatsapp', path: 'BR.1234567890abcdef' }], ''],
    [[{ scheme: 'whatsapp', path: '********' }], ''],
    [[{ scheme: 'telegram', path: '123456789012' }], ''],
    [[{ scheme: 'mailto', path: 'ana@example.com' }], ''],
    [[], ''],
    [[{ scheme: 'whatsapp', path: '5582999000001' }], '5582999000001'],
    [
      [
        { scheme: 'whatsapp', path: 'BR.1234567890abcdef' },
        { scheme: 'tel', path: '+5582999000001' },
      ],
      '+5582999000001',
    ],
  ])('for a contact with the URNs %j use the number %j', (urns, number) => {
    expect(numberOf(urns)).toBe(number);
  });

  it.each([
    ['Ana Souza', 'Ana'],
    ['Ana', 'Ana'],
    ['  josé  ', 'josé'],
    ['✨ Zoë ✨', 'Zoë'],
    ['😀😀', ''],
    ['5582999000001', ''],
    [null, ''],
    ['"Bia" Lima', 'Bia'],
    ['Li,', 'Li'],
  ])('the first name of %s is %s', (name, first) => {
    expect(firstNameOf(name)).toBe(first);
  });

  it('have problems listed: empty, unmapped, too long and badly named', () => {
    const bad = plan(
      {
        nome: map({ kind: 'contact-first-name' }),
        longo: map({ kind: 'text', text: 'x'.repeat(641) }),
        'a b': map({ kind: 'text', text: '1' }),
      },
      ['nome', 'longo', 'a b', 'sem'],
    );

    expect(listPlanProblems(bad)).toEqual([
      { contactUuid: null, variable: 'a b', kind: 'bad-name' },
      { contactUuid: null, variable: 'sem', kind: 'unmapped' },
    ]);
    expect(
      [facts(), facts({ contactUuid: contactId(2), name: '😀' })].flatMap((person) => listPersonProblems(bad, person)),
    ).toEqual([
      { contactUuid: contactId(1), variable: 'longo', kind: 'too-long' },
      { contactUuid: contactId(2), variable: 'nome', kind: 'empty' },
      { contactUuid: contactId(2), variable: 'longo', kind: 'too-long' },
    ]);
  });

  it('are the same for all people only when no source depends on the person', () => {
    expect(isSameForEverybody(plan({ a: map({ kind: 'text', text: 'x' }), b: map({ kind: 'agent-name' }) }))).toBe(
      true,
    );
    expect(isSameForEverybody(plan({ a: map({ kind: 'contact-name' }, 'x') }))).toBe(false);
    expect(isSameForEverybody(plan({}, []))).toBe(true);
  });

  it('always have exactly the keys of the flow’s variables, and are empty exactly where a problem is reported', () => {
    const source: fc.Arbitrary<VariableSource> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text: fc.string() }),
      fc.constant({ kind: 'contact-name' as const }),
      fc.constant({ kind: 'contact-first-name' as const }),
      fc.record({ kind: fc.constant('contact-field' as const), field: fc.constantFrom('city', 'empty', 'toString') }),
      fc.record({ kind: fc.constant('csv-column' as const), column: fc.constantFrom('Pedido', 'x') }),
    );
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
    fc.assert(
      fc.property(
        names,
        fc.array(fc.tuple(source, fc.string()), { minLength: 3, maxLength: 3 }),
        fc.option(fc.string()),
        (wanted, sources, name) => {
          const all = plan(
            Object.fromEntries(['a', 'b', 'c'].map((key, n) => [key, map(sources[n]![0], sources[n]![1])])),
            wanted,
          );
          const one = facts({ name });
          const params = resolveParams(all, one);
          const empty = listPersonProblems(all, one)
            .filter((problem) => problem.kind === 'empty')
            .map((problem) => problem.variable);

          expect(Object.keys(params)).toEqual(wanted);
          expect(wanted.filter((key) => params[key] === '')).toEqual(empty);
          for (const value of Object.values(params)) expect(value).toBe(value.trim());
        },
      ),
    );
  });

  it('are paged in a circle, with jumps to problems', () => {
    expect([stepTo(2, 1, 3), stepTo(0, -1, 3), stepTo(0, 1, 0)]).toEqual([0, 2, 0]);
    expect([
      stepToProblem(0, 1, [true, false, true]),
      stepToProblem(0, -1, [true, true, false]),
      stepToProblem(1, 1, [false, true]),
      stepToProblem(0, 1, [false]),
    ]).toEqual([2, 1, 1, null]);
  });
});

describe('texts as the contact will read them', () => {
  const contact = { name: 'Ana Souza', firstName: 'Ana', number: '5582999000001', fields: { city: 'Maceió' } };
  const read = (text: string, params: Record<string, string>, variables = Object.keys(params)) =>
    renderText(text, { variables, params, contact });

  it.each([
    ['Oi {{1}}, pedido {{2}}', { nome: 'Ana', pedido: '#7' }, 'Oi Ana, pedido #7'],
    ['Oi {{nome}}', { nome: 'Ana' }, 'Oi Ana'],
    ['Oi @trigger.params.nome, @contact.name de @fields.city', { nome: 'Bia' }, 'Oi Bia, Ana Souza de Maceió'],
    ['@(trigger.params.nome) @contact.first_name. @@home', { nome: 'X' }, 'X Ana. @home'],
    ['escreva a bob@contato.com ou @loja', {}, 'escreva a bob@contato.com ou @loja'],
    ['{{1}} e {{1}}', { a: 'x' }, 'x e x'],
  ])('%s', (text, params, expected) => {
    expect(toPlainText(read(text, params))).toBe(expected);
  });

  it('leave a placeholder visible when the order of the variables is not known', () => {
    expect(read('{{1}} {{2}}', { nome: 'Ana' })).toEqual([
      { kind: 'missing', placeholder: '1', text: '{{1}}' },
      { kind: 'text', text: ' ' },
      { kind: 'missing', placeholder: '2', text: '{{2}}' },
    ]);
    expect(read('@trigger.params.x', {})).toEqual([
      { kind: 'missing', placeholder: 'trigger.params.x', text: '@trigger.params.x' },
    ]);
  });

  const free = (text: string, params: Record<string, string> = {}) => renderFlowText(text, { params, contact });

  it.each([
    ['Oi @contact.first_name, de @(contact.fields.CITY).', {}, 'Oi Ana, de Maceió.'],
    ['Pedido @trigger.params.Pedido', { pedido: '#7' }, 'Pedido #7'],
    ['escreva a bob@contato.com, @loja ou @@home', {}, 'escreva a bob@contato.com, @loja ou @home'],
    ['{{1}} fica', {}, '{{1}} fica'],
    ['só @', {}, 'só @'],
  ])('without a template: %s', (text, params, expected) => {
    expect(toPlainText(free(text, params))).toBe(expected);
    expect(free(text, params).filter(({ kind }) => kind === 'missing')).toEqual([]);
  });

  it('without a template show what only the running flow knows as a gap', () => {
    const gaps = (text: string) => free(text).flatMap((piece) => (piece.kind === 'missing' ? [piece.text] : []));
    expect(gaps('Total @results.total, @(upper(contact.name)) e @(default(fields.x, "a)b")) fim')).toEqual([
      '@results.total',
      '@(upper(contact.name))',
      '@(default(fields.x, "a)b"))',
    ]);
    expect(gaps('Oi @trigger.params.nome e @(aberto')).toEqual(['@trigger.params.nome', '@(aberto']);
  });

  it('fill in every part of a template', () => {
    const rendered = renderTemplate(
      {
        header: { format: 'TEXT', text: 'Olá {{nome}}' },
        body: 'Corpo {{nome}}',
        footer: null,
        buttons: [{ type: 'URL', text: 'Ver {{nome}}' }],
        variables: ['nome'],
      },
      { params: { nome: 'Ana' }, contact },
    );

    expect([
      toPlainText(rendered.header),
      toPlainText(rendered.body),
      rendered.footer,
      rendered.buttons.map(toPlainText),
    ]).toEqual(['Olá Ana', 'Corpo Ana', [], ['Ver Ana']]);
  });

  it('keep every character outside placeholders', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/[{}@]/.test(text)),
        (text) => {
          expect(toPlainText(read(text, {}))).toBe(text);
        },
      ),
    );
  });
});
