import { describe, expect, it } from 'vitest';
import { createFrameFilter } from '../../../lib/weni/page/frame-filter.ts';

describe('frame filter', () => {
  it('keeps the first of two sockets and repeats of the same socket', () => {
    const filter = createFrameFilter();

    const kept = filter.keepNew([['a', 1], ['a', 2], ['b', 2], ['b', 2], ['b', 1]]);

    expect(kept).toEqual(['a', 'b', 'b']);
  });

  it('remembers across batches, but not for ever', () => {
    const filter = createFrameFilter();
    filter.keepNew([['a', 1]]);

    const soon = filter.keepNew([['a', 2]]);
    filter.keepNew(Array.from({ length: 300 }, (_, n): [string, number] => [`x${n}`, 1]));
    const late = filter.keepNew([['a', 2]]);

    expect(soon).toEqual([]);
    expect(late).toEqual(['a']);
  });
});
