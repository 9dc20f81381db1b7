import { describe, expect, it } from 'vitest';
import { answersAsChats } from '../../../lib/background/browser/probe-api.ts';
import { setPanelWidth } from '../../../lib/background/browser/panel-width.ts';
import { createUpdates } from '../../../lib/background/browser/updates.ts';
import { memoryArea } from '../sessions/arrange.ts';

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });

describe('the test of a server address', () => {
  it.each<[string, () => Promise<Response>, boolean]>([
    [
      'an engine that answers 401',
      async () => json(401, { detail: 'Authentication credentials were not provided.' }),
      true,
    ],
    ['an engine that answers 403', async () => json(403, { detail: 'No.' }), true],
    ['a web page', async () => new Response('<h1>Hello</h1>', { status: 200 }), false],
    ['a log-in page of a proxy', async () => new Response('<form>', { status: 401 }), false],
    ['another JSON server', async () => json(401, { error: 'no' }), false],
    ['nobody', async () => Promise.reject(new TypeError('Failed to fetch')), false],
  ])('of %s answers %#', async (_name, answer, expected) => {
    expect(await answersAsChats('https://api.example', answer)).toBe(expected);
  });

  it('sends neither token nor cookie', async () => {
    const seen: RequestInit[] = [];

    await answersAsChats('https://api.example', async (_url, init) => {
      seen.push(init);
      return json(401, { detail: 'x' });
    });

    expect(seen[0]).toMatchObject({ credentials: 'omit' });
    expect(seen[0]).not.toHaveProperty('headers');
  });
});

describe('the width from the options', () => {
  it('applies to every deployment, also to one added later, and leaves the rest of the stored hint alone', async () => {
    const area = memoryArea();
    await area.set('panel:https://a.example', { collapsed: true, widthPx: 380 });
    await area.set('settings', { language: 'es' });

    await setPanelWidth(area, ['panel:https://a.example', 'settings'], 500);

    expect(await area.get('panel:https://a.example')).toEqual({ collapsed: true, widthPx: 500 });
    expect(await area.get('settings')).toEqual({ language: 'es' });
    expect(await area.get('panel-width')).toBe(500);
  });
});

describe('the notice about an update', () => {
  it('is shown again after a restart of the background, until the agent has seen it', async () => {
    const area = memoryArea();
    await area.set('update', { from: '0.0.9', to: '0.1.0' });
    const shown: unknown[] = [];
    const updates = createUpdates({ area, show: (update) => shown.push(update), isBusy: async () => false });

    await updates.restore();
    await updates.seen();
    await updates.restore();

    expect(shown).toEqual([{ from: '0.0.9', to: '0.1.0' }, null]);
  });

  it('does not appear after a first install', async () => {
    const area = memoryArea();
    const shown: unknown[] = [];

    await createUpdates({ area, show: (update) => shown.push(update), isBusy: async () => false }).installed(
      'install',
      null,
    );

    expect(shown).toEqual([]);
    expect(await area.get('update')).toBeUndefined();
  });
});
