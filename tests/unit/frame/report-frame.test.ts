// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallFailed, DOCUMENT_GONE } from '../../../lib/messaging/background-client.ts';
import { reportFrame, type FrameReporter } from '../../../lib/frame/report-frame.ts';
import type { ActiveRoom, FrameBatch, NewestSocket, ObserverLink } from '../../../lib/weni/page/observer-link.ts';
import { fakePerformanceObserver } from '../weni-page/saved-page.ts';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const ROOM = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';

interface Call {
  name: string;
  input: Record<string, unknown>;
}

let calls: Call[];
let answer: (call: Call) => unknown;
let silences: number;
let renewals: number;
let leave: AbortController;
let socketListeners: ((newest: NewestSocket | null) => void)[];
let frameListeners: ((batch: FrameBatch) => void)[];
let newest: NewestSocket | null;
let active: ActiveRoom;

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  answer = () => ({ site: { status: 'ready' }, session: null });
  silences = 0;
  renewals = 0;
  leave = new AbortController();
  socketListeners = [];
  frameListeners = [];
  newest = null;
  active = { status: 'unknown' };
  sessionStorage.clear();
  localStorage.clear();
});
afterEach(() => {
  leave.abort();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function signIn(token = 'token-1', project = PROJECT) {
  sessionStorage.setItem('chats_token', token);
  localStorage.setItem('chats_token', token);
  sessionStorage.setItem('chats_projectUuid', project);
  localStorage.setItem('chats_projectUuid', project);
}

const settle = async () => await vi.advanceTimersByTimeAsync(300);

async function start(asked = ['https://engine.example/v1/accounts/profile/?project_uuid=x']) {
  const timing = fakePerformanceObserver(asked);
  const link: ObserverLink = {
    onFrames: (listener) => (frameListeners.push(listener), () => undefined),
    onSockets: (listener) => (socketListeners.push(listener), () => undefined),
    newestSocket: () => newest,
    version: () => 1,
    openRoom: async () => true,
    activeRoom: async () => active,
    locale: async () => null,
  };
  const call = async (name: string, input: unknown) => {
    const made = { name, input: input as Record<string, unknown> };
    calls.push(made);
    return await answer(made);
  };
  const reporter: FrameReporter = reportFrame({
    window: Object.assign(window, { PerformanceObserver: timing.PerformanceObserver }) as Window & typeof globalThis,
    client: { call: call as never },
    link,
    httpHosts: [],
    signal: leave.signal,
    onSilence: () => void (silences += 1),
    documentNonce: () => `document-${renewals}`,
    renewDocument: () => void (renewals += 1),
  });
  await settle();
  return { reporter, timing };
}

const named = (name: string) => calls.filter((call) => call.name === name).map((call) => call.input);
const reports = () => named('page:session-changed');
const sockets = (socket: NewestSocket | null) => {
  newest = socket;
  for (const listener of socketListeners) listener(socket);
};

describe('the session of a page', () => {
  it('is reported under a new nonce when the background takes the document for a replaced one', async () => {
    signIn();
    answer = ({ name }) => {
      if (name !== 'page:session-changed' || renewals > 0) return { site: { status: 'ready' }, session: null };
      throw new CallFailed({ kind: 'session', detail: DOCUMENT_GONE });
    };

    await start();

    expect(renewals).toBe(1);
    expect(reports().at(-1)).toMatchObject({ state: 'ready' });
    expect(silences).toBe(0);
  });

  it('is reported again after a while when the report was not delivered', async () => {
    signIn();
    let isDeaf = true;
    answer = () => {
      if (isDeaf) throw new CallFailed({ kind: 'disconnected', detail: 'no answer' });
      return { site: { status: 'ready' }, session: null };
    };
    await start();
    const told = reports().length;
    isDeaf = false;

    await vi.advanceTimersByTimeAsync(10_000);

    expect(reports().length).toBeGreaterThan(told);
    expect(renewals).toBe(0);
  });

  it('is reported once, with the origin of its API', async () => {
    signIn();

    await start();
    await settle();

    expect(reports().at(-1)).toMatchObject({
      state: 'ready',
      projectUuid: PROJECT,
      apiOrigin: 'https://engine.example',
      observerRuns: true,
    });
    const told = reports().length;
    document.dispatchEvent(new Event('visibilitychange'));
    await vi.advanceTimersByTimeAsync(25_000);
    expect(reports()).toHaveLength(told);
  });

  it('is not reported before the page has asked a server, so that nobody reads that there is none', async () => {
    signIn();
    const { timing } = await start([]);
    const early = reports().length;
    timing.load('https://engine.example/v1/accounts/profile/?project_uuid=x');
    await settle();

    expect(early).toBe(0);
    expect(reports()).toEqual([expect.objectContaining({ state: 'ready', apiOrigin: 'https://engine.example' })]);
  });

  it('is reported without an origin when the page has asked no server after three seconds', async () => {
    signIn();
    await start([]);
    await vi.advanceTimersByTimeAsync(3_000);

    expect(reports()).toEqual([expect.objectContaining({ state: 'ready', apiOrigin: null })]);
  });

  it('is reported at each change: log-in, project, log-out', async () => {
    const { timing } = await start();
    expect(reports().at(-1)).toMatchObject({ state: 'no-token', token: null, projectUuid: null });

    signIn();
    timing.load('https://engine.example/a.js');
    await settle();
    signIn('token-1', OTHER);
    timing.load('https://engine.example/b.js');
    await settle();
    sessionStorage.clear();
    localStorage.clear();
    timing.load('https://engine.example/c.js');
    await settle();

    expect(
      reports()
        .map((report) => [report['state'], report['projectUuid']])
        .slice(-3),
    ).toEqual([
      ['ready', PROJECT],
      ['ready', OTHER],
      ['no-token', null],
    ]);
  });

  it('is "changing" without token or project while socket and storage disagree', async () => {
    signIn();
    await start();

    sockets({ projectUuid: OTHER as never, late: false, open: true });
    await settle();

    expect(reports().at(-1)).toMatchObject({ state: 'changing', token: null, projectUuid: null });
  });

  it('is reported again on request, and when the network is back', async () => {
    signIn();
    const { reporter } = await start();
    const told = reports().length;

    reporter.repeat();
    window.dispatchEvent(new Event('online'));

    expect(reports().slice(told)).toEqual([reports()[told - 1], reports()[told - 1]]);
  });

  it('is reported as visible when the network is back, so that the background runs a diff', async () => {
    signIn();
    await start();
    const before = named('page:focused').length;

    window.dispatchEvent(new Event('online'));

    expect(named('page:focused').slice(before)).toEqual([{ visible: true }]);
  });

  it('is reported again when the page returns from the page cache, because the background has dropped it', async () => {
    signIn();
    await start();
    const told = reports().length;

    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await settle();

    expect(reports()).toHaveLength(told + 1);
  });

  it('is reported again at the next focus when the background did not answer', async () => {
    signIn();
    answer = () => Promise.reject(new Error('stopped'));
    await start();
    const told = reports().length;
    answer = () => ({ site: { status: 'ready' }, session: null });

    window.dispatchEvent(new Event('focus'));
    await settle();
    window.dispatchEvent(new Event('focus'));
    await settle();

    expect(silences).toBeGreaterThan(0);
    expect(reports()).toHaveLength(told + 1);
  });

  it.each(['offline', 'server-trouble'])(
    'is reported again by itself while the answer is %s, and no longer once it is ready',
    async (status) => {
      signIn();
      answer = () => ({ site: { status }, session: null });
      await start();
      const told = reports().length;

      await vi.advanceTimersByTimeAsync(120_000);
      const again = reports().length;
      expect(again).toBeGreaterThan(told);

      answer = () => ({ site: { status: 'ready' }, session: null });
      await vi.advanceTimersByTimeAsync(120_000);
      const last = reports().length;
      await vi.advanceTimersByTimeAsync(300_000);
      expect(reports()).toHaveLength(last);
    },
  );

  it.each(['not-logged-in', 'api-not-found'])(
    'is reported again after 30 s, 2 min and 10 min while a page with a token gets the answer %s',
    async (status) => {
      signIn();
      answer = () => ({ site: { status }, session: null });
      await start();
      const counts: number[] = [];
      const told = reports().length;
      for (const waitMs of [29_000, 3_000, 116_000, 4_000, 594_000, 6_000]) {
        await vi.advanceTimersByTimeAsync(waitMs);
        counts.push(reports().length - told);
      }

      expect(counts).toEqual([0, 1, 1, 2, 2, 3]);
    },
  );

  it('is not reported any more after the script was stopped', async () => {
    signIn();
    const { reporter } = await start();
    const told = calls.length;

    leave.abort();
    reporter.repeat();
    for (const name of ['focus', 'online', 'pageshow']) window.dispatchEvent(new Event(name));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(calls).toHaveLength(told);
  });
});

describe('the socket of a page', () => {
  it('is reported at its first change, and changes right after that together: a socket opened in between counts as a gap', async () => {
    await start();
    const open = { projectUuid: null, late: false, open: true };

    sockets(open);
    sockets({ ...open });
    sockets({ ...open, open: false });
    sockets(null);
    expect(named('page:socket')).toEqual([{ state: 'opened' }]);
    await settle();

    expect(named('page:socket')).toEqual([{ state: 'opened' }, { state: 'opened' }, { state: 'closed' }]);
  });

  it('that lost frames is reported as opened, so that the background looks for replies', async () => {
    await start();

    for (const listener of frameListeners) listener({ frames: [], lost: 3 });

    expect(named('page:socket')).toEqual([{ state: 'opened' }]);
  });

  it('is reported as opened when the network is back, on a hidden tab too', async () => {
    await start();

    window.dispatchEvent(new Event('online'));

    expect(named('page:socket')).toEqual([{ state: 'opened' }]);
  });

  it('yields each hint once, and nothing for frames that do not parse', async () => {
    await start();
    const status = JSON.stringify({
      type: 'notify',
      action: 'status.update',
      content: { status: 'ONLINE', from: 'user' },
    });

    for (const listener of frameListeners) listener({ frames: ['nonsense', '{}', status], lost: 0 });
    for (const listener of frameListeners) listener({ frames: ['[]'], lost: 0 });

    expect(named('page:frames').flatMap((input) => input['hints'])).toHaveLength(named('page:frames').length);
    expect(named('page:socket')).toEqual([]);
  });
});

describe('what is on screen', () => {
  it("is reported when the page's store names a room, and when the room is closed", async () => {
    active = { status: 'known', roomUuid: ROOM as never };
    await start();
    active = { status: 'known', roomUuid: null };
    document.dispatchEvent(new Event('visibilitychange'));
    await settle();

    const rooms = named('page:room-shown').map((input) => input['roomUuid']);
    expect(rooms.filter((room, index) => index === 0 || room !== rooms[index - 1])).toEqual([null, ROOM, null]);
  });

  it('is reported again once the session is known, because the background dropped earlier reports', async () => {
    active = { status: 'known', roomUuid: ROOM as never };
    let identify = () => {};
    const identified = new Promise<void>((resolve) => (identify = resolve));
    answer = async ({ name }) => {
      if (name === 'page:session-changed') await identified;
      return { site: { status: 'ready' }, session: null };
    };
    signIn();
    await start();
    const early = named('page:room-shown').length;

    identify();
    await settle();

    expect(early).toBeGreaterThan(0);
    expect(named('page:room-shown').slice(early)).toContainEqual({ roomUuid: ROOM, visible: true });
  });

  it('is reported for a tab that was opened in the background, too', async () => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    await start();

    expect(named('page:room-shown')).toContainEqual({ roomUuid: null, visible: false });
  });

  it('is not reported as a room while the room is unknown', async () => {
    await start();
    await settle();

    expect(named('page:room-shown').filter((input) => input['roomUuid'] !== null).length).toBe(0);
  });

  it('is reported together with the visibility of the tab', async () => {
    await start();

    document.dispatchEvent(new Event('visibilitychange'));

    expect(named('page:focused')).toEqual([{ visible: true }]);
  });
});
