import { readFileSync } from 'node:fs';
import { parseFlowDefinitions } from './parse-definitions.ts';
import { readFlow } from '../../../lib/flow/reading.ts';
import { describe, expect, it } from 'vitest';
import { act, does, enter, flow, read, say, splits, template, ticket, waits, flowUuid } from './build.ts';

const variables = (...given: Parameters<typeof read>) => {
  const { value, readsAny } = read(...given).variables;
  if (value === 'unknown') return value;
  return [...value.map(({ name, use }) => `${name} ${use}`), ...(readsAny ? ['any'] : [])];
};

describe('the variables of a flow', () => {
  it('of a template are told apart from all others', () => {
    expect(
      variables([
        does(1, [
          template('order', ['@trigger.params.name', '@(upper(trigger.params.order))', '@contact.name'], {
            text: 'Oi @trigger.params.name e @trigger.params.city',
          }),
        ]),
      ]),
    ).toEqual(['name template', 'city text', 'order template']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['quick replies', say('Oi', { quick_replies: ['Sim @trigger.params.x'] })],
    ['attachments', say('Oi', { attachments: ['image:@(trigger.params.x)'] })],
    [
      'the header of a WhatsApp message',
      act('send_whatsapp_msg', { text: 'a', header_type: 'text', header_text: '@trigger.params.x' }),
    ],
    ['the items of a list', act('send_whatsapp_msg', { text: 'a', list_items: [{ title: '@trigger.params.x' }] })],
    [
      'headers of a webhook',
      act('call_webhook', { url: 'https://x', headers: { Authorization: '@trigger.params.x' } }),
    ],
    ['the body of a ticket', { ...ticket(), body: '@trigger.params.x' }],
    ['the value of a field', act('set_contact_field', { field: { key: 'a', name: 'A' }, value: '@trigger.params.x' })],
    ['an unknown action', act('summon_agent', { whom: ['@trigger.params.x'] })],
  ])('are found in %s', (_name, action) => {
    expect(variables([does(1, [action])])).toEqual(['x text']);
  });

  it('are found in the operand of a split', () => {
    expect(variables([splits(1, [null, null], { operand: '@(trigger.params.x)' })])).toEqual(['x text']);
  });

  it('are found in translations, and those of a template are marked as such', () => {
    const localization = {
      eng: { 'c1-order': { variables: ['@trigger.params.english'] }, 'b1-2': { text: ['Hi @trigger.params.nick'] } },
      spa: { gone: { text: ['@trigger.params.stray'] } },
    };
    const flows = [flow(2, [does(7, [say('Oi'), template('order', ['@trigger.params.name'])])], { localization })];

    expect(variables([does(1, [enter(2)])], flows)).toEqual([
      'nick text',
      'name template',
      'english template',
      'stray text',
    ]);
  });

  it('are found when the template stands beside the text (specification 13.5)', () => {
    expect(
      variables([
        does(1, [say('', { template: { uuid: 'x', name: 'order' }, template_variables: ['@trigger.params.name'] })]),
      ]),
    ).toEqual(['name template']);
  });

  it('are found behind the answer and in nodes that no path reaches, because the backend counts those too', () => {
    expect(
      variables([waits(1, 2), does(2, [say('@trigger.params.late')]), does(3, [say('@trigger.params.lost')])]),
    ).toEqual(['late text', 'lost text']);
  });

  it('are not taken from a session that is started for another contact', () => {
    expect(
      variables(
        [does(1, [act('start_session', { flow: { uuid: flow(2, []).uuid, name: 'x' } })])],
        [flow(2, [does(7, [say('@trigger.params.other')])])],
      ),
    ).toEqual([]);
  });

  it('are not known to be complete when a sub-flow is missing', () => {
    expect(variables([does(1, [enter(9)])])).toBe('unknown');
    expect(variables([does(1, [say('@trigger.params.x'), enter(9)])])).toEqual(['x text', 'any']);
  });

  it('of a node that cannot be parsed are listed as far as they can be seen', () => {
    expect(variables([{ uuid: 'n', actions: [say('@trigger.params.x')], exits: 7 }])).toEqual(['x text', 'any']);
  });
});

describe('a flow in several languages', () => {
  const definitions = parseFlowDefinitions(JSON.parse(readFileSync('tests/fixtures/localised-flow.json', 'utf8')));
  const reading = definitions === null ? null : readFlow(definitions, flowUuid(1));

  it('reads the variables of every language, and those of a translated template as of a template', () => {
    const { value } = reading?.variables ?? { value: 'unknown' };
    const read = value === 'unknown' ? [] : value.map(({ name, use }) => [name, use]);
    expect(read.toSorted()).toEqual([
      ['name_en', 'template'],
      ['nome', 'template'],
      ['order_en', 'text'],
    ]);
  });

  it('is told and rehearsed in its own language', () => {
    expect(reading?.rehearsal.items.map(({ kind, text }) => [kind, text])).toEqual([
      ['template', 'aviso'],
      ['message', 'Oi @trigger.params.nome, seu pedido saiu'],
    ]);
    expect(reading?.opensChat.value).toBe('never');
  });
});
