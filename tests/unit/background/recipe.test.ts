import { beforeEach, describe, expect, it } from 'vitest';
import { dispatchRow, personRow, contact } from '../dispatch/rows.ts';
import { awaitedRow } from './rows.ts';
import { createWorld, draftOf, frameOf, type World } from './world.ts';

const FRAME = frameOf(1);
let world: World;

async function session() {
  const found = await world.services.view.sessionOf(FRAME);
  if (found === null) throw new Error('nobody is signed in');
  return found;
}
const save = async (people: number) => {
  const { sessionId } = await session();
  const variables = { nome: { source: { kind: 'contact-name' as const }, fallback: '' } };
  return await world.call('draft:save', { sessionId, draft: draftOf(people, { variables }) }, FRAME);
};
const draft = async () => await world.ledger.getDraft((await session()).sessionId);

beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});

describe('a recipe', () => {
  it('is made of a draft, becomes a draft with the people who are in its audience then, and names its dispatch', async () => {
    await save(3);
    await world.call('audience:save', { name: 'VIP' }, FRAME);
    await world.call('recipe:save', { name: 'Boleto', note: 'dia 5', audience: 'VIP' }, FRAME);
    await save(5);
    await world.call('audience:save', { name: 'VIP' }, FRAME);
    await save(1);

    const used = await world.call('recipe:use', { name: 'Boleto' }, FRAME);
    const made = await draft();
    await world.call('preflight:run', { fresh: false }, FRAME);
    const sent = await world.call(
      'dispatch:confirm',
      { viewId: 'v', draftRevision: made?.revision ?? 0, typedCount: null, warningsSeen: true, isTest: false },
      FRAME,
    );

    expect(used).toEqual({ ok: true, people: 5, isAudienceGone: false });
    expect(made).toMatchObject({ flowName: 'Retomar atendimento', variables: { nome: {} }, name: 'Boleto' });
    expect(made?.people).toHaveLength(5);
    // What was picked before stands among the prepared drafts.
    expect((await world.services.prepared.all()).map((one) => one.draft.people.length)).toEqual([1]);
    if (!sent.ok) throw new Error(sent.reason);
    expect((await world.ledger.getDispatch(sent.dispatchId))?.name).toBe('Boleto');
  });

  it('says when its audience was deleted since, and keeps flow and values', async () => {
    await save(3);
    await world.call('audience:save', { name: 'VIP' }, FRAME);
    await world.call('recipe:save', { name: 'Boleto', note: '', audience: 'VIP' }, FRAME);
    await world.call('audience:remove', { name: 'VIP' }, FRAME);

    expect(await world.call('recipe:use', { name: 'Boleto' }, FRAME)).toEqual({
      ok: true,
      people: 0,
      isAudienceGone: true,
    });
    expect(await draft()).toMatchObject({ flowName: 'Retomar atendimento', people: [] });
  });

  it('is deleted, and comes back by undo', async () => {
    await save(1);
    await world.call('recipe:save', { name: 'Boleto', note: '', audience: null }, FRAME);
    const { recipes } = world.services;

    await world.call('recipe:remove', { name: 'Boleto' }, FRAME);
    const gone = await recipes.viewsOf(await session());
    await world.call('recipe:restore', { name: 'Boleto' }, FRAME);

    expect(gone).toEqual([]);
    expect(await recipes.viewsOf(await session())).toEqual([
      { name: 'Boleto', flowName: 'Retomar atendimento', audience: null, note: '' },
    ]);
    expect(await world.call('recipe:use', { name: 'Outra' }, FRAME)).toEqual({ ok: false, reason: 'recipe-gone' });
  });
});

describe('a dispatch', () => {
  it('gets a name, loses it, and gives parts of its people as audiences', async () => {
    const { sessionId, projectUuid } = await session();
    const row = dispatchRow({ sessionId, projectUuid, total: 3, state: { status: 'finished', at: world.now } });
    const { dispatchId } = row;
    await world.ledger.confirm(
      row,
      (['accepted', 'accepted', 'refused'] as const).map((status, n) =>
        personRow({ n, contactUuid: contact(n), name: `Pessoa ${n}`, status }),
      ),
      null,
    );
    const rows = [0, 1].map((n) =>
      awaitedRow({
        id: `${dispatchId}:${n}`,
        sessionId,
        dispatchId,
        contactUuid: contact(n),
        contactName: `Pessoa ${n}`,
        status: n === 0 ? 'replied' : 'sent',
        repliedAt: n === 0 ? world.now : null,
      }),
    );
    await world.ledger.putAwaited(rows);

    await world.call('dispatch:name', { dispatchId, name: ' Boleto  de junho ' }, FRAME);
    const named = (await world.ledger.getDispatch(dispatchId))?.name;
    await world.call('dispatch:name', { dispatchId, name: '' }, FRAME);
    const saved = [];
    for (const part of ['answered', 'unanswered', 'failed'] as const)
      saved.push(await world.call('audience:save-part', { dispatchId, part, name: part }, FRAME));
    const loaded = [];
    for (const name of ['answered', 'unanswered', 'failed'])
      loaded.push((await world.call('audience:load', { name }, FRAME)).people.map((one) => one.name));

    expect(named).toBe('Boleto de junho');
    expect((await world.ledger.getDispatch(dispatchId))?.name).toBeUndefined();
    expect(saved).toEqual([1, 1, 1].map((count) => ({ ok: true, count })));
    expect(loaded).toEqual([['Pessoa 0'], ['Pessoa 1'], ['Pessoa 2']]);
  });
});
