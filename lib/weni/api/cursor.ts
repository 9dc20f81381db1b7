/** What the `next` of a result page means: the end, another page, or a value that cannot be read. */
export type NextPage =
  | { readonly status: 'end' }
  | { readonly status: 'more'; readonly cursor: string }
  | { readonly status: 'malformed' };

/**
 * Reads the `next` of list_contacts, list_groups and list_flows (.github/docs/contract/rest.md#the-cursor). The engine
 * takes what follows the last `cursor=` in Flows' next URL. That value is still percent-encoded, other parameters may
 * follow it, and `""` means the end.
 *
 * @returns the decoded cursor. Encode it exactly once when you send it, together with the same filters.
 * @example toNextPage('cD0yMDI2%3D&limit=250') // { status: 'more', cursor: 'cD0yMDI2=' }
 */
export function toNextPage(next: string | null | undefined): NextPage {
  const [encoded = ''] = (next ?? '').split('&');
  if (encoded === '') return { status: 'end' };
  try {
    return { status: 'more', cursor: decodeURIComponent(encoded) };
  } catch (error) {
    if (error instanceof URIError) return { status: 'malformed' };
    throw error;
  }
}

/** Why reading of pages stopped: end of the list, our limit of pages, or a cursor that the server sent twice. */
export type WalkEnd = 'complete' | 'cap' | 'repeated-cursor';

/**
 * Reads pages one after the other, each cursor once. A repeated cursor or `maxPages` stops the reading, which could
 * otherwise go on for ever. An empty page does not stop it: more rows may follow.
 *
 * @param fetchPage gets null for the first page; its errors are passed on
 * @returns why the reading stopped
 */
export async function walkPages<P extends { readonly nextCursor: string | null }>(
  fetchPage: (cursor: string | null) => Promise<P>,
  options: { readonly maxPages: number; readonly onPage: (page: P, pageNumber: number) => void },
): Promise<WalkEnd> {
  const seen = new Set<string>();
  let cursor: string | null = null;
  for (let pageNumber = 1; pageNumber <= options.maxPages; pageNumber += 1) {
    const page: P = await fetchPage(cursor);
    options.onPage(page, pageNumber);
    if (page.nextCursor === null) return 'complete';
    if (seen.has(page.nextCursor)) return 'repeated-cursor';
    seen.add(page.nextCursor);
    cursor = page.nextCursor;
  }
  return 'cap';
}
