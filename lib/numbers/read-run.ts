import type { InvalidReason } from './line-result.ts';
import { isCpf } from './line-marks.ts';
import { isExplained } from './number-beside.ts';
import { type DigitGroup, digitsOfGroups, mergeEvenGroups, type NumberRun } from './number-groups.ts';
import type { ParsedPhone } from './phone.ts';
import { MAX_DIGITS, type NumberPlans, readGroups, refusalReason } from './read-groups.ts';

/** A sequence with fewer digits is never a number. */
export const MIN_DIGITS = 4;
/** Bare digits of this length may be an international number with the plus missing. */
const FORGOTTEN_PLUS = /^[1-9]\d{10,12}$/;

/**
 * In `Cliente 39 …` the count belongs to the word before it, so it is not a country code. A name or a label before
 * digits does not prove that.
 */
const COUNTED_WORD =
  /(?<!\p{L})(?:cliente|client|customer|turma|grupo|group|lote|mesa|sala|loja|item|linha|l[ií]nea|line|alun[oa]|alumn[oa]|paciente|contato|contacto|contact|lead|pessoa|persona|person|apto|bloco|unidade|equipe|n[º°o]\.?)\s+(?:n[º°o.]+\s*)?$/iu;

interface Span {
  readonly from: number;
  /** The last group of the span. */
  readonly to: number;
  readonly phone: ParsedPhone;
}

/** Result of reading one digit sequence of a line. */
export interface RunReading {
  readonly run: NumberRun;
  readonly digits: number;
  readonly phones: readonly ParsedPhone[];
  readonly reason: InvalidReason;
  /** `guess`: a number only if its plus is missing. `unclear`: one sequence with several readings. */
  readonly certainty: 'sure' | 'guess' | 'unclear' | 'none';
  /** Positions of the number in the line. */
  readonly used: readonly { readonly start: number; readonly end: number }[];
}

/** Reads one digit sequence: as a whole, or without a row number in front or an extension behind. */
export function readRun(run: NumberRun, plans: NumberPlans, text: string): RunReading {
  const reading = readWritten(run, plans, text);
  if (!run.isPlusDoubtful || reading.phones.length === 0) return reading;
  const phones = uniquePhones([...reading.phones, ...readWritten({ ...run, hasPlus: false }, plans, text).phones]);
  return phones.length === reading.phones.length ? reading : { ...reading, certainty: 'unclear', phones };
}

function readWritten(run: NumberRun, plans: NumberPlans, text: string): RunReading {
  const { groups } = run;
  const digits = digitsOfGroups(groups);
  const none: RunReading = { run, digits: digits.length, phones: [], used: [], certainty: 'none', reason: 'no-number' };
  if (digits.length < MIN_DIGITS) return none;
  if (run.isTorn) return digits.replace(/\D/g, '').length < 8 ? { ...none, reason: 'too-short' } : none;
  const found = (
    certainty: RunReading['certainty'],
    spans: readonly Span[],
    phones = spans.map((span) => span.phone),
  ): RunReading => ({
    ...none,
    certainty,
    phones: uniquePhones(phones),
    used: spans.map((span) => placeOf(run, span, text)),
  });
  const spans = listSpans(run, plans);
  const whole = spans.find((span) => span.from === 0 && span.to === groups.length - 1);
  const parts = spans.filter((span) => span !== whole && isExplained(groups, span));
  if (whole !== undefined) {
    const rivals =
      mergeEvenGroups(groups).length === 1
        ? []
        : [
            ...parts,
            ...spans.filter((span) => span.from > 1 && span.to === groups.length - 1),
            ...withoutLastGroup(spans, groups, plans),
          ].filter((part) => part.phone.digits !== whole.phone.digits && !startsWithAreaCode(groups, whole, part));
    const marked = rivals.find((part) => isListMark(run, part));
    if (marked !== undefined) return found('sure', [marked]);
    const rival = rivals.find((part) => part.phone.key !== whole.phone.key);
    if (rival === undefined || (isPrinted(groups, whole, plans) && !isPrintedRival(groups, rival, plans)))
      return found('sure', [whole]);
    return found('unclear', [whole], [whole.phone, rival.phone]);
  }
  const several = partition(run, spans);
  if (several !== null) return found('sure', several);
  const best = mergeEvenGroups(groups).length === 1 ? null : longestOf(parts);
  if (best !== null) {
    const isInside = (span: Span): boolean => span.from >= best.from && span.to <= best.to;
    const clashing = spans.filter(
      (span) =>
        span.phone.key !== best.phone.key &&
        (!isInside(span) ||
          ((parts.includes(span) || span.to === best.to) &&
            !isPrinted(groups, best, plans) &&
            !startsWithAreaCode(groups, best, span))),
    );
    if (clashing.length > 0) return found('unclear', [best], [best.phone, ...clashing.map((part) => part.phone)]);
    // In `54 9 11 2345-6789`, the row number may be the country code of a foreign number.
    const isCountOfWord = COUNTED_WORD.test(text.slice(0, groups[0]?.start ?? 0));
    const abroad =
      best.from > 0 && !run.hasPlus && !isCountOfWord
        ? readGroups(groups, { hasPlus: true, isOpen: run.isOpen }, plans)
        : null;
    return abroad?.ok === true && abroad.key !== best.phone.key
      ? found('unclear', [best], [best.phone, abroad])
      : found('sure', [best]);
  }
  if (groups.length === 1 && !run.hasPlus && FORGOTTEN_PLUS.test(digits)) {
    if (plans.isBrazil && isCpf(digits)) return { ...none, reason: 'tax-number' };
    const abroad = plans.abroad(digits);
    if (abroad.ok) return found('guess', [{ from: 0, to: 0, phone: abroad }]);
  }
  return { ...none, reason: refusalReason(run, plans) };
}

function listSpans(run: NumberRun, plans: NumberPlans): Span[] {
  const { groups } = run;
  const spans: Span[] = [];
  for (let from = 0; from < groups.length && (from === 0 || !run.hasPlus); from += 1) {
    let count = 0;
    for (let to = from; to < groups.length; to += 1) {
      count += groups[to]?.digits.length ?? 0;
      if (count > MAX_DIGITS) break;
      if (count < 7) continue;
      const phone = readGroups(
        groups.slice(from, to + 1),
        {
          hasPlus: run.hasPlus && from === 0,
          isOpen: from === 0 ? run.isOpen : groups[from]?.gap.includes('(') === true,
        },
        plans,
      );
      if (phone?.ok === true) spans.push({ from, to, phone });
    }
  }
  return spans;
}

/**
 * The digits in front end like a list number (`1. (19) …`, `5) 030 …`). A trunk zero or an open bracket starts an area
 * code instead.
 */
function isListMark(run: NumberRun, part: Span): boolean {
  const [first, second] = run.groups;
  if (first === undefined || second === undefined || run.isOpen || run.hasPlus || first.digits.startsWith('0'))
    return false;
  return (
    part.from === 1 &&
    part.to === run.groups.length - 1 &&
    first.digits.length <= 4 &&
    /^ ?[.)]+ +\(?$/.test(second.gap)
  );
}

/** Readings in which a short last group is a separate count; possible where numbers have no fixed length. */
function withoutLastGroup(spans: readonly Span[], groups: readonly DigitGroup[], plans: NumberPlans): readonly Span[] {
  const last = groups.at(-1);
  if (last === undefined || last.digits.length > 4) return [];
  return spans.filter(
    ({ from, to, phone }) =>
      from === 0 && to === groups.length - 2 && phone.digits.length - plans.countryCodeLength(phone.digits) >= 8,
  );
}

/**
 * Four digits with a trunk zero (`0151 27369968`) are an area code and belong to the number, even if the rest is a
 * valid number alone.
 */
function startsWithAreaCode(groups: readonly DigitGroup[], span: Span, part: Span): boolean {
  return part.from === span.from + 1 && /^0\d{3}/.test(groups[span.from]?.digits ?? '');
}

/**
 * A rival reading that is written as well as the whole, and whose row number in front is not an area code: `1 302
 * 8389572`.
 */
function isPrintedRival(groups: readonly DigitGroup[], rival: Span, plans: NumberPlans): boolean {
  return (
    rival.from === 1 &&
    !plans.isBrazil &&
    groups[0]?.digits.startsWith('0') === false &&
    (rival.from === rival.to || isPrinted(groups, rival, plans))
  );
}

function isPrinted(groups: readonly DigitGroup[], span: Span, plans: NumberPlans): boolean {
  if (plans.isBrazil && span.phone.digits.startsWith('55')) return true;
  const gaps = groups.slice(span.from + 1, span.to + 1).map((group) => group.gap);
  // `1.319 2108143`: the first separator differs from the others.
  if (
    /^[./]$/.test(gaps[0] ?? '') &&
    gaps.some((gap) => gap !== gaps[0]) &&
    groups[span.from]?.digits.startsWith('0') === false
  )
    return false;
  return plans.printedGroups(span.phone.digits).includes(
    groups
      .slice(span.from, span.to + 1)
      .map((group) => group.digits.length)
      .join('-'),
  );
}

function longestOf(spans: readonly Span[]): Span | null {
  return spans.reduce<Span | null>(
    (best, span) => (best === null || span.to - span.from > best.to - best.from ? span : best),
    null,
  );
}

/** Two or more numbers that fill the whole sequence; null when any digits are left over. */
function partition(run: NumberRun, spans: readonly Span[]): Span[] | null {
  const deadEnds = new Set<number>();
  const walk = (at: number): Span[] | null => {
    if (at === run.groups.length) return [];
    if (deadEnds.has(at)) return null;
    for (const span of spans) {
      if (span.from !== at) continue;
      const rest = walk(span.to + 1);
      if (rest !== null) return [span, ...rest];
    }
    deadEnds.add(at);
    return null;
  };
  return walk(0);
}

/** Position of the number. It includes a row number in front, unless a name stands before that. */
function placeOf(run: NumberRun, span: Span, text: string): { readonly start: number; readonly end: number } {
  const first = run.groups[span.from];
  const isNamed = /\p{L}[^\n]*$/u.test(text.slice(0, run.groups[0]?.start ?? 0));
  return { start: (isNamed ? first : run.groups[0])?.start ?? 0, end: run.groups.at(-1)?.end ?? 0 };
}

/** Removes numbers with the same key. */
export function uniquePhones(phones: readonly ParsedPhone[]): ParsedPhone[] {
  return [...new Map(phones.map((phone) => [phone.key, phone])).values()];
}
