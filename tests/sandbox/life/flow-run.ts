import { nodesOf } from '../flows/definitions.ts';
import type { Flow, FlowAction, FlowNode, TicketMoment } from '../flows/types.ts';

/** The engine ends a run that goes through more nodes than this without waiting. */
const MAX_STEPS = 100;

/** An event of a run, as Flows would log it. */
export interface RunEvent {
  readonly at: number;
  readonly project: string;
  readonly contact: string;
  readonly flow: string;
  readonly kind:
    | 'message'
    | 'ticket'
    | 'ticket-refused'
    | 'broadcast'
    | 'broadcast-refused'
    | 'session'
    | 'session-refused';
  /** The text or the name of the template; for a refusal the message of the engine. */
  readonly text: string;
}

interface Frame {
  readonly flow: Flow;
  readonly nodes: readonly FlowNode[];
  node: FlowNode | undefined;
}

export interface FlowRun {
  /** The stack of flows: first the flow that was started, last the present sub-flow. */
  frames: Frame[];
  /** `ready`: goes on by itself; `ticket`: a ticket is due; `waiting`: waits for the contact; `over`: has ended. */
  state: 'ready' | 'ticket' | 'waiting' | 'over';
  /** Whether the run belongs to a start of several contacts; false after its first wait. */
  isBatch: boolean;
}

export interface RunPorts {
  readonly flowByUuid: (uuid: string) => Flow | undefined;
  readonly tell: (kind: RunEvent['kind'], flow: Flow, text: string) => void;
  readonly sent: (text: string) => void;
  /** A run of a sub-flow began. */
  readonly entered: (flow: Flow) => void;
}

export function createRun(flow: Flow, moment: TicketMoment, isBatch: boolean): FlowRun {
  const nodes = nodesOf(flow, moment);
  return { frames: [{ flow, nodes, node: nodes[0] }], state: 'ready', isBatch };
}

function hasGroups(action: FlowAction): boolean {
  const groups = action['groups'];
  return Array.isArray(groups) && groups.length > 0;
}

function textOf(action: FlowAction): string {
  const templating = Object(action['templating']);
  const template = Object(templating.template);
  return typeof template.name === 'string' ? template.name : String(action['text'] ?? '');
}

/** Leaves a node by a category, else by its first one; without a router by its first exit. */
function leave(frame: Frame, category?: string): void {
  const { node } = frame;
  const categories = node?.router?.categories ?? [];
  const exitUuid =
    (categories.find(({ name }) => name === category) ?? categories[0])?.exit_uuid ?? node?.exits[0]?.uuid;
  const destination = node?.exits.find(({ uuid }) => uuid === exitUuid)?.destination_uuid;
  frame.node = frame.nodes.find(({ uuid }) => uuid === destination);
}

/**
 * Runs a flow as the engine does: a node's actions, then its sub-flow, its wait, its exit. It stops at a wait, and
 * where a ticket is due, from where `answerTicket` goes on. In a start of several contacts, broadcasts and sessions for
 * groups are refused.
 */
export function advance(run: FlowRun, ports: RunPorts): void {
  for (let steps = 0; run.state === 'ready'; steps += 1) {
    const frame = run.frames.at(-1);
    if (frame === undefined || steps > MAX_STEPS) {
      run.state = 'over';
      return;
    }
    const { node, flow } = frame;
    if (node === undefined) {
      run.frames.pop();
      const above = run.frames.at(-1);
      // The parent flow goes on at the exit of the node that entered this sub-flow; the wait of that node is skipped.
      if (above !== undefined) leave(above);
      continue;
    }
    let subFlow: FlowAction | null = null;
    let isTicketDue = false;
    for (const action of node.actions) {
      if (action.type === 'send_msg' || action.type === 'send_whatsapp_msg') {
        ports.tell('message', flow, textOf(action));
        ports.sent(textOf(action));
      } else if (action.type === 'send_broadcast') {
        if (run.isBatch && hasGroups(action))
          ports.tell('broadcast-refused', flow, "can't send broadcasts to groups during batch starts");
        else ports.tell('broadcast', flow, textOf(action));
      } else if (action.type === 'start_session') {
        if (run.isBatch && hasGroups(action))
          ports.tell('session-refused', flow, "can't start new sessions for groups during batch starts");
        else ports.tell('session', flow, '');
      } else if (action.type === 'open_ticket') isTicketDue = true;
      else if (action.type === 'enter_flow') subFlow = action;
    }
    if (isTicketDue) {
      run.state = 'ticket';
      return;
    }
    if (subFlow !== null) {
      enter(run, subFlow, ports);
      continue;
    }
    if (node.router?.wait !== undefined) {
      run.state = 'waiting';
      run.isBatch = false;
      return;
    }
    leave(frame);
  }
}

function enter(run: FlowRun, action: FlowAction, ports: RunPorts): void {
  const target = ports.flowByUuid(String(Object(action['flow']).uuid ?? ''));
  // A missing sub-flow ends the run with an error, and its parent flows too.
  if (target === undefined) {
    run.state = 'over';
    return;
  }
  if (action['terminal'] === true) run.frames = [];
  ports.entered(target);
  const nodes = nodesOf(target);
  run.frames.push({ flow: target, nodes, node: nodes[0] });
}

/**
 * Answers the ticket that is due. In a start of several contacts no ticket is opened: the run takes the Failure exit,
 * as it does when the room is refused.
 *
 * @param open opens the ticket; returns false when it is refused
 */
export function answerTicket(run: FlowRun, ports: RunPorts, open: (flow: Flow) => boolean): void {
  const frame = run.frames.at(-1);
  if (run.state !== 'ticket' || frame === undefined) return;
  let isOpen = false;
  if (run.isBatch) ports.tell('ticket-refused', frame.flow, "can't open tickets during batch starts");
  else isOpen = open(frame.flow);
  if (isOpen) ports.tell('ticket', frame.flow, '');
  run.state = 'ready';
  leave(frame, isOpen ? 'Success' : 'Failure');
  advance(run, ports);
}

/** Continues the run after its wait, because the contact wrote. */
export function resume(run: FlowRun, ports: RunPorts): void {
  const frame = run.frames.at(-1);
  if (run.state !== 'waiting' || frame === undefined) return;
  run.state = 'ready';
  leave(frame);
  advance(run, ports);
}
