import { describe, expect, it } from 'vitest';
import { createSocketFrameFilter } from '../../../lib/weni/page/socket-frame-filter.ts';

describe('frame filter', () => {
  it('drops the copy from a second socket and keeps repeats on the same socket', () => {
    const filter = createSocketFrameFilter();

    const kept = filter.keepNew([
      ['a', 1],
      ['a', 2],
      ['b', 2],
      ['b', 2],
      ['b', 1],
    ]);

    expect(kept).toEqual(['a', 'b', 'b']);
  });

  it('remembers frames across batches, but only the newest ones', () => {
    const filter = createSocketFrameFilter();
    filter.keepNew([['a', 1]]);

    const soon = filter.keepNew([['a', 2]]);
    filter.keepNew(Array.from({ length: 300 }, (_, n): [string, number] => [`x${n}`, 1]));
    const late = filter.keepNew([['a', 2]]);

    expect(soon).toEqual([]);
    expect(late).toEqual(['a']);
  });
});
