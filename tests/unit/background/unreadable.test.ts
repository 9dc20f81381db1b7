import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { API } from './engine.ts';
import { PROJECT } from '../dispatch/rows.ts';
import { wake } from './wake.ts';
import { draftOf, settle } from './world.ts';

beforeEach(() => {
  vi.stubGlobal('addEventListener', () => undefined);
});

/** The view's end of a view port; `told` holds the last value of each single. */
function openPanel({ listeners }: ReturnType<typeof wake>) {
  const told: Record<string, unknown> = {};
  let say: (message: object) => void = () => undefined;
  const port = {
    name: 'feed',
    sender: {
      id: browser.runtime.id,
      origin: 'https://chats.example',
      url: 'https://chats.example/',
      tab: { id: 1 },
      frameId: 0,
      documentId: 'document-1',
    },
    postMessage: (message: { singles: object }) => void Object.assign(told, message.singles),
    disconnect: () => undefined,
    onMessage: { addListener: (listener: (message: object) => void) => void (say = listener) },
    onDisconnect: { addListener: () => undefined },
  };
  const [connect] = listeners.get('runtime.onConnect') ?? [];
  (connect as (port: object) => void)(port);
  return { told, say: (message: object) => say(message) };
}

describe('a database that cannot be opened', () => {
  it.each([
    ['newer', 'newer'],
    ['blocked', 'blocked'],
    ['failed', 'failed'],
  ] as const)(
    'is shown on the icon and reported to every view when it is %s, and nothing is sent',
    async (failure, said) => {
      const woken = wake();
      const drawn: string[] = [];
      Object.assign(browser.action, { setBadgeText: async ({ text }: { text: string }) => void drawn.push(text) });
      woken.disk.fail(failure);
      woken.begin();
      const answer = await woken.signIn(1);
      const popup = openPanel(woken);
      popup.say({ type: 'hello', viewId: 'v', view: 'panel', document: 'document-1' });
      await settle();
      for (const run of woken.timers.splice(0)) run();
      await settle();

      const saved = await woken.send(
        { name: 'draft:save', input: { sessionId: `${API}|ana@example.org|${PROJECT}`, draft: draftOf(2) } },
        1,
      );
      const confirmed = await woken.send(
        {
          name: 'dispatch:confirm',
          input: { viewId: 'v', draftRevision: 1, typedCount: null, warningsSeen: true, isTest: false },
        },
        1,
      );
      await settle();

      expect(answer).toMatchObject({ ok: true, output: { site: { status: 'ready' } } });
      expect(drawn.at(-1)).toBe('!');
      expect(popup.told).toMatchObject({ storage: said, draft: { people: [] } });
      expect([saved, confirmed]).toMatchObject([
        { ok: false, error: { kind: 'storage' } },
        { ok: false, error: { kind: 'storage' } },
      ]);
      expect(woken.engine.started).toBe(0);
    },
  );

  it('is shown on the icon also when a newer version closes the database while the background runs', async () => {
    const woken = wake();
    const drawn: string[] = [];
    Object.assign(browser.action, { setBadgeText: async ({ text }: { text: string }) => void drawn.push(text) });
    woken.begin();
    await woken.signIn(1);
    await settle();
    const before = drawn.at(-1);
    woken.disk.fail('newer');

    await woken.signIn(1);
    await settle();

    expect([before, drawn.at(-1)]).toEqual(['', '!']);
  });

  it('is reported as fine again as soon as it opens', async () => {
    const woken = wake();
    const drawn: string[] = [];
    Object.assign(browser.action, { setBadgeText: async ({ text }: { text: string }) => void drawn.push(text) });
    woken.disk.fail('blocked');
    woken.begin();
    await woken.signIn(1);
    woken.disk.fail(null);

    await woken.signIn(1);
    await settle();
    const panel = openPanel(woken);
    panel.say({ type: 'hello', viewId: 'v', view: 'panel', document: 'document-1' });
    await settle();

    expect(panel.told).toMatchObject({ storage: 'fine' });
    expect(drawn.at(-1)).toBe('');
  });

  it('can be erased, and the product works after that', async () => {
    const woken = wake();
    Object.assign(browser.permissions, {
      contains: async ({ permissions }: { permissions?: string[] }) => permissions === undefined,
    });
    woken.disk.fail('newer');
    woken.begin();

    const erased = await woken.send({ name: 'data:erase', input: {} }, 0);
    await woken.signIn(1);
    const saved = await woken.send(
      {
        name: 'draft:save',
        input: { sessionId: `${API}|ana@example.org|${PROJECT}`, draft: draftOf(2), generation: 1 },
      },
      1,
    );

    expect(erased).toMatchObject({ ok: true, output: { recordsLeft: 0 } });
    expect(saved).toMatchObject({ ok: true });
  });
});
