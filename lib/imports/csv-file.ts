import { isAborted } from '../contacts/contact-pages.ts';
import { readRows } from './csv-rows.ts';
import { fold } from '../contacts/fold.ts';
import { isCpf } from '../numbers/line-marks.ts';
import { toPlainSigns } from '../numbers/line-text.ts';
import { MAX_LINES, type RawLine } from './lines.ts';
import { createTimeSlice, type SlicePorts } from '../util/time-slice.ts';

/** The first rows tell how a file is cut. */
const GUESS_CHARACTERS = 8_000;
const GUESS_ROWS = 10;

/**
 * A parsed file. `headers` are unique and never empty (`Column 3` where the file has none). `hasHeader`: the first row was
 * taken as one. `rows` hold text as it may be used: formulas are emptied and counted.
 */
export interface CsvTable {
  readonly headers: readonly string[];
  readonly hasHeader: boolean;
  readonly delimiter: string;
  readonly rows: readonly (readonly string[])[];
  /** The first five rows under the header. */
  readonly preview: readonly (readonly string[])[];
  /** Line of the text on which each row begins, from 1. */
  readonly lineOf: readonly number[];
  /** Where the header stands; null without one. */
  readonly headerLine: number | null;
  readonly guess: { readonly numberColumn: number | null; readonly nameColumn: number | null };
  readonly formulaCells: number;
  /** Rows beyond the limit, which were not read. */
  readonly cutRows: number;
}

/**
 * Reads a delimited text in slices, so that nothing is kept waiting. Null when there is no row at all, or when it was cancelled.
 *
 * @param limit rows beyond it are counted, not read
 */
export async function parseCsv(text: string, ports: SlicePorts, signal?: AbortSignal, limit = MAX_LINES): Promise<CsvTable | null> {
  const rows: string[][] = [];
  const lineOf: number[] = [];
  const state = { delimiter: ',', cutRows: 0, formulaCells: 0, limit };
  const breathe = createTimeSlice(ports);
  const bare = text.replace(/^\uFEFF/, '');
  // Excel writes this line to tell its own separator.
  const told = /^sep=(.)\r?\n/i.exec(bare);
  state.delimiter = told?.[1] ?? guessDelimiter(bare.slice(0, GUESS_CHARACTERS));
  const above = told === null ? 0 : 1;
  for (const { cells: row, line } of readRows(bare.slice(told?.[0].length ?? 0), state.delimiter)) {
    if (isAborted(signal)) break;
    await breathe();
    if (row.every((cell) => cell.trim() === '')) continue;
    if (rows.length > limit) {
      state.cutRows += 1;
      continue;
    }
    rows.push(row.map((cell) => readCell(cell, state)));
    lineOf.push(line + above);
  }
  if (isAborted(signal) || rows.length === 0) return null;
  return toTable(rows, lineOf, state);
}

/**
 * The rows as lines to classify, with the columns chosen. Every other column can feed a variable by its header.
 *
 * @param columns positions in `headers`; no name column = names come from the contacts
 */
export function toRawLines(table: CsvTable, columns: { readonly number: number; readonly name: number | null }): RawLine[] {
  return table.rows.map((row, index) => ({
    line: table.lineOf[index] ?? index + 1,
    text: row.join(table.delimiter === '\t' ? '\t' : `${table.delimiter} `),
    number: row[columns.number] ?? '',
    ...(columns.name === null ? {} : { name: row[columns.name] ?? '' }),
    values: Object.fromEntries(table.headers.map((header, column) => [header, row[column] ?? ''])),
  }));
}

/** A cell as text. `="00123"` is how spreadsheets keep digits as text; any other formula is emptied, since nobody would read its result. */
export function neutraliseCell(cell: string): { readonly text: string; readonly wasFormula: boolean } {
  const text = cell.trim();
  const quoted = /^="([^"]*)"$/.exec(text);
  if (quoted !== null) return { text: (quoted[1] ?? '').trim(), wasFormula: false };
  // A number typed behind an equals sign is that number.
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

// The sign that cuts most of the first rows into the same number of cells; of two such signs the one that cuts more.
function guessDelimiter(sample: string): string {
  const scored = [';', ',', '\t', '|'].map((delimiter) => {
    const rows = [...readRows(sample, delimiter)].map((row) => row.cells).filter((row) => row.join('') !== '').slice(0, GUESS_ROWS);
    const width = rows[0]?.length ?? 1;
    const alike = rows.filter((row) => row.length === width).length / Math.max(1, rows.length);
    return { delimiter, score: width > 1 ? alike * 100 + width : 0 };
  });
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function toTable(rows: string[][], lineOf: number[], state: { delimiter: string; cutRows: number; formulaCells: number; limit: number }): CsvTable {
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

const PHONE_WORD = /phone|fone|telef|celular|whats|wpp|zap|mobile|movil|(?<![a-z])(?:tel|cel|fono|urn|msisdn|handy)(?![a-z])/;
const NUMBER_WORD = /numero|number|(?<![a-z])n[º°o.](?![a-z])/;
/** Columns that hold numbers of another kind: what they are called says more than how long their numbers are. */
const OTHER_WORD =
  /pedido|order|orden|ordem|cpf|cnpj|(?<![a-z])(?:rg|cep|id|nf|dni|rut|nit|cuit|rfc|zip|sku|ean|imei|ref|qtd)(?![a-z])|documento|document|nota|fatura|factura|invoice|boleto|contrato|contract|protocolo|ticket|matricula|codigo|code|cliente id|conta|cuenta|account|agencia|valor|value|preco|precio|price|total|data|date|fecha|nascimento|rastre|tracking|fax/;
const HEADER_NAME = /^(?:nome|nombre|name|cliente|contato|contacto|contact|customer|full ?name|razao social)/;
const isHeaderWord = (cell: string): boolean => PHONE_WORD.test(fold(cell)) || NUMBER_WORD.test(fold(cell)) || HEADER_NAME.test(fold(cell));

function headerScore(header: string): number {
  const words = fold(header);
  const isOther = OTHER_WORD.test(words);
  if (PHONE_WORD.test(words)) return isOther ? 0.5 : 1;
  if (isOther) return -0.75;
  return NUMBER_WORD.test(words) ? 0.5 : 0;
}

function guessColumns(headers: readonly string[], rows: readonly (readonly string[])[]): CsvTable['guess'] {
  const share = (column: number) => rows.filter((row) => isNumberCell(row[column] ?? '')).length / Math.max(1, rows.length);
  const ranked = headers
    .map((header, column) => ({ column, score: share(column) + headerScore(header) }))
    .sort((a, b) => b.score - a.score);
  const best = ranked[0];
  const numberColumn = best !== undefined && best.score >= 0.5 ? best.column : null;
  const named = headers.findIndex((header, column) => column !== numberColumn && HEADER_NAME.test(fold(header)));
  const lettered = headers.findIndex((_, column) => column !== numberColumn && rows.length > 0 && rows.every((row) => /\p{L}/u.test(row[column] ?? '')));
  const nameColumn = named === -1 ? lettered : named;
  return { numberColumn, nameColumn: nameColumn === -1 ? null : nameColumn };
}

// A sequence as long as a phone number that is no CPF and no date.
function isNumberCell(cell: string): boolean {
  const plain = toPlainSigns(cell);
  const digits = plain.replace(/\D/g, '');
  if (isCpf(digits) && !/^\d\d9/.test(digits)) return false;
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:\D|$)/.test(plain.trim())) return false;
  return digits.length >= 8 && digits.length <= 17 && !/\p{L}{2}/u.test(plain.replace(/^(?:whatsapp|tel):/i, ''));
}
