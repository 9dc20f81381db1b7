import type { Locale } from '../locales.ts';
const BOM = '\uFEFF';

/**
 * How spreadsheets of one locale read a CSV file. In Brazil and Spain the decimal mark is a comma (1,5), so
 * spreadsheets there expect `;` between columns.
 */
export interface CsvLocale {
  readonly separator: ',' | ';';
  readonly decimal: '.' | ',';
}

export function csvLocale(locale: Locale): CsvLocale {
  return locale === 'en' ? { separator: ',', decimal: '.' } : { separator: ';', decimal: ',' };
}

export type CsvCell = string | number | null;

/**
 * Writes a table as the text of a CSV file: UTF-8 with a byte order mark, CRLF line ends, cells quoted where needed. A
 * text cell that a spreadsheet would run as a formula gets an apostrophe in front. Number cells come from our own code,
 * so they are written as plain numbers.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[], locale: CsvLocale): string {
  const line = (cells: readonly CsvCell[]) => cells.map((cell) => toCell(cell, locale)).join(locale.separator);
  return `${BOM}${[header, ...rows].map(line).join('\r\n')}\r\n`;
}

function toCell(cell: CsvCell, locale: CsvLocale): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell).replace('.', locale.decimal);
  // Spreadsheets skip leading blanks, control characters and all invisible characters (direction marks, joiners, soft
  // hyphens …) before they look for a formula, so the pattern skips them too.
  const isFormula =
    /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell) ||
    /^[\t\r\n]/.test(cell);
  const text = isFormula ? `'${cell}` : cell;
  const needsQuotes = /["\r\n,;\t]/.test(text) || text.trim() !== text;
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
