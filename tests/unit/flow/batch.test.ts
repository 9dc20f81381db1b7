import { describe, expect, it } from 'vitest';
import { readFlow, unreadFlow } from '../../../lib/flow/reading.ts';
import {
  act,
  does,
  enter,
  flow,
  flowUuid,
  nodeUuid,
  parse,
  read,
  say,
  splits,
  template,
  ticket,
  waits,
} from './build.ts';

const batch = (...given: Parameters<typeof read>) => {
  const { value, risk, node } = read(...given).batchSafe;
  return { value, risk, node };
};
const sub = (n: number, nodes: readonly unknown[], more = {}) => flow(n, nodes, more);

describe('many people in one request', () => {
  it.each<[string, unknown[], unknown[]?]>([
    ['a flow that waits before its ticket', [does(1, [say('Oi')], 2), waits(2, 3), does(3, [ticket()])]],
    ['a flow without a ticket', [does(1, [say('Oi')])]],
    ['a node without exits', [{ uuid: nodeUuid(1), actions: [say('Oi')] }]],
    [
      'a webhook, and the ticket after the answer',
      [does(1, [act('call_webhook')], 2), waits(2, 3), does(3, [ticket()])],
    ],
    [
      'a sub-flow that waits, and the ticket after it',
      [splits(1, [2], { actions: [enter(2)] }), does(2, [ticket()])],
      [sub(2, [waits(7, null)])],
    ],
    [
      'a sub-flow without a ticket',
      [splits(1, [2], { actions: [enter(2)] }), does(2, [say('Fim')])],
      [sub(2, [does(7, [say('Oi')])])],
    ],
    [
      'a ticket in a sub-flow that is entered after the answer',
      [waits(1, 2), splits(2, [null], { actions: [enter(2)] })],
      [sub(2, [does(7, [ticket()])])],
    ],
    ['a ticket that no path reaches', [does(1, [say('Oi')]), does(2, [ticket()])]],
    [
      'a ticket behind an exit that the engine does not take without a router',
      [
        {
          ...does(1, [say('Oi')]),
          exits: [
            { uuid: 'e1', destination_uuid: null },
            { uuid: 'e2', destination_uuid: nodeUuid(2) },
          ],
        },
        does(2, [ticket()]),
      ],
    ],
    [
      'a ticket in the parent flow, to which a terminal sub-flow never returns',
      [splits(1, [2], { actions: [enter(2, true)] }), does(2, [ticket()])],
      [sub(2, [does(7, [say('Oi')])])],
    ],
  ])('are safe with %s', (_name, nodes, others) => {
    expect(batch(nodes, others)).toMatchObject({ value: 'yes', risk: null });
  });

  it.each<[string, string, number, unknown[], unknown[]?]>([
    ['a ticket first', 'ticket-first', 1, [does(1, [say('Oi'), ticket()], 2), waits(2, null)]],
    [
      'a webhook before the ticket',
      'ticket-first',
      3,
      [does(1, [act('call_webhook')], 2), splits(2, [3, null]), does(3, [ticket()])],
    ],
    [
      'a ticket on one of two paths',
      'ticket-first',
      4,
      [splits(1, [2, 4], { operand: '@contact.groups' }), waits(2, 3), does(3, [ticket()]), does(4, [ticket()])],
    ],
    [
      'a ticket in a sub-flow',
      'ticket-first',
      7,
      [splits(1, [null], { actions: [enter(2)] })],
      [sub(2, [does(7, [ticket()])])],
    ],
    [
      'a ticket behind a sub-flow that waits on one path only',
      'ticket-first',
      2,
      [splits(1, [2], { actions: [enter(2)] }), does(2, [ticket()])],
      [sub(2, [splits(7, [8, null]), waits(8, null)])],
    ],
    [
      'a ticket behind a sub-flow in a node whose own wait the engine skips',
      'ticket-first',
      2,
      [splits(1, [2], { actions: [enter(2)], wait: true }), does(2, [ticket()])],
      [sub(2, [does(7, [say('Oi')])])],
    ],
    [
      'a ticket two sub-flows deep',
      'ticket-first',
      8,
      [does(1, [enter(2)])],
      [sub(2, [does(7, [enter(3)])]), sub(3, [does(8, [ticket()])])],
    ],
    ['a ticket in the node that waits', 'ticket-first', 1, [splits(1, [null], { wait: true, actions: [ticket()] })]],
    [
      'a ticket behind a loop',
      'ticket-first',
      3,
      [does(1, [say('Oi')], 2), splits(2, [1, 3], { operand: '@results.n' }), does(3, [ticket()])],
    ],
    [
      'another session',
      'session-first',
      1,
      [does(1, [act('start_session', { flow: { uuid: flowUuid(2), name: 'x' }, groups: [{}] })])],
    ],
    ['a broadcast', 'broadcast-first', 1, [does(1, [act('send_broadcast', { text: 'Oi', groups: [{}] })])]],
  ])('are not safe with %s', (_name, risk, node, nodes, others) => {
    expect(batch(nodes, others)).toEqual({ value: 'no', risk, node: nodeUuid(node) });
  });

  it.each<[string, string, unknown[], unknown[]?]>([
    ['an action that is not known', 'unknown-action', [does(1, [act('summon_agent')], 2), waits(2, null)]],
    ['an action without a type', 'unknown-action', [does(1, [{ text: 'x' }], 2), waits(2, null)]],
    ['a sub-flow that is not in the definition', 'sub-flow-missing', [does(1, [enter(9)])]],
    [
      'a sub-flow of an old specification',
      'sub-flow-missing',
      [does(1, [enter(2)])],
      [sub(2, [does(7, [say('x')])], { spec_version: '11.12' })],
    ],
    ['a sub-flow that is not named', 'unknown-action', [does(1, [act('enter_flow', { flow: null })])]],
    ['a node of another shape', 'unreadable-node', [{ uuid: nodeUuid(1), exits: 'none' }]],
    ['an exit to a node that does not exist', 'unreadable-node', [does(1, [say('x')], 5)]],
    [
      'a wait of a kind that is not known',
      'unreadable-node',
      [{ ...splits(1, [null]), router: { type: 'switch', wait: { type: 'hope' }, categories: [] } }],
    ],
  ])('are not known to be safe with %s', (_name, risk, nodes, others) => {
    expect(batch(nodes, others)).toMatchObject({ value: 'unknown', risk });
  });

  it('are safe with an unknown action behind the first wait', () => {
    expect(batch([waits(1, 2), does(2, [act('summon_agent')])])).toMatchObject({ value: 'yes' });
  });

  it.each<[string, unknown[], string]>([
    ['is empty', [flow(1, [])], 'no-first-node'],
    ['is not there', [flow(2, [does(1, [])])], 'no-flow'],
    ['has no specification', [flow(1, [does(1, [])], { spec_version: null })], 'old-specification'],
    ['is older than 13', [flow(1, [does(1, [])], { spec_version: '12.9' })], 'old-specification'],
    ['is newer than what is known', [flow(1, [does(1, [])], { spec_version: '15.0.0' })], 'old-specification'],
    [
      'has the old format with rule sets',
      [{ version: '11.12', metadata: { uuid: flowUuid(1), name: 'Old' }, action_sets: [], rule_sets: [] }],
      'old-specification',
    ],
    [
      'has more than 20,000 nodes',
      [
        flow(
          1,
          Array.from({ length: 20_001 }, (_, n) => does(n, [])),
        ),
      ],
      'too-large',
    ],
  ])('are not known to be safe with a flow that %s', (_name, flows, risk) => {
    expect(readFlow(parse(flows), flowUuid(1)).batchSafe).toMatchObject({ value: 'unknown', risk });
  });

  it('are not known to be safe without a definition', () => {
    expect(unreadFlow(flowUuid(1))).toMatchObject({
      batchSafe: { value: 'unknown', risk: 'unread' },
      opensChat: { value: 'unknown' },
      variables: { value: 'unknown' },
    });
  });

  it('are judged the same in whatever case the uuids are written', () => {
    const shout = parse([
      flow(1, [does(1, [enter(2)])]),
      { ...flow(2, [does(7, [ticket()])]), uuid: flowUuid(2).toUpperCase() },
    ]);

    expect(readFlow(shout, flowUuid(1).toUpperCase()).batchSafe).toMatchObject({ value: 'no', risk: 'ticket-first' });
  });

  it('have a verdict with a sentence and the node that decides it', () => {
    expect(read([does(1, [template('oi')], 2), does(2, [ticket()])]).batchSafe).toEqual({
      value: 'no',
      risk: 'ticket-first',
      node: nodeUuid(2),
      because: 'A ticket is opened before the first wait; a start of more than one contact cannot open it.',
    });
  });
});
