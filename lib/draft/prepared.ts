import * as z from 'zod/mini';
import { FlowsProject, SessionId } from '../ids.ts';
import { Draft } from './draft.ts';

/**
 * A draft that is kept for later. It never sends anything: at `dueAt` it is offered to the agent. Times are epoch ms.
 * Stored under `preparedKey`.
 */
export const Prepared = z.object({
  id: z.string(),
  sessionId: SessionId,
  /** `<api origin>|<agent e-mail>`, to tell the agent of drafts in their other projects. */
  agentKey: z.string(),
  projectName: z.string(),
  /** The secondary project that was chosen when it was prepared. Flow and contacts belong to it. */
  flowsProject: z.optional(FlowsProject),
  draft: Draft,
  /** Null: put aside when another draft was opened; it is offered at no time. */
  dueAt: z.nullable(z.number()),
  savedAt: z.number(),
  /** When the agent was told that it is due. Null: not yet. */
  offeredAt: z.nullable(z.number()),
});
export type Prepared = z.infer<typeof Prepared>;

/** Prefix of the keys of all prepared drafts. */
export const PREPARED_PREFIX = 'prepared:';

/** Key of a prepared draft among the small values of the ledger. */
export const preparedKey = (sessionId: SessionId, id: string): string => `${PREPARED_PREFIX}${sessionId}:${id}`;

/** How many drafts an agent may keep in one project. */
export const MAX_PREPARED = 30;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A time that lies this little in the past counts as now: the form was open for a moment. */
const PAST_SLACK_MS = MINUTE_MS;
/** How far ahead a draft can be prepared. */
const MAX_AHEAD_MS = 30 * DAY_MS;
/** Ordinary corrections of a clock are smaller than this. */
const CLOCK_SLACK_MS = 5 * MINUTE_MS;

/** Why a time cannot be chosen; null when it can. */
export function refuseTime(dueAt: number, now: number): 'time-past' | 'time-too-far' | null {
  if (!Number.isFinite(dueAt) || dueAt < now - PAST_SLACK_MS) return 'time-past';
  return dueAt > now + MAX_AHEAD_MS ? 'time-too-far' : null;
}

/**
 * Whether a prepared draft is offered now. Once offered it stays so, also when the clock is set back afterwards.
 */
export function isDue({ dueAt, offeredAt }: Pick<Prepared, 'dueAt' | 'offeredAt'>, now: number): boolean {
  return dueAt !== null && (offeredAt !== null || dueAt <= now);
}

/** When a prepared draft is deleted: `keepDays` after its time, or after it was put aside. */
export function expiresAt({ dueAt, savedAt }: Pick<Prepared, 'dueAt' | 'savedAt'>, keepDays: number): number {
  return Math.max(dueAt ?? savedAt, savedAt) + keepDays * DAY_MS;
}

/** Whether the computer's clock was set back after the draft was prepared, so that its time may be wrong. */
export function isClockBack({ savedAt }: Pick<Prepared, 'savedAt'>, now: number): boolean {
  return savedAt - now > CLOCK_SLACK_MS;
}

/** What is to be done with the prepared drafts of this browser at this time. */
export interface PreparedReview {
  /** Due and not told to the agent yet. */
  readonly newlyDue: readonly Prepared[];
  readonly expired: readonly Prepared[];
  /** When to look again; null when nothing will happen. */
  readonly nextAt: number | null;
}

/** Decides about all prepared drafts. */
export function reviewPrepared(all: readonly Prepared[], now: number, keepDays: number): PreparedReview {
  const expired = all.filter((each) => expiresAt(each, keepDays) <= now);
  const kept = all.filter((each) => !expired.includes(each));
  const newlyDue = kept.filter((each) => each.offeredAt === null && isDue(each, now));
  const times = kept.flatMap((each) =>
    each.dueAt !== null && !isDue(each, now) ? [each.dueAt] : [expiresAt(each, keepDays)],
  );
  return { newlyDue, expired, nextAt: times.length === 0 ? null : Math.min(...times) };
}

/** Sorts for lists: first what is due, the longest first, then by time, then what was put aside. */
export function sortPrepared(all: readonly Prepared[]): Prepared[] {
  return all.toSorted(
    (a, b) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity) || a.savedAt - b.savedAt || (a.id < b.id ? -1 : 1),
  );
}
