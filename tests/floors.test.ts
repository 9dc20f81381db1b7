import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSource, readSources } from './boundaries/source.ts';
import { drawFloors, isSamePage, measureRooms, roomOf, withFloors } from './floors/draw.ts';

const files = (sources: Readonly<Record<string, string>>) =>
  Object.entries(sources).map(([path, text]) => parseSource(path, text));

describe('the picture of the floors', () => {
  it('is drawn from the imports as they are (npm run floors draws it anew)', () => {
    const page = readFileSync('.github/docs/ARCHITECTURE.md', 'utf8');

    const drawn = withFloors(page, drawFloors(measureRooms(readSources(['lib', 'components', 'entrypoints']))));

    expect(isSamePage(page, drawn) ? drawn : page).toBe(drawn);
  });

  it('puts every room above the rooms it imports, and distinguishes types from code', () => {
    const rooms = measureRooms(
      files({
        'lib/ids.ts': 'export const id = 1;',
        'lib/dispatch/a.ts': "import { id } from '../ids.ts';",
        'lib/weni/api/b.ts': "import type { A } from '../../dispatch/a.ts';",
        'components/c.tsx':
          "import { b } from '../lib/weni/api/b.ts'; import { h } from 'preact'; import t from '../public/t.json';",
      }),
    );

    expect(rooms.map(({ name, floor, code, types }) => [name, floor, code, types])).toEqual([
      ['components', 3, ['lib/weni/api'], []],
      ['lib/weni/api', 2, [], ['lib/dispatch']],
      ['lib/dispatch', 1, ['lib/*.ts'], []],
      ['lib/*.ts', 0, [], []],
    ]);
  });

  it('leaves out arrows that follow from two others', () => {
    const picture = drawFloors(
      measureRooms(
        files({
          'lib/a/a.ts': '',
          'lib/b/b.ts': "import '../a/a.ts';",
          'lib/c/c.ts': "import '../b/b.ts'; import '../a/a.ts';",
        }),
      ),
    );

    expect(picture.split('\n').filter((line) => line.includes('-->'))).toEqual([
      '  lib_c --> lib_b',
      '  lib_b --> lib_a',
    ]);
    expect(picture).toContain('| 2 | lib/c | lib/a, lib/b |  |');
  });

  it('shows types that come from a room above', () => {
    const rooms = measureRooms(
      files({ 'lib/a/a.ts': "import '../b/b.ts';", 'lib/b/b.ts': "import type { A } from '../a/a.ts';" }),
    );

    expect(rooms.map(({ name, floor, up }) => [name, floor, up])).toEqual([
      ['lib/a', 1, []],
      ['lib/b', 0, ['lib/a']],
    ]);
    expect(drawFloors(rooms)).toContain('| 0 | lib/b |  | lib/a ↑ |');
  });

  it('refuses rooms that import code in a circle, and a page without its marks', () => {
    const circle = files({
      'lib/a/a.ts': "import '../b/b.ts';",
      'lib/b/b.ts': "import '../c/c.ts';",
      'lib/c/c.ts': "import '../a/a.ts';",
    });

    expect(() => measureRooms(circle)).toThrow('a circle of rooms: lib/a → lib/b → lib/c → lib/a');
    expect(() => withFloors('# A page', '')).toThrow('has no');
    expect(roomOf('public/page.css')).toBeNull();
  });

  it('counts as unchanged when a formatter aligned its table, but not when an arrow is missing', () => {
    expect(isSamePage('| a | b |\n|---|---|\n```', '| a   | b |\n|-----|---|\n\n```')).toBe(true);
    expect(isSamePage('a --> b', 'a --> c')).toBe(false);
  });
});
