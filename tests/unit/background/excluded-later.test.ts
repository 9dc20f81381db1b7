import { beforeEach, describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { createDispatchExclusions } from '../../../lib/background/adapters/dispatch-exclusions.ts';
import { createPeopleService } from '../../../lib/background/services/people-service.ts';
import { contact } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { contactRow } from './engine.ts';
import { createWorld, draftOf, frameOf, type World } from './world.ts';

const FRAME = frameOf(1);
const GROUP = { uuid: 'b0000000-0000-4000-8000-000000000001', name: 'Não enviar' };

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});

const starts = () => world.engine.asked.filter(({ path }) => path.endsWith('/start_flow/'));
const change = (n: number, more: object): void =>
  void (world.engine.contacts = world.engine.contacts.map((row, place) => (place === n ? contactRow(n, more) : row)));
/** From now on the server names this contact among those that changed. */
function changeOnServer(n: number, more: object): void {
  change(n, more);
  world.engine.override.set('/list_contacts/', () =>
    json({
      next: '',
      results:
        world.engine.asked.at(-1)?.query.get('deleted') === 'true'
          ? []
          : world.engine.contacts.filter((_row, place) => place === n),
    }),
  );
}

/** What may exclude the second person while a dispatch counts down or is paused. */
const WAYS: Readonly<Record<string, () => unknown>> = {
  'the own list': () => world.call('exclusion:add', { people: [{ contactUuid: contact(1), name: null }] }, FRAME),
  'a group that the settings exclude': () => {
    changeOnServer(1, { groups: [GROUP] });
    return world.services.settings.save({ excludedGroups: ['nao enviar'] });
  },
  'a group that was excluded before, to which the contact is added': () =>
    changeOnServer(1, { groups: [{ ...GROUP, name: 'Fora' }] }),
  'a field that the settings exclude': () => world.services.settings.save({ excludedFields: ['nao_perturbe'] }),
  'a field that the policy excludes': async () => {
    Object.assign(browser.storage.managed, { get: async () => ({ excludedFields: ['nao_perturbe'] }) });
    await world.services.settings.load();
  },
};

async function confirmed(): Promise<{ dispatchId: never; endsAt: number | null }> {
  change(1, { fields: { nao_perturbe: 'sim' } });
  await world.services.settings.save({ excludedGroups: ['Fora'], inFlight: 1 });
  const session = await world.services.view.sessionOf(FRAME);
  if (session === null) throw new Error('no session');
  const { revision } = await world.call('draft:save', { sessionId: session.sessionId, draft: draftOf(3) }, FRAME);
  await world.call('preflight:run', { fresh: false }, FRAME);
  const result = await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
    FRAME,
  );
  if (!result.ok) throw new Error(result.reason);
  return { dispatchId: result.dispatchId as never, endsAt: result.endsAt };
}
const commit = async (dispatchId: never): Promise<void> => {
  await world.pass(10_000);
  await world.call('dispatch:commit', { viewId: 'panel', dispatchId }, FRAME);
};
const outcome = async (dispatchId: never) => {
  await world.until(async () => (await world.ledger.getDispatch(dispatchId))?.state.status === 'finished');
  const people = await world.ledger.listPeople(dispatchId, { fromN: 0, limit: 9 });
  return people.map(({ status, reason }) => [status, reason]);
};
const WITHOUT_HER = [
  ['accepted', null],
  ['skipped', 'excluded'],
  ['accepted', null],
];

describe('who is excluded after the press', () => {
  it.each(Object.keys(WAYS))('and before the start by %s, gets nothing', async (way) => {
    const { dispatchId } = await confirmed();
    await WAYS[way]?.();
    await commit(dispatchId);

    expect(await outcome(dispatchId)).toEqual(WITHOUT_HER);
    expect(starts()).toHaveLength(2);
  });

  it.each(Object.keys(WAYS))('while the dispatch is paused by %s, gets nothing', async (way) => {
    let answerFirst: (answer: Response) => void = () => undefined;
    world.engine.override.set('/start_flow/', () => new Promise((resolve) => void (answerFirst = resolve)));
    const { dispatchId } = await confirmed();
    await commit(dispatchId);
    await world.until(() => starts().length === 1);
    await world.call('dispatch:pause', { dispatchId }, FRAME);
    world.engine.override.delete('/start_flow/');
    answerFirst(
      json({ uuid: '57a00000-0000-4000-8000-000000000099', created_on: '2023-11-15T06:00:00-03:00', contacts: [] }),
    );
    await WAYS[way]?.();
    await world.call('dispatch:resume', { dispatchId }, FRAME);

    expect(await outcome(dispatchId)).toEqual(WITHOUT_HER);
    expect(starts()).toHaveLength(2);
  });

  it('is found among contacts that this life has not read yet: they are read before anything is sent to them', async () => {
    const { dispatchId } = await confirmed();
    await world.services.settings.save({ excludedFields: ['nao_perturbe'] });
    const { weni, phones } = world.services;
    const exclusions = createDispatchExclusions({
      lists: world.services.exclusions,
      people: createPeopleService({
        weni,
        kept: world.ledger,
        phones,
        defaultCountry: () => 'BR',
        now: () => world.now,
      }),
      weni,
      exclusions: () => ({ groups: [], fields: world.services.settings.current().excludedFields }),
      now: () => world.now,
    });
    const session = await world.services.sessions.live(
      (await world.ledger.getDispatch(dispatchId))?.sessionId as never,
    );
    if (session === null) throw new Error('no session');
    const asker = { ...session, agentKey: '', tokenVersion: '', isAdmin: false, isNameUnique: null };
    const all = [0, 1, 2].map((n) => contact(n));

    expect(await exclusions.judge(asker, all)).toEqual({ excluded: new Set(), unread: all });
    expect(await exclusions.read(asker, all)).toEqual({ kind: 'ok' });
    expect(await exclusions.judge(asker, all)).toEqual({ excluded: new Set([contact(1)]), unread: [] });
  });
});
