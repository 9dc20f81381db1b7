import { indexedUuid } from '../random-ids.ts';
import type { Flow, FlowAction, FlowNode, TicketMoment } from './types.ts';

const UNAVAILABLE = 'Não há ninguém para atender agora. Tente mais tarde.';

/** A node that runs its actions and goes on to one node, or ends the run. */
export function step(place: number, actions: readonly FlowAction[], next: number | null = null): FlowNode {
  return {
    uuid: indexedUuid('10000000', place),
    actions: actions.map((action, at) => ({ uuid: indexedUuid('20000000', place * 100 + at), ...action })),
    exits: [
      {
        uuid: indexedUuid('40000000', place * 100),
        destination_uuid: next === null ? null : indexedUuid('10000000', next),
      },
    ],
  };
}

/** A node that picks one of its categories. With `wait` it stops until the contact writes. */
export function split(
  place: number,
  categories: readonly { readonly name: string; readonly next: number | null }[],
  more: { readonly wait?: boolean; readonly operand?: string; readonly actions?: readonly FlowAction[] } = {},
): FlowNode {
  const { actions } = step(place, more.actions ?? []);
  const exits = categories.map(({ next }, at) => ({
    uuid: indexedUuid('40000000', place * 100 + at),
    destination_uuid: next === null ? null : indexedUuid('10000000', next),
  }));
  const named = categories.map(({ name }, at) => ({
    uuid: indexedUuid('41000000', place * 100 + at),
    name,
    exit_uuid: indexedUuid('40000000', place * 100 + at),
  }));
  return {
    uuid: indexedUuid('10000000', place),
    actions,
    exits,
    router: {
      type: 'switch',
      operand: more.operand ?? '@input.text',
      categories: named,
      default_category_uuid: named.at(-1)?.uuid ?? null,
      cases: named.slice(0, -1).map(({ uuid, name }, at) => ({
        uuid: indexedUuid('42000000', place * 100 + at),
        type: 'has_category',
        arguments: [name],
        category_uuid: uuid,
      })),
      ...(more.wait === true ? { wait: { type: 'msg' } } : {}),
    },
  };
}

export const message = (text: string): FlowAction => ({ type: 'send_msg', text });
export const enterFlow = (uuid: string, name: string): FlowAction => ({
  type: 'enter_flow',
  flow: { uuid, name },
  terminal: false,
});

/** Two nodes: one opens a ticket in a queue, and its Failure exit leads to a message that nobody is there. */
export function ticketNodes(place: number, queue: string): FlowNode[] {
  const open: FlowAction = {
    type: 'open_ticket',
    ticketer: { uuid: indexedUuid('43000000', 1), name: 'Vendas' },
    topic: { uuid: queue, name: 'Recuperação', queue_uuid: queue },
    body: '',
    result_name: 'Ticket',
  };
  return [
    split(
      place,
      [
        { name: 'Success', next: null },
        { name: 'Failure', next: place + 1 },
      ],
      { actions: [open], operand: '@results.ticket.category' },
    ),
    step(place + 1, [message(UNAVAILABLE)]),
  ];
}

/** The nodes of a flow: its own, or nodes made from its templates (or text) and the time of its ticket. */
export function nodesOf(flow: Flow, moment: TicketMoment = flow.ticket): readonly FlowNode[] {
  if (flow.nodes !== null) return flow.nodes;
  const sends = flow.templates.map((template, place): FlowAction => ({
    type: 'send_msg',
    text: template.variables.map((variable) => `@trigger.params.${variable}`).join(' ') || flow.text,
    templating: {
      uuid: indexedUuid('30000000', place + 1),
      template: { uuid: indexedUuid('e0000000', place + 1), name: template.name },
      variables: [...template.variables.map((variable) => `@trigger.params.${variable}`), '@contact.name'],
    },
  }));
  const all = sends.length === 0 ? [message(flow.text)] : sends;
  const last = all.length;
  const nodes = all.map((action, at) => step(at + 1, [action], at + 1 < last || moment !== 'never' ? at + 2 : null));
  if (moment === 'never') return nodes;
  if (moment === 'atOnce') return [...nodes, ...ticketNodes(last + 1, flow.queue)];
  return [
    ...nodes,
    split(last + 1, [{ name: 'All Responses', next: last + 2 }], { wait: true }),
    ...ticketNodes(last + 2, flow.queue),
  ];
}

/** The flows that the actions of a flow name. */
function targetsOf(flow: Flow): string[] {
  return nodesOf(flow).flatMap((node) =>
    node.actions.flatMap((action) => {
      const target = action['flow'];
      return typeof target === 'object' && target !== null && 'uuid' in target && typeof target.uuid === 'string'
        ? [target.uuid]
        : [];
    }),
  );
}

/** `definitions.json`: the flow and every existing flow that it depends on. */
export function flowDefinitions(flow: Flow | undefined, flows: readonly Flow[]): Record<string, unknown>[] {
  const found = new Set<Flow>(flow === undefined ? [] : [flow]);
  for (const each of found) {
    for (const uuid of targetsOf(each)) {
      const target = flows.find((other) => other.uuid === uuid && !other.isDeleted);
      if (target !== undefined) found.add(target);
    }
  }
  return [...found].map((each) => ({
    uuid: each.uuid,
    name: each.name,
    spec_version: '13.1.0',
    language: 'por',
    type: 'messaging',
    nodes: nodesOf(each),
    localization: {},
    _ui: {},
    revision: 3,
    expire_after_minutes: 10_080,
    metadata: { revision: 3 },
  }));
}
