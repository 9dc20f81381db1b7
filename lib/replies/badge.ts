import { humanKeyOf, type AwaitedRow, type WatchRow } from './records.ts';

export interface BadgeState {
  /** Rows of the signed-in agent, over all their projects. */
  readonly rows: readonly AwaitedRow[];
  /**
   * True while Chats is open with a log-in of this agent. Otherwise nothing updates the count, and it is the stored
   * one.
   */
  readonly isLive: boolean;
  /** When the rows were last known to be right: the time of the last diff or hint, epoch ms. Null before the first. */
  readonly asOf: number | null;
}

/**
 * How the badge is drawn: `fresh` in the signal colour, `stale` muted, `due` in the colour of what the agent prepared,
 * `none` without a badge.
 */
export type BadgeColor = 'fresh' | 'stale' | 'due' | 'none';

/**
 * What the toolbar icon shows. `text` is drawn on the icon, empty for no number. `titleKey` and `args` make its
 * tooltip: `args.count` and `args.waiting` select the plural form, `args.asOf` is epoch ms and is written as HH:MM in
 * the agent's language.
 */
export interface Badge {
  readonly text: string;
  readonly color: BadgeColor;
  readonly titleKey: 'badge_none' | 'badge_replied' | 'badge_stale' | 'badge_staleNone';
  readonly args: { readonly count: number; readonly waiting: number; readonly asOf: number | null };
}

const CAP = 99;

/** Counts the people who replied and whose chat was not opened yet. A human who got several starts counts once. */
export function countReplied(rows: readonly AwaitedRow[]): number {
  return new Set(rows.filter((row) => row.status === 'replied').map(humanKeyOf)).size;
}

/**
 * When the rows of these sessions were last known to be right: the newest diff or news of any of them, epoch ms. Null
 * before the first.
 */
export function knownAt(watches: readonly Pick<WatchRow, 'lastDiffAt' | 'lastNewsAt'>[]): number | null {
  const times = watches.flatMap(({ lastDiffAt, lastNewsAt }) => [lastDiffAt, lastNewsAt].filter((at) => at !== null));
  return times.length === 0 ? null : Math.max(...times);
}

/** Counts the people whose answer is still awaited, each human once. */
export function countWaiting(rows: readonly AwaitedRow[]): number {
  const open = rows.filter(
    (row) => row.status === 'sent' || row.status === 'waiting-room' || row.status === 'ticket-opened',
  );
  return new Set(open.map(humanKeyOf)).size;
}

/**
 * Computes what the toolbar icon shows. Without a log-in there is no token to ask the server with, so the badge shows
 * the stored count, muted, with "as of HH:MM" in the title.
 */
export function badgeFor(state: BadgeState): Badge {
  const count = countReplied(state.rows);
  const args = { count, waiting: countWaiting(state.rows), asOf: state.asOf };
  const text = count === 0 ? '' : count > CAP ? `${CAP}+` : String(count);
  if (state.isLive)
    return {
      text,
      color: count === 0 ? 'none' : 'fresh',
      titleKey: count === 0 ? 'badge_none' : 'badge_replied',
      args,
    };
  const hasPast = state.asOf !== null && args.waiting > 0;
  return {
    text,
    color: count === 0 ? 'none' : 'stale',
    titleKey: count > 0 ? 'badge_stale' : hasPast ? 'badge_staleNone' : 'badge_none',
    args,
  };
}

/**
 * The badge with the drafts that are due. People who replied come first: the number is theirs while there are any, and
 * only the title tells of the drafts. Otherwise it counts the drafts, in a colour of its own.
 */
export function withDue(badge: Badge, due: number): Badge {
  if (due === 0 || badge.text !== '') return badge;
  return { ...badge, text: due > CAP ? `${CAP}+` : String(due), color: 'due' };
}
