import type { Worker } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';

/** A row as JSON of the size that the ledger stores for one person, and for one awaited person. */
const PERSON_BYTES = 450;
const AWAITED_BYTES = 650;

/**
 * Plays in the extension's worker the least that a start can cost and still be safe: the intent is stored strictly, one
 * request leaves, and the outcome is stored together with the awaited row. No pace, gates, views or replies. It shows
 * how fast and how cheap this browser on this machine can be.
 *
 * @returns wall time in ms
 */
export async function playBareStarts(
  worker: Worker,
  sandbox: Sandbox,
  { people, inFlight }: { readonly people: number; readonly inFlight: number },
): Promise<number> {
  return await worker.evaluate(
    async ({ url, bearer, flow, contacts, inFlight: places, personBytes, awaitedBytes }) => {
      const opened = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open('bench-bare', 1);
        opening.addEventListener('upgradeneeded', () => {
          opening.result.createObjectStore('people').createIndex('byStatus', ['status', 'n']);
          opening.result.createObjectStore('awaited').createIndex('byContact', 'contact');
        });
        opening.addEventListener('success', () => resolve(opening.result));
        opening.addEventListener('error', () => reject(new Error('the database did not open')));
      });
      const write = async (durability: IDBTransactionDurability, put: (tx: IDBTransaction) => void): Promise<void> =>
        await new Promise((resolve, reject) => {
          const tx = opened.transaction(['people', 'awaited'], 'readwrite', { durability });
          put(tx);
          tx.addEventListener('complete', () => resolve());
          tx.addEventListener('abort', () => reject(new Error('nothing was stored')));
        });
      const filler = (bytes: number) => 'x'.repeat(bytes);
      const waiting = [...contacts.keys()];
      const sendNext = async (): Promise<void> => {
        for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) {
          const row = { n, text: filler(personBytes) };
          await write('strict', (tx) => tx.objectStore('people').put({ ...row, status: 'sending' }, n));
          const answer = await fetch(url, {
            method: 'POST',
            headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
            body: JSON.stringify({ flow, contacts: [contacts[n]], contact_name: 'bench' }),
          });
          await answer.json();
          await write('relaxed', (tx) => {
            tx.objectStore('people').put({ ...row, status: 'accepted' }, n);
            tx.objectStore('awaited').put({ contact: contacts[n], text: filler(awaitedBytes) }, n);
          });
        }
      };
      const from = performance.now();
      await Promise.all(Array.from({ length: places }, sendNext));
      const wallMs = performance.now() - from;
      opened.close();
      indexedDB.deleteDatabase('bench-bare');
      return wallMs;
    },
    {
      url: `${sandbox.apiOrigin}/v1/project/${SEED.projects.central}/start_flow/`,
      bearer: sandbox.issueToken(SEED.people.agent1),
      flow: SEED.flows.reengage,
      contacts: Array.from({ length: people }, (_, n) => sandbox.contactAt(n).uuid),
      inFlight,
      personBytes: PERSON_BYTES,
      awaitedBytes: AWAITED_BYTES,
    },
  );
}

export function workerOf(browser: { readonly context: { serviceWorkers(): readonly Worker[] } }): Worker {
  const [worker] = browser.context.serviceWorkers();
  if (worker === undefined) throw new Error('no worker');
  return worker;
}
