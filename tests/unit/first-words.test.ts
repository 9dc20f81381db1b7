import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_WORDS, toFirstWords } from '../../lib/util/first-words.ts';

describe('the first words of a message', () => {
  it.each([
    ['Sim,\n  quero  ', 'Sim, quero'],
    ['\u202aoi\u200b\u202c', 'oi'],
    [' \u3164 ', ''],
    ['', ''],
  ])('%j become %j', (text, words) => {
    expect(toFirstWords(text)).toBe(words);
  });

  it('are one line of at most 200 characters, without a split character, however long the message is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => {
        const words = toFirstWords(text);

        expect([...words].length).toBeLessThanOrEqual(MAX_WORDS);
        expect(words).not.toMatch(/[\n\r\t]|[\ud800-\udbff]$/);
      }),
    );
    expect(toFirstWords('🙂'.repeat(100_000))).toBe('🙂'.repeat(MAX_WORDS));
  });
});
