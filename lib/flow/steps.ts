import type { FlowAction, FlowNode } from './definition.ts';
import type { FlowGraph } from './walk.ts';

/** More steps than this are cut off: nobody reads them. */
const MAX_STEPS = 500;
const TEXT_LENGTH = 200;

type StepKind = 'message' | 'template' | 'wait' | 'ticket' | 'sub-flow' | 'split' | 'writes' | 'call' | 'session' | 'broadcast' | 'not-understood';

/** One thing that a run does, in words that are in the definition. */
interface Step {
  readonly kind: StepKind;
  readonly node: string;
  /** Name of the flow that it stands in. */
  readonly flow: string;
  /** How many splits and sub-flows lead to it. */
  readonly depth: number;
  /** The text, the template's name, sector and queue, the sub-flow, what a split looks at, or what is written. */
  readonly about: string;
  /** Of a wait: seconds until it goes on without an answer; null: it waits until the run expires. */
  readonly timeoutSeconds?: number | null;
}

export interface Steps {
  /** From the first node, each path to its end before the next one begins; a node is told once. */
  readonly list: readonly Step[];
  /** More steps were there. */
  readonly isCut: boolean;
}

/** The steps of a flow in the order a person would tell them. Loops and paths that meet are told once. */
export function listSteps(graph: FlowGraph): Steps {
  const list: Step[] = [];
  const told = new Set<string>();
  // The next place is the last one put here; what a sub-flow comes back to lies under its first node.
  const open: { readonly flowUuid: string; readonly place: number; readonly depth: number }[] = [{ flowUuid: graph.root.definition.flowUuid.toLowerCase(), place: 0, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { flowUuid, place, depth } = next;
    const flow = graph.flows.get(flowUuid);
    const node = flow?.definition.nodes[place];
    if (flow === undefined || node === undefined || told.has(`${flowUuid} ${place}`)) continue;
    if (list.length >= MAX_STEPS) return { list: list.slice(0, MAX_STEPS), isCut: true };
    told.add(`${flowUuid} ${place}`);
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
  else if (router !== null && node.exits.length > 1) steps.push({ kind: 'split', about: (router.operand ?? router.type).slice(0, TEXT_LENGTH) });
  return steps;
}

function stepOf(action: FlowAction): BareStep | null {
  switch (action.kind) {
    case 'message':
      return action.template === null ? { kind: 'message', about: action.text ?? '' } : { kind: 'template', about: action.template.name ?? '' };
    case 'ticket':
      return { kind: 'ticket', about: [action.sector?.name, action.queue?.name].filter((name) => typeof name === 'string').join(' › ') };
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
