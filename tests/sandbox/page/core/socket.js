import { env } from '../env.js';

const PING_MS = 15_000;
const RETRY_MS = 5_000;
const RETRIES = 5;

/**
 * Every socket that this document has opened. They stay open when the page is unmounted, as those of the real page do.
 */
const sockets = [];

export function openSocketCount() {
  return sockets.filter((socket) => socket.readyState === 1).length;
}

/**
 * The page's socket. It is created with the global constructor, has its listeners assigned as properties and pings
 * every 15 s. It reconnects at once, then up to five times every 5 s; a ping on a dead socket reconnects too.
 * @param {{config: {token: string, project: string}, viewedAgent: string | null, onOpen(first: boolean): void, onEvent(action: string, content: unknown): void}} options
 */
export function createSocket({ config, viewedAgent, onOpen, onEvent }) {
  let socket = null;
  let attempts = 0;
  let opened = false;
  let closed = false;
  const project = config.project;

  function address() {
    const path = viewedAgent === null ? 'agent' : 'manager';
    const watched = viewedAgent === null ? '' : `&user_email=${encodeURIComponent(viewedAgent)}`;
    return `${env.wsOrigin}/ws/${path}/rooms?Token=${encodeURIComponent(config.token)}&project=${project}${watched}`;
  }

  function connect() {
    socket = new WebSocket(address());
    sockets.push(socket);
    // The real page assigns its listeners as properties, so an observer must not replace them.
    Object.assign(socket, {
      onopen() {
        attempts = 0;
        const first = !opened;
        opened = true;
        onOpen(first);
      },
      onmessage: (event) => receive(event.data),
      onclose() {
        if (closed || attempts > RETRIES) return;
        setTimeout(connect, attempts === 0 ? 0 : RETRY_MS);
        attempts += 1;
      },
    });
  }

  function receive(data) {
    let frame;
    try {
      frame = JSON.parse(data);
    } catch (error) {
      if (error instanceof SyntaxError) return;
      throw error;
    }
    if (frame === null || typeof frame !== 'object' || frame.content === undefined || typeof frame.action !== 'string')
      return;
    try {
      onEvent(frame.action, typeof frame.content === 'string' ? JSON.parse(frame.content) : frame.content);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  connect();
  setInterval(() => {
    if (closed) return;
    if (socket.readyState === 1) socket.send(JSON.stringify({ type: 'ping', message: {} }));
    else if (socket.readyState === 3 && attempts > RETRIES) connect();
  }, PING_MS);

  return {
    get current() {
      return socket;
    },
    /** Closes the socket. Only a change between own rooms and view mode does that on purpose. */
    close() {
      closed = true;
      socket.close();
    },
  };
}
