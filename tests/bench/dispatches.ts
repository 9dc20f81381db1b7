import type { Locator, Page } from '@playwright/test';
import { Panel } from '../e2e/page-objects/panel.ts';
import { THREE_HUNDRED, WIDE_BUCKET } from '../e2e/sandbox-data.ts';
import { chatsAddress, launchBare } from './browsers.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { startSandbox } from '../sandbox/server.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { launchBrowser } from '../e2e/browser.ts';
import { median, rounded, type Figure, type Group } from './figure.ts';

const ROUNDS = 15;
const BASELINE_ROUNDS = 3;
/** The duration of a start as measured on the real server. */
const START_MS = 250;

/** Picks flow and group in the panel and chooses batches, up to the last press. */
async function composeBatches(panel: Panel): Promise<Locator> {
  await panel.skipFirstRun();
  // This flow waits for the answer before it opens its ticket: batches are offered only for such a flow.
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickGroup(THREE_HUNDRED.name, THREE_HUNDRED.members);
  await panel.send.review();
  await panel.send.check();
  await panel.root.getByRole('checkbox', { name: 'Send in batches' }).check({ timeout: 60_000 });
  const typed = panel.root.getByRole('textbox', { name: /^More than \d+ people/ });
  if (await typed.isVisible()) await typed.fill(String(THREE_HUNDRED.members));
  return panel.send.button;
}

/** The requests that reached the server between two times and go to Flows, without look-ups in the history. */
function requestsBetween(sandbox: Sandbox, from: number): number {
  return sandbox
    .log({ client: 'other' })
    .filter(({ at, path, method }) => at >= from && method !== 'OPTIONS' && !path.includes('list_flows_start')).length;
}

/** Uses a fresh sandbox and browser each time, so that nobody has an open chat or got a flow before. */
async function sendOnce(): Promise<{ wallMs: number; requests: number }> {
  const sandbox = await startSandbox({ extension: { undoMs: 0, bucket: WIDE_BUCKET } });
  const browser = await launchBrowser('chromium');
  try {
    sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: START_MS } });
    const page = await browser.context.newPage();
    await page.goto(chatsAddress(sandbox));
    const press = await composeBatches(Panel.of(page));
    const from = Date.now();
    await press.click();
    await Panel.of(page).root.getByRole('heading', { name: 'Done' }).waitFor({ timeout: 60_000 });
    return { wallMs: Date.now() - from, requests: requestsBetween(sandbox, from) };
  } finally {
    await browser.close();
    await sandbox.close();
  }
}

/** Sends one request per person, all at once, as the page does. */
async function sendSingly(page: Page, sandbox: Sandbox): Promise<number> {
  const contacts = Array.from({ length: THREE_HUNDRED.members }, (_, index) => sandbox.contactAt(index).uuid);
  const token = sandbox.issueToken(SEED.people.agent1);
  return await page.evaluate(
    async ({ url, people, flow, bearer }) => {
      const from = performance.now();
      await Promise.all(
        people.map((contact) =>
          fetch(url, {
            method: 'POST',
            headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ flow, contacts: [contact], contact_name: contact }),
          }),
        ),
      );
      return performance.now() - from;
    },
    {
      url: `${sandbox.apiOrigin}/v1/project/${SEED.projects.central}/start_flow/`,
      people: contacts,
      flow: SEED.flows.reengage,
      bearer: token,
    },
  );
}

export const dispatches: Group = {
  ids: ['dispatch.300.batches.wall', 'dispatch.300.batches.requests'],
  async measure() {
    const runs: { wallMs: number; requests: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) runs.push(await sendOnce());
    const rival: number[] = [];
    const bare = await launchBare();
    try {
      for (let round = 0; round < BASELINE_ROUNDS; round += 1) {
        const sandbox = await startSandbox({});
        sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: START_MS } });
        const page = await bare.context.newPage();
        await page.goto(chatsAddress(sandbox));
        rival.push(await sendSingly(page, sandbox));
        await page.close();
        await sandbox.close();
      }
    } finally {
      await bare.close();
    }
    const wall = median(runs.map(({ wallMs }) => wallMs));
    const requests = median(runs.map((run) => run.requests));
    const figures: Figure[] = [
      {
        id: 'dispatch.300.batches.wall',
        value: rounded(wall),
        unit: 'ms',
        baseline: rounded(median(rival)),
        ratio: rounded(wall / median(rival), 3),
        n: ROUNDS,
        note: `press to "Done" on screen; baseline: 300 requests at once, ${BASELINE_ROUNDS} runs`,
      },
      {
        id: 'dispatch.300.batches.requests',
        value: requests,
        unit: 'count',
        baseline: THREE_HUNDRED.members,
        ratio: rounded(requests / THREE_HUNDRED.members, 3),
        n: ROUNDS,
        note: 'all requests of the background from the press on, history look-ups not counted',
      },
    ];
    return figures;
  },
};
