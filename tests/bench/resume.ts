import type { Page } from '@playwright/test';
import type { DispatchRow, PersonRow } from '../../lib/dispatch/records.ts';
import type { ContactUuid, DispatchId, FlowUuid, ProjectUuid, SessionId } from '../../lib/ids.ts';
import { DATABASE_NAME } from '../../lib/ledger/idb-ledger.ts';
import { askFromExtensionPage } from '../e2e/extension-pages.ts';
import { withEnvironment } from './browsers.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { median, quantile, rounded, type Group } from './figure.ts';

const PEOPLE = 10_000;
const SETTLED = 5_000;
const SENDING = [SETTLED, SETTLED + 1];
const ROUNDS = 20;

const DISPATCH = '00000000-0000-4000-8000-00000000d15b' as DispatchId;
const AGENT = `https://api.example|${SEED.people.agent1}`;

function dispatchRow(): DispatchRow {
  const now = Date.now();
  return {
    dispatchId: DISPATCH,
    sessionId: `${AGENT}|${SEED.projects.central}` as SessionId,
    agentKey: AGENT,
    projectUuid: SEED.projects.central as ProjectUuid,
    flowUuid: SEED.flows.reengage as FlowUuid,
    flowName: 'Retomar atendimento',
    mode: 'singles',
    total: PEOPLE,
    state: { status: 'running' },
    createdAt: now,
    startedAt: now,
    finishedAt: null,
    touchedAt: now,
    parentId: null,
    isTest: false,
  };
}

/** Half of the people are accepted, two were on their way when the background stopped, the rest is queued. */
function personRow(n: number): PersonRow {
  const isAccepted = n < SETTLED;
  const isSending = SENDING.includes(n);
  const now = Date.now();
  return {
    dispatchId: DISPATCH,
    n,
    agentKey: AGENT,
    contactUuid: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as ContactUuid,
    name: `Pessoa número ${n}`,
    status: isAccepted ? 'accepted' : isSending ? 'sending' : 'queued',
    reason: null,
    batch: null,
    roomUuid: null,
    params: null,
    sentAt: isAccepted || isSending ? now : null,
    checkingSince: null,
    settledAt: isAccepted ? now : null,
    startUuid: isAccepted ? `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` : null,
    acceptedAt: isAccepted ? now : null,
    attempts: isAccepted || isSending ? 1 : 0,
    retryOf: null,
  };
}

/** Writes rows into the product's database, from an extension page. */
async function write(
  page: Page,
  rows: { readonly dispatch: DispatchRow; readonly people: readonly PersonRow[] },
): Promise<void> {
  await page.evaluate(
    async ({ name, dispatch, people }) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
      await new Promise<void>((resolve, reject) => {
        const tx = db.transaction(['dispatches', 'people'], 'readwrite');
        tx.objectStore('dispatches').put(dispatch, dispatch.dispatchId);
        for (const row of people) tx.objectStore('people').put(row, [row.dispatchId, row.n]);
        tx.addEventListener('complete', () => resolve());
        tx.addEventListener('abort', () => reject(tx.error));
      });
      db.close();
    },
    { name: DATABASE_NAME, ...rows },
  );
}

/** Wakes the background and measures until no person is `sending` any more: recovery is done and stored. */
async function wakeMs(page: Page): Promise<number> {
  return await page.evaluate(
    async ({ name, dispatchId }) => {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(request.error));
      });
      const sending = () =>
        new Promise<number>((resolve, reject) => {
          const range = IDBKeyRange.bound([dispatchId, 'sending', 0], [dispatchId, 'sending', Number.MAX_SAFE_INTEGER]);
          const request = db.transaction('people').objectStore('people').index('byStatus').count(range);
          request.addEventListener('success', () => resolve(request.result));
          request.addEventListener('error', () => reject(request.error));
        });
      if ((await sending()) === 0) throw new Error('the background was not stopped');
      const from = performance.now();
      void chrome.runtime.sendMessage({ name: 'site:list', input: {} });
      while ((await sending()) > 0) if (performance.now() - from > 20_000) throw new Error('stock was never taken');
      const elapsed = performance.now() - from;
      db.close();
      return elapsed;
    },
    { name: DATABASE_NAME, dispatchId: DISPATCH },
  );
}

/**
 * Measures from the first call to a stopped background until it has recovered a dispatch. Without a session it sends
 * nothing.
 */
export const resume: Group = {
  ids: ['dispatch.resume_10k.ms'],
  async measure() {
    return await withEnvironment({}, async ({ browser }) => {
      // This makes the background create its database.
      await askFromExtensionPage(browser, 'data:export', {});
      const page = await browser.extensionPage('icon/16.png');
      await write(page, { dispatch: dispatchRow(), people: Array.from({ length: PEOPLE }, (_, n) => personRow(n)) });
      const samples: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        if (!(await browser.killBackground())) throw new Error('the background was not running');
        await write(page, { dispatch: dispatchRow(), people: SENDING.map(personRow) });
        samples.push(await wakeMs(page));
      }
      return [
        {
          id: 'dispatch.resume_10k.ms',
          value: rounded(median(samples)),
          unit: 'ms',
          n: ROUNDS,
          note: `p95 ${rounded(quantile(samples, 0.95))} ms; ${PEOPLE} people, from the call that starts the worker; seen stopped before each`,
        },
      ];
    });
  },
};
