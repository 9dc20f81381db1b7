import { defineBackground } from 'wxt/utils/define-background';
import { startBackground } from '../../lib/background/start.ts';
import { createIdbLedger } from '../../lib/ledger/idb-ledger.ts';
import { clock } from '../../lib/platform/clock.ts';

// Every listener is registered in the first tick: an event that wakes a stopped background is delivered once.
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
