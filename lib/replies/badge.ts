import { humanKeyOf, type AwaitedRow, type WatchRow } from './records.ts';

export interface BadgeState {
  /** Rows of the signed-in agent, over all their projects. */
  readonly rows: readonly AwaitedRow[];
  /** Chats is open with a log-in of this agent; without it the count is the stored one. */
  readonly isLive: boolean;
  /** When the rows were last known to be right (last diff or hint), epoch ms; null before the first. */
  readonly asOf: number | null;
}

/** `fresh` shouts, `stale` is muted, `none` has no badge. */
export type BadgeColor = 'fresh' | 'stale' | 'none';

/** `args.count` is a number in words and plurals; `args.asOf` is epoch ms, to be written as HH:MM in the agent's language. */
export interface Badge {
  readonly text: string;
  readonly color: BadgeColor;
  readonly titleKey: 'badge_none' | 'badge_replied' | 'badge_stale' | 'badge_staleNone';
  readonly args: { readonly count: number; readonly waiting: number; readonly asOf: number | null };
}

const CAP = 99;

/** People who replied and whose chat nobody opened, each once, whatever number of starts they got. */
export function countReplied(rows: readonly AwaitedRow[]): number {
  return new Set(rows.filter((row) => row.status === 'replied').map(humanKeyOf)).size;
}

/** When some sessions' rows were last known to be right: the newest comparison or news of any of them; null before the first. */
export function knownAt(watches: readonly Pick<WatchRow, 'lastDiffAt' | 'lastNewsAt'>[]): number | null {
  const times = watches.flatMap(({ lastDiffAt, lastNewsAt }) => [lastDiffAt, lastNewsAt].filter((at) => at !== null));
  return times.length === 0 ? null : Math.max(...times);
}

/** People still awaited, each once. */
export function countWaiting(rows: readonly AwaitedRow[]): number {
  const open = rows.filter((row) => row.status === 'sent' || row.status === 'waiting-room' || row.status === 'ticket-opened');
  return new Set(open.map(humanKeyOf)).size;
}

/** What the toolbar icon shows. Without a log-in there is nothing to ask with: the stored count, muted, "as of HH:MM". */
export function badgeFor(state: BadgeState): Badge {
  const count = countReplied(state.rows);
  const args = { count, waiting: countWaiting(state.rows), asOf: state.asOf };
  const text = count === 0 ? '' : count > CAP ? `${CAP}+` : String(count);
  if (state.isLive) return { text, color: count === 0 ? 'none' : 'fresh', titleKey: count === 0 ? 'badge_none' : 'badge_replied', args };
  const hasPast = state.asOf !== null && args.waiting > 0;
  return { text, color: count === 0 ? 'none' : 'stale', titleKey: count > 0 ? 'badge_stale' : hasPast ? 'badge_staleNone' : 'badge_none', args };
}
