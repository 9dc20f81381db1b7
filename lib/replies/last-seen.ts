import type { ContactUuid } from '../ids.ts';
import { groupByHuman } from './attribute.ts';
import { SLACK_MS } from './detect.ts';
import type { LastSeenFact } from './facts.ts';
import type { Humans } from './humans.ts';
import type { AwaitedRow, WatchRow } from './records.ts';

/**
 * How many Flows-backed look-ups one agent may cost the project per hour (.github/docs/decisions.md#rationed-calls).
 */
const LOOK_UPS_PER_HOUR = 6;
const HOUR_MS = 60 * 60_000;
/** Result pages of one sweep that may be read in one go. */
const PAGES_AT_ONCE = 2;

/**
 * The next look-up. `one`: a single contact. `since`: `pages` result pages of the sweep, from `cursor` on; null: from
 * its beginning.
 */
export type LastSeenPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly contactUuid: ContactUuid }
  | {
      readonly kind: 'since';
      readonly modifiedAfterAt: number;
      readonly cursor: string | null;
      readonly pages: number;
    };

/**
 * Awaited rows without a known room. Chats shows nothing for them, so only Flows can tell whether the contact wrote.
 */
function listRoomless(awaited: readonly AwaitedRow[]): AwaitedRow[] {
  return awaited.filter((row) => row.roomUuid === null);
}

/**
 * Plans the next Flows-backed look-up within the hourly ration. A single contact is asked for by uuid; several are
 * covered by one sweep over all contacts modified since the oldest open start. There is never one call per contact.
 *
 * @param awaited rows still awaited in this session
 * @param about.watch the session's watch row
 * @param about.callsAt times of the agent's look-ups, over all their sessions, epoch ms
 * @returns `none` when no row lacks a room, the ration is used up, or the next look-up is not due yet
 */
export function planLastSeen(
  awaited: readonly AwaitedRow[],
  about: { watch: WatchRow; callsAt: readonly number[]; now: number },
): LastSeenPlan {
  const roomless = listRoomless(awaited);
  const left = LOOK_UPS_PER_HOUR - callsInLastHour(about.callsAt, about.now).length;
  const isDue = about.watch.nextLastSeenAt === null || about.watch.nextLastSeenAt <= about.now;
  const [first] = roomless;
  if (first === undefined || left <= 0 || !isDue) return { kind: 'none' };
  const people = new Set(roomless.map((row) => row.contactUuid));
  if (people.size === 1) return { kind: 'one', contactUuid: first.contactUuid };
  const oldestAt = Math.min(...roomless.map((row) => row.sentAt)) - SLACK_MS;
  const { cursor, startedAt, doneUntilAt } = about.watch.sweep;
  const pages = Math.min(left, PAGES_AT_ONCE);
  if (cursor !== null && startedAt !== null)
    return { kind: 'since', modifiedAfterAt: Math.max(oldestAt, doneUntilAt ?? 0), cursor, pages };
  return { kind: 'since', modifiedAfterAt: Math.max(oldestAt, doneUntilAt ?? 0), cursor: null, pages };
}

/** Returns the times that still count towards the hourly ration. */
export function callsInLastHour(callsAt: readonly number[], now: number): number[] {
  return callsAt.filter((at) => now - at < HOUR_MS);
}

/** Returns when the next look-up is due, epoch ms: a random 10–13 minutes from now, which keeps within the ration. */
export function nextLookUpAt(now: number, random: number): number {
  return now + 10 * 60_000 + 3 * 60_000 * random;
}

/**
 * Finds the contacts without a known room whose last inbound activity in Flows is later than their oldest open start.
 * That they wrote rests on Flows' `last_seen_on` alone; no message was seen.
 */
export function listWriters(
  people: readonly LastSeenFact[],
  awaited: readonly AwaitedRow[],
  humans: Humans,
): { contactUuid: ContactUuid; lastSeenAt: number; sentAt: number }[] {
  const roomless = groupByHuman(listRoomless(awaited), humans);
  return people.flatMap((person) => {
    const oldest = Math.min(...(roomless.get(humans.keyOf(person.contactUuid)) ?? []).map((row) => row.sentAt));
    const { contactUuid, lastSeenAt } = person;
    return lastSeenAt !== null && lastSeenAt > oldest + SLACK_MS ? [{ contactUuid, lastSeenAt, sentAt: oldest }] : [];
  });
}
