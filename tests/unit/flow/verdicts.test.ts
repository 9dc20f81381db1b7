import { describe, expect, it } from 'vitest';
import type { FlowReading } from '../../../lib/flow/reading.ts';
import { act, does, enter, flow, flowUuid, nodeUuid, read, say, splits, template, ticket, waits } from './build.ts';

const valueOf = (
  key: 'opensChat' | 'sendsTemplate' | 'sendsFreeMessage' | 'marketing' | 'endsAfter' | 'channel',
  ...given: Parameters<typeof read>
): FlowReading[typeof key]['value'] => read(...given)[key].value;

describe('when a chat opens', () => {
  it.each<[string, string, unknown[], unknown[]?]>([
    ['before-answer', 'the ticket comes first', [does(1, [say('Oi'), ticket()], 2), waits(2, null)]],
    ['after-answer', 'the ticket comes behind the wait', [does(1, [say('Oi')], 2), waits(2, 3), does(3, [ticket()])]],
    [
      'after-answer',
      'a contact who writes something else is asked again',
      [splits(1, [2, 3], { wait: true }), does(2, [ticket()]), does(3, [say('De novo?')], 1)],
    ],
    [
      'after-answer',
      'the run ends only for those who do not answer in time',
      [splits(1, [2], { wait: true, late: 3 }), does(2, [ticket()]), does(3, [say('Tchau')])],
    ],
    [
      'after-answer',
      'a sub-flow waits and the flow above opens it',
      [splits(1, [2], { actions: [enter(2)] }), does(2, [ticket()])],
      [flow(2, [waits(7, null)])],
    ],
    ['never', 'no path opens one', [does(1, [say('Oi')], 2), waits(2, null)]],
    ['never', 'the ticket stands where no path leads', [does(1, [say('Oi')]), does(2, [ticket()])]],
    [
      'depends',
      'one answer of two opens it',
      [splits(1, [2, 3], { wait: true }), does(2, [ticket()]), does(3, [say('Ok')])],
    ],
    ['depends', 'a webhook decides', [splits(1, [2, null], { actions: [act('call_webhook')] }), does(2, [ticket()])]],
    [
      'depends',
      'some paths wait for it and some do not',
      [splits(1, [2, 3]), does(2, [ticket()]), waits(3, 4), does(4, [ticket()])],
    ],
    [
      'depends',
      'it opens only for those who do not answer in time',
      [splits(1, [null], { wait: true, late: 2 }), does(2, [ticket()])],
    ],
    ['unknown', 'an action on the way is not known', [does(1, [act('summon_agent')], 2), waits(2, null)]],
    ['unknown', 'a sub-flow is missing', [does(1, [enter(9)])]],
  ])('is %s when %s', (value, _name, nodes, others) => {
    expect(valueOf('opensChat', nodes, others)).toBe(value);
  });

  it('does not depend on what follows the ticket', () => {
    expect(valueOf('opensChat', [does(1, [ticket()], 2), does(2, [act('summon_agent')])])).toBe('before-answer');
  });

  it('lists each place once, the nearest first, and says when only silence opens it', () => {
    const { opensChat } = read([
      splits(1, [2, 3, 4], { wait: true }),
      does(2, [ticket('A')]),
      does(3, [ticket('B')]),
      does(4, [ticket('A')]),
    ]);
    expect(opensChat.places.map(({ queue }) => queue?.name)).toEqual(['A', 'B']);
    expect(opensChat.isOnlyLate).toBe(false);

    const late = read([splits(1, [null], { wait: true, late: 2 }), does(2, [ticket('C')])]).opensChat;
    expect(late.places.map(({ queue }) => queue?.name)).toEqual(['C']);
    expect(late.isOnlyLate).toBe(true);
  });

  it('is reported with sector and queue', () => {
    expect(read([waits(1, 2), does(2, [ticket('Recuperação', 'Vendas')])]).opensChat).toMatchObject({
      value: 'after-answer',
      because: 'Every path opens a ticket in Vendas › Recuperação once the contact has answered.',
      node: nodeUuid(2),
    });
  });
});

describe('what is sent before the first wait', () => {
  it.each<[string, string, unknown[]]>([
    ['yes no', 'a template on every path', [does(1, [template('a')], 2), waits(2, null)]],
    ['no yes', 'a free message on every path', [does(1, [say('Oi')], 2), waits(2, null)]],
    ['depends depends', 'one or the other', [splits(1, [2, 3]), does(2, [template('a')]), does(3, [say('Oi')])]],
    ['no no', 'nothing, because it waits first', [waits(1, 2), does(2, [template('a'), say('Oi')])]],
    ['no yes', 'an interactive message, which is a free one', [does(1, [act('send_whatsapp_msg', { text: 'Oi' })])]],
    ['unknown unknown', 'an unknown action', [does(1, [act('summon_agent')])]],
    ['unknown yes', 'a free message and an unknown action', [does(1, [say('Oi'), act('summon_agent')])]],
  ])('is %s (template, free message): %s', (values, _name, nodes) => {
    const { sendsTemplate, sendsFreeMessage } = read(nodes);
    expect(`${sendsTemplate.value} ${sendsFreeMessage.value}`).toBe(values);
  });
});

describe('marketing', () => {
  const promo = { name: 'promo', category: 'MARKETING' };
  const order = { name: 'order', category: 'UTILITY' };
  it.each<[string, unknown[], { name: string | null; category: string | null }[]]>([
    ['yes', [does(1, [template('promo')], 2), waits(2, null)], [promo]],
    ['depends', [splits(1, [2, 3]), does(2, [template('promo')]), does(3, [template('order')])], [promo, order]],
    ['depends', [does(1, [template('order')], 2), waits(2, 3), does(3, [template('promo')])], [promo, order]],
    ['no', [does(1, [template('order')])], [order]],
    ['no', [does(1, [say('Oi')])], []],
    ['unknown', [does(1, [template('order')])], []],
    ['unknown', [does(1, [template('order'), template('other')])], [order]],
    ['unknown', [does(1, [say('Oi'), act('summon_agent')])], []],
    ['unknown', [does(1, [template('order')])], [order, { name: 'order', category: 'MARKETING' }]],
    ['yes', [does(1, [template('promo')])], [promo, { name: 'promo', category: 'marketing' }]],
  ])('is %s by the categories of the templates that are sent: %#', (value, nodes, templates) => {
    expect(valueOf('marketing', nodes, [], templates)).toBe(value);
  });
});

describe('other verdicts of the analysis', () => {
  it('contain how long a run lives, or that it is not known', () => {
    expect(valueOf('endsAfter', [does(1, [])])).toBe(10_080);
    expect(read([does(1, [])]).endsAfter.because).toBe('A run ends after 10080 minutes without an answer.');
  });

  it('contain the fields and groups that the flow changes, in sub-flows too', () => {
    const nodes = [does(1, [act('set_contact_field', { field: { key: 'city', name: 'City' }, value: 'x' }), enter(2)])];
    const reading = read(nodes, [
      flow(2, [
        does(7, [
          act('add_contact_groups', { groups: [{ uuid: 'g', name: 'VIP' }] }),
          act('remove_contact_groups', { groups: [{ name_match: '@fields.list' }] }),
        ]),
      ]),
    ]);

    expect(reading.writes).toEqual({
      value: { fields: ['city'], groups: ['VIP', '@fields.list'] },
      because: 'Paths of the flow write these.',
      node: nodeUuid(1),
    });
    expect(read([does(1, [enter(9)])]).writes.value).toBe('unknown');
  });

  it('contain the channel that the flow sets', () => {
    expect(
      valueOf('channel', [does(1, [act('set_contact_channel', { channel: { uuid: 'c', name: 'WhatsApp 2' } })])]),
    ).toBe('WhatsApp 2');
    expect(valueOf('channel', [does(1, [say('Oi')])])).toBeNull();
    expect(valueOf('channel', [does(1, [enter(9)])])).toBe('unknown');
  });

  it('contain the steps in order, with loops and meeting paths listed once', () => {
    const nodes = [
      does(1, [template('order')], 2),
      splits(2, [3, 4], { wait: true, late: null }),
      splits(3, [5, 4], { actions: [act('call_webhook')], operand: '@results.x' }),
      does(4, [say('De novo?')], 2),
      does(5, [act('set_contact_field', { field: { key: 'city' } }), ticket(), enter(2)]),
    ];
    const { steps } = read(nodes, [flow(2, [does(7, [say('Fim')])])]);

    expect(steps.isCut).toBe(false);
    expect(steps.list.map(({ kind, about, depth }) => `${depth} ${kind} ${about}`.trim())).toEqual([
      '0 template order',
      '0 wait',
      '1 call call_webhook',
      '1 split @results.x',
      '2 writes city',
      '2 ticket Vendas › Recuperação',
      '2 sub-flow Flow 2',
      '3 message Fim',
      '2 message De novo?',
    ]);
    expect(steps.list.find(({ kind }) => kind === 'wait')).toMatchObject({
      timeoutSeconds: 600,
      flow: 'Flow 1',
      node: nodeUuid(2),
    });
    expect(flowUuid(1)).toBe(read(nodes).flowUuid);
  });
});

describe('the values that a flow gives its templates', () => {
  it('are counted where the fewest are given, in both forms of the definition and in sub-flows', () => {
    const newer = say('', { template: { uuid: 'c2', name: 'promo' }, template_variables: ['@contact.name'] });
    const given = (nodes: unknown[], others: unknown[] = []) =>
      read(nodes, others).givenValues.map(({ template: name, values }) => [name, values]);

    expect(given([does(1, [template('order', ['a', 'b']), newer])])).toEqual([
      ['order', 2],
      ['promo', 1],
    ]);
    expect(
      given([does(1, [enter(2), template('order', ['a', 'b'])])], [flow(2, [does(7, [template('order', ['a'])])])]),
    ).toEqual([['order', 1]]);
    expect(given([does(1, [say('Oi')])])).toEqual([]);
  });
});
