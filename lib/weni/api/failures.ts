import { WeniApiError, type WeniErrorKind } from './errors.ts';
import type { HttpAnswer } from './http.ts';
import { isEngineError } from './start-outcome.ts';

/**
 * Keys of error bodies that hold a text about the whole request instead of a field, in the engine's spellings
 * (.github/docs/contract/rest.md#error-answers).
 */
const WHOLE_REQUEST_KEYS: ReadonlySet<string> = new Set(['detail', 'Detail', 'error', 'code', 'message', 'event_id']);

/** Converts an answer that is not a 2xx with JSON into the error to throw. */
export function toFailure(endpoint: string, answer: HttpAnswer): WeniApiError {
  switch (answer.kind) {
    case 'no-token':
      return new WeniApiError({ kind: 'session', endpoint });
    case 'no-answer':
      return new WeniApiError({ kind: NO_ANSWER_KINDS[answer.cause], endpoint });
    case 'answer':
      return new WeniApiError({
        kind: toKind(answer),
        endpoint,
        status: answer.status,
        field: answer.status >= 400 && answer.status < 500 ? rejectedField(answer.body) : null,
        bodyKind: answer.bodyKind,
        isEngineError: answer.status === 500 && isEngineError(answer.body),
        retryAfterMs: answer.retryAfterMs,
      });
    default:
      return answer satisfies never;
  }
}

const NO_ANSWER_KINDS = {
  network: 'offline',
  timeout: 'server',
  // Reached only when the signal was aborted without a reason.
  aborted: 'offline',
  // The extension asks for the API's exact URLs, and the API redirects none of them, so a captive portal or a login
  // page answered.
  redirect: 'intercepted',
} as const satisfies Record<string, WeniErrorKind>;

function toKind({ status, bodyKind }: Extract<HttpAnswer, { kind: 'answer' }>): WeniErrorKind {
  if (status === 429) return 'rate-limit';
  // A 2xx gets here only when its body is empty or not JSON.
  if (bodyKind === 'html' ? status < 500 : status < 400) return 'intercepted';
  if (status === 401) return 'session';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status >= 400 && status < 500) return 'rejected';
  return status >= 500 ? 'server' : 'contract';
}

function rejectedField(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  return Object.keys(body).find((key) => /^[a-z_]{1,40}$/.test(key) && !WHOLE_REQUEST_KEYS.has(key)) ?? null;
}
