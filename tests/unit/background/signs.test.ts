import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { browser } from 'wxt/browser';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { drawBadge, type IconPorts } from '../../../lib/background/browser/icon.ts';
import { GROUP_NOTICE, notify, type NotifierPorts, REPLY_NOTICE } from '../../../lib/background/browser/notifier.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../lib/settings/settings.ts';
import type { AwaitedChange } from '../../../lib/replies/ports.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { contact, room, T0 } from '../dispatch/rows.ts';
import { memoryArea } from '../sessions/arrange.ts';
import { awaitedRow } from './rows.ts';

const english = JSON.parse(
  readFileSync(new URL('../../../public/_locales/en/messages.json', import.meta.url), 'utf8'),
) as Record<string, { message: string }>;
const words = async () => Object.fromEntries(Object.entries(english).map(([key, { message }]) => [key, message]));

beforeEach(() => fakeBrowser.reset());

describe('the badge', () => {
  const draw = async (rows: readonly AwaitedRow[], change: Partial<IconPorts> = {}) => {
    const drawn: Record<string, unknown> = {};
    Object.assign(browser.action, {
      setBadgeText: async ({ text }: { text: string }) => void (drawn['text'] = text),
      setBadgeBackgroundColor: async ({ color }: { color: string }) => void (drawn['color'] = color),
      setBadgeTextColor: async () => undefined,
      setTitle: async ({ title }: { title: string }) => void (drawn['title'] = title),
    });
    await drawBadge({
      now: () => T0,
      storage: async () => 'fine',
      rows: async () => rows,
      due: async () => 0,
      isLive: () => true,
      asOf: async () => T0,
      locale: async () => 'en',
      words,
      ...change,
    });
    return drawn;
  };

  it('shows the date when the counts are older than today', async () => {
    const gone = { isLive: () => false, now: () => T0 + 60_000 };
    const [today, before] = [
      await draw([awaitedRow()], gone),
      await draw([awaitedRow()], { ...gone, asOf: async () => T0 - 3 * 86_400_000 }),
    ];

    expect(today['title']).toMatch(/as of \d+:\d\d/);
    expect(before['title']).toMatch(/as of [A-Z][a-z]{2} \d+, 2023, \d+:\d\d/);
  });

  it('is empty while nobody replied', async () => {
    expect(await draw([awaitedRow({ status: 'sent', repliedAt: null })])).toMatchObject({ text: '' });
  });

  it('counts people whose reply was not opened', async () => {
    const rows = [1, 2, 3].map((n) => awaitedRow({ id: `a${n}`, contactUuid: contact(n) }));

    expect(await draw([...rows, awaitedRow({ id: 'b', contactUuid: contact(9), status: 'opened' })])).toMatchObject({
      text: '3',
      color: '#c2264b',
      title: expect.stringContaining('3'),
    });
  });

  it('is grey while nobody is signed in', async () => {
    const drawn = await draw([awaitedRow()], { isLive: () => false });

    expect(drawn).toMatchObject({ text: '1', color: '#6f7275' });
  });

  it('contains no name of a person', async () => {
    expect(JSON.stringify(await draw([awaitedRow()]))).not.toContain('Bruna');
  });
});

describe('a notification', () => {
  const reply = (change: Partial<AwaitedRow> = {}): AwaitedChange => ({
    before: awaitedRow({ ...change, status: 'sent' }),
    after: awaitedRow(change),
    isNewReply: true,
    isReminder: false,
  });

  function arrange(settings: Partial<Settings> = {}, change: Partial<NotifierPorts> = {}) {
    const shown: { id: string; title: string; message: string }[] = [];
    let played = 0;
    Object.assign(browser.permissions, { contains: async () => true });
    Object.assign(browser.runtime, { getURL: (path: string) => `chrome-extension://id${path}` });
    vi.spyOn(browser.notifications, 'create').mockImplementation((async (
      id: string,
      options: { title: string; message: string },
    ) => {
      shown.push({ id, title: options.title, message: options.message });
      return id;
    }) as never);
    const ports: NotifierPorts = {
      area: memoryArea(),
      now: () => T0,
      settings: () => ({ ...DEFAULT_SETTINGS, notification: 'always', ...settings }),
      visibleSessions: async () => new Set(),
      isOnScreen: () => false,
      locale: async () => 'en',
      words,
      playSound: async () => void (played += 1),
      ...change,
    };
    return { ports, shown, played: () => played };
  }

  it('is shown for a reply, with the id of the row to open', async () => {
    const { ports, shown } = arrange();

    await notify([reply()], ports);

    expect(shown).toMatchObject([
      { id: `${REPLY_NOTICE}awaited-1`, title: expect.stringContaining('Bruna'), message: 'Retomar atendimento' },
    ]);
  });

  it('contains no name of a person where names are masked', async () => {
    const { ports, shown } = arrange({ maskPeople: true });

    await notify([reply()], ports);

    expect(shown).toHaveLength(1);
    expect(JSON.stringify(shown)).not.toContain('Bruna');
  });

  it.each<[string, Partial<Settings>, Partial<NotifierPorts>]>([
    ['who switched notifications off', { notification: 'off' }, {}],
    [
      'who has Chats on screen',
      { notification: 'hidden' },
      { visibleSessions: async () => new Set([awaitedRow().sessionId]) },
    ],
    ['who has that room on screen', {}, { isOnScreen: (_session, shown) => shown === room(1) }],
    ['who switched on do-not-disturb', { quietUntil: T0 + 1 }, {}],
  ])('is not shown to an agent %s', async (_, settings, change) => {
    const { ports, shown } = arrange(settings, change);

    await notify([reply()], ports);

    expect(shown).toEqual([]);
  });

  it('is not tried without the permission', async () => {
    const { ports, shown } = arrange();
    Object.assign(browser.permissions, { contains: async () => false });

    await notify([reply()], ports);

    expect(shown).toEqual([]);
  });

  it('is one for several replies of one person, and one for many people at once', async () => {
    const { ports, shown } = arrange();

    await notify([reply()], ports);
    await notify([reply({ id: 'again' })], ports);
    await notify(
      [2, 3, 4, 5].map((n) => reply({ id: `a${n}`, contactUuid: contact(n) })),
      ports,
    );

    expect(shown.map(({ id }) => id)).toEqual([`${REPLY_NOTICE}awaited-1`, GROUP_NOTICE]);
  });

  it('is shown when the stored list of earlier notifications is damaged', async () => {
    const { ports, shown } = arrange({}, { area: memoryArea({ notifiedAt: 'x' }) });

    await notify([reply()], ports);

    expect(shown).toHaveLength(1);
  });

  it('plays a sound only if the setting says so', async () => {
    const silent = arrange();
    const heard = arrange({ sound: true });

    await notify([reply()], silent.ports);
    await notify([reply()], heard.ports);

    expect([silent.played(), heard.played()]).toEqual([0, 1]);
  });
});
