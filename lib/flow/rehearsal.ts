import type { FlowAction, FlowNode, FlowReference } from './definition.ts';
import { exitsOf, type FlowGraph } from './walk.ts';

/** The list is cut after this many items: a person does not read more before sending. */
const MAX_ITEMS = 40;
/** Nodes visited over all paths; without this limit, many paths through one long chain would take too long. */
const MAX_VISITS = 2_000;
/** Flows inside flows; a real flow has two or three. */
const MAX_NESTING = 10;
/** WhatsApp sends no longer text. */
const MAX_TEXT = 4_096;

/**
 * One thing that a run does before the contact has answered. `split`: the engine chooses one of the paths that follow,
 * one depth further in. `end`: a path on which nothing more happens.
 */
interface RehearsalItem {
  readonly kind:
    | 'message'
    | 'template'
    | 'wait'
    | 'ticket'
    | 'split'
    | 'call'
    | 'session'
    | 'broadcast'
    | 'not-understood'
    | 'end';
  /** Number of splits on the way to the item. */
  readonly depth: number;
  /** Whether the item is the first of one path behind a split. */
  readonly startsPath: boolean;
  /** The unfilled text, the name of template or flow, the expression of a split. */
  readonly text: string;
  /** For a ticket: where the chat opens. */
  readonly place?: { readonly sector: FlowReference | null; readonly queue: FlowReference | null };
}

/** What a run does up to its first wait, path by path. */
export interface Rehearsal {
  readonly items: readonly RehearsalItem[];
  /** The list was cut, because there is more. */
  readonly isCut: boolean;
}

type Bare = Pick<RehearsalItem, 'kind' | 'text' | 'place'>;

interface Position {
  readonly flow: FlowGraph['root'];
  /** Index of the node; null for a node that the flow does not contain. */
  readonly place: number | null;
}

/** One path of a run. `callers`: the nodes whose sub-flows it is in, the outermost first. */
interface Path {
  readonly at: Position;
  readonly callers: readonly Position[];
  readonly depth: number;
  /** The nodes behind it, with their callers: a path that comes back to one is a loop. */
  readonly seen: ReadonlySet<string>;
  /** The node's actions are done (its sub-flow returned), so only its exits are taken. */
  readonly isDone: boolean;
}

/**
 * Lists what a run does from its first node to its first wait, in order and into sub-flows. Behind a split, each path is
 * listed on its own to its end, so that what follows two paths is listed in both.
 */
export function rehearse(graph: FlowGraph): Rehearsal {
  const items: RehearsalItem[] = [];
  let visits = 0;
  let isCut = false;

  function follow(path: Path): void {
    const seen = new Set(path.seen);
    let { at, callers, isDone } = path;
    let startsPath = path.depth > 0;
    const add = (item: Bare): void => {
      if (items.length >= MAX_ITEMS) isCut = true;
      else items.push({ ...item, text: item.text.slice(0, MAX_TEXT), depth: path.depth, startsPath });
      startsPath = false;
    };
    const end = (): void => {
      if (startsPath) add({ kind: 'end', text: '' });
    };
    for (;;) {
      const node = at.place === null ? undefined : at.flow.definition.nodes[at.place];
      visits += 1;
      isCut ||= visits > MAX_VISITS;
      if (isCut) return end();
      if (node === undefined) return add({ kind: 'not-understood', text: '' });
      if (!isDone) {
        const key = [...callers, at].map(({ flow, place }) => `${flow.definition.flowUuid} ${place}`).join();
        // A loop without a wait; the engine ends such a run.
        if (seen.has(key)) return end();
        seen.add(key);
        for (const item of itemsOf(node)) add(item);
        if (!node.isUnderstood) return;
        const entered = node.actions.findLast(({ kind }) => kind === 'sub-flow');
        if (entered !== undefined) {
          const child = graph.flows.get((entered.flow?.uuid ?? '').toLowerCase());
          if (child === undefined || callers.length >= MAX_NESTING) return add({ kind: 'not-understood', text: '' });
          callers = entered.isTerminal ? [] : [...callers, at];
          at = { flow: child, place: 0 };
          continue;
        }
        if (node.router !== null && node.router.wait !== null) return add({ kind: 'wait', text: '' });
      }
      const targets = [...new Set(exitsOf(node, true).map(({ destination }) => destination))];
      if (targets.length > 1) {
        add({ kind: 'split', text: node.router?.operand ?? node.router?.type ?? '' });
        for (const target of targets) {
          const next = leave({ at, callers }, target);
          if (next !== null) follow({ ...next, depth: path.depth + 1, seen });
          else if (!isCut) items.push({ kind: 'end', text: '', depth: path.depth + 1, startsPath: true });
        }
        return;
      }
      const next = leave({ at, callers }, targets[0] ?? null);
      if (next === null) return end();
      ({ at, callers, isDone } = next);
    }
  }

  follow({ at: { flow: graph.root, place: 0 }, callers: [], depth: 0, seen: new Set(), isDone: false });
  return { items: items.slice(0, MAX_ITEMS), isCut: isCut || items.length > MAX_ITEMS };
}

/** Where a run goes by an exit; null: it ends. At the end of a sub-flow it goes on behind the node that entered it. */
function leave(
  { at, callers }: Pick<Path, 'at' | 'callers'>,
  destination: string | null,
): Pick<Path, 'at' | 'callers' | 'isDone'> | null {
  if (destination !== null) {
    return { at: { flow: at.flow, place: at.flow.places.get(destination) ?? null }, callers, isDone: false };
  }
  const caller = callers.at(-1);
  return caller === undefined ? null : { at: caller, callers: callers.slice(0, -1), isDone: true };
}

function itemsOf(node: FlowNode): Bare[] {
  const items = node.actions.flatMap((action) => itemOf(action) ?? []);
  const isSaid = node.isUnderstood || items.at(-1)?.kind === 'not-understood';
  return isSaid ? items : [...items, { kind: 'not-understood', text: '' }];
}

function itemOf(action: FlowAction): Bare | null {
  switch (action.kind) {
    case 'message':
      return action.template === null
        ? { kind: 'message', text: action.text ?? '' }
        : { kind: 'template', text: action.template.name ?? '' };
    case 'ticket':
      return { kind: 'ticket', text: '', place: { sector: action.sector, queue: action.queue } };
    case 'session':
      return { kind: 'session', text: action.flow?.name ?? '' };
    case 'broadcast':
      return { kind: 'broadcast', text: action.text ?? '' };
    case 'call':
    case 'not-understood':
      return { kind: action.kind, text: action.type };
    case 'sub-flow':
    case 'field':
    case 'add-groups':
    case 'remove-groups':
    case 'channel':
    case 'other':
      return null;
    default:
      return action.kind satisfies never;
  }
}
