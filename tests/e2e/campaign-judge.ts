import { expect } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox } from '../sandbox/api.ts';
import type { ExtensionBrowser } from './browser.ts';
import { askFromExtensionPage } from './extension-pages.ts';
import { startsByContact, WIDE_BUCKET } from './sandbox-data.ts';

/** The result of a campaign, in counts. All but `kills`, `dispatches` and `unknown` must be 0. */
export interface CampaignResult {
  /** Backgrounds (or browsers) that were running and then seen stopped. */
  readonly kills: number;
  readonly dispatches: number;
  /** People Flows accepted more than once. */
  readonly doubled: number;
  /** People shown as accepted whom Flows does not have. */
  readonly lost: number;
  /** People shown as not reached whom Flows does have: sending to them again would reach them twice. */
  readonly hidden: number;
  /** People still queued, sending or checking at the end, and people without a row. */
  readonly undecided: number;
  /** People shown as unknown: Flows may or may not have them. That is a true statement, so it is no fault. */
  readonly unknown: number;
}

export const NOTHING: CampaignResult = {
  kills: 0,
  dispatches: 0,
  doubled: 0,
  lost: 0,
  hidden: 0,
  undecided: 0,
  unknown: 0,
};

export function add(total: CampaignResult, more: Partial<CampaignResult>): CampaignResult {
  return {
    kills: total.kills + (more.kills ?? 0),
    dispatches: total.dispatches + (more.dispatches ?? 0),
    doubled: total.doubled + (more.doubled ?? 0),
    lost: total.lost + (more.lost ?? 0),
    hidden: total.hidden + (more.hidden ?? 0),
    undecided: total.undecided + (more.undecided ?? 0),
    unknown: total.unknown + (more.unknown ?? 0),
  };
}

/** The answer time of every request: long enough for a kill to fall between a request and its answer. */
export const LATENCY_MS = 40;

export function startTarget(seed: number, contacts = 250): Promise<Sandbox> {
  return startSandbox({
    contacts,
    seed,
    keepAlive: false,
    latencyMs: LATENCY_MS,
    extension: { undoMs: 200, notFoundMs: 1_500, bucket: WIDE_BUCKET },
  });
}

interface ExportedPerson {
  readonly dispatchId: string;
  readonly contactUuid: string;
  readonly status: string;
}

/** The people of the newest dispatch, from the extension's own export and not from the screen. */
async function newestPeople(browser: ExtensionBrowser): Promise<readonly ExportedPerson[]> {
  const answer = await askFromExtensionPage(browser, 'data:export', {});
  const { json } = (answer as { output: { json: string } }).output;
  const { dispatches, people } = JSON.parse(json) as {
    dispatches: { dispatchId: string; createdAt: number }[];
    people: ExportedPerson[];
  };
  const newest = dispatches.sort((one, other) => other.createdAt - one.createdAt)[0];
  return people.filter((person) => person.dispatchId === newest?.dispatchId);
}

const OPEN = ['queued', 'sending', 'checking'];
const NOT_REACHED = ['refused', 'skipped', 'cancelled'];

/** Compares what the extension has stored of its newest dispatch with what Flows accepted. */
export async function judge(
  browser: ExtensionBrowser,
  sandbox: Sandbox,
  members: number,
): Promise<Partial<CampaignResult>> {
  const people = await newestPeople(browser);
  const starts = startsByContact(sandbox);
  return {
    dispatches: 1,
    doubled: [...starts.values()].filter((count) => count > 1).length,
    lost: people.filter((row) => row.status === 'accepted' && !starts.has(row.contactUuid)).length,
    hidden: people.filter((row) => NOT_REACHED.includes(row.status) && starts.has(row.contactUuid)).length,
    undecided: people.filter((row) => OPEN.includes(row.status)).length + Math.max(0, members - people.length),
    unknown: people.filter((row) => row.status === 'unknown').length,
  };
}

/** Whether a condition came true in time. What the condition throws is thrown. */
export async function isReached(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  try {
    await expect.poll(condition, { intervals: [10], timeout: timeoutMs }).toBe(true);
    return true;
  } catch {
    return await condition();
  }
}
