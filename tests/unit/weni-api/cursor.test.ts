import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNextPage, walkPages } from '../../../lib/weni/api/cursor.ts';

describe('toNextPage', () => {
  it.each<[string | null | undefined, unknown]>([
    ['', { status: 'end' }],
    [null, { status: 'end' }],
    [undefined, { status: 'end' }],
    ['&limit=50', { status: 'end' }],
    ['cj0xJnA9Mg%3D%3D', { status: 'more', cursor: 'cj0xJnA9Mg==' }],
    ['cD0y&group=b0&limit=50', { status: 'more', cursor: 'cD0y' }],
    ['a%2Bb', { status: 'more', cursor: 'a+b' }],
    ['%E0%A4%A', { status: 'malformed' }],
  ])('reads %j', (next, expected) => {
    expect(toNextPage(next)).toEqual(expected);
  });

  it('finds the cursor that Flows wrote, whatever parameters follow it', () => {
    const cursors = fc.base64String({ minLength: 1 });

    fc.assert(
      fc.property(cursors, fc.dictionary(fc.string(), fc.string()), (cursor, others) => {
        const tail = new URLSearchParams(others).toString();
        const next = encodeURIComponent(cursor) + (tail === '' ? '' : `&${tail}`);

        expect(toNextPage(next)).toEqual({ status: 'more', cursor });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (next) =>
        ['end', 'more', 'malformed'].includes(toNextPage(next).status),
      ),
    );
  });
});

describe('walkPages', () => {
  it('reads every page once and reads on after empty pages', async () => {
    const pages = new Map<string | null, { rows: number[]; nextCursor: string | null }>([
      [null, { rows: [1], nextCursor: 'b' }],
      ['b', { rows: [], nextCursor: 'c' }],
      ['c', { rows: [2], nextCursor: null }],
    ]);
    const seen: [number[], number][] = [];

    const end = await walkPages(async (cursor) => pages.get(cursor) ?? { rows: [-1], nextCursor: null }, {
      maxPages: 40,
      onPage: (page, pageNumber) => seen.push([page.rows, pageNumber]),
    });

    expect(end).toBe('complete');
    expect(seen).toEqual([
      [[1], 1],
      [[], 2],
      [[2], 3],
    ]);
  });

  it('stops for any graph of cursors, reads no cursor twice, and stays within its limit', async () => {
    const graph = fc.array(fc.option(fc.nat({ max: 15 })), { minLength: 1, maxLength: 16 });

    await fc.assert(
      fc.asyncProperty(graph, fc.integer({ min: 1, max: 20 }), async (next, maxPages) => {
        const asked: (string | null)[] = [];
        const end = await walkPages(
          async (cursor) => {
            asked.push(cursor);
            const target = next[Number(cursor ?? 0)];
            return { nextCursor: target === null || target === undefined ? null : String(target) };
          },
          { maxPages, onPage: () => undefined },
        );

        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.length).toBeLessThanOrEqual(maxPages);
        expect(end !== 'cap' || asked.length === maxPages).toBe(true);
      }),
    );
  });

  it('returns that a cursor was repeated', async () => {
    let calls = 0;

    const end = await walkPages(
      async () => {
        calls += 1;
        return { nextCursor: 'same' };
      },
      { maxPages: 40, onPage: () => undefined },
    );

    expect(end).toBe('repeated-cursor');
    expect(calls).toBe(2);
  });
});
