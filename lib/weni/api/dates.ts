import * as z from 'zod/mini';
import { DAY_MS } from '../../util/time.ts';

const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Epoch ms of a wire date, or null when it is none. The engine writes its server zone's offset with microseconds,
 * method fields and Flows write `Z` (.github/docs/contract/rest.md#dates). A date without a zone is refused: it would
 * be read in the agent's zone.
 */
export function toEpochMs(text: string): number | null {
  if (!ISO_WITH_ZONE.test(text)) return null;
  const at = Date.parse(text.replace(' ', 'T').replace(',', '.').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(at) ? null : at;
}

/** A wire date as epoch ms; anything else is an issue of its field. */
export const WireDate = z.transform((value: unknown, context): number => {
  const at = typeof value === 'string' ? toEpochMs(value) : null;
  if (at !== null) return at;
  context.issues.push({ code: 'custom', message: 'not a date with a zone', input: value });
  return z.NEVER;
});

/**
 * The `YYYY-MM-DD` bounds that surely contain an interval. The engine reads `created_on_after/before` as days of its
 * own zone, which nobody tells us, so each side is one day wider; rows outside the interval come along.
 *
 * @param interval epoch ms; a missing side stays open
 */
export function toServerDays(interval: { readonly after?: number | undefined; readonly before?: number | undefined }): {
  after: string | null;
  before: string | null;
} {
  return {
    after: interval.after === undefined ? null : utcDay(interval.after - DAY_MS),
    before: interval.before === undefined ? null : utcDay(interval.before + DAY_MS),
  };
}

function utcDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
