import type { StartAnswer } from '../../dispatch/outcome.ts';
import type { PersonReason } from '../../dispatch/records.ts';
import { StartAnswerWire } from './schemas-flows.ts';

/**
 * Why the engine refused a start. Read from the status and from field names only, because the engine translates its
 * texts.
 */
type StartRefusal = Extract<
  PersonReason,
  'room-already-waiting' | 'too-many' | 'invalid-request' | 'no-permission' | 'not-a-member'
>;

/** What the network returned for a start: an answer, or why there is none. `body` is undefined when it is not JSON. */
export type WireAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly isJson: boolean;
      readonly body: unknown;
      readonly retryAfterMs?: number | null;
    }
  | { readonly kind: 'no-answer'; readonly cause: 'network' | 'timeout' | 'aborted' | 'redirect' };

/**
 * Decides what an answer of start_flow means for the people in it.
 *
 * - A 4xx of the engine is final: the engine answers it before it calls Flows.
 * - The engine's own JSON 500 can come from before or after that call.
 * - A 429, or a 4xx that the engine did not write, is `held-off`: start_flow has no throttle and the engine always
 *   answers in JSON, so a server in front of it answered and did not pass the request on.
 * - 408 and 499 are unknown: a proxy answers them when it stopped waiting, and it may have passed the request on
 *   before.
 *
 * @param contacts number of people in the request
 */
export function classifyStartAnswer(answer: WireAnswer, contacts: number): StartAnswer {
  if (answer.kind === 'no-answer')
    return { kind: 'unknown', cause: answer.cause === 'redirect' ? 'intercepted' : 'no-answer' };
  const { status } = answer;
  if (status >= 200 && status < 300) return classifySuccess(answer);
  if (status >= 300 && status < 400) return { kind: 'unknown', cause: 'intercepted' };
  if (status === 408 || status === 499) return { kind: 'unknown', cause: 'proxy-error' };
  if (status >= 400 && status < 500) {
    const retryAfterMs = answer.retryAfterMs ?? null;
    if (status === 429) return { kind: 'held-off', cause: 'rate-limit', retryAfterMs };
    if (!isEngineRefusal(status, answer.body)) return { kind: 'held-off', cause: 'intercepted', retryAfterMs };
    if (status === 401) return { kind: 'unauthorized' };
    return { kind: 'refused', reason: toRefusal(status, answer.body, contacts), status };
  }
  if (status === 500 && isEngineError(answer.body)) return { kind: 'engine-500' };
  // Every other status is a failure of the server or of a proxy in front of it, whatever the body.
  return { kind: 'unknown', cause: 'proxy-error' };
}

function classifySuccess(answer: Extract<WireAnswer, { kind: 'answer' }>): StartAnswer {
  // A 2xx that is not JSON was not written by the engine.
  if (!answer.isJson) return { kind: 'unknown', cause: 'intercepted' };
  const parsed = StartAnswerWire.safeParse(answer.body);
  if (!parsed.success) return { kind: 'unknown', cause: 'answer-without-uuid' };
  return {
    kind: 'accepted',
    startUuid: parsed.data.uuid,
    createdAt: parsed.data.created_on,
    contactUuids: parsed.data.contacts.map((contact) => contact.uuid),
  };
}

function toRefusal(status: number, body: unknown, contacts: number): StartRefusal {
  if (status === 403) return 'no-permission';
  if (status === 404) return 'not-a-member';
  if (status !== 400) return 'invalid-request';
  const keys = isObject(body) ? Object.keys(body) : [];
  // A 400 with a capital `Detail` has only one source in start_flow: the linked room already has a live FlowStart.
  if (keys.includes('Detail')) return 'room-already-waiting';
  // The texts are translated, so only the field name is read. For a request with one person, an error on `contacts` can
  // only mean that the engine does not accept this contact.
  return contacts > 1 && (keys.includes('contacts') || keys.includes('groups')) ? 'too-many' : 'invalid-request';
}

/**
 * True for a 4xx body in one of the engine's forms: a text in `detail`, `Detail` or `error`, or, in a 400, problems by
 * field name. Gateways answer other JSON (`{"message": "Forbidden"}`) or HTML.
 */
function isEngineRefusal(status: number, body: unknown): boolean {
  if (!isObject(body)) return false;
  if (['detail', 'Detail', 'error'].some((key) => typeof body[key] === 'string')) return true;
  const fields = Object.values(body);
  return (
    status === 400 &&
    fields.length > 0 &&
    fields.every((value) => (Array.isArray(value) && value.length > 0) || isObject(value))
  );
}

/** True for the engine's own JSON 500: the middleware's `{code: "INTERNAL_ERROR"}`, or an APIException's `{detail}`. */
export function isEngineError(body: unknown): boolean {
  return isObject(body) && (body['code'] === 'INTERNAL_ERROR' || typeof body['detail'] === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
