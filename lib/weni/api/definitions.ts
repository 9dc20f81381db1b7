import type * as z from 'zod/mini';
import type {
  ActionKind,
  FlowAction,
  FlowDefinition,
  FlowDefinitions,
  FlowNode,
  FlowReference,
  FlowRouter,
  FlowText,
} from '../../flow/definition.ts';
import {
  ActionWire,
  ChannelWire,
  type DefinitionsWire,
  DefinitionWire,
  FieldWire,
  GroupsWire,
  KNOWN_WAITS,
  MessageWire,
  NodeWire,
  OldDefinitionWire,
  TargetWire,
  TicketWire,
} from './schemas-definitions.ts';

/**
 * What each action type of Weni's flow engine (weni-ai/goflow, flows/actions) means for the analysis of a flow. A type
 * that is missing here is *not understood*.
 */
const KINDS: ReadonlyMap<string, ActionKind> = new Map<string, ActionKind>([
  ['send_msg', 'message'],
  ['send_whatsapp_msg', 'message'],
  ['send_msg_catalog', 'message'],
  ['send_broadcast', 'broadcast'],
  ['open_ticket', 'ticket'],
  ['enter_flow', 'sub-flow'],
  ['start_session', 'session'],
  ['set_contact_field', 'field'],
  ['add_contact_groups', 'add-groups'],
  ['remove_contact_groups', 'remove-groups'],
  ['set_contact_channel', 'channel'],
  ['set_contact_name', 'other'],
  ['set_contact_language', 'other'],
  ['set_contact_status', 'other'],
  ['set_contact_timezone', 'other'],
  ['add_contact_urn', 'other'],
  ['set_run_result', 'other'],
  ['add_input_labels', 'other'],
  ['send_email', 'other'],
  ['say_msg', 'other'],
  ['play_audio', 'other'],
  ['transfer_airtime', 'call'],
  ['call_webhook', 'call'],
  ['call_resthook', 'call'],
  ['call_classifier', 'call'],
  ['call_brain', 'call'],
  ['call_wenigpt', 'call'],
  ['call_external_service', 'call'],
]);

/**
 * A flow with more nodes is reported as too large and not analysed (lib/flow/walk.ts), so its nodes are not parsed
 * either.
 */
const MAX_NODES = 20_000;

/** Translated texts, by the uuid of the node part that they translate. */
type Translations = Map<string, { readonly language: string; readonly text: string }[]>;

/**
 * Converts the answer with a flow and the flows it depends on. A flow that fits no known shape is left out, so a
 * reference to it is reported as missing.
 */
export function toFlowDefinitions(wire: z.infer<typeof DefinitionsWire>): FlowDefinitions {
  const nodeCount = wire.flows.reduce<number>((sum, flow) => sum + nodesIn(flow), 0);
  return {
    nodeCount,
    flows: wire.flows.flatMap((flow): FlowDefinition[] => {
      const parsed = DefinitionWire.safeParse(
        nodeCount > MAX_NODES ? { ...Object(flow), nodes: [], localization: {} } : flow,
      );
      if (parsed.success) return [toDefinition(parsed.data)];
      const old = OldDefinitionWire.safeParse(flow);
      return old.success
        ? [
            {
              flowUuid: old.data.metadata.uuid,
              name: old.data.metadata.name ?? '',
              specVersion: null,
              language: null,
              expireMinutes: null,
              nodes: [],
              strayTexts: [],
            },
          ]
        : [];
    }),
  };
}

function nodesIn(flow: unknown): number {
  const nodes = entriesOf(flow).find(([key]) => key === 'nodes')?.[1];
  return Array.isArray(nodes) ? nodes.length : 0;
}

function toDefinition(wire: z.infer<typeof DefinitionWire>): FlowDefinition {
  const translations = readTranslations(wire.localization);
  const nodes = wire.nodes.map((node) => toNode(node, translations));
  return {
    flowUuid: wire.uuid,
    name: wire.name ?? '',
    specVersion: wire.spec_version ?? null,
    language: wire.language ?? null,
    expireMinutes: wire.expire_after_minutes ?? null,
    nodes,
    strayTexts: [...translations.values()]
      .flat()
      .map(({ text, language }) => ({ text, language, isTemplateValue: false })),
  };
}

/** Reads `localization`, whose shape is `{language: {uuid of the node part: {property: [texts]}}}`. */
function readTranslations(localization: unknown): Translations {
  const found: Translations = new Map();
  for (const [language, things] of entriesOf(localization)) {
    for (const [uuid, properties] of entriesOf(things)) {
      const texts = found.get(uuid) ?? [];
      for (const text of stringsIn(properties)) texts.push({ language, text });
      found.set(uuid, texts);
    }
  }
  return found;
}

function toNode(node: unknown, translations: Translations): FlowNode {
  const parsed = NodeWire.safeParse(node);
  if (!parsed.success) {
    const uuid = entriesOf(node).find(([key]) => key === 'uuid')?.[1];
    const texts = [...stringsIn(node)].map((text): FlowText => ({ text, language: null, isTemplateValue: false }));
    const unread: FlowAction = { ...BARE, kind: 'not-understood', type: 'node', texts };
    return {
      nodeUuid: typeof uuid === 'string' ? uuid : '',
      isUnderstood: false,
      actions: [unread],
      router: null,
      exits: [],
    };
  }
  const { data } = parsed;
  const router = data.router ?? null;
  const waitType = router?.wait?.type ?? null;
  const isWaitKnown = waitType === null || KNOWN_WAITS.has(waitType);
  return {
    nodeUuid: data.uuid,
    isUnderstood: isWaitKnown,
    actions: (data.actions ?? []).map((action) => toAction(action, translations)),
    router: router === null ? null : toRouter(router, isWaitKnown, translations),
    exits: (data.exits ?? []).map((exit) => ({ exitUuid: exit.uuid, destination: exit.destination_uuid ?? null })),
  };
}

type RouterWire = NonNullable<z.infer<typeof NodeWire>['router']>;

function toRouter(wire: RouterWire, isWaitKnown: boolean, translations: Translations): FlowRouter {
  const categories = (wire.categories ?? []).map((category) => ({
    uuid: category.uuid ?? null,
    exitUuid: category.exit_uuid ?? null,
  }));
  const named = categories.flatMap(({ exitUuid }) => (exitUuid === null ? [] : [exitUuid]));
  const timeoutCategoryUuid = wire.wait?.timeout?.category_uuid ?? null;
  const timeouts = categories.flatMap(({ uuid, exitUuid }) =>
    timeoutCategoryUuid !== null && uuid === timeoutCategoryUuid && exitUuid !== null ? [exitUuid] : [],
  );
  const others = categories.filter(({ uuid }) => uuid !== timeoutCategoryUuid).map(({ exitUuid }) => exitUuid);
  const wait = wire.wait ?? null;
  return {
    type: wire.type,
    wait: wait === null || !isWaitKnown ? null : { timeoutSeconds: wait.timeout?.seconds ?? null },
    exitUuids: named.length === 0 || named.length < categories.length ? null : new Set(named),
    // An exit that another category shares is also taken after an answer, so it is no time-out exit.
    timeoutExitUuids: new Set(timeouts.filter((uuid) => !others.includes(uuid))),
    operand: wire.operand ?? null,
    texts: textsOf(wire, translations, () => false),
  };
}

const BARE: Omit<FlowAction, 'kind' | 'type' | 'texts'> = {
  text: null,
  template: null,
  templateValues: null,
  sector: null,
  queue: null,
  flow: null,
  isTerminal: false,
  writes: [],
};

function toAction(action: unknown, translations: Translations): FlowAction {
  const parsed = ActionWire.safeParse(action);
  const type = parsed.success ? parsed.data.type : '';
  const kind = KINDS.get(type) ?? 'not-understood';
  const templates = templateIds(action);
  const texts = textsOf(
    action,
    translations,
    (uuid) => templates.has(uuid),
    kind === 'message' ? ['templating', 'template_variables'] : [],
  );
  return { ...BARE, kind, type, texts, ...detailsOf(kind, action) };
}

/** Names of what an action changes of its contact; null where the action is not understood. */
function writesOf(kind: 'field' | 'add-groups' | 'remove-groups' | 'channel', action: unknown): string[] | null {
  switch (kind) {
    case 'field': {
      const parsed = FieldWire.safeParse(action);
      return parsed.success ? [parsed.data.field?.key ?? parsed.data.field?.name ?? '?'] : null;
    }
    case 'add-groups':
    case 'remove-groups': {
      const parsed = GroupsWire.safeParse(action);
      return parsed.success
        ? (parsed.data.groups ?? []).map((group) => group.name ?? group.name_match ?? group.uuid ?? '?')
        : null;
    }
    case 'channel': {
      const parsed = ChannelWire.safeParse(action);
      if (!parsed.success) return null;
      const channel = toReference(parsed.data.channel);
      return channel === null ? [] : [channel.name ?? channel.uuid ?? '?'];
    }
    default:
      return kind satisfies never;
  }
}

function detailsOf(kind: ActionKind, action: unknown): Partial<FlowAction> {
  const notUnderstood: Partial<FlowAction> = { kind: 'not-understood' };
  switch (kind) {
    case 'message':
    case 'broadcast': {
      const parsed = MessageWire.safeParse(action);
      if (!parsed.success) return notUnderstood;
      const { text, template } = parsed.data;
      const templating = parsed.data.templating ?? null;
      const named = templating === null ? template : (templating.template ?? { uuid: null, name: null });
      const values = templating === null ? parsed.data.template_variables : templating.variables;
      const reference = kind === 'broadcast' ? null : toReference(named);
      return {
        text: text ?? null,
        template: reference,
        templateValues: reference === null ? null : (values?.length ?? null),
      };
    }
    case 'ticket': {
      const parsed = TicketWire.safeParse(action);
      return parsed.success ? { sector: toReference(parsed.data.ticketer), queue: toReference(parsed.data.topic) } : {};
    }
    case 'sub-flow':
    case 'session': {
      const parsed = TargetWire.safeParse(action);
      // A session start blocks a batch whatever flow it names. A sub-flow without a name could be any flow: not
      // understood.
      if (!parsed.success) return kind === 'session' ? {} : notUnderstood;
      return { flow: toReference(parsed.data.flow), isTerminal: parsed.data.terminal === true };
    }
    case 'field':
    case 'add-groups':
    case 'remove-groups':
    case 'channel': {
      const writes = writesOf(kind, action);
      return writes === null ? notUnderstood : { writes };
    }
    case 'call':
    case 'other':
    case 'not-understood':
      return {};
    default:
      return kind satisfies never;
  }
}

function toReference(
  wire: { readonly uuid?: string | null | undefined; readonly name?: string | null | undefined } | null | undefined,
): FlowReference | null {
  return wire === null || wire === undefined ? null : { uuid: wire.uuid ?? null, name: wire.name ?? null };
}

/** The uuids inside `templating`; translations under them are translations of template values. */
function templateIds(action: unknown): ReadonlySet<string> {
  const templating = entriesOf(action).find(([key]) => key === 'templating')?.[1];
  return new Set(templating === undefined ? [] : stringsIn(templating, 'uuid'));
}

/**
 * Collects every text of an action or router together with its translations. It removes those translations from
 * `translations`; entries that remain at the end translate nothing in the flow.
 *
 * @param valueKeys properties whose texts are values for a template's placeholders
 */
function textsOf(
  thing: unknown,
  translations: Translations,
  isTemplateId: (uuid: string) => boolean,
  valueKeys: readonly string[] = [],
): FlowText[] {
  const texts: FlowText[] = [];
  for (const [key, part] of entriesOf(thing)) {
    for (const text of stringsIn(part)) texts.push({ text, language: null, isTemplateValue: valueKeys.includes(key) });
  }
  for (const uuid of stringsIn(thing, 'uuid')) {
    for (const { text, language } of translations.get(uuid) ?? [])
      texts.push({ text, language, isTemplateValue: isTemplateId(uuid) });
    translations.delete(uuid);
  }
  return texts;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/**
 * Yields every string inside a JSON value at any depth; with `key`, only the strings under that key. Uses a list
 * instead of recursion, so deep nesting cannot overflow the stack.
 */
function* stringsIn(value: unknown, key?: string): Iterable<string> {
  const open: { readonly under: string | undefined; readonly value: unknown }[] = [{ under: undefined, value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next.value === 'string') {
      if (key === undefined || next.under === key) yield next.value;
    } else if (Array.isArray(next.value))
      for (const item of next.value.toReversed()) open.push({ under: next.under, value: item });
    else for (const [under, item] of entriesOf(next.value).toReversed()) open.push({ under, value: item });
  }
}
