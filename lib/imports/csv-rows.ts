/**
 * A longer quoted cell counts as never closed, and its quote as a plain character; otherwise the cell would swallow all
 * rows behind it.
 */
const MAX_QUOTED = 32_000;

/** A row and the line of the text on which it begins, counted from 1. */
export interface PlacedRow {
  readonly cells: string[];
  readonly line: number;
}

/**
 * Cuts a delimited text into rows of cells (RFC 4180), one row at a time. It also accepts what spreadsheets and people
 * write: any line end, rows of different lengths, spaces behind a closing quote, and a quote in the middle of a cell as
 * a plain character. A blank line is a row with one empty cell.
 */
export function* readRows(text: string, delimiter: string): Generator<PlacedRow, undefined> {
  let row: string[] = [];
  let at = 0;
  let line = 1;
  let from = 0;
  while (at < text.length) {
    const cell = readCell(text, delimiter, at);
    row.push(cell.text);
    at = cell.end;
    if (text.startsWith(delimiter, at)) {
      at += delimiter.length;
      if (at === text.length) row.push('');
      continue;
    }
    yield { cells: row, line };
    row = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
    // A quoted cell may contain line ends.
    line += countLineEnds(text.slice(from, at));
    from = at;
  }
  if (row.length > 0) yield { cells: row, line };
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|[\n\r]/g)?.length ?? 0;
}

interface Cell {
  readonly text: string;
  /** Position of the delimiter or line end behind the cell. */
  readonly end: number;
}

function readCell(text: string, delimiter: string, from: number): Cell {
  const quoted = text.charAt(from) === '"' ? readQuoted(text, delimiter, from + 1) : null;
  if (quoted !== null) return quoted;
  let end = from;
  while (!isCellEnd(text, delimiter, end)) end += 1;
  return { text: text.slice(from, end), end };
}

/** Reads a quoted cell; null when its quote is never closed. */
function readQuoted(text: string, delimiter: string, from: number): Cell | null {
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1 || quote - from > MAX_QUOTED) return null;
    if (text.charAt(quote + 1) === '"') {
      at = quote + 2;
      continue;
    }
    let end = quote + 1;
    while (!isCellEnd(text, delimiter, end) && text.charAt(end) === ' ') end += 1;
    if (isCellEnd(text, delimiter, end)) return { text: text.slice(from, quote).replaceAll('""', '"'), end };
    at = quote + 1;
  }
}

function isCellEnd(text: string, delimiter: string, at: number): boolean {
  const sign = text.charAt(at);
  return sign === '' || sign === '\n' || sign === '\r' || sign === delimiter;
}
