import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { launchBrowser, type ExtensionBrowser, type Which } from './browser.ts';
import { sendToGroup, startsByContact, WIDE_BUCKET } from './dispatching.ts';
import { pageAddress, panelOf } from './harness.ts';

/** What a campaign came to. All of `doubled`, `lost` and `undecided` must be 0. */
export interface CampaignResult {
  /** Backgrounds (or browsers) that were seen stopped. */
  readonly kills: number;
  readonly dispatches: number;
  /** People Flows accepted more than once. */
  readonly doubled: number;
  /** People shown as accepted whom Flows does not have. */
  readonly lost: number;
  /** People still queued, sending or checking at the end. */
  readonly undecided: number;
  /** People whose outcome nobody can tell: Flows may or may not have them. */
  readonly unknown: number;
}

/** With 250 contacts the smart group has 50 members. */
const FIFTY = { name: 'Maceió (inteligente)', members: 50 } as const;
const KILLS_PER_DISPATCH = 4;
const SETTLED_MS = 60_000;

/** Numbers from 0 to 1, the same for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface ExportedPerson {
  readonly dispatchId: string;
  readonly contactUuid: string;
  readonly status: string;
}

/** The people of the newest dispatch as the extension itself exports them: nothing here reads the screen. */
async function newestPeople(browser: ExtensionBrowser): Promise<readonly ExportedPerson[]> {
  const page = await browser.extensionPage('popup.html');
  try {
    const answer: unknown = await page.evaluate(() => chrome.runtime.sendMessage({ name: 'data:export', input: {} }));
    const { json } = (answer as { output: { json: string } }).output;
    const { dispatches, people } = JSON.parse(json) as { dispatches: { dispatchId: string; createdAt: number }[]; people: ExportedPerson[] };
    const newest = dispatches.sort((one, other) => other.createdAt - one.createdAt)[0];
    return people.filter((person) => person.dispatchId === newest?.dispatchId);
  } finally {
    await page.close();
  }
}

async function waitUntil(isTrue: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    if (await isTrue()) return true;
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const OPEN = ['queued', 'sending', 'checking'];

function startTarget(seed: number): Promise<Sandbox> {
  return startSandbox({ contacts: 250, seed, keepAlive: false, latencyMs: 40, extension: { undoMs: 200, notFoundMs: 1_500, bucket: WIDE_BUCKET } });
}

function judge(sandbox: Sandbox, people: readonly ExportedPerson[]): Omit<CampaignResult, 'kills' | 'dispatches'> {
  const starts = startsByContact(sandbox);
  return {
    doubled: [...starts.values()].filter((count) => count > 1).length,
    lost: people.filter((row) => row.status === 'accepted' && !starts.has(row.contactUuid)).length,
    undecided: people.filter((row) => OPEN.includes(row.status)).length + Math.max(0, FIFTY.members - people.length),
    unknown: people.filter((row) => row.status === 'unknown').length,
  };
}

function add(total: CampaignResult, more: Partial<CampaignResult>): CampaignResult {
  return {
    kills: total.kills + (more.kills ?? 0),
    dispatches: total.dispatches + (more.dispatches ?? 0),
    doubled: total.doubled + (more.doubled ?? 0),
    lost: total.lost + (more.lost ?? 0),
    undecided: total.undecided + (more.undecided ?? 0),
    unknown: total.unknown + (more.unknown ?? 0),
  };
}

const NOTHING: CampaignResult = { kills: 0, dispatches: 0, doubled: 0, lost: 0, undecided: 0, unknown: 0 };

/** Stops the background at random moments of dispatches of 50 people; each stop counts only when it was seen. */
export async function killBackgrounds(which: Which, options: { readonly kills: number; readonly seed?: number }): Promise<CampaignResult> {
  const random = createRandom(options.seed ?? 1);
  const browser = await launchBrowser(which);
  let total = NOTHING;
  try {
    while (total.kills < options.kills) {
      const sandbox = await startTarget(total.dispatches + 1);
      try {
        const page = await browser.context.newPage();
        await page.goto(pageAddress(sandbox));
        await sendToGroup(panelOf(page), FIFTY);
        for (let kill = 0; kill < KILLS_PER_DISPATCH && total.kills < options.kills; kill += 1) {
          const at = Math.floor(((kill + random()) * FIFTY.members) / KILLS_PER_DISPATCH);
          await waitUntil(() => sandbox.log({ path: '/start_flow/', method: 'POST' }).length > at, SETTLED_MS);
          await browser.killBackground();
          total = add(total, { kills: 1 });
        }
        total = add(total, { dispatches: 1, ...(await settled(browser, sandbox)) });
        await page.close();
      } finally {
        await sandbox.close();
      }
    }
  } finally {
    await browser.close();
  }
  return total;
}

/** Waits until everybody of this sandbox is decided; what is not by then counts as undecided. */
async function settled(browser: ExtensionBrowser, sandbox: Sandbox): Promise<Omit<CampaignResult, 'kills' | 'dispatches'>> {
  let people: readonly ExportedPerson[] = [];
  await waitUntil(async () => {
    people = await newestPeople(browser);
    return people.length === FIFTY.members && !people.some((row) => OPEN.includes(row.status));
  }, SETTLED_MS);
  return judge(sandbox, people);
}

/** Kills the whole browser (kill −9) in the middle of a dispatch and starts it again on the same profile. */
export async function killBrowsers(which: Which, options: { readonly kills: number; readonly seed?: number }): Promise<CampaignResult> {
  const random = createRandom(options.seed ?? 1);
  let total = NOTHING;
  while (total.kills < options.kills) {
    const profile = mkdtempSync(join(tmpdir(), 'disparo-kill-'));
    const sandbox = await startTarget(total.kills + 1);
    try {
      const first = await launchBrowser(which, { profile });
      const page = await first.context.newPage();
      await page.goto(pageAddress(sandbox));
      await sendToGroup(panelOf(page), FIFTY);
      const at = Math.floor(random() * FIFTY.members);
      await waitUntil(() => sandbox.log({ path: '/start_flow/', method: 'POST' }).length > at, SETTLED_MS);
      const gone = new Promise<void>((resolve) => {
        first.context.once('close', () => resolve());
      });
      killProcesses(profile);
      await gone;
      total = add(total, { kills: 1 });

      const second = await launchBrowser(which, { profile });
      try {
        const again = await second.context.newPage();
        await again.goto(pageAddress(sandbox));
        total = add(total, { dispatches: 1, ...(await settled(second, sandbox)) });
      } finally {
        await second.close();
      }
    } finally {
      await sandbox.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  }
  return total;
}

/** kill −9 to every process that was started on this profile, and to no other. */
function killProcesses(profile: string): void {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  for (const line of lines) {
    const pid = Number(line.trim().split(/\s+/)[0]);
    if (line.includes(profile) && pid !== process.pid && Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGKILL');
  }
}
