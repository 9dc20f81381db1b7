import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { StartAnswer } from '../../../lib/dispatch/outcome.ts';
import { classifyStartAnswer, type WireAnswer } from '../../../lib/weni/api/start-outcome.ts';
import { readCapture } from './fake-network.ts';

const UUID = '2817e1dc-c193-445b-b9b7-8d3fcd5c72b5';
const answer = (status: number, body: unknown): WireAnswer => ({
  kind: 'answer',
  status,
  isJson: body !== undefined,
  body,
});
const unknown = (cause: string) => ({ kind: 'unknown', cause });
const heldOff = (cause: string, retryAfterMs: number | null = null) => ({ kind: 'held-off', cause, retryAfterMs });
const refused = (reason: string, status: number) => ({ kind: 'refused', reason, status });

describe('classifyStartAnswer', () => {
  it.each<[string, WireAnswer, unknown]>([
    [
      '200 with a uuid',
      answer(200, { uuid: UUID }),
      { kind: 'accepted', startUuid: UUID, createdAt: null, contactUuids: [] },
    ],
    [
      '201 with a uuid and odd other fields',
      answer(201, { uuid: UUID, created_on: 'soon', flow: 7, contacts: [{}] }),
      { kind: 'accepted', startUuid: UUID, createdAt: null, contactUuids: [] },
    ],
    ['200 without a uuid', answer(200, { status: 'pending' }), unknown('answer-without-uuid')],
    ['200 with a uuid that is none', answer(200, { uuid: null }), unknown('answer-without-uuid')],
    ['200 with HTML', answer(200, undefined), unknown('intercepted')],
    ['301', answer(301, undefined), unknown('intercepted')],
    ['400 with a field error', answer(400, { flow: ['required'] }), refused('invalid-request', 400)],
    ['400 with a Detail', answer(400, { Detail: 'x' }), refused('room-already-waiting', 400)],
    ['400 about contacts', answer(400, { contacts: ['x'] }), refused('too-many', 400)],
    ['400 about groups', answer(400, { groups: ['x'] }), refused('too-many', 400)],
    ['400 with a JSON string', answer(400, 'x'), heldOff('intercepted')],
    ['400 with HTML', answer(400, undefined), heldOff('intercepted')],
    ['400 about items of a list', answer(400, { contacts: { 0: ['x'] } }), refused('too-many', 400)],
    ['401', answer(401, { detail: 'x' }), { kind: 'unauthorized' }],
    ['403', answer(403, { detail: 'x' }), refused('no-permission', 403)],
    ['404', answer(404, { detail: 'x' }), refused('not-a-member', 404)],
    ['408, which only a proxy says', answer(408, undefined), unknown('proxy-error')],
    ['499, which only a proxy says', answer(499, undefined), unknown('proxy-error')],
    ['401 with HTML', answer(401, undefined), heldOff('intercepted')],
    ['403 with HTML', answer(403, undefined), heldOff('intercepted')],
    ['403 in the words of a gateway', answer(403, { message: 'Forbidden' }), heldOff('intercepted')],
    ['404 with HTML', answer(404, undefined), heldOff('intercepted')],
    ['413 with HTML', answer(413, undefined), heldOff('intercepted')],
    ['429', answer(429, { detail: 'x' }), heldOff('rate-limit')],
    [
      '429 with a wait',
      { kind: 'answer', status: 429, isJson: false, body: undefined, retryAfterMs: 30_000 },
      heldOff('rate-limit', 30_000),
    ],
    [
      "the middleware's 500",
      answer(500, { code: 'INTERNAL_ERROR', message: 'x', event_id: 'unknown' }),
      { kind: 'engine-500' },
    ],
    ["an APIException's 500", answer(500, { detail: 'x' }), { kind: 'engine-500' }],
    ['500 with HTML', answer(500, undefined), unknown('proxy-error')],
    ['500 with a JSON nobody knows', answer(500, { message: 'oops' }), unknown('proxy-error')],
    ['500 with a JSON list', answer(500, [{ code: 'INTERNAL_ERROR' }]), unknown('proxy-error')],
    ['502 with HTML', answer(502, undefined), unknown('proxy-error')],
    ["503 in the engine's words", answer(503, { code: 'INTERNAL_ERROR' }), unknown('proxy-error')],
    ['504', answer(504, { detail: 'x' }), unknown('proxy-error')],
    ['no answer in time', { kind: 'no-answer', cause: 'timeout' }, unknown('no-answer')],
    ['a connection that broke', { kind: 'no-answer', cause: 'network' }, unknown('no-answer')],
    ['an abort', { kind: 'no-answer', cause: 'aborted' }, unknown('no-answer')],
    ['a redirect', { kind: 'no-answer', cause: 'redirect' }, unknown('intercepted')],
  ])('classifies %s', (_, given, expected) => {
    expect(classifyStartAnswer(given, 2)).toEqual(expected);
  });

  it('never returns too-many for a 400 about the only person of a request', () => {
    expect(classifyStartAnswer(answer(400, { contacts: ['x'] }), 1)).toEqual(refused('invalid-request', 400));
    expect(classifyStartAnswer(answer(400, { groups: ['x'] }), 1)).toEqual(refused('invalid-request', 400));
  });

  it('returns an engine error when Flows refused the engine', () => {
    const Refusals = z.record(z.string(), z.object({ response: z.object({ status: z.number(), body: z.unknown() }) }));
    const recorded = Object.values(Refusals.parse(readCapture('start-flow-room-after-24h-flows-refuses.json')));

    const outcomes = recorded.map(
      ({ response }) => classifyStartAnswer(answer(response.status, response.body), 1).kind,
    );

    expect(outcomes).toEqual(recorded.map(() => 'engine-500'));
    expect(outcomes.length).toBeGreaterThan(1);
  });

  it('refuses or holds off only for a 4xx, and accepts only for a 2xx, whatever the body says', () => {
    const bodies = fc.oneof(
      fc.jsonValue(),
      fc.constant(undefined),
      fc.record({ uuid: fc.uuid() }),
      fc.record({ code: fc.constant('INTERNAL_ERROR') }),
    );

    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), bodies, (status, body) => {
        const outcome: StartAnswer = classifyStartAnswer(answer(status, body), 1);
        if (outcome.kind === 'accepted') return status >= 200 && status < 300;
        if (outcome.kind === 'refused')
          return status >= 400 && status < 500 && status !== 408 && status !== 429 && status !== 499;
        if (outcome.kind === 'held-off') return status >= 400 && status < 500 && status !== 408 && status !== 499;
        if (outcome.kind === 'engine-500') return status === 500;
        if (outcome.kind === 'unauthorized') return status === 401;
        return status < 400 || status >= 500 || status === 408 || status === 499;
      }),
    );
  });
});
