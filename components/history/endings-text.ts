import { endingsOf } from '../../lib/models/shared/endings.ts';
import type { PersonCounts } from '../../lib/dispatch/records.ts';
import type { I18n } from '../../lib/platform/i18n.ts';

/**
 * "145 accepted · 148 cancelled · 7 to look at": the outcomes of a dispatch. "Accepted" is always shown, the others
 * only if they are not zero.
 */
export function endingsText(counts: PersonCounts, { t }: I18n): string {
  const { accepted, cancelled, skipped, toCheck } = endingsOf(counts);
  return [
    t('history_accepted', { count: accepted }),
    ...(cancelled > 0 ? [t('history_cancelled', { count: cancelled })] : []),
    ...(skipped > 0 ? [t('history_skipped', { count: skipped })] : []),
    ...(toCheck > 0 ? [t('history_trouble', { count: toCheck })] : []),
  ].join(' · ');
}
