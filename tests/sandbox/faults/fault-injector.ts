/** A fault that can be armed for an endpoint, for a number of requests. */
export type FaultAction =
  /** Waits before the request is processed; with `when: 'after'` processes it first and answers late. */
  | { readonly kind: 'latency'; readonly delayMs: number; readonly when?: 'before' | 'after' }
  /**
   * Answers at once without processing. A string body is sent as text/html, any other as JSON. `retryAfterSeconds` adds
   * a `Retry-After` header.
   */
  | { readonly kind: 'status'; readonly status: number; readonly body?: unknown; readonly retryAfterSeconds?: number }
  /** Answers an HTML page with that status (default 502) without processing. */
  | { readonly kind: 'html'; readonly status?: number }
  /** Processes, then answers this instead of the real body (missing fields, garbage). */
  | { readonly kind: 'replaceBody'; readonly status?: number; readonly body: unknown }
  | { readonly kind: 'resetBefore' }
  /**
   * Processes, then cuts the connection before any answer. On a reused connection browsers repeat the request: see
   * README.
   */
  | { readonly kind: 'resetAfter' }
  /** Processes, sends status and headers, and cuts the connection in the middle of the body. */
  | { readonly kind: 'cutBody' }
  /** Waits until the fault is removed, then processes the request. */
  | { readonly kind: 'hold' }
  /** Never answers; `processed: true` does the work first. */
  | { readonly kind: 'hang'; readonly processed?: boolean }
  /** start_flow: Flows accepts, then the engine rolls back: 500 and no row. */
  | { readonly kind: 'flowsAcceptedButRolledBack' }
  /** Engine to Flows: Flows answers this status (default 503), with an HTML page if asked. */
  | { readonly kind: 'flowsFails'; readonly status?: number; readonly html?: boolean }
  /** Answers an HTML 504 at once, as a proxy that gave up; the engine processes the request `rowAfterMs` later. */
  | { readonly kind: 'proxy504ThenRow'; readonly rowAfterMs: number }
  /** Answers 401, as for an expired token. */
  | { readonly kind: 'tokenExpired' };

export interface FaultRule {
  /** `start_flow` (a path segment) or a pattern with `*` such as `/v1/project/<any>/start_flow/`. */
  readonly endpoint: string;
  readonly method?: string;
  /** The number of matching requests that it hits (default: all). */
  readonly count?: number;
  /** The number of matching requests that pass before it (default 0). */
  readonly skip?: number;
  /** Hits only requests that name this contact (body `contacts` or query `contact`/`uuid`). */
  readonly contact?: string;
  /** Hits only requests of this person. */
  readonly agent?: string;
  readonly action: FaultAction;
}

interface ArmedFault extends FaultRule {
  readonly id: number;
  seen: number;
  hits: number;
}

interface FaultedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly agent: string | null;
}

/** Faults of the socket, for everyone or one person. */
export interface SocketFaults {
  /** Delay of every frame the server sends. */
  delayMs: number;
  /** The number of next frames to lose, and to send twice. */
  dropNext: number;
  duplicateNext: number;
  /** Refuses new sockets with that HTTP status; null lets them in. */
  refuseWith: number | null;
}

export interface FaultInjector {
  /** Arms a fault and returns its id. */
  add(rule: FaultRule): number;
  remove(id: number): void;
  /** Disarms everything, socket faults too. */
  clear(): void;
  list(): readonly ArmedFault[];
  readonly socket: SocketFaults;
  /** Returns the actions that hit this request, and counts the hit. */
  take(request: FaultedRequest): readonly FaultAction[];
  /** Resolves when the fault with this action is removed; at once if it is not armed. */
  whenRemoved(action: FaultAction): Promise<void>;
}

function matchesEndpoint(endpoint: string, path: string): boolean {
  if (!endpoint.startsWith('/')) return path.split('/').includes(endpoint);
  const source = endpoint
    .split('*')
    .map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('[^?]*');
  return new RegExp(`^${source}$`).test(path);
}

function namesContact(request: FaultedRequest, contact: string): boolean {
  if (Object.values(request.query).includes(contact)) return true;
  if (typeof request.body !== 'object' || request.body === null || !('contacts' in request.body)) return false;
  return Array.isArray(request.body.contacts) && request.body.contacts.includes(contact);
}

function noSocketFaults(): SocketFaults {
  return { delayMs: 0, dropNext: 0, duplicateNext: 0, refuseWith: null };
}

export function createFaultInjector(): FaultInjector {
  let armed: ArmedFault[] = [];
  let nextId = 1;
  const socket = noSocketFaults();
  let waiting: { readonly action: FaultAction; readonly release: () => void }[] = [];
  const releaseRemoved = (): void => {
    const isArmed = ({ action }: { action: FaultAction }): boolean => armed.some((fault) => fault.action === action);
    for (const one of waiting) if (!isArmed(one)) one.release();
    waiting = waiting.filter(isArmed);
  };
  return {
    socket,
    add(rule) {
      const id = nextId;
      nextId += 1;
      armed.push({ ...rule, id, seen: 0, hits: 0 });
      return id;
    },
    remove(id) {
      armed = armed.filter((fault) => fault.id !== id);
      releaseRemoved();
    },
    clear() {
      armed = [];
      Object.assign(socket, noSocketFaults());
      releaseRemoved();
    },
    list: () => armed,
    whenRemoved: (action) =>
      new Promise((release) => {
        waiting.push({ action, release });
        releaseRemoved();
      }),
    take(request) {
      const actions: FaultAction[] = [];
      for (const fault of armed) {
        if (!matchesEndpoint(fault.endpoint, request.path)) continue;
        if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) continue;
        if (fault.agent !== undefined && fault.agent !== request.agent) continue;
        if (fault.contact !== undefined && !namesContact(request, fault.contact)) continue;
        fault.seen += 1;
        if (fault.seen <= (fault.skip ?? 0)) continue;
        if (fault.count !== undefined && fault.hits >= fault.count) continue;
        fault.hits += 1;
        actions.push(fault.action);
      }
      return actions;
    },
  };
}
