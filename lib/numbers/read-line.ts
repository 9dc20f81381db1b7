import type { InvalidReason, UnclearReason } from './line-result.ts';
import { CUT, markLine, type MarkedLine } from './line-marks.ts';
import { toPlainSigns } from './line-text.ts';
import { findRuns } from './number-groups.ts';
import type { ParsedPhone, UnparsedPhone } from './phone.ts';
import type { NumberPlans } from './read-groups.ts';
import { MIN_DIGITS, readRun, type RunReading, uniquePhones } from './read-run.ts';

/**
 * What a line contains. `number`: this number and no other. `unclear`: any of `readings`. `rest` is the remaining text
 * in plain characters, cut where something was taken out.
 */
export type LineReading =
  | { readonly kind: 'number'; readonly phone: ParsedPhone; readonly rest: string }
  | {
      readonly kind: 'unclear';
      readonly readings: readonly ParsedPhone[];
      readonly reason: UnclearReason;
      readonly rest: string;
    }
  | { readonly kind: 'none'; readonly reason: InvalidReason; readonly rest: string };

/** Brackets around an area code: `[82] 99900-0001`. */
const SQUARE_AREA = /\[(\d{2,3})\](?=\s*\d)/g;
/** A longer line is a whole page or a file without line ends; reading it would take minutes. */
const MAX_WRITTEN = 4_000;
/** A sequence of at least this many digits may be a phone number, so a guess beside it is not accepted. */
const RIVAL_DIGITS = 8;

/**
 * Reads a whole line or cell. First the parts that are not a phone number are recognised by their form. All remaining
 * digits belong to digit sequences. Each sequence is a number, a number with a row number or extension beside it, or
 * nothing. Digits are never dropped or joined to make a number fit.
 */
export function readLine(written: string, plans: NumberPlans): LineReading {
  if (written.length > MAX_WRITTEN) return { kind: 'none', reason: 'too-long', rest: '' };
  const plain = toPlainSigns(written);
  const marked = markLine(plans.isBrazil ? plain.replace(SQUARE_AREA, '($1)') : plain, plans.isBrazil);
  const reading = readMarked(marked, plans);
  if (reading.kind !== 'number' || marked.undivided === null) return reading;
  // In `id 0151 2345678`, the digits that the word `id` claims may be the beginning of the number.
  const undivided = readMarked({ ...marked, text: marked.undivided }, plans);
  if (undivided.kind !== 'number' || undivided.phone.key === reading.phone.key) return reading;
  return { kind: 'unclear', readings: [reading.phone, undivided.phone], reason: 'two-readings', rest: reading.rest };
}

function readMarked(marked: MarkedLine, plans: NumberPlans): LineReading {
  const runs = findRuns(marked.text).map((run) => readRun(run, plans, marked.text));
  const rivals = runs.filter((run) => run.digits >= RIVAL_DIGITS).length + marked.addresses.length;
  const isAccepted = (reading: RunReading): boolean =>
    reading.phones.length > 0 && (reading.certainty !== 'guess' || rivals === 1);
  const accepted = runs.filter(isAccepted);
  const phones = new Map<string, ParsedPhone>();
  for (const digits of marked.addresses) {
    const phone = readAddress(digits, plans);
    if (phone.ok) phones.set(phone.key, phone);
  }
  for (const reading of accepted)
    for (const phone of reading.phones) if (!phones.has(phone.key)) phones.set(phone.key, phone);
  // All digits behind a word for another kind of number may be that other number; then no reading is certain.
  const doubtful =
    phones.size === 0
      ? []
      : marked.named.flatMap((text) => findRuns(text).slice(0, 1)).flatMap((run) => readRun(run, plans, '').phones);
  for (const phone of doubtful) if (!phones.has(phone.key)) phones.set(phone.key, phone);
  const rest = withoutRuns(marked.text, accepted);
  const [only, ...others] = [...phones.values()];
  const isSure =
    accepted.every((reading) => reading.certainty !== 'unclear') &&
    !runs.some((reading) => reading.certainty === 'none' && looksLikeNumber(reading));
  if (only !== undefined && others.length === 0 && isSure) return { kind: 'number', phone: only, rest };
  if (only !== undefined) {
    const reason =
      accepted.length + marked.addresses.length > 1 || accepted.some((reading) => reading.certainty === 'sure')
        ? 'several-numbers'
        : 'two-readings';
    return { kind: 'unclear', readings: [only, ...others], reason, rest };
  }
  const guesses = runs.filter((reading) => reading.certainty === 'guess').flatMap((reading) => reading.phones);
  if (guesses.length > 1) return { kind: 'unclear', readings: uniquePhones(guesses), reason: 'several-numbers', rest };
  return { kind: 'none', reason: refusal(runs, marked), rest };
}

/**
 * Whether a run is written like a number, with a plus or in groups. It may be the intended number even though it cannot
 * be read. Bare digits may be anything.
 */
function looksLikeNumber({ run, digits }: RunReading): boolean {
  return digits >= RIVAL_DIGITS && (run.hasPlus || run.groups.length > 1);
}

function refusal(
  runs: readonly RunReading[],
  marked: { readonly hasCutNumber: boolean; readonly hasTaxNumber: boolean },
): InvalidReason {
  if (marked.hasCutNumber) return 'excel-notation';
  // The longest sequence is most likely the intended number.
  const longest = runs.filter((run) => run.digits >= MIN_DIGITS).sort((a, b) => b.digits - a.digits)[0];
  if (longest === undefined) return marked.hasTaxNumber ? 'tax-number' : 'no-number';
  return longest.reason;
}

/** The line without the numbers that were read. A count at the end of a name stays with the name. */
function withoutRuns(text: string, readings: readonly RunReading[]): string {
  const signs = text.split('');
  for (const { used } of readings) for (const { start, end } of used) signs.fill(CUT, start, end);
  return signs.join('');
}

function readAddress(digits: string, plans: NumberPlans): ParsedPhone | UnparsedPhone {
  const abroad = plans.abroad(digits.replace(/^0+/, ''));
  if (abroad.ok || !plans.isBrazil) return abroad;
  return plans.brazil(digits.replace(/^0/, '')) ?? abroad;
}
