import { beforeEach, describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { eraseEverything } from '../../../lib/background/browser/erase.ts';
import { ERASURE_KEY } from '../../../lib/ledger/erasure.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import { SESSION } from '../dispatch/rows.ts';
import { awaitedRow } from './rows.ts';
import { completeBrowser } from './world.ts';

let ledger: Ledger;
beforeEach(async () => {
  completeBrowser({ frameAnswers: new Map(), asked: [], tabs: new Map() });
  Object.assign(browser.permissions, { contains: async () => false });
  Object.assign(browser.scripting, {
    getRegisteredContentScripts: async () => [],
    registerContentScripts: async () => undefined,
    unregisterContentScripts: async () => undefined,
  });
  ledger = createMemoryLedger(undefined, { now: () => 0 });
  await ledger.putAwaited([awaitedRow()]);
  await ledger.putDraft(SESSION, EMPTY_DRAFT);
  await ledger.putKept({ key: `audiences:${SESSION}`, value: ['VIP'] });
  await ledger.putKept({ key: `catalog:favourites:${SESSION}`, value: [] });
  await browser.storage.local.set({ settings: { keepDays: 7 } });
  await browser.storage.session.set({ sessions: {} });
});

describe('erasing everything', () => {
  it('leaves nothing in the ledger and the storage areas except the record that everything was erased', async () => {
    expect(await eraseEverything(ledger, 5)).toBe(0);

    const { schemaVersion: _, ...left } = await ledger.exportAll();
    expect(Object.values(left).flat()).toEqual([{ key: ERASURE_KEY, value: { at: 5, generation: 1 } }]);
    expect([await browser.storage.local.get(null), await browser.storage.session.get(null)]).toEqual([{}, {}]);
  });

  it('counts each record that is left, of every kind', async () => {
    expect(await eraseEverything({ ...ledger, eraseAll: async () => undefined }, 5)).toBe(4);
  });
});
