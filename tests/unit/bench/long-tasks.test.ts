import { describe, expect, it } from 'vitest';
import { findLongTasks } from '../../bench/long-tasks.ts';

const OURS = { data: { url: 'chrome-extension://abc/panel.js' } };
const event = (name: string, ts: number, ms: number, cpuMs: number, args?: typeof OURS) => ({
  name,
  ph: 'X',
  ts,
  dur: ms * 1_000,
  tdur: cpuMs * 1_000,
  pid: 1,
  tid: 1,
  ...(args === undefined ? {} : { args }),
});

describe('long tasks of a page', () => {
  it('are judged by the time on a processor, not by the wait for one', () => {
    expect(findLongTasks([event('RunTask', 0, 400, 20), event('FunctionCall', 1_000, 390, 18, OURS)])).toEqual([]);
  });

  it('count what our scripts used inside them, a call inside a call once', () => {
    const events = [
      event('RunTask', 0, 90, 80),
      event('FunctionCall', 1_000, 70, 60, OURS),
      event('FunctionCall', 2_000, 30, 30, OURS),
    ];

    expect(findLongTasks(events)).toEqual([{ ms: 80, ourMs: 60 }]);
  });

  it('do not count a collection of the page’s heap as ours', () => {
    const events = [
      event('RunTask', 0, 90, 80),
      event('FunctionCall', 1_000, 75, 70, OURS),
      event('MajorGC', 2_000, 60, 55),
    ];

    expect(findLongTasks(events)).toEqual([{ ms: 80, ourMs: 15 }]);
  });
});
