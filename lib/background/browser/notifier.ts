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
  /** Ids of the sessions that have a visible frame. */
  readonly visibleSessions: () => Promise<ReadonlySet<string>>;
  /** Whether a visible frame of this session shows the room. */
  readonly isOnScreen: (sessionId: SessionId, roomUuid: string) => boolean;
  readonly locale: () => Promise<Locale>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
  /** Plays the sound in one open panel of these sessions. */
  readonly playSound: (sessionIds: ReadonlySet<string>) => Promise<void>;
}

const KEY = 'notifiedAt';
const NotifiedAt = z.record(z.string(), z.number());

/**
 * Notification ids: a click on `reply:<awaited id>` opens that chat, a click on `replies` the one that waits longest.
 */
export const REPLY_NOTICE = 'reply:';
export const GROUP_NOTICE = 'replies';

/** Replies that arrive within this time share one notification. */
const GATHER_MS = 700;

/** Collects replies and reminders for GATHER_MS, so that many at once become one notification and one sound. */
export function createNotifier(
  ports: NotifierPorts & {
    readonly after: (delayMs: number, run: () => void) => void;
    readonly onError: (error: unknown) => void;
  },
): (changes: readonly AwaitedChange[]) => void {
  /** `notify` reads and writes the times of the last notifications; two runs at once would both find the old times. */
  const inTurn = serially();
  let gathered: AwaitedChange[] = [];

  const notifyGathered = (): void => {
    const news = gathered;
    gathered = [];
    inTurn(() => notify(news, ports)).catch(ports.onError);
  };

  return (changes) => {
    const news = changes.filter((change) => change.isNewReply || change.isReminder);
    if (news.length === 0) return;
    if (gathered.length === 0) ports.after(GATHER_MS, notifyGathered);
    gathered.push(...news);
  };
}

/** Shows notifications and plays the sound for new replies, as far as settings and the browser's permission allow. */
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
      await showNotice({
        id: GROUP_NOTICE,
        title: wording.t('notice_group', { count: notice.rows.length }),
        message: wording.t('notice_open'),
      });
      continue;
    }
    const name = ports.settings().maskPeople
      ? wording.t('notice_somebody')
      : (notice.row.contactName ?? wording.t('notice_somebody'));
    const title =
      notice.reason === 'reply' ? wording.t('notice_reply', { name }) : wording.t('notice_reminder', { name });
    await showNotice({ id: `${REPLY_NOTICE}${notice.row.id}`, title, message: notice.row.flowName });
  }
}
