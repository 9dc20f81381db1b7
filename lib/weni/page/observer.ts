// Runs in the page's own world before its scripts: copies what the agent socket receives and touches nothing else.
// No imports but types: it must stay under 2 kB gz. The isolated side is observer-link.ts; the names
// and shapes it speaks are written there as schemas, and a unit test drives both halves against each other.

interface Watched {
  ws: WebSocket;
  project: string | null;
  /** Found after it was opened: it may not be the newest one of this document. */
  late: boolean;
}
interface Mark {
  version: number;
  /** Ends that copy and hands over the sockets it was watching. */
  stop(): Watched[];
}
interface Ask {
  id?: unknown;
  do?: unknown;
  by?: unknown;
  uuid?: unknown;
  room?: unknown;
}
/** What is reached of the page's app instance; all of it may be missing or something else. */
interface PageApp {
  config?: {
    globalProperties?: {
      $i18n?: { locale?: unknown };
      $pinia?: { _s?: { get?(name: string): PageStore | undefined } };
    };
  };
}
interface PageStore {
  activeRoom?: { uuid?: unknown } | null;
  getRoomById?(uuid: unknown): unknown;
  setActiveRoom?(room: unknown): void;
  setActiveDiscussion?(discussion: null): void;
}

/** Starts copying, once per document: an older copy hands over its sockets, the same or a newer one is asked to announce itself. */
export function observePage(): void {
  const version = 1;
  const key = Symbol.for('disparo.observer');
  const page: Window & { [key]?: Mark; WebSocket: typeof WebSocket } = window;
  // Taken now: the page may replace any of these later, with something that does not expect us.
  const later = setTimeout;
  const Note = CustomEvent;
  const listen = EventTarget.prototype.addEventListener;
  const parse = JSON.parse;
  const text = JSON.stringify;

  const wanted =
    /"action"\s*:\s*"(?:rooms\.(?:create|update|close|destroy|inactivity)|msg\.(?:create|update)|(?:custom_)?status\.(?:update|close))"/;
  // The value ends at a quote behind exactly as many backslashes as its own opening quote; longer runs are inside it.
  const secret = /(callback_url(\\*)"\s*:\s*\2")(?:[^"\\]|\\+[^"\\]|\2\\+")*(?=\2")/g;

  const old = page[key];
  // The same or a newer copy is at work: asking it to announce itself is all there is to do.
  if (old && old.version >= version) {
    document.dispatchEvent(new Note('disparo:ask', { detail: '{"do":"announce"}' }));
    return;
  }
  const inherited = old?.stop() ?? [];
  const Native = page.WebSocket;
  const proto = Native.prototype;

  let stopped = false;
  let caught = false;
  let listener: unknown = null;
  let lost = 0;
  let last = 0;
  let due = false;
  let frames: [string, number][] = [];
  const sockets = new Map<number, Watched>();

  const say = (message: object) =>
    document.dispatchEvent(new Note('disparo:observed', { detail: text({ v: version, ...message }) }));

  const flush = () => {
    due = false;
    if (listener === null || stopped || (!frames.length && !lost)) return;
    const batch = { t: 'frames', frames, lost };
    frames = [];
    lost = 0;
    say(batch);
  };

  const announce = () =>
    say({
      t: 'sockets',
      sockets: [...sockets].map(([n, { ws, project, late }]) => ({ n, project, late, open: ws.readyState < 2 })),
    });

  const take = (data: unknown, n: number) => {
    if (stopped || typeof data !== 'string' || !wanted.test(data.slice(0, 120))) return;
    // Past these bounds the isolated side would refuse the whole batch, or memory would fill with nobody listening.
    if (data.length > 1e6) lost++;
    else frames.push([data.includes('callback_url') ? data.replace(secret, '$1') : data, n]);
    if (frames.length > 500) {
      frames.shift();
      lost++;
    }
    // A hidden page's timers come late, and then nobody minds the cost of single events.
    if (document.hidden) flush();
    else if (!due) {
      due = true;
      later(flush, 100);
    }
  };

  const address = (ws: WebSocket) => {
    try {
      return new URL(ws.url);
    } catch {
      return null;
    }
  };
  const isDesk = (url: URL | null): url is URL => url !== null && /\/agent\/rooms\/?$/.test(url.pathname);

  const watch = (ws: WebSocket, late: boolean) => {
    const url = address(ws);
    if (!isDesk(url)) return 0;
    for (const [n, known] of sockets) if (known.ws === ws) return n;
    const n = ++last;
    // A closed socket is kept only while it is the newest: it says that nothing is known of the present project.
    for (const [m, known] of sockets) if (known.ws.readyState > 1) sockets.delete(m);
    sockets.set(n, { ws, project: url.searchParams.get('project'), late });
    listen.call(ws, 'message', (event) => 'data' in event && take(event.data, n));
    listen.call(ws, 'open', () => stopped || announce());
    listen.call(ws, 'close', () => {
      if (n !== last) sockets.delete(n);
      if (!stopped) announce();
    });
    restore();
    announce();
    return n;
  };

  // The page must get its socket and its errors whatever happens to us.
  const guarded = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch {
      lost++;
      return null;
    }
  };

  const Observed: typeof WebSocket = new Proxy(Native, {
    construct(target, args, newTarget) {
      const ws = Reflect.construct(target, args, newTarget);
      if (!stopped) guarded(() => watch(ws, false));
      return ws;
    },
    // A proxy prints as a nameless function; what asks the constructor itself gets the native text.
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      return name === 'toString' && receiver === Observed ? () => String(target) : value;
    },
  });
  const put = (from: unknown, to: unknown) => {
    // Somebody else wrapped it meanwhile: their wrapper stays.
    if (page.WebSocket !== from) return;
    Object.defineProperty(page, 'WebSocket', { ...Object.getOwnPropertyDescriptor(page, 'WebSocket'), value: to });
    Object.defineProperty(proto, 'constructor', { ...Object.getOwnPropertyDescriptor(proto, 'constructor'), value: to });
  };

  // Installed into a page that is already open: the next frame, or the next ping (15 s), hands over the live socket.
  let restore = () => {};
  const catchLate = () => {
    const events = MessageEvent.prototype;
    const data = Object.getOwnPropertyDescriptor(events, 'data');
    const read = data?.get;
    const send = proto.send;
    if (!data || !read) return;
    const get = function (this: MessageEvent): unknown {
      const value: unknown = read.call(this);
      if (!caught) {
        guarded(() => {
          if (this.target instanceof Native && isDesk(address(this.target))) take(value, watch(this.target, true));
        });
      }
      return value;
    };
    const sending = new Proxy(send, {
      apply(target, self, args) {
        if (!caught) guarded(() => self instanceof Native && watch(self, true));
        return Reflect.apply(target, self, args);
      },
    });
    Object.defineProperty(events, 'data', { ...data, get });
    proto.send = sending;
    restore = () => {
      if (caught) return;
      caught = true;
      if (Object.getOwnPropertyDescriptor(events, 'data')?.get === get) Object.defineProperty(events, 'data', data);
      if (proto.send === sending) proto.send = send;
    };
    // Eight missed pings: this page has no agent socket, so it gets its own functions back.
    later(() => restore(), 120_000);
  };

  const properties = () => {
    const root: (Element & { __vue_app__?: PageApp }) | null =
      document.querySelector('.chats-webapp__root') ?? document.querySelector('.chats-webapp');
    return root?.__vue_app__?.config?.globalProperties;
  };
  const store = (name: string) => properties()?.$pinia?._s?.get?.(name);

  const answers: Record<string, (ask: Ask) => unknown> = {
    'open-room'({ uuid, room }) {
      const rooms = store('rooms');
      if (typeof rooms?.setActiveRoom !== 'function') return false;
      const found = rooms.getRoomById?.(uuid) || room;
      if (!found) return false;
      rooms.setActiveRoom(found);
      store('discussions')?.setActiveDiscussion?.(null);
      return true;
    },
    'active-room'() {
      const rooms = store('rooms');
      return rooms && 'activeRoom' in rooms ? { uuid: rooms.activeRoom?.uuid ?? null } : null;
    },
    locale() {
      const locale = properties()?.$i18n?.locale;
      return typeof locale === 'object' && locale !== null && 'value' in locale ? locale.value : locale;
    },
  };

  const onAsk = (event: Event) => {
    const ask = guarded((): Ask => (event instanceof Note && parse(event.detail)) || {});
    if (!ask) return;
    const { do: what, id, by } = ask;
    if (what === 'hello') listener = by;
    // Only the one that listens can stop listening: the farewell of a copy that was replaced comes too late.
    if (what === 'bye' && by === listener) listener = null;
    if (what === 'announce') say({ t: 'ready' });
    if (what === 'hello') {
      announce();
      flush();
    }
    if (typeof what !== 'string' || !Object.hasOwn(answers, what)) return;
    say({ t: 'answer', id, result: guarded(() => answers[what]?.(ask)) ?? null });
  };
  document.addEventListener('disparo:ask', onAsk);

  guarded(() => put(Native, Observed));
  if (document.body || document.readyState !== 'loading') catchLate();
  Object.defineProperty(page, key, {
    configurable: true,
    value: {
      version,
      stop() {
        flush();
        stopped = true;
        restore();
        document.removeEventListener('disparo:ask', onAsk);
        guarded(() => put(Observed, Native));
        return [...sockets.values()];
      },
    } satisfies Mark,
  });
  for (const { ws, late } of inherited) if (ws.readyState < 2) watch(ws, late);
  say({ t: 'ready' });
}
