import { isAborted } from '../contacts/contact-pages.ts';
import { readRows } from './csv-rows.ts';
import { fold } from '../contacts/fold.ts';
import { isCpf } from '../numbers/line-marks.ts';
import { toPlainSigns } from '../numbers/line-text.ts';
import { MAX_LINES, type RawLine } from './lines.ts';
import { createTimeSlice, type SlicePorts } from '../util/time-slice.ts';

/** Number of characters and rows from which the delimiter is guessed. */
const GUESS_CHARACTERS = 8_000;
const GUESS_ROWS = 10;

/**
 * A parsed file. `headers` are unique and never empty (`Column 3` when the file has none). `hasHeader`: the first row
 * was taken as the header. `rows` contain text that is safe to use: formulas are emptied and counted.
 */
export interface CsvTable {
  readonly headers: readonly string[];
  readonly hasHeader: boolean;
  readonly delimiter: string;
  readonly rows: readonly (readonly string[])[];
  /** The first five rows below the header. */
  readonly preview: readonly (readonly string[])[];
  /** For each row, the line of the text on which it begins, counted from 1. */
  readonly lineOf: readonly number[];
  /** Line of the header; null without a header. */
  readonly headerLine: number | null;
  readonly guess: { readonly numberColumn: number | null; readonly nameColumn: number | null };
  readonly formulaCells: number;
  /** Number of rows beyond the limit, which were not read. */
  readonly cutRows: number;
}

/**
 * Parses a delimited text in short slices, so that the thread stays responsive.
 *
 * @param limit rows beyond it are counted but not read
 * @returns null when the text has no rows, or when the signal was aborted
 */
export async function parseCsv(
  text: string,
  ports: SlicePorts,
  signal?: AbortSignal,
  limit = MAX_LINES,
): Promise<CsvTable | null> {
  const rows: string[][] = [];
  const lineOf: number[] = [];
  const state = { delimiter: ',', cutRows: 0, formulaCells: 0, limit };
  const pauseIfDue = createTimeSlice(ports);
  const bare = text.replace(/^\uFEFF/, '');
  // Excel writes a line like `sep=;` to name the delimiter.
  const declared = /^sep=(.)\r?\n/i.exec(bare);
  state.delimiter = declared?.[1] ?? guessDelimiter(bare.slice(0, GUESS_CHARACTERS));
  const linesAbove = declared === null ? 0 : 1;
  for (const { cells: row, line } of readRows(bare.slice(declared?.[0].length ?? 0), state.delimiter)) {
    if (isAborted(signal)) break;
    await pauseIfDue();
    if (row.every((cell) => cell.trim() === '')) continue;
    if (rows.length > limit) {
      state.cutRows += 1;
      continue;
    }
    rows.push(row.map((cell) => readCell(cell, state)));
    lineOf.push(line + linesAbove);
  }
  if (isAborted(signal) || rows.length === 0) return null;
  return toTable(rows, lineOf, state);
}

/**
 * Converts the rows to lines to classify, using the chosen columns. Every column can fill a variable by its header.
 *
 * @param columns positions in `headers`; without a name column, names come from the contacts
 */
export function toRawLines(
  table: CsvTable,
  columns: { readonly number: number; readonly name: number | null },
): RawLine[] {
  return table.rows.map((row, index) => ({
    line: table.lineOf[index] ?? index + 1,
    text: row.join(table.delimiter === '\t' ? '\t' : `${table.delimiter} `),
    number: row[columns.number] ?? '',
    ...(columns.name === null ? {} : { name: row[columns.name] ?? '' }),
    values: Object.fromEntries(table.headers.map((header, column) => [header, row[column] ?? ''])),
  }));
}

/**
 * Returns the text of a cell. `="00123"` becomes `00123`, because spreadsheets keep digits as text that way. Any other
 * formula is emptied, because its result is not in the file.
 */
export function neutraliseCell(cell: string): { readonly text: string; readonly wasFormula: boolean } {
  const text = cell.trim();
  const quoted = /^="([^"]*)"$/.exec(text);
  if (quoted !== null) return { text: (quoted[1] ?? '').trim(), wasFormula: false };
  // `=82 99900-0001` is a number typed after an equals sign.
  const plain = /^=\s*(\+?[\d\s().-]+)$/.exec(text);
  if (plain !== null) return { text: (plain[1] ?? '').trim(), wasFormula: false };
  const isFormula = text.startsWith('=') || /^[+\-@]\s*[A-Za-z_]+\s*[(|!]/.test(text);
  return isFormula ? { text: '', wasFormula: true } : { text, wasFormula: false };
}

function readCell(cell: string, state: { formulaCells: number }): string {
  const { text, wasFormula } = neutraliseCell(cell);
  if (wasFormula) state.formulaCells += 1;
  return text;
}

// Choose the delimiter that cuts the most of the first rows into the same number of cells; of two equal ones the one
// that makes more cells.
function guessDelimiter(sample: string): string {
  const scored = [';', ',', '\t', '|'].map((delimiter) => {
    const rows = [...readRows(sample, delimiter)]
      .map((row) => row.cells)
      .filter((row) => row.join('') !== '')
      .slice(0, GUESS_ROWS);
    const width = rows[0]?.length ?? 1;
    const alike = rows.filter((row) => row.length === width).length / Math.max(1, rows.length);
    return { delimiter, score: width > 1 ? alike * 100 + width : 0 };
  });
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function toTable(
  rows: string[][],
  lineOf: number[],
  state: { delimiter: string; cutRows: number; formulaCells: number; limit: number },
): CsvTable {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const first = rows[0] ?? [];
  const hasHeader = looksLikeHeader(first, rows.slice(1, 21));
  const body = (hasHeader ? rows.slice(1) : rows).slice(0, state.limit);
  const cutRows = state.cutRows + (hasHeader ? rows.length - 1 : rows.length) - body.length;
  const headers = nameColumns(hasHeader ? first : [], width);
  return {
    headers,
    hasHeader,
    delimiter: state.delimiter,
    rows: body,
    preview: body.slice(0, 5),
    lineOf: hasHeader ? lineOf.slice(1) : lineOf,
    headerLine: hasHeader ? (lineOf[0] ?? null) : null,
    guess: guessColumns(headers, body.slice(0, 50)),
    formulaCells: state.formulaCells,
    cutRows,
  };
}

function looksLikeHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  if (first.some(isNumberCell)) return false;
  if (first.some(isHeaderWord)) return true;
  return rest.some((row) => row.some(isNumberCell));
}

function nameColumns(given: readonly string[], width: number): string[] {
  const used = new Set<string>();
  return Array.from({ length: width }, (_, column) => {
    const base = given[column]?.trim() || `Column ${column + 1}`;
    let name = base;
    for (let copy = 2; used.has(name); copy += 1) name = `${base} (${copy})`;
    used.add(name);
    return name;
  });
}

const PHONE_WORD =
  /phone|fone|telef|celular|whats|wpp|zap|mobile|movil|(?<![a-z])(?:tel|cel|fono|urn|msisdn|handy)(?![a-z])/;
const NUMBER_WORD = /numero|number|(?<![a-z])n[º°o.](?![a-z])/;
/** Columns that hold numbers of another kind. The header counts more than the length of the numbers. */
const OTHER_WORD =
  /pedido|order|orden|ordem|cpf|cnpj|(?<![a-z])(?:rg|cep|id|nf|dni|rut|nit|cuit|rfc|zip|sku|ean|imei|ref|qtd)(?![a-z])|documento|document|nota|fatura|factura|invoice|boleto|contrato|contract|protocolo|ticket|matricula|codigo|code|cliente id|conta|cuenta|account|agencia|valor|value|preco|precio|price|total|data|date|fecha|nascimento|rastre|tracking|fax/;
const HEADER_NAME = /^(?:nome|nombre|name|cliente|contato|contacto|contact|customer|full ?name|razao social)/;
const isHeaderWord = (cell: string): boolean =>
  PHONE_WORD.test(fold(cell)) || NUMBER_WORD.test(fold(cell)) || HEADER_NAME.test(fold(cell));

function headerScore(header: string): number {
  const words = fold(header);
  const isOther = OTHER_WORD.test(words);
  if (PHONE_WORD.test(words)) return isOther ? 0.5 : 1;
  if (isOther) return -0.75;
  return NUMBER_WORD.test(words) ? 0.5 : 0;
}

function guessColumns(headers: readonly string[], rows: readonly (readonly string[])[]): CsvTable['guess'] {
  const share = (column: number) =>
    rows.filter((row) => isNumberCell(row[column] ?? '')).length / Math.max(1, rows.length);
  const ranked = headers
    .map((header, column) => ({ column, score: share(column) + headerScore(header) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  const numberColumn = best !== undefined && best.score >= 0.5 ? best.column : null;
  const named = headers.findIndex((header, column) => column !== numberColumn && HEADER_NAME.test(fold(header)));
  const lettered = headers.findIndex(
    (_, column) => column !== numberColumn && rows.length > 0 && rows.every((row) => /\p{L}/u.test(row[column] ?? '')),
  );
  const nameColumn = named === -1 ? lettered : named;
  return { numberColumn, nameColumn: nameColumn === -1 ? null : nameColumn };
}

// Whether a cell has as many digits as a phone number and is neither a CPF nor a date.
function isNumberCell(cell: string): boolean {
  const plain = toPlainSigns(cell);
  const digits = plain.replace(/\D/g, '');
  if (isCpf(digits) && !/^\d\d9/.test(digits)) return false;
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:\D|$)/.test(plain.trim())) return false;
  return digits.length >= 8 && digits.length <= 17 && !/\p{L}{2}/u.test(plain.replace(/^(?:whatsapp|tel):/i, ''));
}
