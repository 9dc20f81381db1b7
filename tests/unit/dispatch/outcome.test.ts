import { describe, expect, it } from 'vitest';
import { isServerFailure, outcomeOf, type StartAnswer } from '../../../lib/dispatch/outcome.ts';
import { contact } from './rows.ts';

const ana = { contactUuid: contact(1), hasRoom: false };

describe('outcomes', () => {
  it.each<[StartAnswer, string, string | null]>([
    [{ kind: 'accepted', startUuid: 's', createdAt: 1, contactUuids: [contact(1)] }, 'accepted', null],
    [{ kind: 'accepted', startUuid: 's', createdAt: null, contactUuids: null }, 'accepted', null],
    [{ kind: 'accepted', startUuid: 's', createdAt: 1, contactUuids: [contact(2)] }, 'checking', 'answer-without-uuid'],
    [{ kind: 'refused', status: 400, reason: 'room-already-waiting' }, 'refused', 'room-already-waiting'],
    [{ kind: 'engine-500' }, 'unknown', 'engine-error'],
    [{ kind: 'unknown', cause: 'proxy-error' }, 'checking', 'proxy-error'],
    [{ kind: 'unknown', cause: 'no-answer' }, 'checking', 'no-answer'],
    [{ kind: 'unknown', cause: 'intercepted' }, 'checking', 'proxy-error'],
    [{ kind: 'unauthorized' }, 'queued', null],
    [{ kind: 'held-off', cause: 'rate-limit', retryAfterMs: 1 }, 'queued', null],
    [{ kind: 'not-sent' }, 'queued', null],
  ])('%j leads to %s (%s)', (answer, status, reason) => {
    expect(outcomeOf(answer, ana)).toEqual({ status, reason });
  });

  it('looks up a person whose room already waits, because the browser may have repeated a start that succeeded', () => {
    expect(
      outcomeOf({ kind: 'refused', status: 400, reason: 'room-already-waiting' }, { ...ana, hasRoom: true }),
    ).toEqual({ status: 'checking', reason: 'room-already-waiting' });
    expect(outcomeOf({ kind: 'refused', status: 400, reason: 'too-many' }, { ...ana, hasRoom: true }).status).toBe(
      'refused',
    );
  });

  it('warns that the ticket may be closed when a 500 answers a start with a room', () => {
    expect(outcomeOf({ kind: 'engine-500' }, { ...ana, hasRoom: true }).reason).toBe('ticket-may-be-closed');
  });

  it('counts 500s and lost answers as failures of the server, but not a refusal or a 401', () => {
    expect(isServerFailure({ kind: 'engine-500' })).toBe(true);
    expect(isServerFailure({ kind: 'unknown', cause: 'no-answer' })).toBe(true);
    expect(isServerFailure({ kind: 'refused', status: 400, reason: 'too-many' })).toBe(false);
    expect(isServerFailure({ kind: 'unauthorized' })).toBe(false);
    expect(isServerFailure({ kind: 'held-off', cause: 'intercepted', retryAfterMs: null })).toBe(false);
  });
});
