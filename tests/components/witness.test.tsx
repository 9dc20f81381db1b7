// @vitest-environment happy-dom
import { screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { DispatchRow, PersonCounts } from '../../lib/dispatch/records.ts';
import { dispatchOf, peopleOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

async function showDone(counts: Partial<PersonCounts>, witness: DispatchRow['witness']) {
  const done = dispatchOf(1, counts, witness === undefined ? {} : { witness });
  const panel = await showPanel({ dispatches: [done], people: peopleOf(done) });
  await panel.press(screen.getByRole('tab', { name: 'History' }));
  await panel.press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
  const note = screen.queryByRole('note', { name: 'Count of Weni' });
  return note === null ? null : [...note.querySelectorAll('p')].map((line) => line.textContent);
}
const counted = (after: number | null) => ({ runsBefore: 40, askedAt: 1, runsAfter: after });
const runs = (accepted: number, count: number) =>
  `${accepted} accepted · Weni counts ${count} new ${count === 1 ? 'run' : 'runs'} of this flow (others may have started it too).`;

describe('how many runs Weni counts', () => {
  it.each<[string, Partial<PersonCounts>, DispatchRow['witness'], (string | RegExp)[] | null]>([
    ['as many as accepted', { accepted: 3 }, counted(43), [runs(3, 3)]],
    [
      'fewer, with what that can mean',
      { accepted: 3 },
      counted(41),
      [runs(3, 1), '2 fewer: Weni may not have begun them yet, or contacts were blocked or deleted meanwhile.'],
    ],
    [
      'more, as a sign for unknown people',
      { accepted: 1, unknown: 2 },
      counted(43),
      [
        runs(1, 3),
        'More runs than accepted: a sign that some of the 2 unknown people may have been reached, but no proof for anybody.',
      ],
    ],
    [
      'no more, as no sign for them',
      { accepted: 1, unknown: 1 },
      counted(41),
      [runs(1, 1), 'No sign that the 1 unknown person was reached; that is no proof.'],
    ],
    ['nothing without the second count', { accepted: 3 }, counted(null), null],
    ['nothing when old runs were deleted', { accepted: 3 }, counted(12), null],
    ['nothing for an older dispatch', { accepted: 3 }, undefined, null],
  ])('is shown: %s', async (_name, counts, witness, expected) => {
    expect(await showDone(counts, witness)).toEqual(expected);
  });
});
