import { createLedger, type LedgerOptions } from './engine-ledger.ts';
import type { Ledger } from './ledger.ts';
import { createMemoryDisk, type MemoryDisk, type MemoryEngineOptions } from './memory-engine.ts';

/** A ledger in memory, for tests and the simulation: the same rules as the real one over a disk that can be broken. */
export function createMemoryLedger(
  disk: MemoryDisk = createMemoryDisk(),
  options: MemoryEngineOptions & Partial<LedgerOptions> = {},
): Ledger {
  return createLedger(disk.engine(options), { now: options.now ?? (() => 0) });
}
