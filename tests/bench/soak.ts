import { expect } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import type { ChatsTab } from '../e2e/harness.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';
import { chatsAddress, launchBare, withEnvironment } from './browsers.ts';
import { rounded, type Figure, type Group } from './figure.ts';
import { pourFrames } from './frame-flood.ts';
import { countsOfStores, firefoxMemory, watchTab, watchWorker, type Weight } from './heap.ts';

const HOURS = 8;
const FLOW = 'Retomar atendimento';
/** Where Chats keeps its token. */
const TOKEN = 'chats_token';
/** The first customers have rooms in the seeded world. */
const FIRST = 100;
const PATIENCE_MS = 60_000;
/** One hour of an agent's day; eight of them make 20,000 frames, 40 dispatches, 320 people, 304 replies and 64 chats. */
const HOUR = { frames: 2_500, framesPerSecond: 125, dispatches: 5, people: 8, replies: 38, chats: 8 } as const;

interface Day {
  readonly sandbox: Sandbox;
  readonly browser: ExtensionBrowser;
  readonly tab: ChatsTab;
  /** People who were sent nothing yet. */
  readonly fresh: string[];
  /** Rooms of people who answered and whose chat the agent has not opened, by name. */
  readonly unopened: Map<string, string>;
}

const lettersOf = (place: number): string => String.fromCharCode(97 + (place % 26));

/** Gives that many customers names of their own, so that a search finds one. */
function nameCustomers(sandbox: Sandbox, count: number): string[] {
  return Array.from({ length: count }, (_, place) => {
    // Letters only: digits would be searched as a number.
    const name = `Cliente ${lettersOf(Math.floor(place / 26))}${lettersOf(place % 26)}o`;
    sandbox.changeContact(sandbox.contactAt(FIRST + place).uuid, { name });
    return name;
  });
}

async function sendTo(day: Day, names: readonly string[]): Promise<void> {
  const { panel } = day.tab;
  await panel.showTab('Send');
  await panel.send.compose({ flow: FLOW, people: names });
  await panel.send.reviewAndConfirm();
  await panel.dispatch.expectDone();
  await panel.dispatch.newDispatch.click();
}

/** Opens chats from the list as an agent does, and closes them in the server. */
async function openChats(day: Day, count: number): Promise<void> {
  const { panel } = day.tab;
  await panel.waiting.show();
  for (const [name, room] of [...day.unopened].slice(0, count)) {
    await panel.waiting.openChat(name);
    await expect.poll(() => day.tab.chats.openRoomUuid(), { timeout: PATIENCE_MS }).toBe(room);
    day.unopened.delete(name);
    day.sandbox.closeRoom(room);
  }
}

async function playHour(day: Day): Promise<void> {
  const { sandbox, tab } = day;
  // After a flood of frames the page may be busy for longer than a click waits otherwise.
  tab.page.setDefaultTimeout(3 * PATIENCE_MS);
  const people: string[] = [];
  for (let n = 0; n < HOUR.dispatches; n += 1) {
    const names = day.fresh.splice(0, HOUR.people);
    await sendTo(day, names);
    people.push(...names);
  }
  for (const name of people.slice(0, HOUR.replies)) {
    const contact = sandbox.contactByName(name).uuid;
    day.unopened.set(name, sandbox.openRoom({ contact, user: SEED.people.agent1 }).uuid);
    sandbox.reply(contact, { text: 'Sim, pode ser.' });
  }
  await pourFrames(sandbox, [...day.unopened.values()], {
    perSecond: HOUR.framesPerSecond,
    forMs: (HOUR.frames / HOUR.framesPerSecond) * 1_000,
  });
  // The page draws its own list for every frame; a click before it has caught up would wait for that.
  await tab.page.evaluate(async () => await new Promise((resolve) => requestAnimationFrame(resolve)));
  await openChats(day, HOUR.chats);
  // The lists are looked through and read again.
  await tab.panel.waiting.lookNow.click();
  await tab.panel.showTab('History');
  await tab.panel.showTab('Send');
  await expect.poll(() => day.browser.badgeText(), { timeout: PATIENCE_MS }).toBe(badgeOf(day.unopened.size));
}

const badgeOf = (count: number): string => (count === 0 ? '' : count > 99 ? '99+' : String(count));

/** Signs out in the page, and in again, without a new document: the panel says so and comes back. */
async function signOutAndIn({ tab }: Day): Promise<void> {
  const { page, panel } = tab;
  const token = await page.evaluate((key) => {
    const kept = sessionStorage.getItem(key);
    for (const area of [sessionStorage, localStorage]) area.removeItem(key);
    return kept;
  }, TOKEN);
  if (token === null) throw new Error('the page has no token to take away');
  await expect(panel.root.locator('.header bdi')).toHaveCount(0, { timeout: PATIENCE_MS });
  await page.evaluate(([key, value]) => sessionStorage.setItem(key, value), [TOKEN, token] as const);
  await panel.signedIn();
}

/** Heap after collection, and what is still held: timers of the background; nodes and listeners of the tab. */
interface Mark {
  readonly background: Weight & { readonly timers: number };
  readonly tab: Weight;
  readonly bare: Weight;
}

const grown = (first: number, last: number): number => rounded(last / first, 3);

export const soak: Group = {
  ids: ['soak.panel_mb', 'soak.background_mb'],
  isCampaign: true,
  async measure() {
    const people = HOURS * HOUR.dispatches * HOUR.people;
    return await withEnvironment(
      { contacts: people + 200, extension: { undoMs: 0, bucket: { perHour: 2_000, burst: 1_500 } } },
      async ({ sandbox, browser, openChats: openTab }) => {
        const bare = await launchBare();
        try {
          const tab = await openTab();
          const plain = await bare.context.newPage();
          await plain.goto(chatsAddress(sandbox));
          const day: Day = { sandbox, browser, tab, fresh: nameCustomers(sandbox, people), unopened: new Map() };
          const background = await watchWorker(browser.context);
          const withPanel = await watchTab(browser.context, tab.page);
          const without = await watchTab(bare.context, plain);
          const mark = async (): Promise<Mark> => ({
            background: await background(),
            tab: await withPanel(),
            bare: await without(),
          });
          const marks: Mark[] = [];
          for (let hour = 1; hour <= HOURS; hour += 1) {
            await playHour(day);
            if (hour === HOURS / 2) await signOutAndIn(day);
            const now = await mark();
            marks.push(now);
            console.error(`soak: hour ${hour}, ${JSON.stringify(now)}`);
          }
          const [first, last] = [marks[0], marks.at(-1)];
          if (first === undefined || last === undefined) throw new Error('no hour was played');
          const stores = await countsOfStores(browser);
          const ours = ({ tab: { mb }, bare: { mb: page } }: Mark): number => mb - page;
          const about = `${HOURS} hours: ${HOURS * HOUR.frames} frames, ${people} people in ${HOURS * HOUR.dispatches} dispatches, ${HOURS * HOUR.replies} replies, ${HOURS * HOUR.chats} chats opened, one sign-out; after collection, baseline after the first hour`;
          const figure = (id: string, from: number, to: number, note: string): Figure => ({
            id,
            value: rounded(to),
            unit: 'MB',
            baseline: rounded(from),
            ratio: grown(from, to),
            n: HOURS,
            note: `${note}; ${about}`,
          });
          return [
            figure(
              'soak.panel_mb',
              ours(first),
              ours(last),
              `tab less the same page without the extension; nodes ${first.tab.nodes} → ${last.tab.nodes}, listeners ${first.tab.listeners} → ${last.tab.listeners}`,
            ),
            figure(
              'soak.background_mb',
              first.background.mb,
              last.background.mb,
              `timers ${first.background.timers} → ${last.background.timers}; rows ${JSON.stringify(stores)}; badge ${await browser.badgeText()}`,
            ),
          ];
        } finally {
          await bare.close();
        }
      },
    );
  },
};

const FIREFOX_HOURS = 3;

/** A shorter day in Firefox: what JavaScript holds in the extension's process after the browser freed what it could. */
export const firefoxSoak: Group = {
  ids: ['soak.firefox_extension_mb'],
  isCampaign: true,
  needsFirefox: true,
  async measure() {
    const people = FIREFOX_HOURS * HOUR.dispatches * HOUR.people;
    return await withEnvironment(
      { contacts: people + 200, extension: { undoMs: 0, bucket: { perHour: 2_000, burst: 1_500 } } },
      async ({ sandbox, browser, openChats: openTab }) => {
        const day: Day = {
          sandbox,
          browser,
          tab: await openTab(),
          fresh: nameCustomers(sandbox, people),
          unopened: new Map(),
        };
        const marks: number[] = [];
        for (let hour = 1; hour <= FIREFOX_HOURS; hour += 1) {
          await playHour(day);
          if (hour === FIREFOX_HOURS - 1) await signOutAndIn(day);
          await browser.freeMemory();
          const mb = await firefoxMemory(browser.context);
          marks.push(mb);
          console.error(`soak in Firefox: hour ${hour}, ${mb} MB`);
        }
        const [first, last] = [marks[0], marks.at(-1)];
        if (first === undefined || last === undefined) throw new Error('no hour was played');
        return [
          {
            id: 'soak.firefox_extension_mb',
            value: rounded(last),
            unit: 'MB',
            baseline: rounded(first),
            ratio: grown(first, last),
            n: FIREFOX_HOURS,
            note: `JavaScript in the extension's process after freeing, hours ${marks.map((mb) => rounded(mb, 0)).join(', ')} MB; ${people} people, ${FIREFOX_HOURS * HOUR.frames} frames; badge ${await browser.badgeText()}`,
          },
        ];
      },
      'firefox',
    );
  },
};
