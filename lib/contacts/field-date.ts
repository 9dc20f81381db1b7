const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Formats the value of a date field as people of this language write dates: `2026-11-30T22:15:00-03:00` becomes
 * 30/11/2026 in Portuguese. The day is the one written in the value, in the value's own offset. A value that is not an
 * ISO date is returned unchanged.
 *
 * @param language language of the flow as templates name it (`pt_BR`)
 */
export function formatFieldDate(value: string, language: string): string {
  const [, year, month, day] = ISO.exec(value.trim()) ?? [];
  if (year === undefined || month === undefined || day === undefined) return value;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // Return impossible dates (month 13, 31 April) unchanged, and years below 1000 too: they stand for a missing date.
  if (year.startsWith('0') || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return value;
  return new Intl.DateTimeFormat(localeOf(language), {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(date);
}

function localeOf(language: string): string {
  const tag = language.replace('_', '-');
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? DEFAULT_LANGUAGE;
  } catch (error) {
    if (error instanceof RangeError) return DEFAULT_LANGUAGE;
    throw error;
  }
}

/** Language of dates when the flow does not name one. */
export const DEFAULT_LANGUAGE = 'pt-BR';
