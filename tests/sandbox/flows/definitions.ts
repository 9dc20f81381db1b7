import { indexedUuid } from '../random-ids.ts';
import type { Flow } from './types.ts';

/** One flow as `definitions.json` shows it: a send_msg node per template, or one plain node, then the ticket node if it has one. */
export function flowDefinition(flow: Flow): Record<string, unknown> {
  const node = (place: number, action: Record<string, unknown>): Record<string, unknown> => ({
    uuid: indexedUuid('10000000', place),
    actions: [{ uuid: indexedUuid('20000000', place), ...action }],
    exits: [{ uuid: indexedUuid('40000000', place), destination_uuid: null }],
  });
  const nodes = flow.templates.map((template, place) => node(place + 1, {
    type: 'send_msg',
    text: template.variables.map((variable) => `@trigger.params.${variable}`).join(' ') || flow.text,
    templating: {
      uuid: indexedUuid('30000000', place + 1),
      template: { uuid: indexedUuid('e0000000', place + 1), name: template.name },
      variables: [...template.variables.map((variable) => `@trigger.params.${variable}`), '@contact.name'],
    },
  }));
  if (nodes.length === 0) nodes.push(node(1, { type: 'send_msg', text: flow.text }));
  if (flow.ticket !== 'never') nodes.push(node(nodes.length + 1, { type: 'open_ticket', topic: { uuid: flow.queue, name: 'queue' } }));
  return {
    uuid: flow.uuid, name: flow.name, spec_version: '13.1.0', language: 'por', type: 'messaging', nodes, localization: {}, _ui: {}, revision: 3,
    expire_after_minutes: 10_080, metadata: { revision: 3 },
  };
}
