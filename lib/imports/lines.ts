import type { InvalidReason, UnclearReason } from '../numbers/line-result.ts';
import { toPlainSigns } from '../numbers/line-text.ts';
import { readName } from '../util/seen-text.ts';
import type { ParsedPhone } from '../numbers/phone.ts';
import type { LineReading } from '../numbers/read-line.ts';
import { createTimeSlice, type SlicePorts } from '../util/time-slice.ts';

/** Lines beyond this number are not read; they are returned as `too-many-lines`. */
export const MAX_LINES = 20_000;

/**
 * One line of a list, understood or not. `line` counts from 1, blank lines included. `name` is the name written in the
 * line, `values` are its CSV columns. `readings`: the numbers that an unclear line may mean.
 */
export type ClassifiedLine = {
  readonly line: number;
  readonly text: string;
  readonly name: string | null;
  readonly values?: Readonly<Record<string, string>>;
} & (
  | { readonly status: 'parsed'; readonly phone: ParsedPhone }
  | { readonly status: 'unclear'; readonly readings: readonly ParsedPhone[]; readonly reason: UnclearReason }
  | { readonly status: 'invalid'; readonly reason: InvalidReason }
);

/** A line to classify: its text, or (from a CSV row) its number and name separately. */
export interface RawLine {
  readonly line: number;
  readonly text: string;
  readonly number?: string;
  readonly name?: string;
  readonly values?: Readonly<Record<string, string>>;
}

const SPLIT = /[\t;|,]/;
/** A list on one line must have at least this many numbers, because two may belong to one person. */
const MIN_LIST = 3;

/**
 * Splits a text into its physical lines. Windows and old Mac line ends count. Unicode line separators count only in a
 * text without these, because otherwise they stand inside a line. A line end at the end of the text starts no further
 * line.
 */
export function physicalLines(text: string): string[] {
  const bare = text.replace(/^\uFEFF/, '');
  const lines = bare.split(/[\n\r]/.test(bare) ? /\r\n|[\n\r]/ : /[\u2028\u2029]/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/**
 * The lines of a pasted text that are not blank. A text that is one list on a single line is split at its separators.
 */
export function splitLines(text: string): RawLine[] {
  const lines = physicalLines(text).flatMap((row, index) =>
    isBlank(row) ? [] : [{ line: index + 1, text: row.trim() }],
  );
  const [only, ...others] = lines;
  if (only === undefined || others.length > 0) return lines;
  return splitListRow(only.text).map((part) => ({ line: only.line, text: part.trim() }));
}

/** Whether a line contains nothing visible. */
export function isBlank(row: string): boolean {
  return readName(row) === null;
}

/** Reads a line as people in the agent's country write numbers. */
type ReadLine = (text: string) => LineReading;

/** Classifies one line: a number in any format, with an optional name before or behind it. */
export function classifyLine(raw: RawLine, read: ReadLine): ClassifiedLine {
  const { line, text, values } = raw;
  const reading = read(raw.number ?? text);
  const name = raw.number === undefined ? nameIn(reading.rest) : cleanName(raw.name ?? '');
  const base = { line, text, name, ...(values === undefined ? {} : { values }) };
  switch (reading.kind) {
    case 'number':
      return { ...base, status: 'parsed', phone: reading.phone };
    case 'unclear':
      return { ...base, status: 'unclear', readings: reading.readings, reason: reading.reason };
    case 'none':
      return { ...base, status: 'invalid', reason: reading.reason };
    default:
      return reading satisfies never;
  }
}

/**
 * Classifies lines one by one in short slices, so that the thread stays responsive. The caller may stop at any time;
 * the results so far stay valid.
 *
 * @param limit lines beyond it are returned as `too-many-lines`
 */
export async function* classifyLines(
  lines: Iterable<RawLine>,
  read: ReadLine,
  ports: SlicePorts,
  limit = MAX_LINES,
): AsyncGenerator<ClassifiedLine> {
  const pauseIfDue = createTimeSlice(ports);
  let count = 0;
  for (const raw of lines) {
    count += 1;
    if (count > limit)
      yield { status: 'invalid', line: raw.line, text: raw.text, name: null, reason: 'too-many-lines' };
    else yield classifyLine(raw, read);
    await pauseIfDue();
  }
}

// Drop fields without a letter: they are counts, codes and dates.
function nameIn(rest: string): string | null {
  const fields = rest.split(/[\t;|\0]/).map((field) => cleanName(field) ?? '');
  const name = fields
    .filter((field) => field !== '')
    .join(' ')
    .replace(/^(?:n[º°o.]*\s*)?\d{1,7}\s*(?:[.):ºª°-]+\s*|$)/iu, '');
  return cleanName(name);
}

const LABELS =
  /(?<![\p{L}\d])(?:whatsapp|whats|wpp|zap|tel|telefone|tel[ée]fono|phone|mobile|m[oó]vil|fone|cel|celular|contato|contacto)(?![\p{L}\d])\s*[.:]?|[\u260e\u{1f4de}\u{1f4f1}\u{1f4f2}]\ufe0f?/giu;

function cleanName(text: string): string | null {
  const name = (readName(text) ?? '')
    .replace(LABELS, ' ')
    .replace(/[\t;|,"<>()[\]{}:+=*_~#]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—./•·]+|[\s\-–—/•·]+$/g, '')
    .trim();
  return /[\p{L}\p{Extended_Pictographic}]/u.test(name) ? name : null;
}

// `a, b, c` on one line is a list only when every part is a number and nothing else.
function splitListRow(row: string): string[] {
  const parts = row.split(SPLIT).filter((part) => part.trim() !== '');
  const withNumber = parts.filter(
    (part) => /^[\s\d()+.-]+$/.test(toPlainSigns(part)) && part.replace(/\D/g, '').length >= 8,
  );
  return parts.length >= MIN_LIST && withNumber.length === parts.length ? parts : [row];
}
