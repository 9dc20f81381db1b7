import { describe, expect, it } from 'vitest';
import { movePerson } from '../../../lib/dispatch/states.ts';
import { createMemoryDisk } from '../../ledger/memory-engine.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { dispatchIdOf, dispatchRow, personRow } from '../dispatch/rows.ts';
import { ledgerContract } from './contract.ts';

ledgerContract('memory ledger', async () => {
  const disk = createMemoryDisk();
  return {
    ledger: createMemoryLedger(disk),
    reopen: async () => createMemoryLedger(disk),
    damage: async (store, key, value) =>
      value === undefined ? disk.vanish(store, key) : disk.damage(store, key, value),
  };
});

describe('a memory disk', () => {
  const ID = dispatchIdOf(1);

  it('loses relaxed transactions in a power cut, the newest first, and never a strict one', async () => {
    const disk = createMemoryDisk();
    const ledger = createMemoryLedger(disk);
    await ledger.confirm(dispatchRow({ total: 1 }), [personRow()], null);
    await ledger.intend(ID, [0], { sentAt: 1 });
    await ledger.settle(ID, [0], (row) => movePerson(row, 'accepted', { reason: null }));
    await ledger.putKept({ key: 'later', value: 1 });

    disk.crash(1);
    const afterOne = await ledger.counts(ID);
    const keptAfterOne = await ledger.getKept('later');
    await ledger.putKept({ key: 'last', value: 1 });
    disk.crash(0);

    expect(afterOne.accepted).toBe(1);
    expect(keptAfterOne).toBeUndefined();
    expect(await ledger.getKept('last')).toBeUndefined();
    expect((await ledger.counts(ID)).accepted).toBe(1);
  });

  it('loses the settlement and its awaited row together, and keeps the intent', async () => {
    const disk = createMemoryDisk();
    const ledger = createMemoryLedger(disk);
    await ledger.confirm(dispatchRow({ total: 1 }), [personRow()], null);
    await ledger.intend(ID, [0], { sentAt: 1 });
    await ledger.settle(ID, [0], (row) => movePerson(row, 'accepted', { reason: null }));

    disk.crash(0);

    expect((await ledger.counts(ID)).sending).toBe(1);
    expect(await ledger.listAllAwaited()).toEqual([]);
  });

  it('fails with the error kind that the test sets, and writes nothing', async () => {
    const disk = createMemoryDisk();
    const ledger = createMemoryLedger(disk);
    disk.fail('full');

    await expect(ledger.confirm(dispatchRow(), [personRow()], null)).rejects.toMatchObject({
      name: 'LedgerError',
      kind: 'full',
    });
    expect(await ledger.activeDispatches()).toEqual([]);

    disk.fail('failed');
    await expect(ledger.activeDispatches()).rejects.toMatchObject({ kind: 'failed' });

    disk.fail(null);
    expect(await ledger.activeDispatches()).toEqual([]);
  });
});
