import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlow, type FlowReading } from '../../../lib/flow/reading.ts';
import { parseFlowDefinitions } from './parse-definitions.ts';
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

type Node = {
  uuid: string;
  actions: { type: string; flow?: { uuid: string }; terminal?: boolean }[];
  router?: { wait?: unknown; categories: { exit_uuid: string }[] };
  exits: { uuid: string; destination_uuid: string | null }[];
};

const FLOWS = 3;
const NODES = 6;
const target = fc.option(fc.integer({ min: 1, max: NODES + 1 }), { nil: null });
const action = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(say('Oi'), template('order'), act('call_webhook')) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ticket(),
      act('summon_agent'),
      act('start_session', { flow: { uuid: flowUuid(2), name: 'x' } }),
      act('send_broadcast', { text: 'x' }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: FLOWS + 1 }), fc.boolean())
      .map(([n, isTerminal]) => enter(n, isTerminal)),
  },
);
const node = (n: number) =>
  fc
    .record({
      actions: fc.array(action, { maxLength: 2 }),
      targets: fc.array(target, { minLength: 1, maxLength: 3 }),
      kind: fc.constantFrom('does', 'splits', 'waits'),
    })
    .map(({ actions, targets, kind }) =>
      kind === 'does' ? does(n, actions, targets[0] ?? null) : splits(n, targets, { actions, wait: kind === 'waits' }),
    );
const anyFlow = (n: number) =>
  fc.tuple(...Array.from({ length: NODES }, (_, place) => node(place + 1))).map((nodes) => flow(n, nodes));
const anyFlows = fc.tuple(...Array.from({ length: FLOWS }, (_, n) => anyFlow(n + 1)));

/**
 * Simulates one run as the engine does it, its exits chosen by `choose`, for a limited number of steps. Returns what it
 * does before its first wait.
 */
function playOne(flows: readonly unknown[], choose: (count: number) => number): { types: string[]; isEnded: boolean } {
  const byUuid = new Map((flows as { uuid: string; nodes: Node[] }[]).map((each) => [each.uuid, each.nodes]));
  let stack: { nodes: Node[]; at: Node | undefined }[] = [
    { nodes: byUuid.get(flowUuid(1)) ?? [], at: byUuid.get(flowUuid(1))?.[0] },
  ];
  const types: string[] = [];
  const leave = (frame: (typeof stack)[number]): boolean => {
    const { at, nodes } = frame;
    const exits = at?.router === undefined ? (at?.exits.slice(0, 1) ?? []) : at.exits;
    const next = exits[choose(exits.length)]?.destination_uuid ?? null;
    frame.at = next === null ? undefined : nodes.find(({ uuid }) => uuid === next);
    return next === null || frame.at !== undefined;
  };
  for (let step = 0; step < 60; step += 1) {
    const frame = stack.at(-1);
    if (frame === undefined) return { types, isEnded: true };
    if (frame.at === undefined) {
      stack.pop();
      const above = stack.at(-1);
      if (above !== undefined && !leave(above)) return { types, isEnded: false };
      continue;
    }
    for (const { type } of frame.at.actions) types.push(type);
    const entered = frame.at.actions.findLast(({ type }) => type === 'enter_flow');
    if (entered?.flow !== undefined) {
      const nodes = byUuid.get(entered.flow.uuid);
      if (nodes === undefined) return { types: [...types, 'missing'], isEnded: false };
      if (entered.terminal === true) stack = [];
      stack.push({ nodes, at: nodes[0] });
      continue;
    }
    if (frame.at.router?.wait !== undefined) return { types, isEnded: true };
    if (!leave(frame)) return { types: [...types, 'missing'], isEnded: false };
  }
  return { types, isEnded: false };
}

const RISKY = ['open_ticket', 'start_session', 'send_broadcast', 'summon_agent', 'missing'];
const verdicts = ({ batchSafe, opensChat, sendsTemplate, sendsFreeMessage, marketing }: FlowReading) => [
  batchSafe,
  opensChat,
  sendsTemplate,
  sendsFreeMessage,
  marketing,
];

describe('any flow', () => {
  it('that is safe for many people does nothing risky in any run before it waits, and sends what the analysis says', () => {
    fc.assert(
      fc.property(
        anyFlows,
        fc.array(fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), { minLength: 10, maxLength: 10 }),
        (flows, plays) => {
          const { batchSafe, sendsTemplate, sendsFreeMessage } = readFlow(parse(flows), flowUuid(1));
          for (const choices of plays) {
            let at = 0;
            const { types, isEnded } = playOne(flows, (count) =>
              count === 0 ? 0 : (choices[(at += 1) % choices.length] ?? 0) % count,
            );
            const sends = types.includes('send_msg');
            expect(batchSafe.value === 'yes' && types.some((type) => RISKY.includes(type))).toBe(false);
            expect(sendsTemplate.value === 'no' && sendsFreeMessage.value === 'no' && sends).toBe(false);
            expect(isEnded && (sendsTemplate.value === 'yes' || sendsFreeMessage.value === 'yes') && !sends).toBe(
              false,
            );
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('of one action and any exits is judged as all its runs are', () => {
    // The flows are small enough to try all runs, so the analysis must not call a safe flow unsafe either.
    const small = fc.tuple(
      ...Array.from({ length: 4 }, (_, n) =>
        fc
          .record({
            isTicket: fc.boolean(),
            isWait: fc.boolean(),
            targets: fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }), { minLength: 1, maxLength: 2 }),
          })
          .map(({ isTicket, isWait, targets }) =>
            splits(n + 1, targets, { wait: isWait, actions: isTicket ? [ticket()] : [say('Oi')] }),
          ),
      ),
    );
    fc.assert(
      fc.property(small, (nodes) => {
        const seen = new Set<string>();
        const open = [nodeUuid(1)];
        let isSafe = true;
        for (let uuid = open.pop(); uuid !== undefined; uuid = open.pop()) {
          const found = (nodes as unknown as Node[]).find((each) => each.uuid === uuid);
          if (found === undefined || seen.has(uuid)) continue;
          seen.add(uuid);
          if (found.actions.some(({ type }) => type === 'open_ticket')) isSafe = false;
          if (found.router?.wait === undefined)
            for (const { destination_uuid: next } of found.exits) if (next !== null) open.push(next);
        }
        expect(read(nodes).batchSafe.value).toBe(isSafe ? 'yes' : 'no');
      }),
      { numRuns: 1_000 },
    );
  });

  it('gets a verdict for every question, whatever the JSON is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.jsonValue(),
            fc.record({
              uuid: fc.constant(flowUuid(1)),
              spec_version: fc.constantFrom('13.1.0', '12.0', null),
              nodes: fc.array(fc.jsonValue()),
            }),
          ),
        ),
        (flows) => {
          const definitions = parseFlowDefinitions({ flows });
          expect(
            definitions === null
              ? 5
              : verdicts(readFlow(definitions, flowUuid(1))).filter(({ because }) => because !== '').length,
          ).toBe(5);
        },
      ),
      { numRuns: 1_000 },
    );
    expect([
      parseFlowDefinitions('<html>'),
      parseFlowDefinitions(null),
      parseFlowDefinitions([]),
      parseFlowDefinitions({ flows: {} }),
    ]).toEqual([null, null, null, null]);
  });
});

describe('large flows', () => {
  it('with 10,000 exits, a chain of 20,000 nodes and 5 MB of text are analysed', () => {
    const exits = read([
      splits(
        1,
        Array.from({ length: 10_000 }, (_, n) => (n === 9_999 ? 2 : null)),
      ),
      does(2, [ticket()]),
    ]);
    const chain = read(
      Array.from({ length: 20_000 }, (_, n) =>
        does(n + 1, n === 19_999 ? [ticket()] : [], n + 2 > 20_000 ? null : n + 2),
      ),
    );
    const long = read([
      does(1, [say('@trigger.params.x e @(upper(trigger.params["y"])) '.repeat(100_000))], 2),
      waits(2, null),
    ]);

    expect([exits.batchSafe.value, chain.batchSafe.value]).toEqual(['no', 'no']);
    expect(long.variables.value).toMatchObject([{ name: 'x' }, { name: 'y' }]);
    expect(chain.steps.list.length + exits.steps.list.length).toBeLessThan(600);
  });

  it('with more than 20,000 nodes are unknown as a whole', () => {
    const half = (n: number, first: readonly unknown[]) =>
      flow(
        n,
        Array.from({ length: 10_001 }, (_, place) => does(place + 1, place === 0 ? first : [])),
      );

    expect(
      verdicts(readFlow(parse([half(1, [enter(2)]), half(2, [])]), flowUuid(1))).map(({ value }) => value),
    ).toEqual(Array.from({ length: 5 }, () => 'unknown'));
  });

  it('that enter each other in circles and thousands deep are analysed in finite time', () => {
    const deep = Array.from({ length: 5_000 }, (_, n) =>
      flow(n + 1, [does(1, n === 4_999 ? [ticket()] : [enter(n + 2)])]),
    );
    const circle = [
      flow(1, [splits(1, [2], { actions: [enter(2)] }), waits(2, null)]),
      flow(2, [splits(1, [2], { actions: [enter(1)] }), does(2, [ticket()])]),
    ];

    expect(readFlow(parse(deep), flowUuid(1)).batchSafe).toMatchObject({ value: 'no', node: nodeUuid(1) });
    // A flow that enters itself before anything else never returns.
    expect(readFlow(parse(circle), flowUuid(1)).batchSafe.value).toBe('yes');
  });

  it('with texts only in foreign languages are analysed by their translations', () => {
    const localization = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`l${n}`, { 'b1-0': { text: [`@trigger.params.v${n % 7}`] } }]),
    );

    expect(
      readFlow(parse([flow(1, [does(1, [say('')])], { language: null, localization })]), flowUuid(1)).variables,
    ).toMatchObject({ value: [{}, {}, {}, {}, {}, {}, {}], readsAny: false });
  });

  it('nested thousands of levels deep in one action are scanned', () => {
    let body: unknown = '@trigger.params.deep';
    for (let level = 0; level < 20_000; level += 1) body = { level: [body] };

    expect(read([does(1, [act('call_webhook', { body })])]).variables.value).toMatchObject([{ name: 'deep' }]);
  });
});
