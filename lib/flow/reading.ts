import * as z from 'zod/mini';
import type { FlowAction, FlowDefinition, FlowDefinitions, FlowReference, FlowText } from './definition.ts';
import { readParams } from './params.ts';
import { rehearse, type Rehearsal } from './rehearsal.ts';
import { listSteps, type Steps } from './steps.ts';
import {
  type Doubt,
  enteredFlows,
  type FlowGraph,
  indexFlows,
  type Misunderstanding,
  type Site,
  type Unreadable,
  walkFlow,
  type Walk,
} from './walk.ts';

/**
 * Why sending to many people in one request might go wrong. The text on screen is `batchRefusal_<code>`. From
 * `unknown-action` on: the definition is not understood, or could not be read in part or at all.
 */
export const BatchRisk = z.literal([
  'ticket-first',
  'session-first',
  'broadcast-first',
  'unknown-action',
  'sub-flow-missing',
  'unreadable-node',
  'no-flow',
  'old-specification',
  'no-first-node',
  'too-large',
  'unread',
]);
export type BatchRisk = z.infer<typeof BatchRisk>;

/**
 * The answer to one question about a flow, the reason as a sentence, and the node that decides it (null when no single
 * node does).
 */
interface Verdict<Value> {
  readonly value: Value;
  readonly because: string;
  readonly node: string | null;
}

type YesNo = 'yes' | 'no' | 'depends' | 'unknown';

/**
 * One start value that a flow reads. `template`: it fills a placeholder of a WhatsApp template. `text`: any other use.
 */
interface FlowVariable {
  readonly name: string;
  readonly use: 'template' | 'text';
  /** Position: name of the flow, and node; null for a translation that belongs to no node. */
  readonly flow: string;
  readonly node: string | null;
}

/** Sector and queue of a ticket, as the definition names them. */
export interface TicketPlace {
  readonly sector: FlowReference | null;
  readonly queue: FlowReference | null;
}

/** A template with its category, as far as it is known. */
export interface KnownTemplate {
  readonly name: string | null;
  readonly category: string | null;
}

/** What a flow will do, as verdicts on single questions. */
export interface FlowReading {
  readonly flowUuid: string;
  /** Whether many people may share one request. `risk` is set when the value is not `yes`. */
  readonly batchSafe: Verdict<YesNo> & { readonly risk: BatchRisk | null };
  /**
   * When a chat opens: before the contact answers, after it, or only on some paths. `places`: where, the nearest ticket
   * first, each place once. `isOnlyLate`: only for a contact who does not answer in time.
   */
  readonly opensChat: Verdict<'before-answer' | 'after-answer' | 'never' | 'depends' | 'unknown'> & {
    readonly places: readonly TicketPlace[];
    readonly isOnlyLate: boolean;
  };
  /** What is sent before the first wait, that is, without any answer of the contact. */
  readonly sendsTemplate: Verdict<YesNo>;
  readonly sendsFreeMessage: Verdict<YesNo>;
  /** Whether a template of the category MARKETING is sent. */
  readonly marketing: Verdict<YesNo>;
  /** Minutes of silence after which the run ends. */
  readonly endsAfter: Verdict<number | 'unknown'>;
  readonly writes: Verdict<{ readonly fields: readonly string[]; readonly groups: readonly string[] } | 'unknown'>;
  /** The channel that the flow sets for the contact; null when it sets none. */
  readonly channel: Verdict<string | null>;
  /**
   * `readsAny`: it also reads values that cannot be listed (a name is computed, or part of the flow is not understood).
   */
  readonly variables: Verdict<readonly FlowVariable[] | 'unknown'> & { readonly readsAny: boolean };
  /** Names of all templates that the flow may send; null when the definition could not be read. */
  readonly templates: readonly (string | null)[] | null;
  /** The templates that the flow sends, each with the fewest values that one of its messages gives. */
  readonly givenValues: readonly { readonly template: string; readonly values: number }[];
  /** Whether every path was understood to its end. */
  readonly isWhole: boolean;
  readonly steps: Steps;
  /** What happens before the contact has answered, path by path. */
  readonly rehearsal: Rehearsal;
}

const UNREADABLE: Readonly<Record<Unreadable, string>> = {
  'no-flow': 'The flow is not in its definition.',
  'old-specification': 'The definition is of a specification that is not known; only 13 and 14 are.',
  'no-first-node': 'The flow has no first node.',
  'too-large': 'The definition has more than 20,000 nodes.',
};
const DOUBTS: Readonly<Record<Misunderstanding, string>> = {
  'unknown-action': 'An action is not known',
  'unreadable-node': 'A node cannot be read',
  'sub-flow-missing': 'A sub-flow is not in the definition',
};

/**
 * Analyses what a flow will do, from its definition. Parts that are not understood never count as harmless: a verdict
 * that depends on them is `unknown`.
 *
 * @param templates the flow's templates as far as they are known, for their categories
 */
export function readFlow(
  definitions: FlowDefinitions,
  flowUuid: string,
  templates: readonly KnownTemplate[] = [],
): FlowReading {
  const graph = indexFlows(definitions, flowUuid);
  if (typeof graph === 'string') return unreadable(flowUuid, graph, UNREADABLE[graph]);
  const flows = enteredFlows(graph);
  const everything = walkFlow(graph, { until: () => false, isBeforeWaitOnly: false, withTimeouts: true });
  return {
    flowUuid,
    batchSafe: judgeBatch(everything),
    opensChat: judgeChat(graph),
    sendsTemplate: judgeFirst(graph, 'a template', (action) => action.kind === 'message' && action.template !== null),
    sendsFreeMessage: judgeFirst(
      graph,
      'a message without a template',
      (action) => action.kind === 'message' && action.template === null,
    ),
    marketing: judgeMarketing(graph, everything, templates),
    endsAfter: judgeEnd(graph),
    writes: judgeWrites(everything),
    channel: judgeChannel(everything),
    variables: judgeVariables(flows, everything),
    templates: [
      ...new Set(
        flows.flatMap((flow) =>
          flow.nodes.flatMap((node) =>
            node.actions.flatMap(({ template }) => (template === null ? [] : [template.name])),
          ),
        ),
      ),
    ],
    givenValues: listGivenValues(flows),
    isWhole: everything.doubts.length === 0,
    steps: listSteps(graph),
    rehearsal: rehearse(graph),
  };
}

/** The analysis of a flow whose definition could not be read: everything is unknown. */
export function unreadFlow(flowUuid: string): FlowReading {
  return unreadable(flowUuid, 'unread', 'The definition could not be read.');
}

function unreadable(flowUuid: string, risk: BatchRisk, because: string): FlowReading {
  const unknown = { value: 'unknown' as const, because, node: null };
  return {
    flowUuid,
    batchSafe: { ...unknown, risk },
    opensChat: { ...unknown, places: [], isOnlyLate: false },
    sendsTemplate: unknown,
    sendsFreeMessage: unknown,
    marketing: unknown,
    endsAfter: unknown,
    writes: unknown,
    channel: unknown,
    variables: { ...unknown, readsAny: true },
    templates: null,
    givenValues: [],
    isWhole: false,
    steps: { list: [], isCut: false },
    rehearsal: { items: [], isCut: false },
  };
}

function listGivenValues(flows: readonly FlowDefinition[]): FlowReading['givenValues'] {
  const fewest = new Map<string, number>();
  for (const { template, templateValues } of flows.flatMap(({ nodes }) => nodes.flatMap(({ actions }) => actions))) {
    const name = template?.name ?? null;
    if (name === null || templateValues === null) continue;
    fewest.set(name, Math.min(templateValues, fewest.get(name) ?? templateValues));
  }
  return [...fewest].map(([template, values]) => ({ template, values }));
}

function nodeOf(site: Site | undefined): string | null {
  return site?.node.nodeUuid ?? null;
}

function nameOf(reference: FlowReference | null): string {
  return reference?.name ?? reference?.uuid ?? '?';
}

function describeDoubt(doubt: Doubt): string {
  const detail =
    doubt.what === 'sub-flow-missing'
      ? nameOf(doubt.action?.flow ?? null)
      : doubt.what === 'unknown-action'
        ? doubt.action?.type
        : undefined;
  return `${DOUBTS[doubt.what]}${detail === undefined ? '' : `: ${detail}`}.`;
}

/** Actions before the first wait that the engine refuses in a start with more than one contact. */
const REFUSED_IN_BATCHES: readonly {
  readonly kind: FlowAction['kind'];
  readonly risk: BatchRisk;
  readonly because: string;
}[] = [
  {
    kind: 'ticket',
    risk: 'ticket-first',
    because: 'A ticket is opened before the first wait; a start of more than one contact cannot open it.',
  },
  {
    kind: 'session',
    risk: 'session-first',
    because: 'Another session is started before the first wait; a start of more than one contact may not start it.',
  },
  {
    kind: 'broadcast',
    risk: 'broadcast-first',
    because: 'A broadcast is sent before the first wait; a start of more than one contact may not send it.',
  },
];

function judgeBatch(walk: Walk): FlowReading['batchSafe'] {
  for (const { kind, risk, because } of REFUSED_IN_BATCHES) {
    const site = walk.passed.find(({ action, hasWaited }) => !hasWaited && action?.kind === kind);
    if (site !== undefined) return { value: 'no', because, node: nodeOf(site), risk };
  }
  const doubt = walk.doubts.find(({ hasWaited }) => !hasWaited);
  if (doubt !== undefined)
    return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt), risk: doubt.what };
  return {
    value: 'yes',
    because: 'No path opens a ticket, sends a broadcast or starts another session before the first wait.',
    node: nodeOf(walk.waits[0]),
    risk: null,
  };
}

function judgeChat(graph: FlowGraph): FlowReading['opensChat'] {
  const isTicket = ({ kind }: FlowAction) => kind === 'ticket';
  const walk = walkFlow(graph, { until: isTicket, isBeforeWaitOnly: false, withTimeouts: false });
  const [doubt] = walk.doubts;
  const found = { places: listPlaces(walk.hits), isOnlyLate: false };
  if (doubt !== undefined) return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt), ...found };
  const before = walk.hits.find(({ hasWaited }) => !hasWaited);
  const after = walk.hits.find(({ hasWaited }) => hasWaited);
  const first = before ?? after;
  if (first === undefined) {
    const late = walkFlow(graph, { until: isTicket, isBeforeWaitOnly: false, withTimeouts: true });
    const [hit] = late.hits;
    if (hit !== undefined)
      return {
        value: 'depends',
        because: 'A ticket is opened only when the contact does not answer in time.',
        node: nodeOf(hit),
        places: listPlaces(late.hits),
        isOnlyLate: true,
      };
    return { value: 'never', because: 'No path opens a ticket.', node: null, ...found };
  }
  const where = describeTicket(first.action);
  if (walk.canMiss || (before !== undefined && after !== undefined))
    return {
      value: 'depends',
      because: `Only some paths open a ticket${where}, or not all at the same time.`,
      node: nodeOf(first),
      ...found,
    };
  if (before !== undefined)
    return {
      value: 'before-answer',
      because: `Every path opens a ticket${where} before the first wait.`,
      node: nodeOf(first),
      ...found,
    };
  return {
    value: 'after-answer',
    because: `Every path opens a ticket${where} once the contact has answered.`,
    node: nodeOf(first),
    ...found,
  };
}

function listPlaces(tickets: readonly Site[]): TicketPlace[] {
  const places = new Map<string, TicketPlace>();
  for (const { action } of tickets) {
    const place = { sector: action?.sector ?? null, queue: action?.queue ?? null };
    const key = JSON.stringify(place);
    if (!places.has(key)) places.set(key, place);
  }
  return [...places.values()];
}

function describeTicket(action: FlowAction | null): string {
  const places = [action?.sector?.name, action?.queue?.name].filter((name) => typeof name === 'string');
  return places.length === 0 ? '' : ` in ${places.join(' › ')}`;
}

function judgeFirst(graph: FlowGraph, what: string, until: (action: FlowAction) => boolean): Verdict<YesNo> {
  const walk = walkFlow(graph, { until, isBeforeWaitOnly: true, withTimeouts: true });
  const [hit] = walk.hits;
  const [doubt] = walk.doubts;
  if (hit !== undefined && !walk.canMiss && doubt === undefined)
    return { value: 'yes', because: `Every path sends ${what} before the first wait.`, node: nodeOf(hit) };
  if (hit !== undefined && walk.canMiss)
    return { value: 'depends', because: `Some paths send ${what} before the first wait.`, node: nodeOf(hit) };
  if (doubt !== undefined) return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt) };
  return { value: 'no', because: `No path sends ${what} before the first wait.`, node: null };
}

const sendsTemplate = (action: FlowAction | null): boolean => action !== null && action.template !== null;

function judgeMarketing(graph: FlowGraph, everything: Walk, templates: readonly KnownTemplate[]): Verdict<YesNo> {
  const categoryOf = (action: FlowAction | null): string | null => {
    const name = action?.template?.name ?? null;
    const named = name === null ? [] : templates.filter((template) => template.name === name);
    // Each translation is a row with a category of its own; which one is sent depends on the contact.
    const [category, ...others] = new Set(named.map((template) => template.category?.trim().toUpperCase() || null));
    return others.length > 0 ? null : (category ?? null);
  };
  const isMarketing = (action: FlowAction | null) => sendsTemplate(action) && categoryOf(action) === 'MARKETING';
  const sent = everything.passed.filter(({ action }) => sendsTemplate(action));
  const marketing = sent.find(({ action }) => isMarketing(action));
  if (marketing !== undefined) {
    const first = walkFlow(graph, { until: isMarketing, isBeforeWaitOnly: true, withTimeouts: true });
    const isSure = first.hits.length > 0 && !first.canMiss && first.doubts.length === 0;
    const name = nameOf(marketing.action?.template ?? null);
    if (isSure)
      return {
        value: 'yes',
        because: `Every path sends the marketing template ${name} before the first wait.`,
        node: nodeOf(marketing),
      };
    return { value: 'depends', because: `Some paths send the marketing template ${name}.`, node: nodeOf(marketing) };
  }
  const uncertain = sent.find(({ action }) => categoryOf(action) === null);
  if (uncertain !== undefined)
    return {
      value: 'unknown',
      because: `The category of the template ${nameOf(uncertain.action?.template ?? null)} is not known.`,
      node: nodeOf(uncertain),
    };
  const [doubt] = everything.doubts;
  if (doubt !== undefined) return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt) };
  return {
    value: 'no',
    because:
      sent.length === 0 ? 'No path sends a template.' : 'No template that it sends is of the category MARKETING.',
    node: null,
  };
}

function judgeEnd(graph: FlowGraph): FlowReading['endsAfter'] {
  const minutes = graph.root.definition.expireMinutes;
  if (minutes === null)
    return { value: 'unknown', because: 'The definition does not say when a run expires.', node: null };
  return { value: minutes, because: `A run ends after ${minutes} minutes without an answer.`, node: null };
}

function judgeWrites(walk: Walk): FlowReading['writes'] {
  const [doubt] = walk.doubts;
  if (doubt !== undefined) return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt) };
  const named = (...kinds: FlowAction['kind'][]) => [
    ...new Set(
      walk.passed.flatMap(({ action }) => (action !== null && kinds.includes(action.kind) ? action.writes : [])),
    ),
  ];
  const fields = named('field');
  const groups = named('add-groups', 'remove-groups');
  const first = walk.passed.find(
    ({ action }) => action?.kind === 'field' || action?.kind === 'add-groups' || action?.kind === 'remove-groups',
  );
  return {
    value: { fields, groups },
    because:
      first === undefined ? 'No path writes a field or a group of the contact.' : 'Paths of the flow write these.',
    node: nodeOf(first),
  };
}

function judgeChannel(walk: Walk): FlowReading['channel'] {
  const site = walk.passed.find(({ action }) => action?.kind === 'channel');
  if (site !== undefined)
    return {
      value: site.action?.writes[0] ?? 'unknown',
      because: 'An action sets the channel of the contact.',
      node: nodeOf(site),
    };
  const [doubt] = walk.doubts;
  if (doubt !== undefined) return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt) };
  return { value: null, because: 'No path sets the channel of the contact.', node: null };
}

function judgeVariables(flows: readonly FlowDefinition[], walk: Walk): FlowReading['variables'] {
  const named = new Map<string, FlowVariable>();
  let readsAny = false;
  const read = (texts: readonly FlowText[], flow: string, node: string | null): void => {
    for (const { text, isTemplateValue } of texts) {
      const use = readParams(text);
      readsAny ||= use.readsAny;
      for (const name of use.names) {
        const known = named.get(name.toLowerCase());
        // The use in a template counts more than another use of the same name.
        if (known === undefined || (known.use === 'text' && isTemplateValue))
          named.set(name.toLowerCase(), {
            name: known?.name ?? name,
            use: isTemplateValue ? 'template' : 'text',
            flow,
            node,
          });
      }
    }
  };
  for (const flow of flows) {
    for (const node of flow.nodes) {
      for (const action of node.actions) read(action.texts, flow.name, node.nodeUuid);
      read(node.router?.texts ?? [], flow.name, node.nodeUuid);
    }
    read(flow.strayTexts, flow.name, null);
  }
  const list = [...named.values()];
  const doubt = walk.doubts.find(({ what }) => what !== 'unknown-action');
  // A missing sub-flow, or a node that could not be read, may read values that are not known.
  if (doubt !== undefined && list.length === 0)
    return { value: 'unknown', because: describeDoubt(doubt), node: nodeOf(doubt), readsAny: true };
  const because =
    list.length === 0 && !readsAny
      ? 'No text reads a value of the start.'
      : 'Texts of the flow, of its sub-flows or of their translations read these.';
  return {
    value: list,
    because: doubt === undefined ? because : `${because} ${describeDoubt(doubt)}`,
    node: list[0]?.node ?? null,
    readsAny: readsAny || doubt !== undefined,
  };
}
