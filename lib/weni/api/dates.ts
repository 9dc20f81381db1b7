import * as z from 'zod/mini';
import { DAY_MS } from '../../util/time.ts';

const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$/;

/**
 * Converts a date of the API to epoch ms. The engine writes most dates with its server's offset and microseconds;
 * serializer methods and Flows write `Z` (.github/docs/contract/rest.md#dates).
 *
 * @returns null for anything else. A date without a zone is refused too, because JavaScript would read it in the
 *   agent's time zone.
 */
export function toEpochMs(text: string): number | null {
  if (!ISO_WITH_ZONE.test(text)) return null;
  const at = Date.parse(
    text
      .replace(' ', 'T')
      .replace(',', '.')
      .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
  );
  return Number.isNaN(at) ? null : at;
}

/** Schema of a date in the API; its output is epoch ms. */
export const WireDate = z.transform((value: unknown, context): number => {
  const at = typeof value === 'string' ? toEpochMs(value) : null;
  if (at !== null) return at;
  context.issues.push({ code: 'custom', message: 'not a date with a zone', input: value });
  return z.NEVER;
});

/**
 * Converts an interval to `YYYY-MM-DD` bounds that surely contain it. The engine reads `created_on_after/before` as
 * days in its server's time zone, which no answer contains, so each side is made one day wider. The answer may
 * therefore hold rows outside the interval.
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
