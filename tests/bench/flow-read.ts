import { readFlow } from '../../lib/flow/reading.ts';
import { parseFlowDefinitions } from '../unit/flow/parse-definitions.ts';
import { type Group, median, rounded } from './figure.ts';

const NODES = 500;
const ROUNDS = 30;

const uuid = (n: number) => `a1000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A definition as the server sends it: messages with expressions, waits, and three exits of every node. */
function definition(): string {
  const nodes = Array.from({ length: NODES }, (_, n) => ({
    uuid: uuid(n),
    actions: [
      {
        uuid: `x${n}`,
        type: 'send_msg',
        text: 'Oi @trigger.params.name, tudo bem com @(upper(contact.name))? '.repeat(5),
      },
    ],
    router: {
      type: 'switch',
      operand: '@input.text',
      ...(n % 7 === 0 ? { wait: { type: 'msg' } } : {}),
      categories: [0, 1, 2].map((way) => ({ uuid: `c${way}`, exit_uuid: `e${way}` })),
    },
    exits: [0, 1, 2].map((way) => ({ uuid: `e${way}`, destination_uuid: uuid((n * 3 + way + 1) % NODES) })),
  }));
  return JSON.stringify({ version: '13', flows: [{ uuid: uuid(NODES), name: 'Long', spec_version: '13.1.0', nodes }] });
}

/** Measures from the text of a definition to its reading. */
export const flowRead: Group = {
  ids: ['flow.read_ms'],
  measure() {
    const text = definition();
    const samples = Array.from({ length: ROUNDS }, () => {
      const from = performance.now();
      const definitions = parseFlowDefinitions(JSON.parse(text));
      if (definitions === null || readFlow(definitions, uuid(NODES)).batchSafe.value !== 'yes')
        throw new Error('the flow was not read');
      return performance.now() - from;
    });
    return Promise.resolve([
      {
        id: 'flow.read_ms',
        value: rounded(median(samples)),
        unit: 'ms',
        n: ROUNDS,
        note: `${NODES} nodes, ${Math.round(text.length / 1000)} kB, parsed and read`,
      },
    ]);
  },
};
