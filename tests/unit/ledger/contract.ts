import { describe, expect, it } from 'vitest';
import { moveDispatch, movePerson } from '../../../lib/dispatch/states.ts';
import { ERASURE_KEY, readErasure } from '../../../lib/ledger/erasure.ts';
import type { Key, StoreName } from '../../../lib/ledger/engine.ts';
import type { Ledger, QuarantineCount } from '../../../lib/ledger/ledger.ts';
import { SCHEMA_VERSION } from '../../../lib/ledger/schema.ts';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import { ProjectUuid, type SessionId } from '../../../lib/ids.ts';
import { AGENT, FLOW, SESSION, T0, contact, dispatchIdOf, dispatchRow, personRow } from '../dispatch/rows.ts';

/** What the contract needs of an implementation: a fresh ledger, another one on the same disk, a way to damage rows. */
export interface LedgerUnderTest {
  readonly ledger: Ledger;
  reopen(): Promise<Ledger>;
  damage(store: StoreName, key: Key, value: unknown): Promise<void>;
}

const ID = dispatchIdOf(1);
const countingDown = { status: 'counting-down', endsAt: T0 + 10_000, viewId: 'panel', heldRemainingMs: null } as const;

async function storeDispatch(
  ledger: Ledger,
  people: number,
  change: Parameters<typeof dispatchRow>[0] = {},
): Promise<void> {
  const dispatch = dispatchRow({ total: people, ...change });
  const rows = Array.from({ length: people }, (_, n) =>
    personRow({ dispatchId: dispatch.dispatchId, n, contactUuid: contact(n), params: { nome: `n${n}` } }),
  );
  await ledger.confirm(dispatch, rows, null);
}

/** Declares the tests that every implementation of the ledger must pass. */
export function ledgerContract(name: string, create: () => Promise<LedgerUnderTest>): void {
  describe(`${name}: dispatches and people`, () => {
    it('keeps what was confirmed, also for a ledger that is opened later', async () => {
      const { ledger, reopen } = await create();

      await storeDispatch(ledger, 3);
      const later = await reopen();

      expect(await later.getDispatch(ID)).toEqual(dispatchRow({ total: 3 }));
      expect((await later.listPeople(ID, { fromN: 1, limit: 5 })).map((row) => row.n)).toEqual([1, 2]);
      expect(await later.counts(ID)).toMatchObject({ queued: 3, accepted: 0 });
    });

    it('keeps the secondary project of a dispatch, and reads a row from before there was one', async () => {
      const { ledger, reopen, damage } = await create();
      const flowsProject = { projectUuid: ProjectUuid.parse('51000000-0000-4000-8000-000000000002'), name: 'Loja Sul' };
      await storeDispatch(ledger, 1, { flowsProject });
      const { flowsProject: _, ...before } = dispatchRow({ dispatchId: dispatchIdOf(2), total: 0 });
      await damage('dispatches', dispatchIdOf(2), before);
      const later = await reopen();

      expect((await later.getDispatch(ID))?.flowsProject).toEqual(flowsProject);
      expect(await later.getDispatch(dispatchIdOf(2))).toEqual(before);
    });

    it('stores intents only for queued people of a running dispatch, for all of them or for none', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 3);

      const first = await ledger.intend(ID, [0, 1], { sentAt: T0 + 1, kept: [{ key: 'pace', value: { tokens: 3 } }] });
      const second = await ledger.intend(ID, [1, 2], { sentAt: T0 + 2 });
      await ledger.changeDispatch(
        ID,
        (row) => moveDispatch(row, { status: 'paused', reason: 'by-agent', gate: null, since: T0 }, T0),
        'strict',
      );
      const third = await ledger.intend(ID, [2], { sentAt: T0 + 3 });

      expect(first?.moves.map(({ after }) => [after.n, after.status, after.sentAt, after.attempts])).toEqual([
        [0, 'sending', T0 + 1, 1],
        [1, 'sending', T0 + 1, 1],
      ]);
      expect(await ledger.getKept('pace')).toEqual({ tokens: 3 });
      expect([second, third]).toEqual([null, null]);
      expect((await ledger.peopleByStatus(ID, 'queued')).map((row) => row.n)).toEqual([2]);
    });

    it('adds the awaited row of an accepted person in the same transaction, once', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2);
      await ledger.intend(ID, [0, 1], { sentAt: T0 + 1 });

      await ledger.settle(ID, [0], (row) =>
        movePerson(row, 'accepted', { reason: null, acceptedAt: T0 + 500, settledAt: T0 + 600, startUuid: 's' }),
      );
      await ledger.settle(ID, [1], (row) =>
        movePerson(row, 'refused', { reason: 'no-permission', settledAt: T0 + 600 }),
      );

      const awaited = await ledger.listAwaited(AGENT);
      expect(awaited).toHaveLength(1);
      expect(awaited[0]).toMatchObject({
        id: `${ID}:0`,
        contactUuid: contact(0),
        flowUuid: FLOW,
        status: 'sent',
        sentAt: T0 + 500,
        updatedAt: T0 + 600,
      });
      expect(await ledger.listAwaitedOf(AGENT, [contact(1), contact(0)])).toEqual(awaited);
      expect(await ledger.listAwaitedOf(AGENT, [contact(1)])).toEqual([]);
    });

    it('keeps that an accepted person came from a group', async () => {
      const { ledger } = await create();
      await ledger.confirm(
        dispatchRow({ total: 1 }),
        [personRow({ contactUuid: contact(0), isFromGroup: true })],
        null,
      );
      await ledger.intend(ID, [0], { sentAt: T0 + 1 });

      await ledger.settle(ID, [0], (row) =>
        movePerson(row, 'accepted', { reason: null, acceptedAt: T0 + 500, settledAt: T0 + 600, startUuid: 's' }),
      );

      expect(await ledger.listAwaited(AGENT)).toMatchObject([{ contactUuid: contact(0), origin: 'group' }]);
    });

    it('writes nothing when a change throws', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2);

      const broken = ledger.settle(
        ID,
        [0, 1],
        (row) => movePerson(row, row.n === 0 ? 'skipped' : 'accepted', { reason: null }),
        {
          dispatch: () => {
            throw new RangeError('broken');
          },
        },
      );

      await expect(broken).rejects.toBeInstanceOf(Error);
      expect(await ledger.counts(ID)).toMatchObject({ queued: 2, skipped: 0 });
      expect(await ledger.listAwaited(AGENT)).toEqual([]);
    });

    it('pages people of one status in sending order', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 12);
      await ledger.intend(ID, [3, 10], { sentAt: T0 });

      expect((await ledger.peopleByStatus(ID, 'queued', { fromN: 2, limit: 3 })).map((row) => row.n)).toEqual([
        2, 4, 5,
      ]);
      expect((await ledger.peopleByStatus(ID, 'sending')).map((row) => row.n)).toEqual([3, 10]);
    });

    it('finds everything of one contact over all dispatches of the agent', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2);
      await storeDispatch(ledger, 1, { dispatchId: dispatchIdOf(2) });

      const rows = await ledger.peopleByContact(AGENT, contact(0));

      expect(rows.map((row) => row.dispatchId).sort()).toEqual([ID, dispatchIdOf(2)]);
      expect(await ledger.peopleByContact('somebody else', contact(0))).toEqual([]);
      const both = await ledger.peopleByContacts(AGENT, [contact(1), contact(0), contact(1)]);
      expect(both.map((row) => row.n).sort()).toEqual([0, 0, 1]);
    });

    it('cancels all queued people in one step', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 5);
      await ledger.intend(ID, [0], { sentAt: T0 });

      const result = await ledger.settleAll(
        ID,
        'queued',
        (row) => movePerson(row, 'cancelled', { reason: null }),
        (row) => ({ ...row, cancelledAt: T0 + 9 }),
      );

      expect(result?.moves).toHaveLength(4);
      expect(await ledger.counts(ID)).toMatchObject({ sending: 1, cancelled: 4, queued: 0 });
      expect((await ledger.getDispatch(ID))?.cancelledAt).toBe(T0 + 9);
    });

    it('finishes only when every person has a final outcome', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 1);
      const end = () => ledger.finish(ID, (row) => moveDispatch(row, { status: 'finished', at: T0 + 5 }, T0 + 5));

      const early = await end();
      await ledger.settleAll(
        ID,
        'queued',
        (row) => movePerson(row, 'cancelled', { reason: null }),
        () => null,
      );
      const late = await end();

      expect(early).toEqual({ kind: 'open' });
      expect(late.kind).toBe('finished');
      expect(await ledger.activeDispatches()).toEqual([]);
    });

    it('lists dispatches newest first, by session and in pages', async () => {
      const { ledger } = await create();
      for (let n = 1; n <= 4; n += 1) {
        const sessionId = n === 4 ? ('other' as SessionId) : SESSION;
        await storeDispatch(ledger, 1, { dispatchId: dispatchIdOf(n), createdAt: T0 + n, sessionId });
      }

      const mine = await ledger.listDispatches({ sessionId: SESSION, limit: 2 });
      const older = await ledger.listDispatches({ sessionId: SESSION, limit: 2, before: T0 + 2 });

      expect(mine.map((row) => row.createdAt - T0)).toEqual([3, 2]);
      expect(older.map((row) => row.createdAt - T0)).toEqual([1]);
      expect(await ledger.listDispatches({ sessionId: null, limit: 9 })).toHaveLength(4);
    });
  });

  describe(`${name}: drafts`, () => {
    const draft = {
      ...EMPTY_DRAFT,
      flowUuid: FLOW,
      people: [{ contactUuid: contact(1), name: 'Ana', origins: [{ kind: 'hand' as const }] }],
      unresolvedLines: ['11 98888'],
      revision: 4,
    };

    it('takes the draft away with the confirmation, and a second confirmation of that draft is stale', async () => {
      const { ledger } = await create();
      await ledger.putDraft(SESSION, draft);

      const first = await ledger.confirm(dispatchRow({ state: countingDown, startedAt: null }), [personRow()], {
        revision: 4,
      });
      const second = await ledger.confirm(
        dispatchRow({ dispatchId: dispatchIdOf(2) }),
        [personRow({ dispatchId: dispatchIdOf(2) })],
        { revision: 4 },
      );

      expect([first, second]).toEqual(['stored', 'stale-draft']);
      expect(await ledger.getDraft(SESSION)).toMatchObject({ people: [], flowUuid: null, revision: 5 });
      expect(await ledger.getDispatch(dispatchIdOf(2))).toBeNull();
    });

    it('changes the draft together with small values, or leaves all of it as it is', async () => {
      const { ledger, reopen } = await create();
      await ledger.putDraft(SESSION, draft);
      await ledger.putKept({ key: 'prepared:1', value: 'old' });

      const seen: unknown[] = [];
      await ledger.changeDraft(SESSION, ['prepared:1', 'none'], (current, kept) => {
        seen.push(current?.revision, ...kept);
        return null;
      });
      const before = [await ledger.getDraft(SESSION), await ledger.getKept('prepared:1')];
      await ledger.changeDraft(SESSION, [], () => ({
        draft: { ...EMPTY_DRAFT, revision: 9 },
        put: [{ key: 'prepared:2', value: 'new' }],
        remove: ['prepared:1'],
      }));
      const later = await reopen();

      expect(seen).toEqual([4, 'old', undefined]);
      expect(before).toEqual([draft, 'old']);
      expect(await later.getDraft(SESSION)).toEqual({ ...EMPTY_DRAFT, revision: 9 });
      expect(await later.listKept('prepared:')).toEqual([{ key: 'prepared:2', value: 'new' }]);
      await later.deleteKept(['prepared:2', 'none']);
      expect(await later.listKept('prepared:')).toEqual([]);
    });

    it('gives back the exact draft with the reason, and nothing of the dispatch stays', async () => {
      const { ledger } = await create();
      await ledger.putDraft(SESSION, draft);
      await ledger.confirm(dispatchRow({ state: countingDown, startedAt: null }), [personRow()], { revision: 4 });

      await ledger.giveBack(ID, 'tab-closed', T0 + 7);

      const back = await ledger.getDraft(SESSION);
      expect(back).toEqual({ ...draft, returned: { reason: 'tab-closed', at: T0 + 7 }, revision: 6 });
      expect(await ledger.getDispatch(ID)).toBeNull();
      expect(await ledger.listPeople(ID, { fromN: 0, limit: 9 })).toEqual([]);
    });

    it('does not give back a dispatch that already runs, and forgets its draft', async () => {
      const { ledger } = await create();
      await ledger.putDraft(SESSION, draft);
      await ledger.confirm(dispatchRow({ state: countingDown, startedAt: null }), [personRow()], { revision: 4 });
      await ledger.changeDispatch(ID, (row) => moveDispatch(row, { status: 'running' }, T0), 'strict');

      expect(await ledger.giveBack(ID, 'undone', T0)).toBeNull();
      expect((await ledger.getDraft(SESSION))?.people).toEqual([]);
      expect(JSON.stringify(await ledger.exportAll())).not.toContain('98888');
    });
  });

  describe(`${name}: age and damage`, () => {
    const finished = (at: number) => ({ state: { status: 'finished' as const, at }, finishedAt: at, touchedAt: at });

    it('drops finished dispatches past their age with all their people, and no other dispatch', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2, finished(T0));
      await storeDispatch(ledger, 2, { dispatchId: dispatchIdOf(2), ...finished(T0 + 100) });
      await storeDispatch(ledger, 2, { dispatchId: dispatchIdOf(3), touchedAt: T0 - 999 });

      const gone = await ledger.prune(T0 + 50);

      expect(gone).toEqual([ID]);
      expect(await ledger.listPeople(ID, { fromN: 0, limit: 9 })).toEqual([]);
      expect(await ledger.listPeople(dispatchIdOf(2), { fromN: 0, limit: 9 })).toHaveLength(2);
      expect(await ledger.getDispatch(dispatchIdOf(3))).not.toBeNull();
    });

    it('drops the frozen values of an old finished dispatch, and only once', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2, finished(T0));

      const first = await ledger.dropParams(T0 + 1, T0 + 2);
      const second = await ledger.dropParams(T0 + 1, T0 + 3);

      expect([first, second]).toEqual([[ID], []]);
      expect((await ledger.listPeople(ID, { fromN: 0, limit: 9 })).map((row) => row.params)).toEqual([null, null]);
      expect((await ledger.getDispatch(ID))?.paramsDroppedAt).toBe(T0 + 2);
    });

    it('puts a damaged row in quarantine with a report that names no value, and keeps and counts only the good rows', async () => {
      const { ledger, damage, reopen } = await create();
      await storeDispatch(ledger, 3);
      await damage('people', [ID, 1], {
        ...personRow({ n: 1, contactUuid: contact(1) }),
        status: 'glad',
        name: 'Segredo',
      });
      const later = await reopen();
      const heard: QuarantineCount[] = [];
      later.onQuarantine((report) => heard.push(report));

      const rows = await later.listPeople(ID, { fromN: 0, limit: 9 });

      expect(rows.map((row) => row.n)).toEqual([0, 2]);
      expect(heard).toHaveLength(1);
      expect(heard[0]?.problems.join()).toContain('status');
      expect(JSON.stringify(heard)).not.toContain('Segredo');
      expect(await later.quarantined()).toEqual(heard);
      const counts = await later.counts(ID);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(2);
    });

    it('notices missing rows when it is asked to finish a dispatch', async () => {
      const { ledger, damage, reopen } = await create();
      await storeDispatch(ledger, 2);
      await ledger.settleAll(
        ID,
        'queued',
        (row) => movePerson(row, 'cancelled', { reason: null }),
        () => null,
      );
      await damage('people', [ID, 1], undefined);
      const later = await reopen();

      expect(await later.finish(ID, (row) => row)).toEqual({ kind: 'damaged' });
    });
  });

  describe(`${name}: awaited and small values`, () => {
    it('reads and stores awaited rows', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 1);
      await ledger.intend(ID, [0], { sentAt: T0 });
      await ledger.settle(ID, [0], (row) => movePerson(row, 'accepted', { reason: null, settledAt: T0 }));
      const id = `${ID}:0`;

      const row = await ledger.getAwaited(id);
      if (row !== null) await ledger.putAwaited([{ ...row, status: 'replied', repliedAt: T0 + 9 }]);

      expect(await ledger.getAwaited(id)).toMatchObject({ status: 'replied', repliedAt: T0 + 9 });
      expect(await ledger.listAllAwaited()).toHaveLength(1);
      expect(await ledger.getAwaited('nobody')).toBeNull();
      expect((await ledger.getAwaitedRows(['nobody', id])).map((each) => each.id)).toEqual([id]);
    });

    it('keeps small values by key and prefix', async () => {
      const { ledger } = await create();
      await ledger.putKept({ key: 'recent:1', value: [1] });
      await ledger.putKept({ key: 'recent:2', value: [2] });
      await ledger.putKept({ key: 'skew', value: 5 });

      expect(await ledger.listKept('recent:')).toEqual([
        { key: 'recent:1', value: [1] },
        { key: 'recent:2', value: [2] },
      ]);
      expect(await ledger.getKept('skew')).toBe(5);
      expect(await ledger.getKept('nothing')).toBeUndefined();
    });

    it('exports everything and erases everything', async () => {
      const { ledger } = await create();
      await storeDispatch(ledger, 2);
      await ledger.intend(ID, [0], { sentAt: T0 });
      await ledger.settle(ID, [0], (row) => movePerson(row, 'accepted', { reason: null, settledAt: T0 }));
      await ledger.putDraft(SESSION, { ...EMPTY_DRAFT, flowUuid: FLOW });
      await ledger.putKept({ key: `audiences:${SESSION}`, value: { audiences: ['VIP'] } });
      await ledger.putKept({ key: `favourites:${SESSION}`, value: [FLOW] });

      const { schemaVersion, ...dump } = await ledger.exportAll();
      await ledger.eraseAll(77);
      const { schemaVersion: versionAfter, ...left } = await ledger.exportAll();

      expect([schemaVersion, versionAfter]).toEqual([SCHEMA_VERSION, SCHEMA_VERSION]);
      expect([dump.dispatches.length, dump.people.length, dump.awaited.length]).toEqual([1, 2, 1]);
      expect(dump.drafts).toEqual([{ key: SESSION, value: { ...EMPTY_DRAFT, flowUuid: FLOW } }]);
      expect(dump.kept).toEqual([
        { key: `audiences:${SESSION}`, value: { audiences: ['VIP'] } },
        { key: `favourites:${SESSION}`, value: [FLOW] },
      ]);
      expect(left).toEqual({
        dispatches: [],
        people: [],
        awaited: [],
        drafts: [],
        kept: [{ key: ERASURE_KEY, value: { at: 77, generation: 1 } }],
      });
    });

    it('counts its erasures', async () => {
      const { ledger } = await create();
      await ledger.eraseAll(1);
      await ledger.eraseAll(2);

      expect(readErasure(await ledger.getKept(ERASURE_KEY))).toEqual({ at: 2, generation: 2 });
    });

    it('completes what was asked before it was closed, and refuses everything after that', async () => {
      const { ledger } = await create();
      const before = ledger.putKept({ key: 'a', value: 1 });
      ledger.close();

      await expect(before).resolves.toBeUndefined();
      await expect(ledger.putKept({ key: 'b', value: 2 })).rejects.toMatchObject({ kind: 'failed' });
      await expect(ledger.getKept('a')).rejects.toMatchObject({ kind: 'failed' });
    });
  });
}
