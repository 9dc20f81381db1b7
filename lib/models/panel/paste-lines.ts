import type { ContactRow } from '../../contacts/contact-row.ts';
import { unsendableReason } from '../../contacts/contact-row.ts';
import type { LineResult } from '../../numbers/line-result.ts';

type Found = Extract<LineResult, { status: 'found' }>;

/** What stays of a line whatever becomes of it. */
function baseOf(before: LineResult): Pick<Found, 'line' | 'text' | 'values'> {
  return { line: before.line, text: before.text, ...(before.values === undefined ? {} : { values: before.values }) };
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
 * The results with some lines looked up again. Places and columns stay; somebody who is found in an earlier line already
 * is its duplicate.
 *
 * @param fresh the new results by their place in the list
 */
export function mergeResults(before: readonly LineResult[], fresh: ReadonlyMap<number, LineResult>): LineResult[] {
  const lineOf = new Map<string, number>();
  return before.map((old, place) => {
    const now = fresh.get(place);
    const result: LineResult = now === undefined ? old : withName({ ...now, ...baseOf(old), text: now.text }, old);
    if (result.status !== 'found') return result;
    const firstLine = lineOf.get(result.contact.contactUuid);
    if (firstLine !== undefined && now !== undefined) return { ...baseOf(result), name: 'name' in old ? old.name : null, status: 'duplicate', firstLine };
    lineOf.set(result.contact.contactUuid, result.line);
    return result;
  });
}
