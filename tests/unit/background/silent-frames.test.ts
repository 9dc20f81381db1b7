import { beforeEach, describe, expect, it } from 'vitest';
import { browser } from 'wxt/browser';
import { json } from '../weni-api/fake-network.ts';
import { createWorld, draftOf, frameOf, PAGE, settle, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  world.tabs.tabs.set(1, { lastAccessed: 9 });
  await world.signIn(1, 'ana-1');
  await world.signIn(2, 'ana-1');
  Object.assign(browser.tabs, {
    sendMessage: async (tabId: number, { name }: { name: string }) => {
      // A page that a dialog blocks, or that the browser froze, never answers a message.
      if (tabId === 1) return await new Promise(() => undefined);
      if (name === 'frame:read-session') await world.signIn(2, 'ana-1');
      return { token: 'ana-1', projectUuid: null };
    },
  });
});

const starts = () => world.engine.asked.filter(({ path }) => path.endsWith('/start_flow/')).length;

describe('a Chats page that never answers a message', () => {
  it('does not stop a dispatch from going on after a single 401 of a valid login', async () => {
    const { sessionId } = (await world.services.view.sessionOf(frameOf(2))) ?? {};
    const { revision } = await world.call(
      'draft:save',
      { sessionId: sessionId as never, draft: draftOf(1) },
      frameOf(2),
    );
    const confirmed = await world.call(
      'dispatch:confirm',
      { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
      frameOf(2),
    );
    if (!confirmed.ok) throw new Error(confirmed.reason);
    await world.pass(10_500);
    world.engine.override.set('/start_flow/', () => {
      world.engine.override.delete('/start_flow/');
      return json({ detail: 'Invalid token.' }, 401);
    });

    await world.call('dispatch:commit', { dispatchId: confirmed.dispatchId, viewId: 'panel' }, frameOf(2));
    await world.until(async () => (await world.ledger.getDispatch(confirmed.dispatchId))?.state.status === 'finished');

    expect(starts()).toBe(2);
  });

  it('does not stop the agent from setting the API address of a site', async () => {
    const setting = world.call(
      'site:set-api',
      { origin: 'https://chats.example', apiOrigin: 'https://chats-engine.example' },
      PAGE,
    );
    await settle();
    await world.pass(60_000);

    expect(await Promise.race([setting, settle().then(() => 'nothing')])).toEqual({ ok: true });
  });
});
