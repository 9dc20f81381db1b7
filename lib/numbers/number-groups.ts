import { TORN } from './line-marks.ts';

/** Digits that stand together, with the characters between them and the group before. */
export interface DigitGroup {
  readonly digits: string;
  /** The characters in front of the group, back to the previous group; '' for the first group. */
  readonly gap: string;
  readonly start: number;
  readonly end: number;
}

/** Groups that may form one number: only spaces, dots, dashes, brackets and slashes stand between them. */
export interface NumberRun {
  readonly groups: readonly DigitGroup[];
  /** A plus stands in front, so the first digits are a country code. */
  readonly hasPlus: boolean;
  /**
   * The plus touches the text before it, as in `5 + 82…`, so it may connect two things instead of starting a number.
   */
  readonly isPlusDoubtful: boolean;
  /** A bracket is open before the first group. */
  readonly isOpen: boolean;
  /** Some digits are hidden or replaced, so the run cannot be read as a number. */
  readonly isTorn: boolean;
}

const DIGITS = new RegExp(`[\\d${TORN}]+`, 'g');

// More than three spaces are the gap between two columns.
const JOINING = /^(?!.* {4})[ .()/_-]+$/;

/** Two sequences of at least this many digits cannot be one number, because the longest number has fifteen digits. */
const LONG = 8;

/** The runs of a line, in order. */
export function findRuns(text: string): NumberRun[] {
  const runs: DigitGroup[][] = [];
  let run: DigitGroup[] = [];
  for (const match of text.matchAll(DIGITS)) {
    const [digits] = match;
    const start = match.index;
    const end = start + digits.length;
    const before = run.at(-1);
    const gap = before === undefined ? '' : text.slice(before.end, start);
    if (
      before !== undefined &&
      JOINING.test(gap) &&
      !isCounted(text, digits, end, gap) &&
      !(digits.length >= LONG && digitsOfGroups(run).length >= LONG)
    )
      run.push({ digits, gap, start, end });
    else runs.push((run = [{ digits, gap: '', start, end }]));
  }
  return runs.map((groups) => {
    const before = text.slice(0, groups[0]?.start ?? 0);
    return {
      groups,
      hasPlus: /\+[ (]*$/.test(before),
      isPlusDoubtful: /[\d)] ?\+[ (]*$/.test(before),
      isOpen: /\([ +]*$/.test(before),
      isTorn: groups.some((group) => group.digits.includes(TORN)),
    };
  });
}

/**
 * A short count with a sign directly behind it (`2a via`, `3º andar`, `14h30`) does not belong to the number in front.
 */
function isCounted(text: string, digits: string, end: number, gap: string): boolean {
  return (
    digits.length <= 3 &&
    /\s/.test(gap) &&
    /^(?:[ºª°]|(?:[aox]|h\d{0,2})(?![\p{L}\d]))/iu.test(text.slice(end, end + 4))
  );
}

/** All digits of the groups, joined. */
export function digitsOfGroups(groups: readonly DigitGroup[]): string {
  return groups.map((group) => group.digits).join('');
}

/**
 * Joins groups whose borders mean nothing: single digits (`8 2 9 9 9…`), and the thousands separators of a spreadsheet
 * (`5.582.999.000.001`).
 */
export function mergeEvenGroups(groups: readonly DigitGroup[]): readonly DigitGroup[] {
  const first = groups[0];
  if (first === undefined || groups.length < 4) return groups;
  const digits = digitsOfGroups(groups);
  const isSpelt = groups.every((group) => group.digits.length === 1);
  const isThousands =
    digits.length >= 10 &&
    first.digits.length <= 3 &&
    groups.slice(1).every((group) => group.gap === '.' && group.digits.length === 3);
  return isSpelt || isThousands ? [{ ...first, digits, end: groups.at(-1)?.end ?? first.end }] : groups;
}

/** Positions in the joined digits at which one group ends and the next begins. */
export function bordersOf(groups: readonly DigitGroup[]): readonly number[] {
  let at = 0;
  return groups.slice(0, -1).map((group) => (at += group.digits.length));
}

/**
 * Whether the groups can form one number of any country. The last group must have two digits or more; a slash or
 * bracket must belong to an area code near the beginning; and no separator may look like the end of a list number, as
 * in `7) …`, `7. …` or `7 - …`.
 *
 * @param isOpen a bracket is open before the first group
 */
export function isNumberShaped(groups: readonly DigitGroup[], isOpen: boolean): boolean {
  const last = groups.at(-1);
  if (last === undefined || (groups.length > 1 && last.digits.length < 2)) return false;
  let before = groups[0]?.digits.length ?? 0;
  let open = isOpen;
  // A dash between spaces may follow an area code that begins with a zero or ends with a bracket.
  let isAreaCode = groups[0]?.digits.startsWith('0') === true;
  for (const { digits, gap } of groups.slice(1)) {
    const closes = gap.includes(')');
    if (gap.includes('/') && (before > 6 || gap !== '/')) return false;
    if (gap.includes('(') && before > 4) return false;
    if (closes && !open) return false;
    if (!closes && !isAreaCode && /^\.+ | - |^- /.test(gap)) return false;
    open = gap.lastIndexOf('(') > gap.lastIndexOf(')');
    isAreaCode = open || digits.startsWith('0');
    before += digits.length;
  }
  return true;
}

// How people group the eight or nine digits of a Brazilian subscriber.
const EIGHT: ReadonlySet<string> = new Set(['8', '4-4', '2-2-2-2', '3-3-2', '2-3-3', '3-2-3', '4-2-2', '2-2-4']);
const NINE: ReadonlySet<string> = new Set([
  '9',
  '5-4',
  '1-4-4',
  '1-8',
  '3-3-3',
  '3-2-4',
  '3-2-2-2',
  '1-2-2-2-2',
  '5-2-2',
  '4-5',
  '1-4-2-2',
  '2-3-4',
  '2-2-2-3',
  '3-6',
]);

/** The digits of a Brazilian number without country code, zeros and carrier. */
export interface BrazilParts {
  /** Area code and subscriber. */
  readonly national: string;
}

/**
 * All ways in which the groups are a Brazilian number whose parts end where groups end: country code, trunk zero,
 * carrier and area code are never split between groups, and the subscriber is grouped as people group it. Whether such
 * a number exists is decided by the numbering plan, not here.
 *
 * @param code `must`: 55 stands in front; `may`: 55 can be missing
 */
export function brazilPartsOf(groups: readonly DigitGroup[], code: 'must' | 'may'): BrazilParts[] {
  const digits = digitsOfGroups(groups);
  const borders = bordersOf(groups);
  const found: BrazilParts[] = [];
  const codes = code === 'must' ? ['55'] : ['', '55'];
  for (const country of codes) {
    if (!digits.startsWith(country)) continue;
    for (const trunk of ['', '0', '00']) {
      if (!digits.startsWith(trunk, country.length)) continue;
      // A two-digit carrier code can stand only behind a trunk zero.
      for (const carrier of trunk === '0' ? [0, 2] : [0]) {
        const area = country.length + trunk.length + carrier;
        if (carrier > 0 && digits.charAt(area - carrier) === '0') continue;
        const national = digits.slice(area);
        if (national.length !== 10 && national.length !== 11) continue;
        const parts = [country.length, country.length + trunk.length, area, area + 2];
        if (borders.some((border) => border < area + 2 && !parts.includes(border))) continue;
        if (isSubscriberGrouped(groups, area + 2)) found.push({ national });
      }
    }
  }
  return found;
}

function isSubscriberGrouped(groups: readonly DigitGroup[], from: number): boolean {
  const lengths: number[] = [];
  let at = 0;
  let isGlued = false;
  for (const group of groups) {
    const end = at + group.digits.length;
    if (end > from) {
      const begin = Math.max(at, from);
      if (lengths.length === 0) isGlued = at < from;
      else if (/[(/]/.test(group.gap)) return false;
      lengths.push(end - begin);
    }
    at = end;
  }
  // In `8299900-0001` the area code touches the first half of the subscriber. It may touch a smaller group only if that
  // group is the ninth digit.
  const first = lengths[0] ?? 0;
  if (isGlued && first < 4 && first !== 1) return false;
  const pattern = lengths.join('-');
  return EIGHT.has(pattern) || NINE.has(pattern);
}
