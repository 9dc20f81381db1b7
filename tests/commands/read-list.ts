import { type CsvTable, parseCsv, toRawLines } from '../../lib/imports/csv-file.ts';
import { classifyLines, type ClassifiedLine, isBlank, physicalLines, type RawLine } from '../../lib/imports/lines.ts';
import type { LineReading } from '../../lib/numbers/read-line.ts';

/**
 * The reading of one line. `number`: the full number with its plus; `readings`: the possible numbers of an unclear
 * line.
 */
export interface ReadListLine {
  readonly line: number;
  readonly status: 'number' | 'duplicate' | 'invalid' | 'unclear';
  readonly number: string | null;
  readonly reason: string | null;
  readonly name: string | null;
  readonly values: Readonly<Record<string, string>>;
  readonly readings?: readonly string[];
  /** For a duplicate: the first line with the same person. */
  readonly firstLine?: number;
}

export interface ReadListOptions {
  readonly read: (text: string) => LineReading;
  /** The column of the number, counted from 1 or by its header. If absent, it is found from the file. */
  readonly column?: string | undefined;
}

const PORTS = { now: () => 0, pause: () => Promise.resolve() };
const NO_LIMIT = Number.POSITIVE_INFINITY;
/** Gives every row of a table as many cells as its header has. */
const EVEN_SHARE = 0.9;

/**
 * Reads a list as the product does: every line of the text, also blank lines and the header. A row of a table with
 * several lines has the number of its first line.
 *
 * @throws {RangeError} no such column
 */
export async function* readList(text: string, { read, column }: ReadListOptions): AsyncGenerator<ReadListLine> {
  const lines = physicalLines(text);
  const table = await readTable(text, lines, column);
  const firstOfKey = new Map<string, number>();
  const raw: readonly RawLine[] =
    table?.raw ?? lines.flatMap((row, index) => (isBlank(row) ? [] : [{ line: index + 1, text: row }]));
  let next = 1;
  for await (const classified of classifyLines(raw, read, PORTS, NO_LIMIT)) {
    yield* skipped(lines, { from: next, to: classified.line, header: table?.headerLine ?? null });
    yield toLine(classified, firstOfKey);
    next = classified.line + 1;
  }
  yield* skipped(lines, { from: next, to: lines.length + 1, header: table?.headerLine ?? null });
}

function* skipped(
  lines: readonly string[],
  { from, to, header }: { readonly from: number; readonly to: number; readonly header: number | null },
): Generator<ReadListLine> {
  for (let line = from; line < to; line += 1) {
    const reason =
      line === header ? 'header' : isBlank((lines[line - 1] ?? '').replaceAll(/[;,|\t]/g, '')) ? 'blank' : null;
    // Any other line is the continuation of a row that began above it.
    if (reason !== null) yield { line, status: 'invalid', number: null, reason, name: null, values: {} };
  }
}

async function readTable(
  text: string,
  lines: readonly string[],
  column: string | undefined,
): Promise<{ readonly raw: readonly RawLine[]; readonly headerLine: number | null } | null> {
  if (column === undefined && !/[;,\t|]/.test(lines.find((line) => !isBlank(line)) ?? '')) return null;
  const table = await parseCsv(text, PORTS, undefined, NO_LIMIT);
  if (table === null) return null;
  const number = column === undefined ? guessedColumn(table) : columnOf(table, column);
  if (number === null) return null;
  const name = table.guess.nameColumn === number ? null : table.guess.nameColumn;
  return { raw: toRawLines(table, { number, name }), headerLine: table.headerLine };
}

function guessedColumn(table: CsvTable): number | null {
  const even = table.rows.filter((row) => row.length === table.headers.length).length;
  return table.hasHeader && table.headers.length > 1 && even >= table.rows.length * EVEN_SHARE
    ? table.guess.numberColumn
    : null;
}

function columnOf(table: CsvTable, column: string): number {
  const byHeader = table.headers.findIndex((header) => header.toLowerCase() === column.trim().toLowerCase());
  const at = /^\d+$/.test(column) ? Number(column) - 1 : byHeader;
  if (at < 0 || at >= table.headers.length)
    throw new RangeError(`there is no column ${column}; there are: ${table.headers.join(', ')}`);
  return at;
}

function toLine(line: ClassifiedLine, firstOfKey: Map<string, number>): ReadListLine {
  const base = { line: line.line, name: line.name, values: line.values ?? {} };
  switch (line.status) {
    case 'invalid':
      return {
        line: base.line,
        status: 'invalid',
        number: null,
        reason: line.reason,
        name: base.name,
        values: base.values,
      };
    case 'unclear':
      return {
        line: base.line,
        status: 'unclear',
        number: null,
        reason: line.reason,
        name: base.name,
        values: base.values,
        readings: line.readings.map((phone) => `+${phone.digits}`),
      };
    case 'parsed': {
      const number = `+${line.phone.digits}`;
      const firstLine = firstOfKey.get(line.phone.key);
      if (firstLine !== undefined)
        return {
          line: base.line,
          status: 'duplicate',
          number,
          reason: 'same-number',
          name: base.name,
          values: base.values,
          firstLine,
        };
      firstOfKey.set(line.phone.key, line.line);
      return { line: base.line, status: 'number', number, reason: null, name: base.name, values: base.values };
    }
    default:
      return line satisfies never;
  }
}
