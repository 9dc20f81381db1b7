import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(`components/ui/${file}`, 'utf8');
const classesOf = (selector: string): string[] => [...selector.matchAll(/\.([\w-]+)/g)].map(([, name = '']) => name);
const selectorsOf = (css: string): string[] =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .split('}')
    .flatMap((rule) => (rule.split('{').at(-2) ?? '').split(',').map((one) => one.trim()));

/** Modifier classes of the base sheet, which only change another class: `wrap` in `.row.wrap`. */
const modifiers = new Set(
  selectorsOf(read('base.css')).flatMap((selector) =>
    [...selector.matchAll(/\.[\w-]+((?:\.[\w-]+)+)/g)].flatMap(([, more = '']) => classesOf(more)),
  ),
);

describe('the sheet of our own pages', () => {
  const own = selectorsOf(read('page.css')).filter((selector) => selector.startsWith('.page '));

  it('defines no layout for a bare modifier class', () => {
    const laidOut = own.flatMap((selector) => classesOf(selector.split(' ').at(-1) ?? '').slice(0, 1));

    expect(modifiers.has('wrap')).toBe(true);
    expect(laidOut).toContain('sheet');
    expect(laidOut.filter((name) => modifiers.has(name))).toEqual([]);
  });
});
