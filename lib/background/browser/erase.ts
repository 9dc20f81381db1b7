import { ERASURE_KEY } from '../../ledger/erasure.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import { clearAllAlarms, countAlarms } from '../../platform/alarms.ts';
import { countRegistered, registerForHosts } from '../../platform/inject.ts';
import { clearNotices } from '../../platform/notifications.ts';
import { builtInHosts, countOptional, dropOptional } from '../../platform/permissions.ts';
import { clearSyncArea, keysOf, localArea, sessionArea } from '../../platform/storage-areas.ts';

/**
 * Deletes everything that the extension stored in this browser: database, storage areas, alarms, registered scripts,
 * granted permissions. Only the mark of the erasure (its time and a count) stays in the database.
 *
 * @param at time of the erasure, epoch ms
 * @returns how many records are left: 0 unless the browser refused to delete some
 */
export async function eraseEverything(ledger: Ledger, at: number): Promise<number> {
  // Clear notifications while we still have the permission: their rows are about to go, so a click would open nothing.
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
  const rows = [
    dispatches,
    people,
    awaited,
    drafts,
    kept.filter(({ key }) => key !== ERASURE_KEY),
    await ledger.quarantined(),
  ].flat();
  return (
    rows.length +
    keys.flat().length +
    (await countAlarms()) +
    (await countRegistered()) +
    (await countOptional(builtInHosts()))
  );
}
