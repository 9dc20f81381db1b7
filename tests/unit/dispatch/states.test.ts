import { describe, expect, it } from 'vitest';
import { DISPATCH_MOVES, IllegalMove, PERSON_MOVES, moveDispatch, movePerson } from '../../../lib/dispatch/states.ts';
import { PERSON_STATUSES } from '../../../lib/dispatch/records.ts';
import { T0, dispatchRow, personRow } from './rows.ts';

describe('states of a person', () => {
  const pairs = PERSON_STATUSES.flatMap((from) => PERSON_STATUSES.map((to) => [from, to] as const));

  it.each(pairs.filter(([from, to]) => PERSON_MOVES[from].includes(to)))('moves %s → %s', (from, to) => {
    expect(movePerson(personRow({ status: from }), to, { reason: null }).status).toBe(to);
  });

  it.each(pairs.filter(([from, to]) => !PERSON_MOVES[from].includes(to)))('throws on %s → %s', (from, to) => {
    expect(() => movePerson(personRow({ status: from }), to, { reason: null })).toThrow(IllegalMove);
  });

  it('leads back to the queue from sending only', () => {
    const back = PERSON_STATUSES.filter((from) => PERSON_MOVES[from].includes('queued'));

    expect(back).toEqual(['sending']);
  });

  it('never leaves accepted, refused, skipped or cancelled', () => {
    for (const status of ['accepted', 'refused', 'skipped', 'cancelled'] as const)
      expect(PERSON_MOVES[status]).toEqual([]);
  });
});

describe('states of a dispatch', () => {
  const countingDown = { status: 'counting-down', endsAt: T0, viewId: 'v' } as const;

  it('starts once and remembers when it started', () => {
    const waiting = dispatchRow({ state: countingDown, startedAt: null });

    const running = moveDispatch(waiting, { status: 'running' }, T0 + 5);
    const again = moveDispatch(
      moveDispatch(running, { status: 'paused', reason: 'by-agent', gate: null, since: T0 + 6 }, T0 + 6),
      { status: 'running' },
      T0 + 9,
    );

    expect(running.startedAt).toBe(T0 + 5);
    expect(again).toMatchObject({ startedAt: T0 + 5, touchedAt: T0 + 9 });
  });

  it('never turns a countdown into paused or finished', () => {
    const waiting = dispatchRow({ state: countingDown, startedAt: null });

    expect(() => moveDispatch(waiting, { status: 'finished', at: T0 }, T0)).toThrow(IllegalMove);
    expect(DISPATCH_MOVES['counting-down']).toEqual(['counting-down', 'running']);
  });

  it('has no end time any more when it runs again for a look-up', () => {
    const finished = moveDispatch(dispatchRow(), { status: 'finished', at: T0 + 1 }, T0 + 1);

    const looking = moveDispatch(finished, { status: 'running' }, T0 + 2);

    expect(finished.finishedAt).toBe(T0 + 1);
    expect(looking.finishedAt).toBeNull();
  });
});
