// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import observer from '../../../entrypoints/observer.ts';
import { RoomUuid } from '../../../lib/ids.ts';
import { createObserverLink, type FrameBatch, type NewestSocket } from '../../../lib/weni/page/observer-link.ts';
import { type ObserverMessage, parseObserverMessage } from '../../../lib/weni/page/observer-messages.ts';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const ROOM = RoomUuid.parse('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa');
const AGENT = `wss://engine.example/ws/agent/rooms?Token=s3cret-token&project=${PROJECT}`;
const MARK = Symbol.for('disparo.observer');

class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  readonly url: string;
  readyState = 0;
  constructor(url: string) {
    super();
    if (url === 'bad') throw new DOMException('bad url', 'SyntaxError');
    this.url = url;
  }
  send(): void {
    this.readyState = 1;
  }
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
  drop(): void {
    this.readyState = 3;
    this.dispatchEvent(new Event('close'));
  }
}

const frame = (action: string, content: object = {}) =>
  JSON.stringify({ type: 'notify', action, content: JSON.stringify(content) });

function globals(): Window & { WebSocket: typeof FakeSocket; [MARK]?: { version: number; stop(): unknown[] } } {
  return Object.assign(window, { WebSocket: window.WebSocket as never });
}

function newSocket(url = AGENT): FakeSocket {
  return new (globals().WebSocket)(url);
}

function startLink(instance = 'one') {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const link = createObserverLink(document, controller.signal, { instance });
  const batches: FrameBatch[] = [];
  const sockets: (NewestSocket | null)[] = [];
  link.onFrames((batch) => batches.push(batch));
  link.onSockets((newest) => sockets.push(newest));
  return { link, batches, sockets, controller };
}

function hearAll() {
  const heard: { raw: string; message: ObserverMessage | null }[] = [];
  const hear = (event: Event): void => {
    const raw = String((event as CustomEvent).detail);
    heard.push({ raw, message: parseObserverMessage(raw) });
  };
  document.addEventListener('disparo:observed', hear);
  onTestFinished(() => document.removeEventListener('disparo:observed', hear));
  return heard;
}

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = '';
  Object.defineProperty(window, 'WebSocket', {
    value: FakeSocket,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  FakeSocket.prototype.constructor = FakeSocket;
  return () => {
    globals()[MARK]?.stop();
    Reflect.deleteProperty(window, MARK);
    vi.useRealTimers();
  };
});

describe('observer', () => {
  it('leaves name, length, constants, prototype, instanceof, subclasses and errors of WebSocket unchanged', () => {
    observer.main();
    const Observed = globals().WebSocket;
    class Own extends Observed {
      own = true;
    }

    const ws = new Observed(AGENT);
    const own = new Own(AGENT);

    expect(Observed).not.toBe(FakeSocket);
    expect(Observed.name).toBe('FakeSocket');
    expect(Observed.length).toBe(FakeSocket.length);
    expect(Observed.OPEN).toBe(1);
    expect(Observed.prototype).toBe(FakeSocket.prototype);
    expect(ws instanceof Observed && ws instanceof FakeSocket).toBe(true);
    expect(ws.constructor).toBe(Observed);
    expect(own.own && own instanceof Own && own instanceof Observed).toBe(true);
    expect(() => new Observed('bad')).toThrow(DOMException);
    expect(Object.keys(window)).not.toContain('WebSocket');
  });

  it('passes on the wanted frames of the agent socket in batches, and nothing of other sockets', () => {
    observer.main();
    const { batches } = startLink();
    const agent = newSocket();
    const others = ['wss://engine.example/ws/manager/rooms?Token=x', 'wss://other.example/live'].map(newSocket);

    for (const ws of [agent, ...others]) ws.receive(frame('rooms.update', { uuid: ROOM, from: ws.url.length }));
    agent.receive(frame('msg.create', { uuid: '1' }));
    agent.receive('{"type":"pong"}');
    agent.receive(frame('msg.create.success'));
    agent.receive(frame('discussions.create'));
    agent.receive(new ArrayBuffer(8));
    const early = batches.length;
    vi.advanceTimersByTime(100);

    expect(early).toBe(0);
    expect(batches).toEqual([
      {
        frames: [frame('rooms.update', { uuid: ROOM, from: AGENT.length }), frame('msg.create', { uuid: '1' })],
        lost: 0,
      },
    ]);
  });

  it('recognises an action with the spaces that the server writes', () => {
    observer.main();
    const { batches } = startLink();

    newSocket().receive('{"type": "notify", "action": "rooms.create", "content": "{}"}');
    vi.advanceTimersByTime(100);

    expect(batches).toHaveLength(1);
  });

  it('empties callback_url at every depth and leaves the frame readable', () => {
    observer.main();
    const { batches } = startLink();
    const heard = hearAll();
    const url = 'https://flows.example/cb/s3cret?a="b"&c=\\d';

    newSocket().receive(
      frame('rooms.update', { callback_url: url, nested: JSON.stringify({ callback_url: url }), uuid: ROOM }),
    );
    newSocket().receive(
      JSON.stringify({ type: 'notify', action: 'rooms.create', content: { callback_url: url, uuid: ROOM } }),
    );
    vi.advanceTimersByTime(100);

    const [update, create] = batches.flatMap((batch) => batch.frames).map((raw) => JSON.parse(raw));
    expect(JSON.parse(update.content)).toEqual({ callback_url: '', nested: '{"callback_url":""}', uuid: ROOM });
    expect(create.content).toEqual({ callback_url: '', uuid: ROOM });
    expect(heard.some(({ raw }) => raw.includes('s3cret'))).toBe(false);
  });

  it('reports project and number of the newest socket, never its token', () => {
    observer.main();
    const { link, sockets } = startLink();
    const heard = hearAll();

    const ws = newSocket();
    ws.open();
    ws.drop();

    expect(link.newestSocket()).toEqual({ projectUuid: PROJECT, late: false, open: false });
    expect(sockets.map((newest) => newest?.open)).toEqual([true, true, false]);
    expect(heard.length).toBeGreaterThan(2);
    expect(heard.every(({ raw, message }) => message !== null && !raw.includes('token'))).toBe(true);
  });

  it('does not report an older socket as the newest one after the newest closed', () => {
    observer.main();
    const { link } = startLink();
    newSocket(AGENT.replaceAll('1', '2')).open();
    const newest = newSocket();

    newest.drop();

    expect(link.newestSocket()).toMatchObject({ projectUuid: PROJECT, open: false });
  });

  it('drops the second copy of an event when two sockets are open', () => {
    observer.main();
    const { batches } = startLink();

    for (const ws of [newSocket(), newSocket()]) ws.receive(frame('msg.create', { uuid: '1' }));
    vi.advanceTimersByTime(100);

    expect(batches.flatMap((batch) => batch.frames)).toHaveLength(1);
  });

  it('keeps up to 500 frames until a panel listens, and reports how many it dropped', () => {
    observer.main();
    const ws = newSocket();
    for (let n = 0; n < 510; n += 1) ws.receive(frame('msg.create', { n }));
    vi.advanceTimersByTime(100);

    const seen = new Promise<FrameBatch>((resolve) => {
      document.addEventListener('disparo:observed', (event) => {
        const message = parseObserverMessage(String((event as CustomEvent).detail));
        if (message?.t === 'frames') resolve({ frames: message.frames.map(([raw]) => raw), lost: message.lost });
      });
    });
    startLink();

    return expect(seen).resolves.toMatchObject({ lost: 10, frames: { length: 500 } });
  });

  it('drops a frame that is too long, but not the batch it is in', () => {
    observer.main();
    const { batches } = startLink();
    const ws = newSocket();

    ws.receive(frame('msg.create', { pad: 'x'.repeat(1_000_001) }));
    ws.receive(frame('msg.create', { uuid: '1' }));
    vi.advanceTimersByTime(100);

    expect(batches).toEqual([{ frames: [frame('msg.create', { uuid: '1' })], lost: 1 }]);
  });

  it('connects to a link that started first', () => {
    const { link, batches } = startLink();
    const before = link.version();
    observer.main();

    newSocket().receive(frame('msg.create'));
    vi.advanceTimersByTime(100);

    expect(before).toBeNull();
    expect(link.version()).toBe(1);
    expect(batches).toHaveLength(1);
  });

  it('sends frames at once while the page is hidden', () => {
    observer.main();
    const { batches } = startLink();
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);

    newSocket().receive(frame('msg.create'));

    expect(hidden).toHaveBeenCalled();
    expect(batches).toHaveLength(1);
  });

  it('keeps sending to the newer panel when the older one says goodbye late', () => {
    observer.main();
    const first = startLink('first');
    const second = startLink('second');

    first.controller.abort();
    newSocket().receive(frame('msg.create'));
    vi.advanceTimersByTime(100);

    expect(second.batches).toHaveLength(1);
  });

  it('runs only once: a second copy only makes the first announce itself', () => {
    observer.main();
    const Observed = globals().WebSocket;
    const { batches } = startLink();

    observer.main();
    newSocket().receive(frame('msg.create'));
    vi.advanceTimersByTime(100);

    expect(globals().WebSocket).toBe(Observed);
    expect(batches.flatMap((batch) => batch.frames)).toHaveLength(1);
  });

  it('takes the watched sockets over from an older version', () => {
    const kept = new FakeSocket(AGENT);
    let stops = 0;
    const stop = () => {
      stops += 1;
      return [{ ws: kept, project: PROJECT, late: false }];
    };
    Object.defineProperty(window, MARK, { configurable: true, value: { version: 0, stop } });
    const { link, batches } = startLink();

    observer.main();
    kept.receive(frame('msg.create'));
    vi.advanceTimersByTime(100);

    expect(stops).toBe(1);
    expect(link.newestSocket()?.projectUuid).toBe(PROJECT);
    expect(batches).toHaveLength(1);
  });

  it('stops without breaking a wrapper that the page put around it', () => {
    observer.main();
    const Observed = globals().WebSocket;
    class Wrapper extends Observed {}
    Object.defineProperty(window, 'WebSocket', { value: Wrapper, writable: true, configurable: true });
    const { batches } = startLink();
    newSocket().receive(frame('msg.create', { n: 1 }));
    vi.advanceTimersByTime(100);

    globals()[MARK]?.stop();
    const after = newSocket();
    after.receive(frame('msg.create', { n: 2 }));
    vi.advanceTimersByTime(100);

    expect(globals().WebSocket).toBe(Wrapper);
    expect(after).toBeInstanceOf(Wrapper);
    expect(batches.flatMap((batch) => batch.frames)).toHaveLength(1);
  });

  it('opens a room through the page store, with the REST object if the page has not loaded the room', async () => {
    observer.main();
    const { link } = startLink();
    const loaded = { uuid: ROOM };
    const rooms = {
      activeRoom: null as { uuid: string } | null,
      getRoomById: (uuid: string) => (uuid === ROOM ? loaded : undefined),
      setActiveRoom(room: { uuid: string }) {
        this.activeRoom = room;
      },
    };
    const stores = new Map([['rooms', rooms]]);
    const globalProperties = { $pinia: { _s: stores }, $i18n: { locale: { value: 'pt-br' } } };
    const root = Object.assign(document.createElement('div'), { __vue_app__: { config: { globalProperties } } });
    root.className = 'chats-webapp';
    document.body.append(root);
    const other = RoomUuid.parse('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb');

    const before = await link.activeRoom();
    const opened = await link.openRoom(ROOM);
    const active = await link.activeRoom();
    const unknown = await link.openRoom(other);
    const fromRest = await link.openRoom(other, { uuid: other });

    expect(before).toEqual({ status: 'known', roomUuid: null });
    expect([opened, unknown, fromRest]).toEqual([true, false, true]);
    expect(active).toEqual({ status: 'known', roomUuid: ROOM });
    expect(rooms.activeRoom).toEqual({ uuid: other });
    expect(await link.locale()).toBe('pt-br');
  });

  it('answers false when the page has other internals, or throws', async () => {
    observer.main();
    const { link } = startLink();
    const broken = {
      get config(): never {
        throw new Error('changed');
      },
    };
    const root = Object.assign(document.createElement('div'), { __vue_app__: broken });
    root.className = 'chats-webapp';

    const withoutApp = [await link.openRoom(ROOM), await link.activeRoom(), await link.locale()];
    document.body.append(root);
    const withBrokenApp = [await link.openRoom(ROOM), await link.activeRoom(), await link.locale()];

    expect(withoutApp).toEqual([false, { status: 'unknown' }, null]);
    expect(withBrokenApp).toEqual(withoutApp);
  });

  it('ignores forged requests', () => {
    observer.main();
    const { batches } = startLink();

    for (const detail of ['', 'null', '[]', '{"do":"constructor"}', '{"do":{}}', { do: 'hello' }]) {
      document.dispatchEvent(new CustomEvent('disparo:ask', { detail }));
    }
    newSocket().receive(frame('msg.create'));
    vi.advanceTimersByTime(100);

    expect(batches).toHaveLength(1);
  });
});

describe('observer link', () => {
  it('ignores messages that do not parse', () => {
    const { link, batches, sockets } = startLink();

    for (const detail of [
      '',
      '{',
      '{"v":1,"t":"frames","frames":[["x"]],"lost":0}',
      '{"v":1,"t":"sockets","sockets":[{}]}',
      '{"t":"ready"}',
    ]) {
      document.dispatchEvent(new CustomEvent('disparo:observed', { detail }));
    }

    expect([batches, sockets, link.version()]).toEqual([[], [], null]);
  });

  it('treats a missing answer as no', async () => {
    const { link } = startLink();

    const answers = Promise.all([link.openRoom(ROOM), link.activeRoom(), link.locale()]);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await answers).toEqual([false, { status: 'unknown' }, null]);
  });
});
