import { ERASURE_KEY } from '../../ledger/erasure.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { clearAllAlarms, countAlarms } from '../../platform/alarms.ts';
import { countRegistered, registerForHosts } from '../../platform/inject.ts';
import { clearNotices } from '../../platform/notifications.ts';
import { builtInHosts, countOptional, dropOptional } from '../../platform/permissions.ts';
import { clearSyncArea, keysOf, localArea, sessionArea } from '../../platform/storage-areas.ts';

/**
 * Empties everything of ours that is stored anywhere in this browser: database, storage areas, alarms, registered scripts,
 * granted permissions. All that stays is the mark of the erasure in the database, a time and a count. Resolves to how many of them are left, which is 0 unless the browser refused.
 */
export async function eraseEverything(ledger: Ledger, at: number): Promise<number> {
  // Before the permission goes: what they tell of is gone, and a click on one would find nothing.
  await clearNotices();
  await sessionArea().clear();
  await localArea().clear();
  await clearSyncArea();
  await clearAllAlarms();
  await registerForHosts([]);
  await dropOptional(builtInHosts());
  await ledger.eraseAll(at);
  const { dispatches, people, awaited, drafts, kept } = await ledger.exportAll();
  const keys = await Promise.all([keysOf('local'), keysOf('session'), keysOf('sync')]);
  const rows = [dispatches, people, awaited, drafts, kept.filter(({ key }) => key !== ERASURE_KEY), await ledger.quarantined()].flat();
  return rows.length + keys.flat().length + (await countAlarms()) + (await countRegistered()) + (await countOptional(builtInHosts()));
}
