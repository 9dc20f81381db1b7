const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * A date field as people write dates: `2026-11-30T22:15:00-03:00` is 30/11/2026 in Portuguese. The day is the one written in
 * the value, in its own offset; what is no ISO date stays as it is.
 *
 * @param language of the flow, as its templates name it (`pt_BR`)
 */
export function formatFieldDate(value: string, language: string): string {
  const [, year, month, day] = ISO.exec(value.trim()) ?? [];
  if (year === undefined || month === undefined || day === undefined) return value;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // Neither the thirteenth month nor the 31st of a month of thirty days is a date, and the year 1 stands for no date at all.
  if (year.startsWith('0') || Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return value;
  return new Intl.DateTimeFormat(localeOf(language), { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(date);
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

/** Where a flow does not tell its language. */
export const DEFAULT_LANGUAGE = 'pt-BR';
