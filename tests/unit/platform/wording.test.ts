import { describe, expect, it } from 'vitest';
import { createWording } from '../../../lib/platform/wording.ts';

describe('a sentence with a count', () => {
  it.each(['pt_BR', 'es', 'en'] as const)('in %s is singular for one alone, and never for nobody', (locale) => {
    const { t } = createWording(locale, { people_count_one: '{count} person', people_count_other: '{count} people' });

    expect([0, 1, 2].map((count) => t('people_count', { count }))).toEqual(['0 people', '1 person', '2 people']);
  });
});
