import { describe, expect, it } from 'vitest';
import type { PersonRow } from '../../../lib/dispatch/records.ts';
import { countPeople, newestTries, openOf, sumOf } from '../../../lib/dispatch/counts.ts';
import { canSendAgain, hasFrozenValues, isSentAgain, planRetry } from '../../../lib/dispatch/retry.ts';
import { PERSON_STATUSES } from '../../../lib/dispatch/records.ts';
import { T0, contact, dispatchIdOf, dispatchRow, personRow } from './rows.ts';

const child = dispatchIdOf(2);

describe('retry', () => {
  it('lets a click send again only to people who may not have got the message', () => {
    const allowed = Object.fromEntries(PERSON_STATUSES.map((status) => [status, canSendAgain(status)]));

    expect(allowed).toEqual({
      queued: null,
      sending: null,
      checking: null,
      accepted: null,
      refused: 'safe',
      unknown: 'may-double',
      skipped: null,
      cancelled: 'safe',
    });
  });

  it('keeps the frozen values and names the row it repeats', () => {
    const lost = personRow({
      n: 7,
      status: 'unknown',
      reason: 'no-answer',
      params: { nome: 'Ana' },
      sentAt: T0,
      batch: 3,
      isBatchFirst: true,
      attempts: 1,
    });

    const [again] = planRetry({ dispatchId: child }, [lost]);

    expect(again).toMatchObject({
      dispatchId: child,
      n: 0,
      status: 'queued',
      reason: null,
      params: { nome: 'Ana' },
      sentAt: null,
      batch: null,
      attempts: 0,
    });
    expect(again?.retryOf).toEqual({ dispatchId: dispatchIdOf(1), n: 7 });
  });

  it('knows whether a person was already sent to again', () => {
    const lost = personRow({ n: 7, status: 'unknown' });
    const again = (status: PersonRow['status']) =>
      personRow({ dispatchId: child, status, retryOf: { dispatchId: dispatchIdOf(1), n: 7 } });

    expect(isSentAgain(lost, [lost])).toBe(false);
    expect(isSentAgain(lost, [lost, again('queued')])).toBe(true);
    expect(isSentAgain(lost, [lost, again('accepted')])).toBe(true);
    expect(isSentAgain(lost, [lost, again('cancelled')])).toBe(false);
    expect(isSentAgain(lost, [lost, again('refused')])).toBe(false);
    expect(isSentAgain(personRow({ n: 8, status: 'unknown' }), [again('queued')])).toBe(false);
    const fromThatOne = personRow({
      dispatchId: dispatchIdOf(3),
      status: 'accepted',
      retryOf: { dispatchId: child, n: again('refused').n },
    });
    expect(isSentAgain(lost, [lost, again('refused'), fromThatOne])).toBe(true);
  });

  it('is not possible once the frozen values were dropped', () => {
    expect(hasFrozenValues(dispatchRow())).toBe(true);
    expect(hasFrozenValues(dispatchRow({ paramsDroppedAt: T0 }))).toBe(false);
  });
});

describe('counts', () => {
  const root = [
    personRow({ n: 0, status: 'accepted' }),
    personRow({ n: 1, status: 'unknown', contactUuid: contact(2) }),
    personRow({ n: 2, status: 'unknown', contactUuid: contact(3) }),
    personRow({ n: 3, status: 'refused', contactUuid: contact(4) }),
  ];

  it('count each person once', () => {
    const counts = countPeople([...root, personRow({ n: 4, status: 'checking' })]);

    expect(counts).toMatchObject({ accepted: 1, unknown: 2, refused: 1, checking: 1 });
    expect(sumOf(counts)).toBe(5);
    expect(openOf(counts)).toBe(1);
  });

  it('count each person of the first dispatch once, with the outcome of their newest try, over retries of retries', () => {
    const later = [
      personRow({ dispatchId: child, n: 0, status: 'unknown', retryOf: { dispatchId: dispatchIdOf(1), n: 1 } }),
      personRow({ dispatchId: child, n: 1, status: 'cancelled', retryOf: { dispatchId: dispatchIdOf(1), n: 2 } }),
      personRow({ dispatchId: dispatchIdOf(3), n: 0, status: 'accepted', retryOf: { dispatchId: child, n: 0 } }),
    ];

    const counts = countPeople(newestTries(root, later));

    expect(counts).toMatchObject({ accepted: 2, refused: 1, unknown: 1 });
    expect(sumOf(counts)).toBe(root.length);
  });
});
