import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';

/** Why a line has no number that can be looked up. The text on screen is `line_<reason>`. */
export const InvalidReason = z.literal([
  'no-number',
  'tax-number',
  'too-short',
  'too-long',
  'no-area-code',
  'unknown-area-code',
  'not-in-use',
  'excel-notation',
  'too-many-lines',
]);
export type InvalidReason = z.infer<typeof InvalidReason>;

/** Why a line can be read as more than one number: it contains several, or one digit sequence has two readings. */
export const UnclearReason = z.literal(['several-numbers', 'two-readings']);
export type UnclearReason = z.infer<typeof UnclearReason>;

/** Why the look-up of a line was not completed. Whether the contact exists is then not known. */
export const UnresolvedReason = z.literal(['cancelled', 'budget', 'never-ending', 'offline', 'session', 'failed']);
export type UnresolvedReason = z.infer<typeof UnresolvedReason>;

const base = { line: z.number(), text: z.string() };
/** Name and CSV columns of the line, kept so that they are still there when the agent corrects the number. */
const carried = { name: z.nullable(z.string()), values: z.optional(z.record(z.string(), z.string())) };
const found = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), digits: z.string() });

/**
 * Result of one pasted line. `line` counts from 1. `name` is the name written in the line, if any; `values` are its CSV
 * columns. `unsendable` says why the contact found cannot receive a flow, or null. `readings`: full digits of each
 * number that the line may mean.
 */
export const LineResult = z.discriminatedUnion('status', [
  z.object({
    ...base,
    status: z.literal('found'),
    contact: found,
    unsendable: z.nullable(z.literal(['blocked', 'stopped', 'noUrn'])),
    values: z.optional(z.record(z.string(), z.string())),
  }),
  z.object({
    ...base,
    status: z.literal('not-found'),
    digits: z.string(),
    name: z.nullable(z.string()),
    values: z.optional(z.record(z.string(), z.string())),
  }),
  z.object({
    ...base,
    status: z.literal('ambiguous'),
    candidates: z.array(found),
    values: z.optional(z.record(z.string(), z.string())),
  }),
  z.object({ ...base, ...carried, status: z.literal('duplicate'), firstLine: z.number() }),
  z.object({ ...base, ...carried, status: z.literal('invalid'), reason: InvalidReason }),
  z.object({ ...base, ...carried, status: z.literal('unclear'), reason: UnclearReason, readings: z.array(z.string()) }),
  z.object({
    ...base,
    status: z.literal('unresolved'),
    digits: z.string(),
    name: z.nullable(z.string()),
    reason: UnresolvedReason,
    values: z.optional(z.record(z.string(), z.string())),
  }),
]);
export type LineResult = z.infer<typeof LineResult>;

/** Number of lines per status; the sum is the number of lines that were not blank. */
export type LineCounts = Readonly<Record<LineResult['status'], number>>;

/** Counts results by status. */
export function countLines(results: readonly LineResult[]): LineCounts {
  const counts = { found: 0, 'not-found': 0, ambiguous: 0, duplicate: 0, invalid: 0, unclear: 0, unresolved: 0 };
  for (const result of results) counts[result.status] += 1;
  return counts;
}
