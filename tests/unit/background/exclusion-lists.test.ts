import { beforeEach, describe, expect, it } from 'vitest';
import { MOST_EXCLUDED } from '../../../lib/contacts/exclusion-list.ts';
import { contact, PROJECT } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { contactRow } from './engine.ts';
import { createWorld, draftOf, frameOf, PAGE, type World } from './world.ts';

const FRAME = frameOf(1);
const OTHER_PROJECT = '22222222-2222-4222-8222-222222222222';
const personOf = (n: number) => ({ contactUuid: contact(n), name: `Pessoa ${n}` });

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});

const add = (numbers: readonly number[], sender = FRAME) =>
  world.call('exclusion:add', { people: numbers.map(personOf) }, sender);
const lists = (sender = FRAME) => world.call('exclusion:list', {}, sender);
const names = async (sender = FRAME) =>
  (await lists(sender)).lists.flatMap(({ people }) => people.map(({ name }) => name));

const groupsOf = (names: readonly string[]) =>
  json({
    next: '',
    results: names.map((name, n) => ({ uuid: `b0000000-0000-4000-8000-00000000000${n}`, name, query: null, count: 1 })),
  });
async function report() {
  const session = await world.services.view.sessionOf(FRAME);
  if (session === null) throw new Error('no session');
  await world.call('draft:save', { sessionId: session.sessionId, draft: draftOf(1) }, FRAME);
  return await world.call('preflight:run', { fresh: true }, FRAME);
}

async function check(people: number) {
  const session = await world.services.view.sessionOf(FRAME);
  if (session === null) throw new Error('no session');
  await world.call('draft:save', { sessionId: session.sessionId, draft: draftOf(people) }, FRAME);
  const { findings } = await world.call('preflight:run', { fresh: false }, FRAME);
  return findings
    .filter(({ kind }) => kind === 'on-own-list')
    .map(({ level, people: who }) => [level, who.map(({ name }) => name)]);
}

describe("an agent's own exclusion list", () => {
  it('holds each person once, with the name and the time of the first press', async () => {
    await add([1, 2]);
    const at = world.now;
    world.now += 1_000;
    await world.call('exclusion:add', { people: [{ contactUuid: contact(2), name: null }, personOf(3)] }, FRAME);

    expect((await lists()).lists).toEqual([
      {
        scope: `https://chats-engine.example|ana@example.org|${PROJECT}`,
        projectName: 'Shop',
        people: [1, 2].map((n) => ({ ...personOf(n), at })).concat([{ ...personOf(3), at: at + 1_000 }]),
      },
    ]);
  });

  it('loses whom the agent takes off, here or on the options page', async () => {
    await add([1, 2, 3]);
    await world.call('exclusion:remove', { scope: null, contactUuids: [contact(1)] }, FRAME);
    const [list] = (await lists(PAGE)).lists;
    await world.call('exclusion:remove', { scope: list?.scope ?? null, contactUuids: [contact(3)] }, PAGE);

    expect(await names()).toEqual(['Pessoa 2']);
  });

  it('is one for each agent and project', async () => {
    await add([1]);
    await world.signIn(2, 'bia-1');
    await add([2], frameOf(2));
    await world.signIn(3, 'ana-1', { projectUuid: OTHER_PROJECT });
    await add([3], frameOf(3));

    expect([await names(), await names(frameOf(2)), await names(frameOf(3))]).toEqual([
      ['Pessoa 1'],
      ['Pessoa 2'],
      ['Pessoa 3'],
    ]);
    expect((await names(PAGE)).toSorted()).toEqual(['Pessoa 1', 'Pessoa 2', 'Pessoa 3']);
  });

  it('keeps both of two changes at once', async () => {
    await Promise.all([add([1]), add([2])]);
    expect(await names()).toEqual(['Pessoa 1', 'Pessoa 2']);
  });

  it('refuses more people than it can hold, and stays as it was', async () => {
    await add([1]);
    const people = Array.from({ length: MOST_EXCLUDED }, (_, n) => personOf(n + 2));
    expect(await world.call('exclusion:add', { people }, FRAME)).toEqual({ ok: false, reason: 'exclusions-full' });
    expect(await names()).toEqual(['Pessoa 1']);
  });

  it('blocks the people on it before sending, also by their other contact', async () => {
    world.engine.contacts = [
      contactRow(0),
      contactRow(1),
      contactRow(2, { urns: ['whatsapp:558299900001'] }),
      contactRow(3, { urns: ['whatsapp:5582999900001'] }),
    ];
    await add([1, 3]);

    expect(await check(4)).toEqual([['blocker', ['Pessoa 1', 'Pessoa 2', 'Pessoa 3']]]);
  });

  it('holds the other known contact of a person too, because after a restart nobody knows that they are one', async () => {
    world.engine.contacts = [
      contactRow(0),
      contactRow(1),
      contactRow(2, { urns: ['whatsapp:558299900001'] }),
      contactRow(3, { urns: ['whatsapp:5582999900001'] }),
    ];
    await check(4);

    await add([2]);

    expect((await lists()).lists.flatMap(({ people }) => people.map(({ contactUuid }) => contactUuid))).toEqual(
      [2, 3].map(contact),
    );
  });

  it('makes the checks of a moment ago outdated', async () => {
    expect(await check(2)).toEqual([]);
    await add([1]);
    const { revision } = await world.call(
      'draft:save',
      {
        sessionId: (await world.services.view.sessionOf(FRAME))?.sessionId as never,
        draft: draftOf(2),
      },
      FRAME,
    );
    await world.call('preflight:run', { fresh: false }, FRAME);
    await world.call('exclusion:remove', { scope: null, contactUuids: [contact(1)] }, FRAME);

    // The report above found a blocker. It no longer counts, so the confirmation checks again and goes through.
    expect(
      await world.call(
        'dispatch:confirm',
        { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: false, isTest: false },
        FRAME,
      ),
    ).toMatchObject({ ok: true });
  });

  it('that cannot be read leaves everybody unknown, and is not overwritten', async () => {
    const key = `exclusions:https://chats-engine.example|ana@example.org|${PROJECT}`;
    await world.ledger.putKept({ key, value: { people: 'damaged' } });

    expect(await check(2)).toEqual([['unknown', ['Pessoa 0', 'Pessoa 1']]]);
    expect(await world.ask('exclusion:add', { people: [personOf(1)] }, FRAME)).toMatchObject({ ok: false });
    expect(await world.ledger.getKept(key)).toEqual({ people: 'damaged' });
  });
});

describe('names of excluded groups and fields', () => {
  const missing = async () => (await world.call('exclusion:missing-names', {}, PAGE)).missing;

  it('that the project on screen does not have are told', async () => {
    world.engine.override.set('/list_groups/', groupsOf(['VIP']));
    world.engine.contacts = [contactRow(0, { fields: { opt_out: null } })];
    await world.services.settings.save({ excludedGroups: ['vip', 'Bloqueados'], excludedFields: ['Opt_Out', 'nao'] });

    expect(await missing()).toEqual({ groups: ['Bloqueados'], fields: ['nao'] });
    const { findings } = await report();
    expect(
      findings.filter(({ kind }) => kind === 'exclusion-missing').map(({ level, details }) => [level, details]),
    ).toEqual([
      ['warning', { group: 'Bloqueados' }],
      ['warning', { field: 'nao' }],
    ]);
  });

  it('are not told where they cannot be compared: with a group that has no name, without contacts, signed out', async () => {
    world.engine.override.set('/list_groups/', json({ next: '', results: [{ uuid: 'broken' }] }));
    world.engine.contacts = [];
    await world.services.settings.save({ excludedGroups: ['Bloqueados'], excludedFields: ['nao'] });
    expect(await missing()).toEqual({ groups: [], fields: [] });
    expect((await report()).findings.filter(({ kind }) => kind === 'exclusion-missing')).toMatchObject([
      { level: 'unknown' },
    ]);

    await world.signIn(1, 'ana-1', { state: 'no-token', token: null, projectUuid: null });
    expect(await missing()).toBeNull();
  });

  it('cost no call while nothing is excluded', async () => {
    const asked = world.engine.asked.length;
    expect(await missing()).toEqual({ groups: [], fields: [] });
    expect(world.engine.asked).toHaveLength(asked);
  });
});
