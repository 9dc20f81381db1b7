import { describe, expect, it } from 'vitest';
import { COUNTRIES } from '../../bench/decorated-lines.ts';
import { benchLines, scoreLines } from '../../bench/lines.ts';

describe('numbers with all kinds of text beside them', () => {
  it('are never read as another valid number, and nearly all that a person can read are read', () => {
    const { strangers, read, readable } = scoreLines(benchLines(6_000));

    expect(strangers).toEqual([]);
    expect(read / readable).toBeGreaterThanOrEqual(0.95);
    expect(COUNTRIES.length).toBeGreaterThanOrEqual(12);
  });

  it('are generated equally for the same seed', () => {
    expect(benchLines(200)).toEqual(benchLines(200));
  });
});
