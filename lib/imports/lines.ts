import type { InvalidReason, UnclearReason } from '../numbers/line-result.ts';
import { toPlainSigns } from '../numbers/line-text.ts';
import { readName } from '../util/seen-text.ts';
import type { ParsedPhone } from '../numbers/phone.ts';
import type { LineReading } from '../numbers/read-line.ts';
import { createTimeSlice, type SlicePorts } from '../util/time-slice.ts';

/** More lines than this are not looked at: they come back as `too-many-lines`. */
export const MAX_LINES = 20_000;

/**
 * One pasted line understood, or why not. `line` counts from 1, blank lines included; `name` is the name that the line
 * carries; `values` are its CSV columns. `readings`: the numbers it can be read as.
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

/** A line to classify: its text, or its number and name already apart (a CSV row). */
export interface RawLine {
  readonly line: number;
  readonly text: string;
  readonly number?: string;
  readonly name?: string;
  readonly values?: Readonly<Record<string, string>>;
}

const SPLIT = /[\t;|,]/;
/** A list on one line has at least this many numbers; two may be the numbers of one person. */
const MIN_LIST = 3;

/**
 * The physical lines of a text, from 1. Windows and old Mac line ends count; the Unicode ones only in a text that has none
 * of these, since elsewhere they stand inside a line. The end of the last line begins no further one.
 */
export function physicalLines(text: string): string[] {
  const bare = text.replace(/^\uFEFF/, '');
  const lines = bare.split(/[\n\r]/.test(bare) ? /\r\n|[\n\r]/ : /[\u2028\u2029]/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The lines of a pasted text that are not blank. A text that is one list on one line is split at its separators. */
export function splitLines(text: string): RawLine[] {
  const lines = physicalLines(text).flatMap((row, index) => (isBlank(row) ? [] : [{ line: index + 1, text: row.trim() }]));
  const [only, ...others] = lines;
  if (only === undefined || others.length > 0) return lines;
  return splitListRow(only.text).map((part) => ({ line: only.line, text: part.trim() }));
}

/** Whether nothing can be seen in a line. */
export function isBlank(row: string): boolean {
  return readName(row) === null;
}

/** Reads a line as the agent's own country writes numbers. */
type ReadLine = (text: string) => LineReading;

/** Understands one line: a number in any format with an optional name before or behind it. */
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
 * Classifies lines one by one without ever keeping the event loop for long. The caller may stop reading at any time; what
 * was yielded stays true.
 *
 * @param limit lines beyond it are not looked at
 */
export async function* classifyLines(lines: Iterable<RawLine>, read: ReadLine, ports: SlicePorts, limit = MAX_LINES): AsyncGenerator<ClassifiedLine> {
  const breathe = createTimeSlice(ports);
  let count = 0;
  for (const raw of lines) {
    count += 1;
    if (count > limit) yield { status: 'invalid', line: raw.line, text: raw.text, name: null, reason: 'too-many-lines' };
    else yield classifyLine(raw, read);
    await breathe();
  }
}

// Fields of a line that hold no letter are counts, codes and dates.
function nameIn(rest: string): string | null {
  const fields = rest.split(/[\t;|\0]/).map((field) => cleanName(field) ?? '');
  const name = fields.filter((field) => field !== '').join(' ').replace(/^(?:n[º°o.]*\s*)?\d{1,7}\s*(?:[.):ºª°-]+\s*|$)/iu, '');
  return cleanName(name);
}

const LABELS = /(?<![\p{L}\d])(?:whatsapp|whats|wpp|zap|tel|telefone|tel[ée]fono|phone|mobile|m[oó]vil|fone|cel|celular|contato|contacto)(?![\p{L}\d])\s*[.:]?|[\u260e\u{1f4de}\u{1f4f1}\u{1f4f2}]\ufe0f?/giu;

function cleanName(text: string): string | null {
  const name = (readName(text) ?? '')
    .replace(LABELS, ' ')
    .replace(/[\t;|,"<>()[\]{}:+=*_~#]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—./•·]+|[\s\-–—/•·]+$/g, '')
    .trim();
  return /[\p{L}\p{Extended_Pictographic}]/u.test(name) ? name : null;
}

// `a, b, c` on one line is a list when every part has a number of its own and nothing but numbers stands there.
function splitListRow(row: string): string[] {
  const parts = row.split(SPLIT).filter((part) => part.trim() !== '');
  const withNumber = parts.filter((part) => /^[\s\d()+.-]+$/.test(toPlainSigns(part)) && part.replace(/\D/g, '').length >= 8);
  return parts.length >= MIN_LIST && withNumber.length === parts.length ? parts : [row];
}
