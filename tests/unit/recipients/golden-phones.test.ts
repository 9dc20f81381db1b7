import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyLine } from '../../../lib/recipients/lines.ts';
import { phones } from './phones.ts';

interface Golden {
  text: string;
  country: string;
  digits?: string;
  name?: string | null;
  spellings?: string[];
  invalid?: string;
}

const golden: Golden[] = JSON.parse(readFileSync(new URL('../../fixtures/phones/golden.json', import.meta.url), 'utf8'));

describe('the golden phone lines', () => {
  it('are at least 250, each once', () => {
    expect(golden.length).toBeGreaterThanOrEqual(250);
    expect(new Set(golden.map((line) => `${line.country} ${line.text}`)).size).toBe(golden.length);
  });

  it.each(golden.map((line) => [`${JSON.stringify(line.text)} (${line.country})`, line] as const))('%s', (_title, line) => {
    const result = classifyLine({ line: 1, text: line.text }, (text) => phones.parse(text, line.country));

    const told = result.status === 'invalid' ? { invalid: result.reason } : { digits: result.phone.digits, name: result.name };
    const spellings = result.status === 'parsed' && line.spellings !== undefined ? result.phone.spellings : line.spellings;

    expect(told).toEqual(line.invalid === undefined ? { digits: line.digits, name: line.name } : { invalid: line.invalid });
    expect(spellings).toEqual(line.spellings);
  });
});
