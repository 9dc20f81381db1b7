import type { ContactUuid } from '../ids.ts';
import type { PersonReason, PersonStatus } from './records.ts';

/** Why nothing is known about a start that was asked for. */
export type UnknownCause = 'no-answer' | 'proxy-error' | 'intercepted' | 'answer-without-uuid';

/**
 * What came back from start_flow (.github/docs/contract/rest.md#failures-of-a-start).
 * `accepted`: 2xx with a start uuid; `createdAt` is Flows' own time in epoch ms; `contactUuids` null when the answer
 * names nobody. `refused`: 4xx, the engine answered before it called Flows. `engine-500`: the engine's own JSON 500.
 * `unknown`: 502, 503, 504, a 2xx without uuid, no answer; `intercepted` of them: a page or a redirect where the answer was
 * due. `unauthorized`: 401 for the token. `held-off`: something in front of the engine refused, nothing was done; `retryAfterMs`
 * is how long it asks to wait. `not-sent`: nothing left, nobody is signed in.
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

/** Where one person goes on an answer. */
export interface Outcome {
  readonly status: Extract<PersonStatus, 'accepted' | 'refused' | 'checking' | 'unknown' | 'queued'>;
  readonly reason: PersonReason | null;
}

/**
 * The outcome of one start for one person. A chat's own room in the request makes a 500 a hazard: its ticket may be
 * closed although nothing was sent (.github/docs/contract/pitfalls.md#ticket-closed-although-the-start-failed). And it
 * makes one refusal doubtful: a browser whose connection broke repeats a request by itself, without a word, and the
 * room then refuses the second because of the first, which went through.
 */
export function outcomeOf(answer: StartAnswer, person: { readonly contactUuid: ContactUuid; readonly hasRoom: boolean }): Outcome {
  switch (answer.kind) {
    case 'accepted':
      // A start that names people but not this one says nothing about this one.
      if (answer.contactUuids !== null && answer.contactUuids.length > 0 && !answer.contactUuids.includes(person.contactUuid)) {
        return { status: 'checking', reason: 'answer-without-uuid' };
      }
      return { status: 'accepted', reason: null };
    case 'refused':
      return { status: person.hasRoom && answer.reason === 'room-already-waiting' ? 'checking' : 'refused', reason: answer.reason };
    case 'engine-500':
      // Its history row is rolled back also when Flows has the start: looking for it would tell nothing.
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

/** Whether the answer counts against the server for the breaker. A 4xx is a sane answer; a 401 is about the token, and what holds us off is not the server. */
export function isServerFailure(answer: StartAnswer): boolean {
  return answer.kind === 'engine-500' || answer.kind === 'unknown';
}

/** Whether a person is unknown because the engine itself failed. `deleted`: why it failed, learnt since. */
export function isEngineFailure(reason: PersonReason | null): boolean {
  return reason === 'engine-error' || reason === 'ticket-may-be-closed' || reason === 'deleted';
}
