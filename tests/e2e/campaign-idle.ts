import type { BrowserContext } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import { launchBrowser } from './browser.ts';
import { add, judge, NOTHING, startTarget, isReached, type CampaignResult } from './campaign-judge.ts';
import { pageAddress } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { THREE_HUNDRED } from './sandbox-data.ts';
import { chromeScope } from './firefox-chrome-scope.ts';

const IDLE_MS = 500;
const SETTLED_MS = 180_000;

/** Longer than the event page may be idle, so Firefox stops it while the answer is on its way. */
const SLOW_MS = 900;
/**
 * The number of slow answers in a row: as many as there are requests at once, because one quick answer would keep the
 * event page busy.
 */
const IN_FLIGHT = 2;

/**
 * The dispatches of a campaign, each to a group whose size follows from the number of contacts. Two of every
 * `slowEvery` answers are slow; the server has done its work before.
 */
const DISPATCHES = [
  { group: { name: 'Maceió (inteligente)', members: 50 }, contacts: 250, slowEvery: IN_FLIGHT },
  { group: THREE_HUNDRED, contacts: 300, slowEvery: 15 },
] as const;

function slowDown(sandbox: Sandbox, members: number, slowEvery: number): void {
  const slow = { endpoint: 'start_flow', action: { kind: 'latency', delayMs: SLOW_MS, when: 'after' } } as const;
  for (let skip = 0; skip < members; skip += slowEvery) sandbox.faults.add({ ...slow, skip, count: IN_FLIGHT });
}

/** Starts to count how often Firefox itself stops the event page; the returned function gives the count. */
async function countStops(context: BrowserContext): Promise<() => Promise<number>> {
  const scope = await chromeScope(context);
  await scope.run((id) => {
    document.documentElement.dataset['stops'] = '0';
    WebExtensionPolicy.getByID(id).extension.on('shutdown-background-script', () => {
      document.documentElement.dataset['stops'] = String(Number(document.documentElement.dataset['stops']) + 1);
    });
  }, GECKO_ID);
  return async () => Number(await scope.run(() => document.documentElement.dataset['stops']));
}

/**
 * Plays whole dispatches in a Firefox that stops an event page after half a second without an extension call. `kills`
 * counts these stops.
 */
export async function dispatchUnderIdleStops(
  options: { readonly onProgress?: (result: CampaignResult) => void } = {},
): Promise<CampaignResult> {
  const browser = await launchBrowser('firefox', { firefoxPrefs: { 'extensions.background.idle.timeout': IDLE_MS } });
  let total = NOTHING;
  try {
    const stops = await countStops(browser.context);
    for (const { group, contacts, slowEvery } of DISPATCHES) {
      const sandbox = await startTarget(total.dispatches + 1, contacts);
      try {
        slowDown(sandbox, group.members, slowEvery);
        const page = await browser.context.newPage();
        await page.goto(pageAddress(sandbox));
        const panel = Panel.of(page);
        await panel.send.toGroup(group);
        const before = await stops();
        await isReached(() => panel.root.getByRole('heading', { name: 'Done' }).isVisible(), SETTLED_MS);
        const kills = (await stops()) - before;
        total = add(total, { kills, ...(await judge(browser, sandbox, group.members)) });
        await page.close();
      } finally {
        await sandbox.close();
      }
      options.onProgress?.(total);
    }
  } finally {
    await browser.close();
  }
  return total;
}
