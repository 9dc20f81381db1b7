import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const folder = new URL('../../../lib/recipients/', import.meta.url);

function reach(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(new URL(file, folder), 'utf8');
  for (const [line, from] of text.matchAll(/^import [^;]*?from '([^']+)';/gms)) {
    if (line.startsWith('import type') || from === undefined) continue;
    if (!from.startsWith('./')) seen.add(from);
    else if (existsSync(new URL(from, folder))) reach(from.slice(2), seen);
  }
  return seen;
}

describe('modules the panel loads', () => {
  it.each(['search.ts', 'search-index.ts', 'selection.ts', 'variables.ts', 'template-text.ts', 'press.ts', 'preflight-report.ts', 'line-result.ts', 'file-text.ts', 'contact-row.ts', 'audience.ts'])(
    '%s brings neither phone metadata nor the CSV parser', (file) => {
      expect([...reach(file)].filter((name) => /libphonenumber|csv-rows/.test(name))).toEqual([]);
    },
  );

  it('are told apart from those that do', () => {
    expect([...reach('preflight-runner.ts')]).toContain('libphonenumber-js/core/es6');
    expect([...reach('csv-file.ts')]).toContain('csv-rows.ts');
  });
});
