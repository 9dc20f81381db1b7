import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from '../../lib/background/start.ts';
import { createIdbLedger } from '../../lib/ledger/idb-ledger.ts';
import { clock } from '../../lib/platform/clock.ts';

// `startBackground` registers every listener in the first tick: the event that wakes a stopped background is delivered
// then or never.
export default defineBackground(() => {
  startBackground({
    ...clock,
    random: () => Math.random(),
    newId: () => crypto.randomUUID(),
    fetch: (url, init) => fetch(url, init),
    isOnline: () => navigator.onLine,
    openLedger: createIdbLedger,
  });
});
