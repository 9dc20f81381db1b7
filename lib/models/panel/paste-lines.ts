import type { ContactRow } from '../../contacts/contact-row.ts';
import { unsendableReason } from '../../contacts/contact-row.ts';
import type { LineResult } from '../../numbers/line-result.ts';

type Found = Extract<LineResult, { status: 'found' }>;

/** What stays of a line whatever becomes of it. */
function baseOf(before: LineResult): Pick<Found, 'line' | 'text' | 'values'> {
  return { line: before.line, text: before.text, ...(before.values === undefined ? {} : { values: before.values }) };
}

/** Which columns of a table are what. */
interface Columns {
  readonly headers: readonly string[];
  readonly numberColumn: number;
  readonly nameColumn: number | null;
}

const BETWEEN_CELLS = ['\t', '; ', ', ', '| '];

/**
 * A row of a table as its text reads now. Cut into as many cells as before it says every column anew; anything else is
 * the number alone, and the other columns stay.
 */
export function correctedRow(before: LineResult, columns: Columns, text: string): { readonly number: string; readonly name: string | null; readonly values: Record<string, string> } {
  const { headers, numberColumn, nameColumn } = columns;
  const old = headers.map((header) => before.values?.[header] ?? '');
  const between = BETWEEN_CELLS.find((sign) => {
    const cut = before.text.split(sign);
    return cut.length > 1 && old.every((cell, column) => cell === (cut[column] ?? ''));
  });
  const width = between === undefined ? 0 : before.text.split(between).length;
  const cut = between === undefined ? undefined : [between, between.trimEnd() || between].map((sign) => text.split(sign)).find((cells) => cells.length === width);
  const cells = cut?.map((cell) => cell.trim()) ?? null;
  const now = cells ?? old.map((cell, column) => (column === numberColumn ? text : cell));
  return {
    number: now[numberColumn] || text,
    name: (nameColumn === null ? null : cells?.[nameColumn]) || null,
    values: Object.fromEntries(headers.map((header, column) => [header, now[column] ?? ''])),
  };
}

/** A corrected line says its number only: the name it came with is still its name. */
function withName(now: LineResult, before: LineResult): LineResult {
  return 'name' in now && now.name === null && 'name' in before ? { ...now, name: before.name } : now;
}

/** The line as one of somebody found. */
export function toFound(before: LineResult, contact: Found['contact'], unsendable: Found['unsendable']): LineResult {
  return { ...baseOf(before), status: 'found', contact, unsendable };
}

/** The line after its contact was created, or turned out to exist. */
export function toCreated(before: LineResult, row: ContactRow): LineResult {
  return toFound(before, { contactUuid: row.contactUuid, name: row.name, digits: row.digits }, unsendableReason(row));
}

/**
 * The results with some lines looked up again. Places stay, columns too where the new result has none; somebody who is found
 * in an earlier line already is its duplicate.
 *
 * @param fresh the new results by their place in the list
 */
export function mergeResults(before: readonly LineResult[], fresh: ReadonlyMap<number, LineResult>): LineResult[] {
  const lineOf = new Map<string, number>();
  return before.map((old, place) => {
    const now = fresh.get(place);
    const result: LineResult = now === undefined ? old : withName({ ...now, ...baseOf({ ...old, ...now, line: old.line }) }, old);
    if (result.status !== 'found') return result;
    const firstLine = lineOf.get(result.contact.contactUuid);
    if (firstLine !== undefined && now !== undefined) return { ...baseOf(result), name: 'name' in old ? old.name : null, status: 'duplicate', firstLine };
    lineOf.set(result.contact.contactUuid, result.line);
    return result;
  });
}
