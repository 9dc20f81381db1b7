import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyLine, type ClassifiedLine } from '../../../lib/imports/lines.ts';
import { phones } from './phones.ts';

interface Golden {
  text: string;
  country: string;
  digits?: string;
  name?: string | null;
  spellings?: string[];
  invalid?: string;
  /** For an unclear line: the numbers it may mean, and why. */
  readings?: string[];
  why?: string;
}

const golden: Golden[] = JSON.parse(
  readFileSync(new URL('../../fixtures/phones/golden.json', import.meta.url), 'utf8'),
);

function toldOf(result: ClassifiedLine) {
  switch (result.status) {
    case 'invalid':
      return { invalid: result.reason };
    case 'unclear':
      return { readings: result.readings.map((phone) => phone.digits), why: result.reason, name: result.name };
    case 'parsed':
      return { digits: result.phone.digits, name: result.name };
    default:
      return result satisfies never;
  }
}

describe('the golden phone lines', () => {
  it('are at least 500 different lines', () => {
    expect(golden.length).toBeGreaterThanOrEqual(500);
    expect(new Set(golden.map((line) => `${line.country} ${line.text}`)).size).toBe(golden.length);
  });

  it.each(golden.map((line) => [`${JSON.stringify(line.text)} (${line.country})`, line] as const))(
    '%s',
    (_title, line) => {
      const result = classifyLine({ line: 1, text: line.text }, (text) => phones.read(text, line.country));

      const spellings =
        result.status === 'parsed' && line.spellings !== undefined ? result.phone.spellings : line.spellings;

      expect(toldOf(result)).toEqual(
        line.invalid !== undefined
          ? { invalid: line.invalid }
          : { digits: line.digits, readings: line.readings, why: line.why, name: line.name },
      );
      expect(spellings).toEqual(line.spellings);
    },
  );
});
