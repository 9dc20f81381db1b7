import type { ContactUuid } from '../ids.ts';
import type { PersonReason, PersonStatus } from './records.ts';

/** Why the outcome of a start is not known. */
type UnknownCause = 'no-answer' | 'proxy-error' | 'intercepted' | 'answer-without-uuid';

/**
 * The answer to start_flow (.github/docs/contract/rest.md#failures-of-a-start).
 *
 * - `accepted`: 2xx with a start uuid. `createdAt` is Flows' own time, epoch ms; `contactUuids` is null when the answer
 *   names no contacts.
 * - `refused`: 4xx; the engine answered before it called Flows.
 * - `engine-500`: the engine's own JSON 500.
 * - `unknown`: 502, 503, 504, a 2xx without uuid, or no answer. Cause `intercepted`: a page or a redirect in place of
 *   the answer.
 * - `unauthorized`: 401 for the token.
 * - `held-off`: something in front of the engine refused and nothing was done. `retryAfterMs`: the wait it asks for.
 * - `not-sent`: no request left, because no agent is signed in.
 */
export type StartAnswer =
  | {
      readonly kind: 'accepted';
      readonly startUuid: string;
      readonly createdAt: number | null;
      readonly contactUuids: readonly ContactUuid[] | null;
    }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: PersonReason }
  | { readonly kind: 'engine-500' }
  | { readonly kind: 'unknown'; readonly cause: UnknownCause }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'held-off'; readonly cause: 'rate-limit' | 'intercepted'; readonly retryAfterMs: number | null }
  | { readonly kind: 'not-sent' };

/** The status and reason of one person after an answer. */
export interface Outcome {
  readonly status: Extract<PersonStatus, 'accepted' | 'refused' | 'checking' | 'unknown' | 'queued'>;
  readonly reason: PersonReason | null;
}

/**
 * Returns the outcome of one start for one person.
 *
 * A room in the request has two consequences. After a 500 its ticket may be closed although nothing was sent
 * (.github/docs/contract/pitfalls.md#ticket-closed-although-the-start-failed). And the refusal `room-already-waiting`
 * is uncertain: a browser repeats a request by itself when its connection breaks, and the room then refuses the second
 * one because the first succeeded.
 */
export function outcomeOf(
  answer: StartAnswer,
  person: { readonly contactUuid: ContactUuid; readonly hasRoom: boolean },
): Outcome {
  switch (answer.kind) {
    case 'accepted':
      // If the answer names contacts but not this one, it says nothing about this one.
      if (
        answer.contactUuids !== null &&
        answer.contactUuids.length > 0 &&
        !answer.contactUuids.includes(person.contactUuid)
      ) {
        return { status: 'checking', reason: 'answer-without-uuid' };
      }
      return { status: 'accepted', reason: null };
    case 'refused':
      return {
        status: person.hasRoom && answer.reason === 'room-already-waiting' ? 'checking' : 'refused',
        reason: answer.reason,
      };
    case 'engine-500':
      // The engine rolls its history row back even when Flows has the start, so a look-up would tell nothing.
      return { status: 'unknown', reason: person.hasRoom ? 'ticket-may-be-closed' : 'engine-error' };
    case 'unknown':
      return { status: 'checking', reason: answer.cause === 'intercepted' ? 'proxy-error' : answer.cause };
    case 'unauthorized':
    case 'held-off':
    case 'not-sent':
      return { status: 'queued', reason: null };
    default:
      return answer satisfies never;
  }
}

/**
 * Whether the breaker counts the answer as a failure of the server. A 4xx is a sane answer, a 401 concerns the token,
 * and a hold-off does not come from the server.
 */
export function isServerFailure(answer: StartAnswer): boolean {
  return answer.kind === 'engine-500' || answer.kind === 'unknown';
}

/**
 * Whether a person is `unknown` because the engine itself failed. `deleted`: the cause of the failure, found out later.
 */
export function isEngineFailure(reason: PersonReason | null): boolean {
  return reason === 'engine-error' || reason === 'ticket-may-be-closed' || reason === 'deleted';
}
