import type { FlowAction, FlowDefinition, FlowDefinitions, FlowNode } from './definition.ts';

/** With more nodes, the definition is not analysed, and every verdict is unknown. */
const MAX_NODES = 20_000;
/** Major versions of the specification whose shapes are known. */
const SPECIFICATIONS: ReadonlySet<number> = new Set([13, 14]);

/** A position in the definition where something was found. */
export interface Site {
  readonly flow: FlowDefinition;
  readonly node: FlowNode;
  readonly action: FlowAction | null;
  /** Whether a run has waited for the contact before it gets here. */
  readonly hasWaited: boolean;
}

/** Why a path cannot be followed with certainty. */
export type Misunderstanding = 'unknown-action' | 'unreadable-node' | 'sub-flow-missing';

/** A position at which a path cannot be followed with certainty. */
export interface Doubt extends Site {
  readonly what: Misunderstanding;
}

interface IndexedFlow {
  readonly definition: FlowDefinition;
  readonly places: ReadonlyMap<string, number>;
}

/** The flows of an answer, indexed for a walk from one of them. */
export interface FlowGraph {
  readonly root: IndexedFlow;
  readonly flows: ReadonlyMap<string, IndexedFlow>;
}

/** Why a definition cannot be walked at all. */
export type Unreadable = 'no-flow' | 'old-specification' | 'no-first-node' | 'too-large';

/** Indexes the flow and all flows that it may enter. The case of uuids does not matter. */
export function indexFlows(definitions: FlowDefinitions, flowUuid: string): FlowGraph | Unreadable {
  const wanted = definitions.flows.find((flow) => flow.flowUuid.toLowerCase() === flowUuid.toLowerCase());
  if (wanted === undefined) return 'no-flow';
  if (definitions.nodeCount > MAX_NODES) return 'too-large';
  if (!hasKnownSpecification(wanted)) return 'old-specification';
  if (wanted.nodes.length === 0) return 'no-first-node';
  const flows = new Map<string, IndexedFlow>();
  for (const definition of definitions.flows) {
    if (!hasKnownSpecification(definition) || definition.nodes.length === 0) continue;
    flows.set(definition.flowUuid.toLowerCase(), {
      definition,
      places: new Map(definition.nodes.map((node, place) => [node.nodeUuid, place])),
    });
  }
  const root = flows.get(flowUuid.toLowerCase());
  return root === undefined ? 'no-flow' : { root, flows };
}

function hasKnownSpecification(flow: FlowDefinition): boolean {
  const major = /^(\d+)(\.|$)/.exec(flow.specVersion ?? '')?.[1];
  return major !== undefined && SPECIFICATIONS.has(Number(major));
}

/** Which paths to follow, and how far. */
export interface WalkOptions {
  /** Ends a path at this action; what follows it does not matter. */
  readonly until: (action: FlowAction) => boolean;
  /** Whether paths end at the first wait. */
  readonly isBeforeWaitOnly: boolean;
  /** Whether to follow the paths of a contact who does not answer in time. */
  readonly withTimeouts: boolean;
}

/** Result of a walk. */
export interface Walk {
  /** Actions that ended a path, the nearest first. */
  readonly hits: readonly Site[];
  /** Every action on the way: once before and once after the first wait. */
  readonly passed: readonly Site[];
  readonly doubts: readonly Doubt[];
  readonly waits: readonly Site[];
  /** Whether a run can end, or reach the wait that ends the walk, without such an action. */
  readonly canMiss: boolean;
}

/** A flow that is entered before or after a wait. So a flow is walked at most twice, however often it is entered. */
interface Entered {
  readonly flow: IndexedFlow;
  readonly isRoot: boolean;
  readonly callers: { readonly from: Entered; readonly place: number; readonly isTerminal: boolean }[];
  /** Whether its end was reached [without, with] a wait inside. */
  readonly ended: [boolean, boolean];
  /** Nodes visited [without, with] a wait inside. */
  readonly visited: [Set<number>, Set<number>];
}

type Task = { readonly entered: Entered; readonly hasWaited: boolean } & (
  | { readonly place: number }
  | { readonly end: true }
);

/**
 * Follows every path of a flow from its first node, into sub-flows and back, as the engine does: the actions of a node
 * in order, then its sub-flow, its wait and its exits. Each node is visited at most four times, so that loops end.
 */
export function walkFlow(graph: FlowGraph, options: WalkOptions): Walk {
  const hits: Site[] = [];
  const passed: Site[] = [];
  const doubts: Doubt[] = [];
  const waits: Site[] = [];
  let canMiss = false;
  const tasks: Task[] = [];
  const known = new Map<string, Entered>();

  function enter(flow: IndexedFlow, hasWaited: boolean, caller: Entered['callers'][number] | null): void {
    const key = `${hasWaited ? 'after' : 'before'} ${flow.definition.flowUuid.toLowerCase()}`;
    const entered = known.get(key) ?? {
      flow,
      isRoot: caller === null,
      callers: [],
      ended: [false, false],
      visited: [new Set<number>(), new Set<number>()],
    };
    known.set(key, entered);
    visit(entered, 0, hasWaited);
    if (caller === null) return;
    entered.callers.push(caller);
    for (const waitedInside of [false, true])
      if (entered.ended[Number(waitedInside)] === true) goBack(caller, waitedInside);
  }
  function visit(entered: Entered, place: number, hasWaited: boolean): void {
    const visited = entered.visited[Number(hasWaited) as 0 | 1];
    if (visited.has(place)) return;
    visited.add(place);
    tasks.push({ entered, hasWaited, place });
  }
  function goBack(caller: Entered['callers'][number], hasWaited: boolean): void {
    if (caller.isTerminal) canMiss = true;
    else leave(caller.from, caller.place, { hasWaited, isTimeoutTaken: true });
  }
  function leave(
    entered: Entered,
    place: number,
    how: { readonly hasWaited: boolean; readonly isTimeoutTaken: boolean },
  ): void {
    const { definition, places } = entered.flow;
    const node = definition.nodes[place];
    if (node === undefined) return;
    const exits = exitsOf(node, how.isTimeoutTaken);
    const end = () => tasks.push({ entered, hasWaited: how.hasWaited, end: true });
    if (exits.length === 0) end();
    for (const { destination } of exits) {
      const next = destination === null ? null : places.get(destination);
      if (next === null) end();
      else if (next === undefined)
        doubts.push({ flow: definition, node, action: null, hasWaited: how.hasWaited, what: 'unreadable-node' });
      else visit(entered, next, how.hasWaited);
    }
  }
  function run(entered: Entered, place: number, hasWaited: boolean): void {
    const flow = entered.flow.definition;
    const node = flow.nodes[place];
    if (node === undefined) return;
    const site = (action: FlowAction | null): Site => ({ flow, node, action, hasWaited });
    if (!node.isUnderstood) doubts.push({ ...site(null), what: 'unreadable-node' });
    let subFlow: FlowAction | null = null;
    for (const action of node.actions) {
      passed.push(site(action));
      if (options.until(action)) {
        hits.push(site(action));
        return;
      }
      if (action.kind === 'not-understood') doubts.push({ ...site(action), what: 'unknown-action' });
      if (action.kind === 'sub-flow') subFlow = action;
    }
    if (subFlow !== null) {
      // The engine enters the sub-flow instead of the node's own wait, and takes the node's exits when the sub-flow
      // returns.
      const child = graph.flows.get((subFlow.flow?.uuid ?? '').toLowerCase());
      const caller = { from: entered, place, isTerminal: subFlow.isTerminal };
      if (child !== undefined) return enter(child, hasWaited, caller);
      doubts.push({ ...site(subFlow), what: 'sub-flow-missing' });
      return goBack(caller, hasWaited);
    }
    if (node.router?.wait === null || node.router === null)
      return leave(entered, place, { hasWaited, isTimeoutTaken: true });
    waits.push(site(null));
    if (options.isBeforeWaitOnly) canMiss = true;
    else leave(entered, place, { hasWaited: true, isTimeoutTaken: options.withTimeouts });
  }
  function finish(entered: Entered, hasWaited: boolean): void {
    if (entered.ended[Number(hasWaited) as 0 | 1]) return;
    entered.ended[Number(hasWaited) as 0 | 1] = true;
    if (entered.isRoot) canMiss = true;
    for (const caller of entered.callers) goBack(caller, hasWaited);
  }

  enter(graph.root, false, null);
  for (let at = 0; at < tasks.length; at += 1) {
    const task = tasks[at];
    if (task === undefined) break;
    if ('place' in task) run(task.entered, task.place, task.hasWaited);
    else finish(task.entered, task.hasWaited);
  }
  return { hits, passed, doubts, waits, canMiss };
}

/** The exits that a run may take. Without a router the engine takes the first exit. */
export function exitsOf(node: FlowNode, isTimeoutTaken: boolean): FlowNode['exits'] {
  const { router } = node;
  if (!node.isUnderstood) return node.exits;
  if (router === null) return node.exits.slice(0, 1);
  const { exitUuids, timeoutExitUuids } = router;
  return node.exits.filter(
    ({ exitUuid }) =>
      (exitUuids === null || exitUuids.has(exitUuid)) && (isTimeoutTaken || !timeoutExitUuids.has(exitUuid)),
  );
}

/** The flow itself and all flows that it enters, at any depth. Flows in sessions of other contacts are not included. */
export function enteredFlows(graph: FlowGraph): readonly FlowDefinition[] {
  const found = new Map<string, FlowDefinition>([
    [graph.root.definition.flowUuid.toLowerCase(), graph.root.definition],
  ]);
  for (const flow of found.values()) {
    for (const node of flow.nodes) {
      for (const { kind, flow: target } of node.actions) {
        const uuid = (target?.uuid ?? '').toLowerCase();
        const child = kind === 'sub-flow' ? graph.flows.get(uuid) : undefined;
        if (child !== undefined && !found.has(uuid)) found.set(uuid, child.definition);
      }
    }
  }
  return [...found.values()];
}
