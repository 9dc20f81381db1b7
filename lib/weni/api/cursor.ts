/** What follows a page: nothing, another page, or a `next` that cannot be read. */
export type NextPage =
  | { readonly status: 'end' }
  | { readonly status: 'more'; readonly cursor: string }
  | { readonly status: 'malformed' };

/**
 * Reads the `next` of list_contacts, list_groups and list_flows (.github/docs/contract/rest.md#the-cursor). The engine
 * cuts Flows' next address at its last `cursor=`: the value is still percent-encoded, may drag other parameters behind
 * it, and the end is `""`.
 *
 * @returns the decoded cursor, to be encoded exactly once when sent, together with the same filters again
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

/** Why a walk over pages ended: at the end, at our own limit, or because a cursor came twice. */
export type WalkEnd = 'complete' | 'cap' | 'repeated-cursor';

/**
 * Reads pages one after the other, each cursor once. A repeated cursor or `maxPages` ends the walk instead of
 * asking for ever; pages may be empty while more follow.
 *
 * @param fetchPage gets null for the first page; its errors pass through
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
