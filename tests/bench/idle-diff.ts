import { warmUp, withEnvironment } from './browsers.ts';
import type { RequestEntry } from '../sandbox/log.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { awaitPeople } from './awaited.ts';
import { median, rounded, type Group } from './figure.ts';

const ROOMS_OF_A_KIND = 100;
const AWAITED = 2_000;
const DIFFS = 15;
const TWO_HOURS_MS = 2 * 60 * 60_000;

/**
 * This many chats each with the agent, in the queue and in waiting rooms. Their last messages are older than the
 * starts.
 */
function openChats(sandbox: Sandbox): ReadonlyMap<string, string> {
  const waiting = new Map<string, string>();
  for (let n = 0; n < 3 * ROOMS_OF_A_KIND; n += 1) {
    const contact = sandbox.contactAt(n).uuid;
    const room = sandbox.openRoom({ contact, user: n % 3 === 1 ? null : SEED.people.agent1, ageMs: TWO_HOURS_MS + n });
    room.isWaiting = n % 3 === 2;
    if (room.isWaiting) waiting.set(contact, room.uuid);
  }
  return waiting;
}

const ours = (sandbox: Sandbox): readonly RequestEntry[] =>
  sandbox
    .log()
    .filter(({ client, method, path }) => client !== 'page' && method !== 'OPTIONS' && path.startsWith('/v'));

/** Counts the requests of a diff when nothing has happened since the last one. */
export const idleDiff: Group = {
  ids: ['reply.diff.requests_idle', 'reply.diff.kb_idle'],
  async measure() {
    return await withEnvironment({ contacts: AWAITED + 100 }, async ({ sandbox, browser, openChats: open }) => {
      await warmUp(open);
      await awaitPeople(browser, sandbox, { count: AWAITED, waitingRooms: openChats(sandbox) });
      const { panel } = await open();
      await panel.waiting.show();
      const look = panel.waiting.lookNow;
      const diffs: (readonly RequestEntry[])[] = [];
      // The first diff reads every page and the whole history.
      for (let n = 0; n <= DIFFS; n += 1) {
        sandbox.clearLogs();
        await look.click();
        await look.and(panel.root.locator(':enabled')).waitFor();
        diffs.push(ours(sandbox));
      }
      const requests = diffs.slice(1).map((entries) => entries.length);
      const kilobytes = diffs
        .slice(1)
        .map((entries) => entries.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) / 1_000);
      const about = `${3 * ROOMS_OF_A_KIND} chats, a third of each kind, ${AWAITED} people awaited`;
      const paths = [
        ...new Set(
          diffs
            .slice(1)
            .flat()
            .map(({ path }) => path.replace(/\?.*room_status=(\w+).*/, ' $1')),
        ),
      ];
      return [
        {
          id: 'reply.diff.requests_idle',
          value: Math.max(...requests),
          unit: 'count',
          n: DIFFS,
          note: `${about}; the most of all; ${paths.join(', ')}; the first one: ${diffs[0]?.length ?? 0}`,
        },
        {
          id: 'reply.diff.kb_idle',
          value: rounded(median(kilobytes)),
          unit: 'kB',
          n: DIFFS,
          note: `${about}; bodies as sent, not compressed; at most ${rounded(Math.max(...kilobytes))} kB`,
        },
      ];
    });
  },
};
