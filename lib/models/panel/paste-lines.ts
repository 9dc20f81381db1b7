import type { ContactRow } from '../../contacts/contact-row.ts';
import { unsendableReason } from '../../contacts/contact-row.ts';
import type { LineResult } from '../../numbers/line-result.ts';

type Found = Extract<LineResult, { status: 'found' }>;

/** The parts of a line that a new result keeps. */
function baseOf(before: LineResult): Pick<Found, 'line' | 'text' | 'values'> {
  return { line: before.line, text: before.text, ...(before.values === undefined ? {} : { values: before.values }) };
}

/** The headers of a table and the places of its number and name columns. */
interface Columns {
  readonly headers: readonly string[];
  readonly numberColumn: number;
  readonly nameColumn: number | null;
}

const BETWEEN_CELLS = ['\t', '; ', ', ', '| '];

/**
 * Reads the edited text of a table row. If it still has as many cells as before, every column gets its new value.
 * Otherwise the whole text is taken as the number, and the other columns keep their values.
 */
export function correctedRow(
  before: LineResult,
  columns: Columns,
  text: string,
): { readonly number: string; readonly name: string | null; readonly values: Record<string, string> } {
  const { headers, numberColumn, nameColumn } = columns;
  const old = headers.map((header) => before.values?.[header] ?? '');
  const between = BETWEEN_CELLS.find((sign) => {
    const cut = before.text.split(sign);
    return cut.length > 1 && old.every((cell, column) => cell === (cut[column] ?? ''));
  });
  const width = between === undefined ? 0 : before.text.split(between).length;
  const cut =
    between === undefined
      ? undefined
      : [between, between.trimEnd() || between].map((sign) => text.split(sign)).find((cells) => cells.length === width);
  const cells = cut?.map((cell) => cell.trim()) ?? null;
  const now = cells ?? old.map((cell, column) => (column === numberColumn ? text : cell));
  return {
    number: now[numberColumn] || text,
    name: (nameColumn === null ? null : cells?.[nameColumn]) || null,
    values: Object.fromEntries(headers.map((header, column) => [header, now[column] ?? ''])),
  };
}

/** Keeps the name that a line had before, if the corrected line has none. */
function withName(now: LineResult, before: LineResult): LineResult {
  return 'name' in now && now.name === null && 'name' in before ? { ...now, name: before.name } : now;
}

/** The line as one whose contact was found. */
export function toFound(before: LineResult, contact: Found['contact'], unsendable: Found['unsendable']): LineResult {
  return { ...baseOf(before), status: 'found', contact, unsendable };
}

/** The line after its contact was created or found to exist. */
export function toCreated(before: LineResult, row: ContactRow): LineResult {
  return toFound(before, { contactUuid: row.contactUuid, name: row.name, digits: row.digits }, unsendableReason(row));
}

/**
 * Replaces the results of lines that were looked up again. Lines keep their place, and their columns if the new result
 * has none. A new result with the contact of an earlier line becomes a duplicate of that line.
 *
 * @param fresh the new results by their index in the list
 */
export function mergeResults(before: readonly LineResult[], fresh: ReadonlyMap<number, LineResult>): LineResult[] {
  const lineOf = new Map<string, number>();
  return before.map((old, place) => {
    const now = fresh.get(place);
    const result: LineResult =
      now === undefined ? old : withName({ ...now, ...baseOf({ ...old, ...now, line: old.line }) }, old);
    if (result.status !== 'found') return result;
    const firstLine = lineOf.get(result.contact.contactUuid);
    if (firstLine !== undefined && now !== undefined)
      return { ...baseOf(result), name: 'name' in old ? old.name : null, status: 'duplicate', firstLine };
    lineOf.set(result.contact.contactUuid, result.line);
    return result;
  });
}
