import type { DispatchId } from '../ids.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';
import { median } from './stats.ts';

/** The steps of a funnel, in the order in which a chat usually goes through them. */
export const FUNNEL_STEPS = ['accepted', 'chatOpened', 'answered', 'opened', 'closed'] as const;
type FunnelStep = (typeof FUNNEL_STEPS)[number];

/** A tag and the number of people whose chat was closed with it. */
interface TagCount {
  readonly name: string;
  readonly people: number;
}

/**
 * What came of accepted starts. Each person counts once, with their furthest row. The steps are counted apart: a chat
 * may open before or after the answer. `tags`: most frequent first; a person may have several. `untagged`: closed
 * without any tag; `tagsUnknown`: closed, and the server has not told with what.
 */
export interface Funnel {
  readonly steps: Readonly<Record<FunnelStep, number>>;
  readonly tags: readonly TagCount[];
  readonly untagged: number;
  readonly tagsUnknown: number;
  /** Median time from start to first reply, ms; null without replies. */
  readonly medianReplyMs: number | null;
}

/** What the funnel needs of a dispatch and its child dispatches. */
export interface FunnelDispatch {
  readonly dispatchIds: readonly DispatchId[];
  /** People whose start was accepted, each once. */
  readonly accepted: number;
}

/** Whether a chat was opened for the start: a ticket, or a room that waits for no answer any more. */
function hasChat({ ticketUuid, roomUuid, status }: AwaitedRow): boolean {
  return ticketUuid !== null || (roomUuid !== null && status !== 'sent' && status !== 'waiting-room');
}

/** @param awaited rows of the same agents; provisional rows, and rows of other dispatches or of none, are ignored */
export function funnelOf(dispatches: readonly FunnelDispatch[], awaited: readonly AwaitedRow[]): Funnel {
  const familyOf = new Map<DispatchId, number>(
    dispatches.flatMap(({ dispatchIds }, family) => dispatchIds.map((id) => [id, family] as const)),
  );
  const people = new Map<string, AwaitedRow[]>();
  for (const row of awaited) {
    const family = row.dispatchId === null ? undefined : familyOf.get(row.dispatchId);
    if (family === undefined || row.isProvisional === true) continue;
    const person = `${family}:${humanKeyOf(row)}`;
    people.set(person, [...(people.get(person) ?? []), row]);
  }
  const steps = { accepted: 0, chatOpened: 0, answered: 0, opened: 0, closed: 0 };
  for (const { accepted } of dispatches) steps.accepted += accepted;
  const tags = new Map<string, number>();
  const waits: number[] = [];
  let untagged = 0;
  let tagsUnknown = 0;
  for (const rows of people.values()) {
    if (rows.some(hasChat)) steps.chatOpened += 1;
    if (rows.some((row) => row.openedAt !== null)) steps.opened += 1;
    const replies = rows.flatMap(({ repliedAt, sentAt }) =>
      repliedAt === null ? [] : [{ at: repliedAt, waitMs: Math.max(0, repliedAt - sentAt) }],
    );
    const [first] = replies.toSorted((a, b) => a.at - b.at);
    if (first !== undefined) {
      steps.answered += 1;
      waits.push(first.waitMs);
    }
    const closed = rows.filter((row) => row.status === 'closed');
    if (closed.length === 0) continue;
    steps.closed += 1;
    const known = closed.flatMap(({ ending }) => (ending === undefined || ending.tags === null ? [] : [ending.tags]));
    const own = new Set(known.flat());
    if (known.length === 0) tagsUnknown += 1;
    else if (own.size === 0) untagged += 1;
    for (const tag of own) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  }
  return {
    steps,
    tags: [...tags]
      .map(([name, count]) => ({ name, people: count }))
      .toSorted((a, b) => b.people - a.people || (a.name < b.name ? -1 : 1)),
    untagged,
    tagsUnknown,
    medianReplyMs: median(waits),
  };
}
