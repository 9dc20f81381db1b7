import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { neverWaiting } from '../../../lib/build/sync-zod.ts';

const sources = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => ({ file: entry.name, text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));

describe('zod without its waiting', () => {
  it('is the installed one, with every question for a promise answered', () => {
    const code = readFileSync('node_modules/zod/v4/core/schemas.js', 'utf8');

    expect(code.match(/instanceof Promise/g)?.length).toBeGreaterThan(20);
    expect(neverWaiting(code)).not.toContain('instanceof Promise');
    expect(neverWaiting('if (result instanceof Promise) proms.push(def.x instanceof Promise ? 1 : 2);')).toBe('if (false) proms.push(false ? 1 : 2);');
  });

  it('is all that our schemas need: none of them waits', () => {
    const all = ['lib', 'components', 'entrypoints'].flatMap(sources);

    expect(all.length).toBeGreaterThan(200);
    expect(all.filter(({ text }) => /parseAsync|safeParseAsync|z\.promise|\b(?:decode|encode)Async|\bz\.\w+\(\s*async|\.check\(\s*async/.test(text)).map(({ file }) => file)).toEqual([]);
  });
});
