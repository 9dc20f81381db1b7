import type { FlowAction, FlowNode, FlowReference } from './definition.ts';
import type { FlowGraph } from './walk.ts';

/** The list is cut after this many steps: no agent reads more. */
const MAX_STEPS = 500;
const TEXT_LENGTH = 200;

type StepKind =
  | 'message'
  | 'template'
  | 'wait'
  | 'ticket'
  | 'sub-flow'
  | 'split'
  | 'writes'
  | 'call'
  | 'session'
  | 'broadcast'
  | 'not-understood';

/** One step of a run, described with words from the definition. */
interface Step {
  readonly kind: StepKind;
  readonly node: string;
  /** Name of the flow that contains the step. */
  readonly flow: string;
  /** Number of splits and sub-flows on the way to the step. */
  readonly depth: number;
  /**
   * The text, the template's name, sector and queue, the sub-flow, the expression of a split, or the names of what is
   * changed.
   */
  readonly about: string;
  /** For a wait: seconds after which the run goes on without an answer; null: it waits until the run expires. */
  readonly timeoutSeconds?: number | null;
  /** For a ticket: where the chat opens. */
  readonly place?: { readonly sector: FlowReference | null; readonly queue: FlowReference | null };
}

/** The steps of a flow. */
export interface Steps {
  /** Depth first from the first node: each path to its end before the next one begins. Each node is listed once. */
  readonly list: readonly Step[];
  /** The list was cut, because there are more steps. */
  readonly isCut: boolean;
}

/**
 * Lists the steps of a flow in the order in which a person would describe them. Nodes in loops, and nodes where paths
 * meet, are listed once.
 */
export function listSteps(graph: FlowGraph): Steps {
  const list: Step[] = [];
  const listed = new Set<string>();
  // A stack: the last entry is next. The exits of a node are pushed before its sub-flow, so they follow after the
  // sub-flow.
  const open: { readonly flowUuid: string; readonly place: number; readonly depth: number }[] = [
    { flowUuid: graph.root.definition.flowUuid.toLowerCase(), place: 0, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { flowUuid, place, depth } = next;
    const flow = graph.flows.get(flowUuid);
    const node = flow?.definition.nodes[place];
    if (flow === undefined || node === undefined || listed.has(`${flowUuid} ${place}`)) continue;
    if (list.length >= MAX_STEPS) return { list: list.slice(0, MAX_STEPS), isCut: true };
    listed.add(`${flowUuid} ${place}`);
    for (const step of stepsOf(node)) list.push({ ...step, node: node.nodeUuid, flow: flow.definition.name, depth });
    const isSplit = node.exits.length > 1;
    for (const { destination } of node.exits.toReversed()) {
      const target = destination === null ? undefined : flow.places.get(destination);
      if (target !== undefined) open.push({ flowUuid, place: target, depth: depth + Number(isSplit) });
    }
    const entered = node.actions.findLast(({ kind }) => kind === 'sub-flow')?.flow?.uuid?.toLowerCase();
    if (entered !== undefined) open.push({ flowUuid: entered, place: 0, depth: depth + 1 });
  }
  return { list: list.slice(0, MAX_STEPS), isCut: list.length > MAX_STEPS };
}

type BareStep = Omit<Step, 'node' | 'flow' | 'depth'>;

function stepsOf(node: FlowNode): BareStep[] {
  const steps: BareStep[] = node.isUnderstood ? [] : [{ kind: 'not-understood', about: '' }];
  for (const action of node.actions) {
    const step = stepOf(action);
    if (step !== null) steps.push({ ...step, about: step.about.slice(0, TEXT_LENGTH) });
  }
  const { router } = node;
  const wait = router?.wait ?? null;
  if (wait !== null) steps.push({ kind: 'wait', about: '', timeoutSeconds: wait.timeoutSeconds });
  else if (router !== null && node.exits.length > 1)
    steps.push({ kind: 'split', about: (router.operand ?? router.type).slice(0, TEXT_LENGTH) });
  return steps;
}

function stepOf(action: FlowAction): BareStep | null {
  switch (action.kind) {
    case 'message':
      return action.template === null
        ? { kind: 'message', about: action.text ?? '' }
        : { kind: 'template', about: action.template.name ?? '' };
    case 'ticket':
      return {
        kind: 'ticket',
        about: [action.sector?.name, action.queue?.name].filter((name) => typeof name === 'string').join(' › '),
        place: { sector: action.sector, queue: action.queue },
      };
    case 'sub-flow':
    case 'session':
      return { kind: action.kind, about: action.flow?.name ?? '' };
    case 'broadcast':
      return { kind: 'broadcast', about: action.text ?? '' };
    case 'field':
    case 'add-groups':
    case 'remove-groups':
    case 'channel':
      return { kind: 'writes', about: action.writes.join(', ') };
    case 'call':
      return { kind: 'call', about: action.type };
    case 'not-understood':
      return { kind: 'not-understood', about: action.type };
    case 'other':
      return null;
    default:
      return action.kind satisfies never;
  }
}
