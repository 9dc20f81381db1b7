import { expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { createWorld, draftOf, frameOf } from './world.ts';

it('a permission revoked during a dispatch pauses it with a reason, keeps everybody queued, and causes no request', async () => {
  const world = createWorld();
  await world.signIn(1, 'ana-1');
  const { sessionId } = (await world.services.view.sessionOf(frameOf(1))) ?? {};
  const { revision } = await world.call('draft:save', { sessionId: sessionId as never, draft: draftOf(2) }, frameOf(1));
  const confirmed = await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
    frameOf(1),
  );
  if (!confirmed.ok) throw new Error(confirmed.reason);
  await world.pass(10_500);
  Object.assign(browser.permissions, { contains: async () => false });
  world.engine.asked.length = 0;

  await world.call('dispatch:commit', { dispatchId: confirmed.dispatchId, viewId: 'panel' }, frameOf(1));
  await world.until(async () => (await world.ledger.getDispatch(confirmed.dispatchId))?.state.status === 'paused');

  expect(world.engine.asked).toEqual([]);
  expect(await world.services.dispatcher.counts(confirmed.dispatchId)).toMatchObject({ queued: 2, sending: 0 });
});
