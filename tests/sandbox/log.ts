/** The client, judged by the Origin header: page, extension, or neither (a background without Origin, Node, curl). */
export type Client = 'page' | 'extension' | 'other';

export interface RequestEntry {
  readonly id: number;
  readonly origin: 'api' | 'flows';
  readonly at: number;
  readonly method: string;
  /** Path with query, tokens left out. */
  readonly path: string;
  /** Parsed body; null when there was none. */
  body: unknown;
  readonly agent: string | null;
  readonly client: Client;
  readonly originHeader: string | null;
  readonly userAgent: string | null;
  /** null while unanswered; 0 when the connection was cut or never answered. */
  status: number | null;
  endedAt: number | null;
  /** Length of the answer's body as it was sent; null while unanswered and when nothing came back. */
  bytes: number | null;
  /** The kinds of faults that hit the request. */
  readonly faults: string[];
}

export interface StatusEntry {
  readonly at: number;
  readonly agent: string;
  readonly project: string;
  readonly from: string;
  readonly to: string;
  readonly cause:
    | 'post'
    | 'socket-close'
    | 'manager-socket-close'
    | 'manager-socket-refused'
    | 'ping-timeout'
    | 'control'
    | 'disconnect-endpoint';
  readonly client: Client;
  readonly originHeader: string | null;
  readonly userAgent: string | null;
  readonly socketId: number | null;
}

export interface SocketEntry {
  readonly at: number;
  readonly socketId: number;
  readonly event: 'open' | 'close' | 'refused' | 'frame-in' | 'frame-out' | 'presence-check';
  readonly email: string | null;
  readonly kind: 'agent' | 'manager' | 'unknown';
  readonly client: Client;
  readonly originHeader: string | null;
  readonly userAgent: string | null;
  /** Action or type of a frame, status of a refusal, code of a close. */
  readonly detail: string;
}

export interface Logs {
  readonly requests: RequestEntry[];
  readonly statuses: StatusEntry[];
  readonly sockets: SocketEntry[];
  nextId(): number;
  clear(): void;
}

export function createLogs(): Logs {
  const requests: RequestEntry[] = [];
  const statuses: StatusEntry[] = [];
  const sockets: SocketEntry[] = [];
  let id = 0;
  return {
    requests,
    statuses,
    sockets,
    nextId() {
      id += 1;
      return id;
    },
    clear() {
      requests.length = 0;
      statuses.length = 0;
      sockets.length = 0;
    },
  };
}

/** Judges a client by its Origin header; the page (also framed, from its second port) is any plain-http localhost. */
export function clientOf(originHeader: string | undefined): Client {
  if (originHeader === undefined) return 'other';
  if (/^(chrome|moz)-extension:/.test(originHeader)) return 'extension';
  return /^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/.test(originHeader) ? 'page' : 'other';
}

/** Removes tokens, so that the sandbox's own log contains none either. */
export function withoutToken(url: string): string {
  return url.replace(/([?&]Token=)[^&]*/i, '$1…');
}
