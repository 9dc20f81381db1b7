import 'fake-indexeddb/auto';
import { readFileSync, readdirSync } from 'node:fs';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { ERASURE_KEY } from '../../../lib/ledger/erasure.ts';
import { createIdbLedger } from '../../../lib/ledger/idb-ledger.ts';
import { MIGRATIONS } from '../../../lib/ledger/migrations.ts';
import { SCHEMA_VERSION } from '../../../lib/ledger/schema.ts';
import { dispatchIdOf, dispatchRow, personRow } from '../dispatch/rows.ts';
import { ledgerContract } from './contract.ts';

let databases = 0;
function freshName(): string {
  databases += 1;
  return `ledger-${databases}`;
}

ledgerContract('idb ledger', async () => {
  const name = freshName();
  const open = () => createIdbLedger({ name, now: () => 0 });
  const ledger = open();
  return {
    ledger,
    reopen: async () => {
      ledger.close();
      return open();
    },
    damage: async (store, key, value) => {
      const db = await openDB(name);
      if (value === undefined) await db.delete(store, key as IDBValidKey);
      else await db.put(store, value, key as IDBValidKey);
      db.close();
    },
  };
});

describe('idb ledger', () => {
  it('reports a full disk, also when the quota error comes with the write', async () => {
    const name = freshName();
    const ledger = createIdbLedger({ name, now: () => 0 });
    await ledger.activeDispatches();
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function full(): never {
      throw new DOMException('no space', 'QuotaExceededError');
    };

    const stored = ledger.confirm(dispatchRow(), [personRow()], null);

    await expect(stored).rejects.toMatchObject({ name: 'LedgerError', kind: 'full' });
    IDBObjectStore.prototype.put = put;
    expect(await ledger.activeDispatches()).toEqual([]);
  });

  it('lets a newer version upgrade the database, and then refuses to read the newer schema', async () => {
    const name = freshName();
    const old = createIdbLedger({ name, now: () => 0 });
    await old.putKept({ key: 'a', value: 1 });

    const newer = await openDB(name, SCHEMA_VERSION + 1);
    newer.close();

    // The stored schema is newer than this code: the ledger reports that and does not touch the database.
    await expect(old.getKept('a')).rejects.toMatchObject({ name: 'LedgerError', kind: 'newer' });
  });

  it('can be erased even if a newer version or foreign code wrote it, and works after that', async () => {
    for (const stranger of [SCHEMA_VERSION + 7, SCHEMA_VERSION]) {
      const name = freshName();
      const other = await openDB(name, stranger, { upgrade: (db) => void db.createObjectStore('stale') });
      other.close();
      const ledger = createIdbLedger({ name, now: () => 0 });
      await expect(ledger.getKept('a')).rejects.toMatchObject({ name: 'LedgerError' });

      await ledger.eraseAll(9);

      await ledger.putKept({ key: 'a', value: 1 });
      expect([await ledger.getKept('a'), await ledger.getKept(ERASURE_KEY)]).toEqual([1, { at: 9, generation: 1 }]);
    }
  });

  it('reports a database without our stores as failed instead of guessing a repair', async () => {
    const name = freshName();
    const holder = await openDB(name, SCHEMA_VERSION, {
      upgrade: (db) => {
        db.createObjectStore('stale');
      },
    });
    holder.close();

    await expect(createIdbLedger({ name, now: () => 0 }).activeDispatches()).rejects.toMatchObject({ kind: 'failed' });
  });

  it('keeps 10,000 people in one dispatch and lists them from any position', async () => {
    const ledger = createIdbLedger({ name: freshName(), now: () => 0 });
    const ID = dispatchIdOf(1);
    const people = Array.from({ length: 10_000 }, (_, n) => personRow({ n }));
    await ledger.confirm(dispatchRow({ total: people.length }), people, null);

    expect(await ledger.counts(ID)).toMatchObject({ queued: 10_000 });
    expect((await ledger.peopleByStatus(ID, 'queued', { fromN: 9_990, limit: 4 })).map((row) => row.n)).toEqual([
      9_990, 9_991, 9_992, 9_993,
    ]);
  });
});

describe('schema', () => {
  const folder = new URL('../../fixtures/storage/', import.meta.url);

  it('has one migration for each version, in order, up to the current one', () => {
    expect(MIGRATIONS.map((step) => step.to)).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, index) => index + 1));
  });

  it('has a stored example of every version', () => {
    const versions = readdirSync(folder)
      .map((file) => file.replace('.json', ''))
      .sort();

    expect(versions).toEqual(Array.from({ length: SCHEMA_VERSION }, (_, index) => `v${index + 1}`));
  });

  it.each(readdirSync(folder))('reads everything out of an example of %s', async (file) => {
    const example = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      version: number;
      stores: Record<string, { key: IDBValidKey; value: unknown }[]>;
    };
    const name = freshName();
    const old = await openDB(name, example.version, {
      upgrade: (db, from, _to, tx) =>
        void Promise.all(
          MIGRATIONS.filter((step) => step.to > from && step.to <= example.version).map((step) => step.apply(db, tx)),
        ),
    });
    for (const [store, rows] of Object.entries(example.stores))
      for (const { key, value } of rows) await old.put(store, value, key);
    old.close();
    const ledger = createIdbLedger({ name, now: () => 0 });

    const dump = await ledger.exportAll();

    expect(dump.dispatches).toHaveLength(example.stores['dispatches']?.length ?? 0);
    expect(dump.people).toHaveLength(example.stores['people']?.length ?? 0);
    expect(dump.awaited).toHaveLength(example.stores['awaited']?.length ?? 0);
    expect(await ledger.quarantined()).toEqual([]);
    expect(dump.people.length).toBeGreaterThan(0);
    // Version 1 called these people "not found". That does not tell whether a message reached them, so they become
    // unknown; reason, times and the agent's choice to leave them stay.
    expect(
      dump.people.filter((row) => row.n >= 5).map(({ status, reason, leftAt }) => [status, reason, leftAt]),
    ).toEqual([
      ['unknown', 'engine-error', undefined],
      ['unknown', 'ticket-may-be-closed', 1_700_040_150_000],
    ]);
    expect(await ledger.counts(dispatchIdOf(1))).toMatchObject({
      accepted: 1,
      checking: 1,
      unknown: 3,
      skipped: 1,
      queued: 1,
    });
  });
});
