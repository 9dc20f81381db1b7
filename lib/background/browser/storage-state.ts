import { ERASURE_KEY } from '../../ledger/erasure.ts';
import { LedgerError, type Ledger } from '../../ledger/ledger.ts';
import type { FeedSingles } from '../../messaging/views.ts';

/**
 * Whether the database can be read, found out by reading from it.
 *
 * @throws errors that are no LedgerError
 */
export async function storageState(ledger: Pick<Ledger, 'getKept'>): Promise<FeedSingles['storage']> {
  try {
    await ledger.getKept(ERASURE_KEY);
    return 'fine';
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    return error.kind === 'newer' || error.kind === 'blocked' ? error.kind : 'failed';
  }
}

/** The rows for a view, or none while the database cannot be read; the view's `storage` value says that it cannot. */
export async function orNothing<Row>(reading: Promise<readonly Row[]>): Promise<readonly Row[]> {
  return await reading.catch((error: unknown) => {
    if (error instanceof LedgerError) return [];
    throw error;
  });
}
