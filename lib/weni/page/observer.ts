// Runs in the page's own world before the page's scripts. It copies what the agent socket receives and changes nothing
// else. It imports nothing but types, because it must stay under 2 kB gz. Its counterpart is observer-link.ts, which
// defines the names and shapes of the messages as schemas; a unit test runs both halves against each other.

interface Watched {
  ws: WebSocket;
  project: string | null;
  /** Found after it had been opened, so it may not be the newest socket of this document. */
  late: boolean;
}
interface Mark {
  version: number;
  /** Stops that copy and returns the sockets that it was watching. */
  stop(): Watched[];
}
interface Ask {
  id?: unknown;
  do?: unknown;
  by?: unknown;
  uuid?: unknown;
  room?: unknown;
}
/** The properties of the page's Vue app that are read. Each of them may be missing or something else. */
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

/**
 * Starts copying, once per document. An older observer hands its sockets over to this one. If the same or a newer
 * version already runs, it is only asked to announce itself.
 */
export function observePage(): void {
  // The protocol of this build. After an update, the page keeps the older observer until it is reloaded.
  const version = 1;
  const key = Symbol.for('disparo.observer');
  const page: Window & { [key]?: Mark; WebSocket: typeof WebSocket } = window;
  // Keep references now: the page may later replace these functions with versions that break this script.
  const later = setTimeout;
  const Note = CustomEvent;
  const listen = EventTarget.prototype.addEventListener;
  const parse = JSON.parse;
  const text = JSON.stringify;

  const wantedActions =
    /"action"\s*:\s*"(?:rooms\.(?:create|update|close|destroy|inactivity)|msg\.(?:create|update)|(?:custom_)?status\.(?:update|close))"/;
  // The value may be escaped several times. It ends at a quote that follows exactly as many backslashes as its opening
  // quote; a quote after more backslashes is part of the value.
  const callbackUrlValue = /(callback_url(\\*)"\s*:\s*\2")(?:[^"\\]|\\+[^"\\]|\2\\+")*(?=\2")/g;

  const older = page[key];
  // The same or a newer version already runs: ask it to announce itself and stop.
  if (older && older.version >= version) {
    document.dispatchEvent(new Note('disparo:ask', { detail: '{"do":"announce"}' }));
    return;
  }
  const inherited = older?.stop() ?? [];
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
    if (stopped || typeof data !== 'string' || !wantedActions.test(data.slice(0, 120))) return;
    // Above these limits the panel script would refuse the whole batch, or memory would fill while no panel listens.
    if (data.length > 1e6) lost++;
    else frames.push([data.includes('callback_url') ? data.replace(callbackUrlValue, '$1') : data, n]);
    if (frames.length > 500) {
      frames.shift();
      lost++;
    }
    // Send at once in a hidden page: its timers fire late, and single events cost the user nothing there.
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
  const isAgentSocket = (url: URL | null): url is URL => url !== null && /\/agent\/rooms\/?$/.test(url.pathname);

  const watch = (ws: WebSocket, late: boolean) => {
    const url = address(ws);
    if (!isAgentSocket(url)) return 0;
    for (const [n, known] of sockets) if (known.ws === ws) return n;
    const n = ++last;
    // Keep a closed socket only while it is the newest: then `open: false` tells the panel that no socket proves the
    // project.
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

  // An error in this script must never reach the page: the page must get its socket and its own errors.
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
    // `toString` of a proxy prints an anonymous function. Return the native constructor's text instead.
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      return name === 'toString' && receiver === Observed ? () => String(target) : value;
    },
  });
  const replaceConstructor = (from: unknown, to: unknown) => {
    // Another script has wrapped the constructor in the meantime: leave its wrapper in place.
    if (page.WebSocket !== from) return;
    Object.defineProperty(page, 'WebSocket', { ...Object.getOwnPropertyDescriptor(page, 'WebSocket'), value: to });
    Object.defineProperty(proto, 'constructor', {
      ...Object.getOwnPropertyDescriptor(proto, 'constructor'),
      value: to,
    });
  };

  // Installed into a page that is already open: the next message or the next ping (every 15 s) reveals the live socket.
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
          if (this.target instanceof Native && isAgentSocket(address(this.target)))
            take(value, watch(this.target, true));
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
    // After eight missed pings the page has no agent socket, so it gets its original functions back.
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
    // Only the copy that listens may stop listening: the `bye` of a replaced copy can arrive after its successor's
    // `hello`.
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

  guarded(() => replaceConstructor(Native, Observed));
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
        guarded(() => replaceConstructor(Observed, Native));
        return [...sockets.values()];
      },
    } satisfies Mark,
  });
  for (const { ws, late } of inherited) if (ws.readyState < 2) watch(ws, late);
  say({ t: 'ready' });
}
