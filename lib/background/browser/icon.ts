import type { Badge, BadgeColor } from '../../replies/badge.ts';
import { badgeFor, withDue } from '../../replies/badge.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { drawIcon } from '../../platform/action.ts';
import { createWording } from '../../platform/wording.ts';
import type { StorageState } from '../../messaging/views.ts';
import type { Locale } from '../../locales.ts';

export interface IconPorts {
  /** Awaited rows of the agents who are signed in now, or of the agents who were signed in last. */
  readonly rows: () => Promise<readonly AwaitedRow[]>;
  readonly now: () => number;
  readonly storage: () => Promise<StorageState>;
  /** How many prepared drafts and follow-ups are due. */
  readonly due: () => Promise<number>;
  readonly isLive: () => boolean;
  readonly asOf: () => Promise<number | null>;
  readonly locale: () => Promise<Locale>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
}

/**
 * `fresh` differs clearly from the page's teal; white text on it has a contrast of 5.6:1. `stale` (4.7:1) shows counts
 * that were known before Chats was closed.
 */
const COLOURS: Readonly<Record<BadgeColor, string>> = {
  fresh: '#c2264b',
  stale: '#6f7275',
  due: '#1f6f8b',
  none: '#6f7275',
};

/**
 * Draws badge and title of the toolbar icon; the only function that does.
 *
 * @returns the badge it drew, or null while the database cannot be read (the icon then shows `!` and says so)
 */
export async function drawBadge(ports: IconPorts): Promise<Badge | null> {
  const locale = await ports.locale();
  const storage = await ports.storage();
  if (storage !== 'fine') {
    const { t } = createWording(locale, await ports.words(locale));
    await drawIcon({ text: '!', backgroundColor: COLOURS.stale, title: t('badge_storage') });
    return null;
  }
  const due = await ports.due();
  const badge = withDue(badgeFor({ rows: await ports.rows(), isLive: ports.isLive(), asOf: await ports.asOf() }), due);
  const wording = createWording(locale, await ports.words(locale));
  const { count, waiting, asOf } = badge.args;
  const replies = wording.t(badge.titleKey, {
    count,
    waiting,
    time: asOf === null ? '' : isSameDay(asOf, ports.now()) ? wording.time(asOf) : wording.dateTime(asOf),
  });
  const title = due === 0 ? replies : `${replies} · ${wording.t('badge_due', { count: due })}`;
  await drawIcon({ text: badge.text, backgroundColor: COLOURS[badge.color], title });
  return badge;
}

/** Decides whether "as of 14:00" needs a date: an agent reads a time without one as today. */
function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
