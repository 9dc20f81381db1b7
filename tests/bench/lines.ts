import metadata from 'libphonenumber-js/metadata.min.json';
import { classifyLine } from '../../lib/imports/lines.ts';
import { createPhoneBook } from '../../lib/numbers/phone.ts';
import { COUNTRIES, type DecoratedLine, decorateLines } from './decorated-lines.ts';
import { type Group, rounded } from './figure.ts';

const LINES = 24_000;
const SEED = 12;

/** The results for decorated lines. `strangers`: lines that were read as another valid number than their own. */
export interface LineScore {
  readonly strangers: readonly { readonly line: DecoratedLine; readonly digits: string }[];
  readonly readable: number;
  readonly read: number;
}

/** Reads decorated lines with the product's own code. */
export function scoreLines(lines: readonly DecoratedLine[]): LineScore {
  const phones = createPhoneBook(metadata, {});
  const strangers: { line: DecoratedLine; digits: string }[] = [];
  let readable = 0;
  let read = 0;
  for (const line of lines) {
    const result = classifyLine({ line: 1, text: line.text }, (text) => phones.read(text, line.country));
    const digits = result.status === 'parsed' ? result.phone.digits : null;
    if (digits !== null && !line.digits.includes(digits)) strangers.push({ line, digits });
    if (!line.isReadable) continue;
    readable += 1;
    if (digits !== null && line.digits.includes(digits)) read += 1;
  }
  return { strangers, readable, read };
}

/** Makes decorated lines with the default seed. */
export const benchLines = (count = LINES): DecoratedLine[] => decorateLines(count, SEED, metadata);

/** Counts for decorated lines how many are read as a stranger's number, and how many are read correctly. */
export const lines: Group = {
  ids: ['lines.strangers', 'lines.read_share'],
  async measure() {
    const score = scoreLines(benchLines());
    const note = `${COUNTRIES.length} countries, seed ${SEED}`;
    return [
      { id: 'lines.strangers', value: score.strangers.length, unit: 'count', n: LINES, note },
      {
        id: 'lines.read_share',
        value: rounded(score.read / score.readable, 4),
        unit: '',
        n: score.readable,
        note: `${note}; of the lines a person can read`,
      },
    ];
  },
};
