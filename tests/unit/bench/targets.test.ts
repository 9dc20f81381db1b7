import { describe, expect, it } from 'vitest';
import type { Figure } from '../../bench/figure.ts';
import { isAllMet, judge, tableOf } from '../../bench/targets.ts';

const figure = (id: string, value: number, more: Partial<Figure> = {}): Figure => ({
  id,
  value,
  unit: 'ms',
  n: 20,
  ...more,
});
const verdictsOf = (figures: readonly Figure[], prefix: string) =>
  judge(figures, prefix).map(({ id, verdict }) => `${id} ${verdict}`);

describe('the figures against their targets', () => {
  it('a value at its bound is met and a value beyond it is missed, for upper and lower bounds', () => {
    expect(verdictsOf([figure('panel.mount.ms', 150)], 'panel.mount')).toEqual(['panel.mount.ms met']);
    expect(verdictsOf([figure('panel.mount.ms', 150.1)], 'panel.mount')).toEqual(['panel.mount.ms missed']);
    expect(verdictsOf([figure('lines.read_share', 0.95)], 'lines.read')).toEqual(['lines.read_share met']);
    expect(verdictsOf([figure('lines.read_share', 0.94)], 'lines.read')).toEqual(['lines.read_share missed']);
  });

  it('a good value alone is not enough for a figure that is judged by its ratio or its interval', () => {
    expect(verdictsOf([figure('picker.scroll.p95_frame_ms', 12, { ratio: 0.6 })], 'picker.scroll')).toEqual([
      'picker.scroll.p95_frame_ms missed',
    ]);
    expect(verdictsOf([figure('picker.scroll.p95_frame_ms', 12)], 'picker.scroll')).toEqual([
      'picker.scroll.p95_frame_ms missed',
    ]);
    expect(verdictsOf([figure('page.first_card.ratio', 1.05, { low: 1.01, n: 30 })], 'page.first')).toEqual([
      'page.first_card.ratio met',
    ]);
  });

  it('a figure that was not measured, or with too few samples, is missing', () => {
    expect(verdictsOf([figure('reply.list2000.open_ms', 50, { n: 14 })], 'reply.list')).toEqual([
      'reply.list2000.open_ms missing',
    ]);
    expect(verdictsOf([], 'suite')).toEqual(['suite.wall_min missing']);
    expect(verdictsOf([figure('panel.mount.ms', Number.NaN)], 'panel.mount')).toEqual(['panel.mount.ms missed']);
  });

  it('one missed figure, one missing figure or one figure without a target makes the whole run fail', () => {
    const met = figure('panel.mount.ms', 100);

    expect(isAllMet(judge([met], 'panel.mount'))).toBe(true);
    expect(isAllMet(judge([met], 'panel.'))).toBe(false);
    expect(isAllMet(judge([met, figure('panel.mount.other', 1)], 'panel.mount'))).toBe(false);
    expect(isAllMet([])).toBe(false);
  });

  it('a proposed target is judged instead of the original, and stands beside it', () => {
    const [judged] = judge([figure('dispatch.cpu_ms_per_person', 8, { ratio: 2.4 })], 'dispatch.cpu');
    const [worse] = judge([figure('dispatch.cpu_ms_per_person', 1, { ratio: 2.6 })], 'dispatch.cpu');

    expect(judged).toMatchObject({ target: '≤ 2', proposed: 'ratio ≤ 2.5', verdict: 'met' });
    expect(worse?.verdict).toBe('missed');
  });

  it('the table shows id, value, target and verdict, missed figures first', () => {
    const lines = tableOf(
      judge(
        [figure('dispatch.resume_10k.ms', 600), figure('dispatch.bytes_per_person', 2_100, { unit: 'B' })],
        'dispatch.',
      ),
    );

    expect(lines[0]).toMatch(/^\| id +\| value +\| target +\| proposed +\| verdict +\|$/);
    expect(lines[1]).toMatch(/^\| dispatch\.resume_10k\.ms +\| 600 ms +\| ≤ 500 +\| +\| missed +\|$/);
    expect(lines.at(-1)).toMatch(/^\| dispatch\.bytes_per_person +\| 2100 B +\| ≤ 1000 +\| ≤ 2200 +\| met +\|$/);
    expect(lines.slice(2, -1).every((line) => line.includes('missing'))).toBe(true);
  });
});
