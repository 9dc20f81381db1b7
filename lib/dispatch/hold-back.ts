/** An act of the agent this long before the hold still counts for it: a write may end a little after its act. */
const ACT_BEFORE_MS = 60_000;

/** What is known of the replies to a dispatch. Times are epoch ms. */
export interface OpenReplies {
  /** People of the dispatch who replied and whose chat was not opened yet. */
  readonly open: number;
  /** When the agent opened or handled replies, of any dispatch of the same session, in order. */
  readonly handledAt: readonly number[];
}

/** Whether a dispatch may send nothing because too many of its replies are unopened. */
export function isHeldBack(limit: number | null | undefined, open: number): boolean {
  return limit !== null && limit !== undefined && limit > 0 && open >= limit;
}

/**
 * Judges a dispatch that holds itself back. `go-on`: replies were handled, and there is room again. `ask`: for more than
 * `longGapMs` the agent handled nothing, so they must say whether it goes on. Time alone never leads to `go-on`: the
 * agent must have handled a reply since the hold began.
 */
export function judgeHold(
  hold: { readonly limit: number | null | undefined; readonly since: number },
  replies: OpenReplies,
  now: number,
  longGapMs: number,
): 'go-on' | 'wait' | 'ask' {
  // A beginning in the future was stored before the clock was set back.
  if (hold.since - now > longGapMs) return 'ask';
  const since = Math.min(hold.since, now);
  const acts = replies.handledAt.filter((at) => at >= since - ACT_BEFORE_MS);
  let last = since;
  for (const at of [...acts, now]) {
    if (at - last > longGapMs) return 'ask';
    last = Math.max(last, at);
  }
  return acts.length > 0 && !isHeldBack(hold.limit, replies.open) ? 'go-on' : 'wait';
}
