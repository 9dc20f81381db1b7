import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Sandbox } from '../sandbox/api.ts';
import { launchBrowser, type ExtensionBrowser, type Which } from './browser.ts';
import { add, judge, LATENCY_MS, NOTHING, startTarget, isReached, type CampaignResult } from './campaign-judge.ts';
import { pageAddress } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { startRequests } from './sandbox-data.ts';
import { processesOf } from './processes.ts';

/** With 250 contacts the smart group has 50 members. */
const FIFTY = { name: 'Maceió (inteligente)', members: 50 } as const;
const KILLS_PER_DISPATCH = 4;
/**
 * The largest number of requests between two kills. After four kills some people are still queued, even if every kill
 * makes two people unknown.
 */
const MOST_REQUESTS_BETWEEN = 8;
const SETTLED_MS = 60_000;

interface CampaignOptions {
  readonly kills: number;
  readonly seed?: number;
  readonly onProgress?: (result: CampaignResult) => void;
}

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Waits for a random number of requests and then for a random part of the time that an answer takes, so that a kill
 * can fall on any moment of a request. False when the requests did not come.
 */
async function randomMoment(sandbox: Sandbox, random: () => number, most: number): Promise<boolean> {
  const from = startRequests(sandbox).length;
  const step = Math.floor(random() * most);
  const hasMore = await isReached(() => startRequests(sandbox).length > from + step, SETTLED_MS);
  // No condition is awaited here: the random moment is what differs from kill to kill.
  await setTimeout(random() * LATENCY_MS * 1.5);
  return hasMore;
}

const isDone = (panel: Panel) => () => panel.root.getByRole('heading', { name: 'Done' }).isVisible();

/**
 * Stops the background at random moments of dispatches to 50 people. A stop counts only when the background ran and
 * the browser reported it as stopped.
 */
export async function killBackgrounds(which: Which, options: CampaignOptions): Promise<CampaignResult> {
  const random = createRandom(options.seed ?? 1);
  const browser = await launchBrowser(which);
  let total = NOTHING;
  try {
    while (total.kills < options.kills) {
      const sandbox = await startTarget(total.dispatches + 1);
      try {
        total = add(
          total,
          await killDuringOne(browser, sandbox, random, Math.min(KILLS_PER_DISPATCH, options.kills - total.kills)),
        );
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

async function killDuringOne(
  browser: ExtensionBrowser,
  sandbox: Sandbox,
  random: () => number,
  most: number,
): Promise<Partial<CampaignResult>> {
  const page = await browser.context.newPage();
  await page.goto(pageAddress(sandbox));
  const panel = Panel.of(page);
  await panel.send.toGroup(FIFTY);
  let kills = 0;
  while (kills < most && (await randomMoment(sandbox, random, MOST_REQUESTS_BETWEEN)) && !(await isDone(panel)())) {
    if (await browser.killBackground()) kills += 1;
  }
  // Only the panel may wake the background here: a question of the test would wake it too, and hide a panel that does
  // not.
  await isReached(isDone(panel), SETTLED_MS);
  const outcome = await judge(browser, sandbox, FIFTY.members);
  await page.close();
  return { kills, ...outcome };
}

/** Kills the whole browser (kill −9) in the middle of a dispatch and starts it again on the same profile. */
export async function killBrowsers(which: Which, options: CampaignOptions): Promise<CampaignResult> {
  const random = createRandom(options.seed ?? 1);
  let total = NOTHING;
  while (total.kills < options.kills) {
    const profile = mkdtempSync(join(tmpdir(), 'disparo-kill-'));
    const sandbox = await startTarget(total.kills + 1);
    try {
      await killInTheMiddle(which, { profile, sandbox, random });
      total = add(total, { kills: 1, ...(await resumeAfterRestart(which, { profile, sandbox })) });
    } finally {
      await sandbox.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
    options.onProgress?.(total);
  }
  return total;
}

async function killInTheMiddle(
  which: Which,
  { profile, sandbox, random }: { readonly profile: string; readonly sandbox: Sandbox; readonly random: () => number },
): Promise<void> {
  const browser = await launchBrowser(which, { profile });
  const page = await browser.context.newPage();
  await page.goto(pageAddress(sandbox));
  await Panel.of(page).send.toGroup(FIFTY);
  if (!(await randomMoment(sandbox, random, FIFTY.members - 5))) throw new Error('the dispatch ended before the kill');
  const gone = new Promise<void>((resolve) => {
    browser.context.once('close', () => resolve());
  });
  killProcesses(profile);
  await gone;
  // The connection breaks when the first process ends; the others end a moment later.
  if (!(await isReached(async () => processesOf(profile).length === 0, SETTLED_MS)))
    throw new Error('the browser lives on');
}

/** Does what an agent would: opens Chats again, shows the dispatch, and presses *Go on* where it is offered. */
async function resumeAfterRestart(
  which: Which,
  { profile, sandbox }: { readonly profile: string; readonly sandbox: Sandbox },
): Promise<Partial<CampaignResult>> {
  const browser = await launchBrowser(which, { profile });
  try {
    const page = await browser.context.newPage();
    await page.goto(pageAddress(sandbox));
    const panel = Panel.of(page);
    await panel.history.openOnlyDispatch();
    const goOn = panel.dispatch.goOn;
    await isReached(async () => {
      if ((await goOn.isVisible()) && (await goOn.isEnabled())) await goOn.click();
      return await isDone(panel)();
    }, SETTLED_MS);
    return await judge(browser, sandbox, FIFTY.members);
  } finally {
    await browser.close();
  }
}

function killProcesses(profile: string): void {
  for (const pid of processesOf(profile)) process.kill(pid, 'SIGKILL');
}
