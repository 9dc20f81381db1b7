import type { PersonReason } from '../../dispatch/records.ts';
import type { ContactUuid } from '../../ids.ts';
import { StartAnswerWire } from './schemas-flows.ts';

/** Why the engine refused, read from status and field names alone: its texts are translated. */
type StartRefusal = Extract<
  PersonReason,
  'room-already-waiting' | 'too-many' | 'invalid-request' | 'no-permission' | 'not-a-member'
>;

/** Why nobody can say whether a start happened. */
export type StartDoubt =
  | 'network'
  | 'timeout'
  | 'aborted'
  | 'gateway'
  | 'server-error'
  | 'not-json'
  | 'answer-without-uuid'
  | 'redirect';

/**
 * What one start_flow request came to.
 *
 * `accepted` Flows has the start · `refused` nothing was sent, whoever asks again gets the same · `session-401` nothing
 * was done, the engine does not take the token · `not-sent` nothing left, there is no token · `held-off` something in front
 * of the engine refused, so nothing was done; `retryAfterMs` is how long it asks to wait, null where it does not say ·
 * `engine-error-500` the engine failed on its way, and its history does not tell whether Flows has the start · `unknown`
 * the start may or may not have happened: look into the history, never send again by machine.
 */
export type StartOutcome =
  | {
      readonly kind: 'accepted';
      readonly startUuid: string;
      /** Server time of the start, epoch ms; null when the answer does not say. */
      readonly createdAt: number | null;
      readonly flowName: string | null;
      readonly contactUuids: readonly ContactUuid[];
    }
  | { readonly kind: 'refused'; readonly reason: StartRefusal; readonly status: number }
  | { readonly kind: 'session-401' }
  | { readonly kind: 'not-sent' }
  | { readonly kind: 'held-off'; readonly cause: 'rate-limit' | 'intercepted'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'engine-error-500' }
  | { readonly kind: 'unknown'; readonly cause: StartDoubt; readonly status: number | null };

/** What came back from the wire: an answer, or the reason why there is none. `body` is undefined when it is not JSON. */
export type StartAnswer =
  | { readonly kind: 'answer'; readonly status: number; readonly isJson: boolean; readonly body: unknown; readonly retryAfterMs?: number | null }
  | { readonly kind: 'no-answer'; readonly cause: 'network' | 'timeout' | 'aborted' | 'redirect' };

/**
 * Sorts an answer of start_flow. The engine answers 4xx before it calls Flows, so those are final; its own JSON 500 can
 * come from either side of that call. The engine knows no throttle here and always answers in JSON: a 429, and a 4xx in
 * another form, came from something in front that did not pass the request on. 408 and 499 are the exception: a proxy says
 * so when it gave up waiting, and it may have passed the request on before.
 *
 * @param contacts how many people the request was for
 */
export function classifyStartAnswer(answer: StartAnswer, contacts: number): StartOutcome {
  if (answer.kind === 'no-answer') return { kind: 'unknown', cause: answer.cause, status: null };
  const { status } = answer;
  if (status >= 200 && status < 300) return classifySuccess(answer);
  if (status >= 300 && status < 400) return { kind: 'unknown', cause: 'redirect', status };
  if (status === 408 || status === 499) return { kind: 'unknown', cause: 'gateway', status };
  if (status >= 400 && status < 500) {
    const retryAfterMs = answer.retryAfterMs ?? null;
    if (status === 429) return { kind: 'held-off', cause: 'rate-limit', status, retryAfterMs };
    if (!isEngineRefusal(status, answer.body)) return { kind: 'held-off', cause: 'intercepted', status, retryAfterMs };
    if (status === 401) return { kind: 'session-401' };
    return { kind: 'refused', reason: toRefusal(status, answer.body, contacts), status };
  }
  if (status === 500 && isEngineError(answer.body)) return { kind: 'engine-error-500' };
  if (status === 502 || status === 503 || status === 504) return { kind: 'unknown', cause: 'gateway', status };
  return { kind: 'unknown', cause: answer.isJson ? 'server-error' : 'not-json', status };
}

function classifySuccess(answer: Extract<StartAnswer, { kind: 'answer' }>): StartOutcome {
  if (!answer.isJson) return { kind: 'unknown', cause: 'not-json', status: answer.status };
  const parsed = StartAnswerWire.safeParse(answer.body);
  if (!parsed.success) return { kind: 'unknown', cause: 'answer-without-uuid', status: answer.status };
  return {
    kind: 'accepted',
    startUuid: parsed.data.uuid,
    createdAt: parsed.data.created_on,
    flowName: parsed.data.flow?.name ?? null,
    contactUuids: parsed.data.contacts.map((contact) => contact.uuid),
  };
}

function toRefusal(status: number, body: unknown, contacts: number): StartRefusal {
  if (status === 403) return 'no-permission';
  if (status === 404) return 'not-a-member';
  if (status !== 400) return 'invalid-request';
  const keys = isObject(body) ? Object.keys(body) : [];
  // 400 with a capital `Detail` has one source in start_flow: the linked room already has a live FlowStart.
  if (keys.includes('Detail')) return 'room-already-waiting';
  // The texts are translated, so the field alone tells: about one person it can only mean that the engine does not take that one.
  return contacts > 1 && (keys.includes('contacts') || keys.includes('groups')) ? 'too-many' : 'invalid-request';
}

/**
 * True for the forms in which the engine words a 4xx: `detail`, `Detail` or `error` with a text, or in a 400 the problems
 * by field name. Gateways word theirs otherwise (`{"message": "Forbidden"}`), or in HTML.
 */
function isEngineRefusal(status: number, body: unknown): boolean {
  if (!isObject(body)) return false;
  if (['detail', 'Detail', 'error'].some((key) => typeof body[key] === 'string')) return true;
  const fields = Object.values(body);
  return status === 400 && fields.length > 0 && fields.every((value) => (Array.isArray(value) && value.length > 0) || isObject(value));
}

/** True for the engine's own JSON 500: the middleware's `{code: "INTERNAL_ERROR"}`, or an APIException's `{detail}`. */
export function isEngineError(body: unknown): boolean {
  return isObject(body) && (body['code'] === 'INTERNAL_ERROR' || typeof body['detail'] === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
