import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoredFigures } from '../../bench/stored-figures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disparo-figures-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const figure = (id: string, value: number) => ({ id, value, unit: 'ms', n: 20 });

describe('stored figures', () => {
  it('are kept over runs, the newest of each id', () => {
    new StoredFigures('a', folder).add([figure('one', 1), figure('two', 2)]);
    new StoredFigures('a', folder).add([figure('two', 3)]);

    expect(new StoredFigures('a', folder).read()).toEqual([figure('one', 1), figure('two', 3)]);
  });

  it('of another state of the product are not taken', () => {
    new StoredFigures('a', folder).add([figure('one', 1)]);

    expect(new StoredFigures('b', folder).read()).toEqual([]);
  });

  it('are neither kept nor taken while the product has uncommitted changes', () => {
    new StoredFigures(null, folder).add([figure('one', 1)]);

    expect(new StoredFigures(null, folder).read()).toEqual([]);
  });

  it('that cannot be understood count as none', () => {
    writeFileSync(join(folder, 'a.json'), '{"figures":[{"id":"one"}]}');

    expect(new StoredFigures('a', folder).read()).toEqual([]);
  });
});
