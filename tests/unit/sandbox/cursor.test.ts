import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cursorPage, decodeCursor, encodeCursor, engineCursor, flowsUrl } from '../../sandbox/flows/cursor.ts';

const RECORDED = 'cD0yMDI1LTAyLTIzKzEyJTNBMDAlM0EwMC4xMjM0NTYlMkIwMCUzQTAw';

describe('cursors of Flows and what the engine makes of them', () => {
  test('a recorded cursor reads as the instant inside it and writes back the same', () => {
    const position = decodeCursor(RECORDED);

    expect(position).toEqual({ reverse: false, offset: 0, position: Date.UTC(2025, 1, 23, 12) + 123.456 });
    expect(position === null ? '' : encodeCursor(position)).toBe(RECORDED);
  });

  test('a whole second loses its microseconds, so the cursor ends in base64 padding', () => {
    expect(encodeCursor({ reverse: false, offset: 0, position: Date.UTC(2026, 0, 1) })).toMatch(/=$/);
  });

  test.each([
    'zzz',
    `${RECORDED}&limit=50`,
    encodeURIComponent('cj0xJnA9MjAyNQ=='),
    Buffer.from('limit=5').toString('base64'),
  ])('%s is an invalid cursor', (cursor) => {
    expect(decodeCursor(cursor)).toBeNull();
  });

  test('the engine passes on everything after the last cursor=, still encoded and with the parameters behind it', () => {
    const next = flowsUrl('/api/v2/contacts.json', { limit: '50', name: 'jo', after: '2026' }, 'cA==');

    expect(engineCursor(next)).toBe('cA%3D%3D&limit=50&name=jo');
    expect(engineCursor(null)).toBe('');
  });

  test('following the cursors gives every row once, ties and any page size included', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        (values, size) => {
          const rows = values
            .map((value, id) => ({ id, at: Date.UTC(2026, 0, 1) + value * 1000 }))
            .sort((a, b) => b.at - a.at);
          const seen: number[] = [];
          let cursor: string | null = '';
          while (cursor !== null) {
            const page: ReturnType<typeof cursorPage<{ id: number; at: number }>> = cursorPage(
              rows,
              (row) => row.at,
              size,
              cursor,
            );
            seen.push(...(page?.rows ?? []).map((row) => row.id));
            cursor = page?.next ?? null;
          }

          expect(seen).toEqual(rows.map((row) => row.id));
        },
      ),
      { numRuns: 200 },
    );
  });
});
