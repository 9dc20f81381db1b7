import { createLedger, type LedgerOptions } from '../../lib/ledger/engine-ledger.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import { createMemoryDisk, type MemoryDisk, type MemoryEngineOptions } from './memory-engine.ts';

/**
 * Makes a ledger in memory, for tests and the simulation. It applies the same rules as the real one, over a disk that
 * tests can break.
 */
export function createMemoryLedger(
  disk: MemoryDisk = createMemoryDisk(),
  options: MemoryEngineOptions & Partial<LedgerOptions> = {},
): Ledger {
  return createLedger(disk.engine(options), { now: options.now ?? (() => 0) });
}
