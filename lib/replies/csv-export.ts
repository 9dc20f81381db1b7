import type { Locale } from '../locales.ts';
const BOM = '\uFEFF';

/** How a locale's spreadsheet reads a file: Brazil and Spain write 1,5 and therefore separate columns by `;`. */
export interface CsvLocale {
  readonly separator: ',' | ';';
  readonly decimal: '.' | ',';
}

export function csvLocale(locale: Locale): CsvLocale {
  return locale === 'en' ? { separator: ',', decimal: '.' } : { separator: ';', decimal: ',' };
}

export type CsvCell = string | number | null;

/**
 * A table as the text of a CSV file: UTF-8 with a byte order mark, CRLF, quoted where needed. A text that a spreadsheet
 * would run as a formula gets an apostrophe before it; numbers are ours and stay numbers.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly CsvCell[])[], locale: CsvLocale): string {
  const line = (cells: readonly CsvCell[]) => cells.map((cell) => toCell(cell, locale)).join(locale.separator);
  return `${BOM}${[header, ...rows].map(line).join('\r\n')}\r\n`;
}

function toCell(cell: CsvCell, locale: CsvLocale): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell).replace('.', locale.decimal);
  // Spreadsheets skip leading blanks, control signs and every invisible mark (marks of direction, joiners, soft hyphens …)
  // before they look for a formula.
  const isFormula = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(cell) || /^[\t\r\n]/.test(cell);
  const text = isFormula ? `'${cell}` : cell;
  const needsQuotes = /["\r\n,;\t]/.test(text) || text.trim() !== text;
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
