import type { InvalidReason } from './line-result.ts';
import type { ParsedPhone, UnparsedPhone } from './phone.ts';
import { createTimeSlice, type SlicePorts } from './time-slice.ts';

/** More lines than this are not looked at: they come back as `too-many-lines`. */
export const MAX_LINES = 20_000;

/** One pasted line understood, or why not. `line` counts from 1, blank lines included; `values` are its CSV columns. */
export type ClassifiedLine =
  | {
      readonly status: 'parsed';
      readonly line: number;
      readonly text: string;
      readonly phone: ParsedPhone;
      readonly name: string | null;
      readonly values?: Readonly<Record<string, string>>;
    }
  | { readonly status: 'invalid'; readonly line: number; readonly text: string; readonly reason: InvalidReason };

/** A line to classify: its text, or its number and name already apart (a CSV row). */
export interface RawLine {
  readonly line: number;
  readonly text: string;
  readonly number?: string;
  readonly name?: string;
  readonly values?: Readonly<Record<string, string>>;
}

// A run that may be a phone number: a digit, then digits with the usual signs between them.
const NUMBER_RUN = /(?:\+|\(\s*\+?)?\s*\p{Nd}(?:[\p{Nd}\s().\-/\u2010-\u2015\u2212]|\p{Cf})*\p{Nd}/gu;
const SPLIT = /[\t;|,]/;

/** The lines of a pasted text that are not blank. Windows, old Mac and Unicode line ends count; a list on one line is split at its separators. */
export function splitLines(text: string): RawLine[] {
  const rows = text.replace(/^\uFEFF/, '').split(/\r\n|[\n\r\u2028\u2029]/);
  const lines: RawLine[] = [];
  for (const [index, row] of rows.entries()) {
    for (const part of splitListRow(row)) {
      if (part.trim() !== '') lines.push({ line: index + 1, text: part.trim() });
    }
  }
  return lines;
}

/** Reads a number as the agent's own country writes it. */
type ReadPhone = (text: string) => ParsedPhone | UnparsedPhone;

/** Understands one line: a number in any format with an optional name before or behind it. */
export function classifyLine(raw: RawLine, read: ReadPhone): ClassifiedLine {
  const { line, text } = raw;
  if (raw.number !== undefined) {
    const phone = read(raw.number);
    if (!phone.ok) return { status: 'invalid', line, text, reason: phone.reason };
    return { status: 'parsed', line, text, phone, name: cleanName(raw.name ?? ''), ...(raw.values === undefined ? {} : { values: raw.values }) };
  }
  if (/\d[.,]\d+e\+?\d+/i.test(text)) return { status: 'invalid', line, text, reason: 'excel-notation' };
  const numbers = findNumbers(text, read);
  const good = numbers.filter((number) => number.phone.ok);
  const keys = new Set(good.map((number) => (number.phone.ok ? number.phone.key : '')));
  if (keys.size > 1) return { status: 'invalid', line, text, reason: 'several-numbers' };
  const best = good[0];
  if (best?.phone.ok === true) return { status: 'parsed', line, text, phone: best.phone, name: cleanName(withoutNumbers(text, good)) };
  // The longest run is the one that was meant as the number.
  const worst = numbers.sort((a, b) => b.written.length - a.written.length)[0];
  return { status: 'invalid', line, text, reason: worst === undefined || worst.phone.ok ? 'no-number' : worst.phone.reason };
}

/**
 * Classifies lines one by one without ever keeping the event loop for long. The caller may stop reading at any time; what
 * was yielded stays true.
 */
export async function* classifyLines(lines: Iterable<RawLine>, read: ReadPhone, ports: SlicePorts): AsyncGenerator<ClassifiedLine> {
  const breathe = createTimeSlice(ports);
  let count = 0;
  for (const raw of lines) {
    count += 1;
    if (count > MAX_LINES) yield { status: 'invalid', line: raw.line, text: raw.text, reason: 'too-many-lines' };
    else yield classifyLine(raw, read);
    await breathe();
  }
}

interface FoundNumber {
  readonly at: number;
  readonly written: string;
  readonly phone: ParsedPhone | UnparsedPhone;
}

function findNumbers(text: string, read: ReadPhone): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (const match of text.matchAll(NUMBER_RUN)) {
    const written = match[0];
    if (digitCount(written) < 4) continue;
    const whole = readRun({ at: match.index, written }, text, read);
    const parts = whole.phone.ok ? [] : splitRun(written, read);
    if (parts.length < 2) found.push(whole);
    else for (const part of parts) found.push({ at: match.index + written.indexOf(part), written: part, phone: read(part) });
  }
  return found;
}

// `Cliente 12 (11) 91234-5678`: the count that ends a name looks like the beginning of the number behind it.
function readRun(run: { readonly at: number; readonly written: string }, text: string, read: ReadPhone): FoundNumber {
  const whole = { ...run, phone: read(run.written) };
  if (whole.phone.ok || whole.phone.reason !== 'too-long' || !/\p{L}/u.test(text.slice(0, run.at))) return whole;
  const [count] = /^\s*\d{1,4}\s+/.exec(run.written) ?? [];
  if (count === undefined) return whole;
  const rest = { at: run.at + count.length, written: run.written.slice(count.length) };
  const phone = read(rest.written);
  return phone.ok ? { ...rest, phone } : whole;
}

// Two numbers with blanks between them look like one run: cut at wide gaps, else wherever a whole number is complete.
function splitRun(written: string, read: ReadPhone): string[] {
  const wide = written.split(/\s{2,}|\s*\/\s*|\s+-\s+/).filter((part) => digitCount(part) >= 8);
  if (wide.length > 1 || digitCount(written) < 16) return wide;
  const parts: string[] = [];
  let part = '';
  for (const token of written.trim().split(/(?<=\S)(?=\s)/)) {
    part += token;
    if (digitCount(part) < 10 || !read(part).ok) continue;
    parts.push(part.trim());
    part = '';
  }
  return part === '' ? parts : [];
}

function digitCount(text: string): number {
  return text.replace(/\P{Nd}/gu, '').length;
}

function withoutNumbers(text: string, numbers: readonly FoundNumber[]): string {
  let rest = text;
  for (const number of numbers) rest = rest.replace(number.written, ' ');
  return rest;
}

function cleanName(text: string): string | null {
  const name = text
    .replace(/\b(?:whatsapp|wpp|zap|tel|telefone|tel[ée]fono|phone|fone|cel|celular)\b\s*[.:]?/giu, ' ')
    .replace(/[\t;|,"<>()[\]:+=]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s\-–—./]+|[\s\-–—/]+$/g, '')
    .trim();
  return /[\p{L}\p{Extended_Pictographic}]/u.test(name) ? name : null;
}

// `a, b, c` on one line is a list when every part has a number of its own.
function splitListRow(row: string): string[] {
  const parts = row.split(SPLIT).filter((part) => part.trim() !== '');
  const withNumber = parts.filter((part) => part.replace(/\D/g, '').length >= 8);
  return parts.length > 1 && withNumber.length === parts.length ? parts : [row];
}
