import { describe, expect, it } from 'vitest';
import { act, does, enter, flow, read, say, splits, template, ticket, waits } from './build.ts';

/** The rehearsal as one line an item: `  + kind text`, indented by depth, `+` where a path begins. */
const lines = (...given: Parameters<typeof read>): string[] =>
  read(...given).rehearsal.items.map(({ kind, depth, startsPath, text }) =>
    `${'  '.repeat(depth)}${startsPath ? '+ ' : ''}${kind} ${text}`.trimEnd(),
  );

describe('what happens before the contact has answered', () => {
  it('is listed in order, up to the first wait', () => {
    expect(
      lines([does(1, [template('oi'), say('Oi @contact.name')], 2), waits(2, 3), does(3, [say('Depois'), ticket()])]),
    ).toEqual(['template oi', 'message Oi @contact.name', 'wait']);
  });

  it('lists each path behind a split to its own end, so that what follows both stands in both', () => {
    expect(
      lines([
        splits(1, [2, 3, null], { operand: '@contact.groups' }),
        does(2, [say('A')], 4),
        does(3, [say('B')], 4),
        does(4, [say('C')], 5),
        waits(5, null),
      ]),
    ).toEqual([
      'split @contact.groups',
      '  + message A',
      '  message C',
      '  wait',
      '  + message B',
      '  message C',
      '  wait',
      '  + end',
    ]);
  });

  it('names what another system, a sub-flow and a ticket decide, in their place', () => {
    expect(
      lines(
        [
          splits(1, [2, null], { actions: [act('call_webhook')], operand: '@results.erp.category' }),
          splits(2, [3], { actions: [enter(2)] }),
          does(3, [ticket()]),
        ],
        [flow(2, [does(7, [say('De dentro')])])],
      ),
    ).toEqual(['call call_webhook', 'split @results.erp.category', '  + message De dentro', '  ticket', '  + end']);
  });

  it('goes on behind a sub-flow that ends on one of its paths, and not behind one that never returns', () => {
    const branching = [flow(2, [splits(7, [8, null]), does(8, [say('Dentro')])])];
    expect(lines([splits(1, [2], { actions: [enter(2)] }), does(2, [say('Fora')])], branching)).toEqual([
      'split @input.text',
      '  + message Dentro',
      '  message Fora',
      '  + message Fora',
    ]);
    expect(lines([splits(1, [2], { actions: [enter(2, true)] }), does(2, [say('Fora')])], branching)).toEqual([
      'split @input.text',
      '  + message Dentro',
      '  + end',
    ]);
  });

  it.each<[string, unknown[], string[]]>([
    [
      'an unknown action',
      [does(1, [act('summon_agent')], 2), does(2, [say('Oi')])],
      ['not-understood summon_agent', 'message Oi'],
    ],
    ['a missing sub-flow', [does(1, [say('Oi'), enter(9)])], ['message Oi', 'not-understood']],
    ['a node that cannot be read', [7], ['not-understood node']],
    ['an exit to nowhere', [does(1, [say('Oi')], 9)], ['message Oi', 'not-understood']],
    ['a loop', [does(1, [say('Oi')], 2), does(2, [say('De novo')], 1)], ['message Oi', 'message De novo']],
    ['nothing at all', [does(1, [act('set_run_result')])], []],
  ])('says what it does not know, and ends: %s', (_name, nodes, expected) => {
    expect(lines(nodes)).toEqual(expected);
  });

  it('is cut for a flow with very many paths, at once', () => {
    const wide = read([
      splits(
        1,
        Array.from({ length: 5_000 }, (_, n) => n + 2),
      ),
      ...Array.from({ length: 5_000 }, (_, n) => does(n + 2, [], n + 3)),
    ]);
    expect(wide.rehearsal.isCut).toBe(true);
    expect(wide.rehearsal.items.length).toBeLessThanOrEqual(40);

    const deep = read(Array.from({ length: 60 }, (_, n) => splits(n + 1, [n + 2, n + 3])));
    expect(deep.rehearsal.isCut).toBe(true);
    expect(deep.rehearsal.items.length).toBeLessThanOrEqual(40);
  });
});
