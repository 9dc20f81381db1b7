import type { Locale } from '../../locales.ts';
import { hasNotifications } from '../../platform/permissions.ts';
import { showNotice } from '../../platform/notifications.ts';
import { createWording } from '../../platform/wording.ts';
import { isQuietAt } from '../../replies/notify.ts';
import type { Settings } from '../../settings/settings.ts';

/** Notification id: a click opens the list of what is kept for later. The rest is the session. */
export const DUE_NOTICE = 'due:';

/** Something that the agent prepared and that is due now. */
export interface DueItem {
  readonly sessionId: string;
  readonly flowName: string;
  readonly people: number;
}

export interface DueNoticePorts {
  readonly now: () => number;
  readonly settings: () => Settings;
  /** Ids of the sessions that have a visible frame. */
  readonly visibleSessions: () => Promise<ReadonlySet<string>>;
  readonly locale: () => Promise<Locale>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
}

/**
 * Tells of what is due, one notification for each session, as far as settings and the browser's permission allow. It
 * names the flow and the number of people, never a person.
 */
export async function notifyDue(items: readonly DueItem[], ports: DueNoticePorts): Promise<void> {
  const settings = ports.settings();
  if (items.length === 0 || settings.notification === 'off' || isQuietAt(settings, ports.now())) return;
  if (!(await hasNotifications())) return;
  const visible = await ports.visibleSessions();
  const locale = await ports.locale();
  const { t } = createWording(locale, await ports.words(locale));
  for (const sessionId of new Set(items.map((item) => item.sessionId))) {
    const own = items.filter((item) => item.sessionId === sessionId);
    if (settings.notification === 'hidden' && visible.has(sessionId)) continue;
    const [first] = own;
    const message =
      own.length === 1 && first !== undefined
        ? `${first.flowName} · ${t('people_count', { count: first.people })}`
        : t('notice_dueSeveral', { count: own.length });
    await showNotice({ id: `${DUE_NOTICE}${sessionId}`, title: t('notice_due'), message });
  }
}
