import type { FlowDefinitions } from '../../../lib/flow/definition.ts';
import { readFlow, type FlowReading, type KnownTemplate } from '../../../lib/flow/reading.ts';
import { parseFlowDefinitions } from './parse-definitions.ts';

/**
 * Builds definitions as Flows sends them. Flows and nodes have small numbers as names, so that a test is easy to read.
 */
export const flowUuid = (n: number) => `f1000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const nodeUuid = (n: number) => `a1000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

type Json = Record<string, unknown>;

export const say = (text: string, more: Json = {}): Json => ({
  uuid: `b1-${text.length}`,
  type: 'send_msg',
  text,
  ...more,
});
export const template = (name: string, variables: readonly string[] = [], more: Json = {}): Json =>
  say('', { templating: { uuid: `c1-${name}`, template: { uuid: 'c2', name }, variables }, ...more });
export const ticket = (queue = 'Recuperação', sector = 'Vendas'): Json => ({
  type: 'open_ticket',
  ticketer: { uuid: 'd1', name: sector },
  topic: { uuid: 'd2', name: queue },
  body: '',
  result_name: 'Result',
});
export const enter = (n: number, terminal?: boolean): Json => ({
  type: 'enter_flow',
  flow: { uuid: flowUuid(n), name: `Flow ${n}` },
  ...(terminal === undefined ? {} : { terminal }),
});
export const act = (type: string, more: Json = {}): Json => ({ type, ...more });

/** The next node: its number, or null for the end of the run. */
type Target = number | null;

/** A node that executes actions and then goes on to one node. */
export const does = (n: number, actions: readonly unknown[], next: Target = null): Json => ({
  uuid: nodeUuid(n),
  actions,
  exits: [{ uuid: `e${n}`, destination_uuid: next === null ? null : nodeUuid(next) }],
});

/** A node that waits for the contact (`wait`) or splits; `late` is the exit of the time-out. */
export function splits(
  n: number,
  targets: readonly Target[],
  more: { wait?: boolean; late?: Target; actions?: readonly unknown[]; operand?: string } = {},
): Json {
  const all = more.late === undefined ? targets : [...targets, more.late];
  const exits = all.map((target, place) => ({
    uuid: `e${n}-${place}`,
    destination_uuid: target === null ? null : nodeUuid(target),
  }));
  const categories = exits.map(({ uuid }, place) => ({
    uuid: `k${n}-${place}`,
    name: `Category ${place}`,
    exit_uuid: uuid,
  }));
  const timeout =
    more.late === undefined ? {} : { timeout: { seconds: 600, category_uuid: `k${n}-${targets.length}` } };
  return {
    uuid: nodeUuid(n),
    actions: more.actions ?? [],
    exits,
    router: {
      type: 'switch',
      operand: more.operand ?? '@input.text',
      categories,
      cases: [],
      ...(more.wait === true ? { wait: { type: 'msg', ...timeout } } : {}),
    },
  };
}
export const waits = (n: number, ...targets: Target[]): Json => splits(n, targets, { wait: true });

export const flow = (n: number, nodes: readonly unknown[], more: Json = {}): Json => ({
  uuid: flowUuid(n),
  name: `Flow ${n}`,
  spec_version: '13.1.0',
  language: 'por',
  type: 'messaging',
  expire_after_minutes: 10_080,
  localization: {},
  _ui: {},
  nodes,
  ...more,
});

export function parse(flows: readonly unknown[]): FlowDefinitions {
  const parsed = parseFlowDefinitions({ version: '13', flows });
  if (parsed === null) throw new Error('not a definition');
  return parsed;
}

/** The analysis of flow 1 with these nodes, together with the other flows. */
export const read = (
  nodes: readonly unknown[],
  others: readonly unknown[] = [],
  templates: readonly KnownTemplate[] = [],
): FlowReading => readFlow(parse([flow(1, nodes), ...others]), flowUuid(1), templates);
