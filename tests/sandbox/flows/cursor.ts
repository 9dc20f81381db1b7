/** Flows' cursor paging (DRF CursorPagination), and how the engine passes it on. */

export interface CursorPosition {
  readonly reverse: boolean;
  readonly offset: number;
  /** Sort value of the neighbouring row, epoch ms. */
  readonly position: number;
}

function pythonDatetime(atMs: number): string {
  const micros = Math.round(atMs * 1000);
  const rest = ((micros % 1_000_000) + 1_000_000) % 1_000_000;
  const day = new Date((micros - rest) / 1000).toISOString();
  return `${day.slice(0, 10)} ${day.slice(11, 19)}${rest === 0 ? '' : `.${String(rest).padStart(6, '0')}`}+00:00`;
}

function plusEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

/** The base64 cursor of a position, padding included (not yet percent-encoded). */
export function encodeCursor({ reverse, offset, position }: CursorPosition): string {
  const tokens = [offset > 0 ? `o=${offset}` : '', reverse ? 'r=1' : '', `p=${plusEncoded(pythonDatetime(position))}`];
  return Buffer.from(tokens.filter((token) => token !== '').join('&'), 'ascii').toString('base64');
}

/** The position inside a cursor, or null for what Flows calls "Invalid cursor" (also a cursor that is encoded twice). */
export function decodeCursor(cursor: string): CursorPosition | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(cursor) || cursor.length % 4 !== 0) return null;
  const query = new URLSearchParams(Buffer.from(cursor, 'base64').toString('ascii'));
  const text = query.get('p');
  if (text === null) return null;
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{6}))?\+00:00$/.exec(text);
  if (match === null) return null;
  const seconds = Date.parse(`${match[1]}T${match[2]}Z`);
  if (Number.isNaN(seconds)) return null;
  return {
    reverse: query.get('r') === '1',
    offset: Number(query.get('o') ?? '0'),
    position: seconds + Number(match[3] ?? '0') / 1000,
  };
}

/** Flows' `next` URL: its query parameters sorted by name. */
export function flowsUrl(path: string, params: Readonly<Record<string, string>>, cursor: string): string {
  const all = Object.entries({ ...params, cursor }).sort(([a], [b]) => (a < b ? -1 : 1));
  return `https://flows${path}?${all.map(([name, value]) => `${name}=${plusEncoded(value)}`).join('&')}`;
}

/** The `next` that the engine returns: everything after the last `cursor=`, still percent-encoded; "" at the end. */
export function engineCursor(flowsNext: string | null): string {
  return flowsNext === null || !flowsNext.includes('cursor=') ? '' : (flowsNext.split('cursor=').at(-1) ?? '');
}

export interface CursorPage<Row> {
  readonly rows: Row[];
  readonly next: string | null;
  readonly previous: string | null;
}

/** One page of rows that come in falling order of `sortValue`. Returns null for an invalid cursor. */
export function cursorPage<Row>(
  rows: Iterable<Row>,
  sortValue: (row: Row) => number,
  limit: number,
  cursor: string,
  isRising = false,
): CursorPage<Row> | null {
  const at = cursor === '' ? null : decodeCursor(cursor);
  if (cursor !== '' && at === null) return null;
  const isPast = (row: Row): boolean =>
    at !== null && (isRising ? sortValue(row) < at.position : sortValue(row) > at.position);
  const isAt = (row: Row): boolean => at !== null && Math.abs(sortValue(row) - at.position) < 0.0005;
  const page: Row[] = [];
  let hasMore = false;
  let hasBefore = false;
  if (at?.reverse === true) {
    const before: Row[] = [];
    for (const row of rows) {
      if (!isPast(row) || isAt(row)) break;
      before.push(row);
    }
    page.push(...before.slice(-limit));
    hasMore = true;
    hasBefore = before.length > limit;
  } else {
    let skipped = 0;
    for (const row of rows) {
      if (at !== null && !isAt(row) && isPast(row)) {
        hasBefore = true;
        continue;
      }
      if (isAt(row) && skipped <= (at?.offset ?? 0)) {
        skipped += 1;
        hasBefore = true;
        continue;
      }
      if (page.length === limit) {
        hasMore = true;
        break;
      }
      page.push(row);
    }
  }
  const last = page.at(-1);
  const first = page[0];
  let same = 0;
  if (last !== undefined) {
    const value = sortValue(last);
    for (const row of page) if (Math.abs(sortValue(row) - value) < 0.0005) same += 1;
    if (at !== null && Math.abs(at.position - value) < 0.0005) same += at.offset + 1;
  }
  return {
    rows: page,
    next:
      hasMore && last !== undefined
        ? encodeCursor({ reverse: false, offset: same - 1, position: sortValue(last) })
        : null,
    previous:
      hasBefore && first !== undefined ? encodeCursor({ reverse: true, offset: 0, position: sortValue(first) }) : null,
  };
}
