import * as z from 'zod/mini';
import { serially } from '../../util/serially.ts';
import type { Settings } from '../../settings/settings.ts';
import { createWording } from '../../platform/wording.ts';
import { hasNotifications } from '../../platform/permissions.ts';
import { showNotice } from '../../platform/notifications.ts';
import { decideNotices } from '../../replies/notify.ts';
import type { AwaitedChange } from '../../replies/ports.ts';
import type { Area } from '../../platform/storage-areas.ts';
import type { SessionId } from '../../ids.ts';
import type { Locale } from '../../locales.ts';

export interface NotifierPorts {
  readonly area: Area;
  readonly now: () => number;
  readonly settings: () => Settings;
  /** Sessions of which somebody looks at a frame. */
  readonly visibleSessions: () => Promise<ReadonlySet<string>>;
  /** Whether a visible frame of that very session shows the room. */
  readonly isOnScreen: (sessionId: SessionId, roomUuid: string) => boolean;
  readonly locale: () => Promise<Locale>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
  /** Makes one open panel of these sessions heard. */
  readonly playSound: (sessionIds: ReadonlySet<string>) => Promise<void>;
}

const KEY = 'notifiedAt';
const NotifiedAt = z.record(z.string(), z.number());

/** Notification ids: `reply:<awaited id>` opens that chat, `replies` the list. */
export const REPLY_NOTICE = 'reply:';
export const GROUP_NOTICE = 'replies';

/** Replies that come this close together are told together. */
const GATHER_MS = 700;

/** Gathers what happens within a moment, so that many replies at once become one notification and one tone. */
export function createNotifier(ports: NotifierPorts & { readonly after: (delayMs: number, run: () => void) => void; readonly onError: (error: unknown) => void }): (changes: readonly AwaitedChange[]) => void {
  /** Two bursts at once must not both think that nobody was told yet. */
  const inTurn = serially();
  let gathered: AwaitedChange[] = [];

  const tell = (): void => {
    const news = gathered;
    gathered = [];
    inTurn(() => notify(news, ports)).catch(ports.onError);
  };

  return (changes) => {
    const news = changes.filter((change) => change.isNewReply || change.isReminder);
    if (news.length === 0) return;
    if (gathered.length === 0) ports.after(GATHER_MS, tell);
    gathered.push(...news);
  };
}

/** Tells a person about replies, if they asked for it and the browser lets us. */
export async function notify(changes: readonly AwaitedChange[], ports: NotifierPorts): Promise<void> {
  const kept = NotifiedAt.safeParse(await ports.area.get(KEY));
  const decision = decideNotices(changes, {
    settings: ports.settings(),
    now: ports.now(),
    visibleSessions: await ports.visibleSessions(),
    isOnScreen: ports.isOnScreen,
    notifiedAt: kept.success ? kept.data : {},
  });
  await ports.area.set(KEY, decision.notifiedAt);
  if (decision.heardBy.size > 0) await ports.playSound(decision.heardBy);
  if (decision.notices.length === 0 || !(await hasNotifications())) return;
  const locale = await ports.locale();
  const wording = createWording(locale, await ports.words(locale));
  for (const notice of decision.notices) {
    if (notice.kind === 'group') {
      await showNotice({ id: GROUP_NOTICE, title: wording.t('notice_group', { count: notice.rows.length }), message: wording.t('notice_open') });
      continue;
    }
    const name = ports.settings().maskPeople ? wording.t('notice_somebody') : (notice.row.contactName ?? wording.t('notice_somebody'));
    const title = notice.reason === 'reply' ? wording.t('notice_reply', { name }) : wording.t('notice_reminder', { name });
    await showNotice({ id: `${REPLY_NOTICE}${notice.row.id}`, title, message: notice.row.flowName });
  }
}
