import { showNotice } from '../../platform/notifications.ts';
import { hasNotifications } from '../../platform/permissions.ts';
import { createWording } from '../../platform/wording.ts';
import type { Locale } from '../../locales.ts';

/**
 * Shows a test notification, so that the agent sees whether the system displays them.
 *
 * @returns false without the permission
 */
export async function showTestNotice(
  locale: Locale,
  words: (locale: Locale) => Promise<Record<string, string>>,
): Promise<boolean> {
  if (!(await hasNotifications())) return false;
  const wording = createWording(locale, await words(locale));
  await showNotice({ id: 'test', title: wording.t('notice_test'), message: wording.t('notice_testText') });
  return true;
}
