import { bearerFor, type Bearer, type ApiCredential } from './bearer.ts';
import type { BodyKind } from './errors.ts';

/** The network that a request needs; all of it is injected. */
export interface HttpPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly credential: ApiCredential;
  /** Starts a one-shot timer and returns a function that cancels it. Default: `setTimeout`. */
  readonly startTimer?: ((callback: () => void, delayMs: number) => () => void) | undefined;
}

/** One HTTP request. `timeoutMs` covers headers and body. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /**
   * Absolute URL whose path ends in `/`. Without the slash the server redirects, and a POST loses its body
   * (.github/docs/contract/rest.md#trailing-slash).
   */
  readonly url: string;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * How a request ended.
 *
 * - `answer`: `body` is the parsed JSON, or undefined for any other `bodyKind`. `serverAt` is the answer's `Date`
 *   header in epoch ms (whole seconds), `retryAfterMs` its `Retry-After`; null when the header is missing.
 * - `no-answer`: the request may or may not have reached the server.
 * - `no-token`: nothing was sent, because there is no token or it must not go to that URL.
 */
export type HttpAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly bodyKind: Exclude<BodyKind, 'none'>;
      readonly body: unknown;
      readonly serverAt: number | null;
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: 'no-answer'; readonly cause: 'network' | 'timeout' | 'aborted' | 'redirect' }
  | { readonly kind: 'no-token' };

/**
 * Sends one request once. The Bearer header is the only header that makes the browser send a preflight. Redirects are
 * not followed, so that the token cannot travel to another address. The time limit covers the body too.
 *
 * @throws the reason of `signal` when it was aborted before anything was sent; later failures are returned as answers
 */
export async function sendRequest(ports: HttpPorts, call: HttpCall): Promise<HttpAnswer> {
  const bearer = await bearerFor(ports.credential, call.url);
  call.signal?.throwIfAborted();
  if (bearer === null) return { kind: 'no-token' };

  const controller = new AbortController();
  return await new Promise<HttpAnswer>((resolve) => {
    const finish = (answer: HttpAnswer): void => {
      cancelTimer();
      call.signal?.removeEventListener('abort', onAbort);
      resolve(answer);
    };
    const giveUp = (cause: 'timeout' | 'aborted'): void => {
      finish({ kind: 'no-answer', cause });
      controller.abort();
    };
    const onAbort = (): void => giveUp('aborted');
    const cancelTimer = (ports.startTimer ?? startTimeout)(() => giveUp('timeout'), call.timeoutMs);
    call.signal?.addEventListener('abort', onAbort, { once: true });
    void exchange(ports, call, { bearer, signal: controller.signal }).then(finish);
  });
}

async function exchange(
  ports: HttpPorts,
  call: HttpCall,
  sealed: { bearer: Bearer; signal: AbortSignal },
): Promise<HttpAnswer> {
  // Call fetch without its object: the browser's fetch throws when it is called as a method of another object.
  const { fetch } = ports;
  const headers: Record<string, string> = { ...sealed.bearer };
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers,
      redirect: 'manual',
      // Do not send the cookies of the page's login, and keep answers (they are full of names) out of the disk cache.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: sealed.signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { kind: 'no-answer', cause: 'redirect' };
    }
    return {
      kind: 'answer',
      status: response.status,
      serverAt: readDate(response),
      retryAfterMs: readRetryAfter(response),
      ...readBody(await response.text()),
    };
  } catch {
    // fetch reports every network failure as the same TypeError. After an abort the caller has its answer already, so
    // this result is ignored.
    return { kind: 'no-answer', cause: 'network' };
  }
}

// Servers and proxies add the `Date` header. A page could not read it; an extension with access to the host can.
function readDate(response: Response): number | null {
  const at = Date.parse(response.headers.get('Date') ?? '');
  return Number.isFinite(at) ? at : null;
}

/**
 * Reads `Retry-After`, which holds seconds or a date. A date is compared with the answer's own `Date`, so a wrong local
 * clock does not matter.
 */
function readRetryAfter(response: Response): number | null {
  const text = (response.headers.get('Retry-After') ?? '').trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // `Date.parse` accepts many other texts, even a negative number. An HTTP date begins with the day of the week.
  const until = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  const answeredAt = readDate(response);
  return Number.isFinite(until) && answeredAt !== null ? Math.max(0, until - answeredAt) : null;
}

function readBody(text: string): { bodyKind: Exclude<BodyKind, 'none'>; body: unknown } {
  if (text.trim() === '') return { bodyKind: 'empty', body: undefined };
  try {
    const body: unknown = JSON.parse(text);
    return { bodyKind: 'json', body };
  } catch {
    return { bodyKind: 'html', body: undefined };
  }
}

function startTimeout(callback: () => void, delayMs: number): () => void {
  const id = setTimeout(callback, delayMs);
  return () => clearTimeout(id);
}
