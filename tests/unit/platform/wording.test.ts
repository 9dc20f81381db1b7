import { describe, expect, it } from 'vitest';
import { createI18n } from '../../../lib/platform/i18n.ts';
import { createWording } from '../../../lib/platform/wording.ts';

describe('a sentence with a count', () => {
  it.each(['pt_BR', 'es', 'en'] as const)('in %s is singular for one only, and never for zero', (locale) => {
    const { t } = createWording(locale, { people_count_one: '{count} person', people_count_other: '{count} people' });

    expect([0, 1, 2].map((count) => t('people_count', { count }))).toEqual(['0 people', '1 person', '2 people']);
  });
});

describe('a time in words', () => {
  const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime();
  const i18nOf = (locale: 'pt_BR' | 'es' | 'en') => {
    const i18n = createI18n();
    i18n.use(locale, {});
    return i18n;
  };

  it.each([
    ['Monday 10:30, on Wednesday 10:00', at(2, 10, 30), at(4, 10), 'anteontem'],
    ['Tuesday 23:00, on Wednesday 10:00', at(3, 23), at(4, 10), 'ontem'],
    ['Tuesday 23:50, on Wednesday 0:10', at(3, 23, 50), at(4, 0, 10), 'há 20 min.'],
    ['Tuesday 22:00, on Wednesday 1:00', at(3, 22), at(4, 1), 'há 3 h'],
    ['Wednesday 0:10, on Wednesday 23:50', at(4, 0, 10), at(4, 23, 50), 'há 23 h'],
    ['tomorrow 8:00, on Wednesday 20:00', at(5, 8), at(4, 20), 'amanhã'],
    ['just now', at(4, 10), at(4, 10), 'agora'],
  ])('counts calendar days: %s', (_, then, now, said) => {
    expect(i18nOf('pt_BR').relative(then, now)).toBe(said);
  });

  it('spells the month in English, and uses figures in languages that always write the day first', () => {
    const then = new Date(2026, 2, 11, 9, 5).getTime();

    expect(i18nOf('en').dateTime(then)).toMatch(/^Mar 11, 2026, 9:05/);
    expect(i18nOf('pt_BR').dateTime(then)).toMatch(/^11\/03\/2026/);
    expect(i18nOf('es').dateTime(then)).toMatch(/^11\/3\/26/);
  });
});
