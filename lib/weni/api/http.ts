import { bearerFor, type Bearer, type ApiCredential } from './bearer.ts';
import type { BodyKind } from './errors.ts';

/** What the network side needs; all of it injected. */
export interface HttpPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly credential: ApiCredential;
  /** Starts a one-shot timer and returns what cancels it. Default: `setTimeout`. */
  readonly startTimer?: ((callback: () => void, delayMs: number) => () => void) | undefined;
}

/** One request as it leaves. `timeoutMs` covers headers and body. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Absolute, path ending in `/`: without it a POST loses its body (.github/docs/contract/rest.md#trailing-slash). */
  readonly url: string;
  readonly body?: unknown;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * `body` is the parsed JSON, undefined for any other `bodyKind`. `serverAt`: epoch ms by the server's clock, to the
 * second, where the answer says. `retryAfterMs`: how long the answer asks to wait. `no-token`: nothing was sent, for want of
 * a token or because it may not go to that address.
 */
export type HttpAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly bodyKind: Exclude<BodyKind, 'none'>; readonly body: unknown; readonly serverAt: number | null; readonly retryAfterMs: number | null }
  | { readonly kind: 'no-answer'; readonly cause: 'network' | 'timeout' | 'aborted' | 'redirect' }
  | { readonly kind: 'no-token' };

/**
 * Sends one request, once, with a Bearer header and nothing else that could need more than one preflight. Redirects are
 * not followed: the token must not travel to another address. The time limit covers the body too.
 *
 * @throws the reason of `signal` when it was aborted before anything left; everything later is an answer
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

async function exchange(ports: HttpPorts, call: HttpCall, sealed: { bearer: Bearer; signal: AbortSignal }): Promise<HttpAnswer> {
  // Taken out of the object: a browser's own fetch refuses to run as the method of anything else.
  const { fetch } = ports;
  const headers: Record<string, string> = { ...sealed.bearer };
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers,
      redirect: 'manual',
      // Cookies of the page's login must not come along, and answers full of names must not reach the disk cache.
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: sealed.signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    if (response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)) {
      return { kind: 'no-answer', cause: 'redirect' };
    }
    return { kind: 'answer', status: response.status, serverAt: readDate(response), retryAfterMs: readRetryAfter(response), ...readBody(await response.text()) };
  } catch {
    // fetch tells every failure of the network as the same TypeError; after an abort nobody listens any more.
    return { kind: 'no-answer', cause: 'network' };
  }
}

// Any server or proxy adds it; a page could not read it, an extension with access to the host can.
function readDate(response: Response): number | null {
  const at = Date.parse(response.headers.get('Date') ?? '');
  return Number.isFinite(at) ? at : null;
}

/** `Retry-After`, in seconds or as a date; a date is compared with the answer's own, so that our clock does not matter. */
function readRetryAfter(response: Response): number | null {
  const text = (response.headers.get('Retry-After') ?? '').trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // Browsers take many other things for a date, a negative number among them: an HTTP date begins with the day of the week.
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
