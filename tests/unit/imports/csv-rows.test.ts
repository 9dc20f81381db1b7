import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../lib/imports/csv-rows.ts';

describe('the rows of a delimited text', () => {
  it.each([
    [
      'a,b\r\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\rc,d\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['a\n\nb', [['a'], [''], ['b']]],
    ['"a, ""b""\nc",d', [['a, "b"\nc', 'd']]],
    [
      '"a" ,b\n"" ,c',
      [
        ['a', 'b'],
        ['', 'c'],
      ],
    ],
    ['5" tube,b', [['5" tube', 'b']]],
    ['"a"b",c', [['a"b', 'c']]],
    ['', []],
  ])('of %j are %j', (text, rows) => {
    expect([...readRows(text, ',')].map((row) => row.cells)).toEqual(rows);
  });

  it('are still read when a quote is never closed', () => {
    const people = Array.from({ length: 3000 }, (_, n) => `Person ${n},82 9${80_000_000 + n}`);

    const rows = [...readRows(`"Ana,82999000001\n${people.join('\n')}\n"Bia",82999000002`, ',')].map(
      (row) => row.cells,
    );

    expect(rows).toHaveLength(3002);
    expect(rows[0]).toEqual(['"Ana', '82999000001']);
    expect(rows.at(-1)).toEqual(['Bia', '82999000002']);
  });

  // This is why we have our own reader: papaparse puts several people into one cell of these files.
  const people = [
    ['Bia', '82999000002'],
    ['Caio', '82999000003'],
  ];
  it.each([
    {
      what: 'a quote that is never closed',
      text: '"Ana,82999000001\nBia,82999000002\nCaio,82999000003',
      first: '"Ana',
      papaparse: [['Ana,82999000001\nBia,82999000002\nCaio,82999000003']],
    },
    {
      what: 'a nickname in quotes at the start of a cell',
      text: '"Ana" Lima,82999000001\nBia,82999000002\nCaio,82999000003',
      first: '"Ana" Lima',
      papaparse: [['Ana" Lima,82999000001\nBia,82999000002\nCaio,82999000003']],
    },
    {
      what: 'line ends of two kinds',
      text: 'Ana,82999000001\r\nBia,82999000002\nCaio,82999000003',
      first: 'Ana',
      papaparse: [
        ['Ana', '82999000001'],
        ['Bia', '82999000002\nCaio', '82999000003'],
      ],
    },
  ])('contain every person behind $what, whom papaparse loses', ({ text, first, papaparse }) => {
    expect([...readRows(text, ',')].map((row) => row.cells)).toEqual([[first, '82999000001'], ...people]);
    expect(Papa.parse<string[]>(text, { delimiter: ',' }).data).toEqual(papaparse);
  });

  it('are the same as those of another parser, whatever the cells contain', () => {
    const cell = fc.stringMatching(/^[a-z0-9 ,;"\n\r\t|=+]{0,8}$/);
    const delimiter = fc.constantFrom(',', ';', '\t', '|');
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        delimiter,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (data, sign, newline, quotes) => {
          const text = Papa.unparse(data, { delimiter: sign, newline, quotes });

          const rows = [...readRows(text, sign)].map((row) => row.cells);

          const other = Papa.parse<string[]>(text, { delimiter: sign, newline }).data;
          // The other parser returns an empty last row when the file ends with a line end.
          const wanted = text.endsWith(newline) || text === '' ? other.slice(0, -1) : other;
          expect(rows).toEqual(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });
});
