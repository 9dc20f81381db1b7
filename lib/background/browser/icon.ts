import type { Badge, BadgeColor } from '../../replies/badge.ts';
import { badgeFor } from '../../replies/badge.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { drawIcon } from '../../platform/action.ts';
import { createWording } from '../../platform/wording.ts';
import type { StorageState } from '../../messaging/views.ts';
import type { Locale } from '../../locales.ts';

export interface IconPorts {
  /** Rows of the agents signed in now, else of those signed in last. */
  readonly rows: () => Promise<readonly AwaitedRow[]>;
  readonly now: () => number;
  readonly storage: () => Promise<StorageState>;
  readonly isLive: () => boolean;
  readonly asOf: () => Promise<number | null>;
  readonly locale: () => Promise<Locale>;
  readonly words: (locale: Locale) => Promise<Record<string, string>>;
}

/** A colour of its own, apart from the page's teal; white on it 5.6:1. Muted grey: what was known before Chats was closed, 4.7:1. */
const COLOURS: Readonly<Record<BadgeColor, string>> = { fresh: '#c2264b', stale: '#6f7275', none: '#6f7275' };

/** The toolbar icon: many reasons to draw, one that draws. Returns what it drew; null while the database cannot be read, which the icon then says. */
export async function drawBadge(ports: IconPorts): Promise<Badge | null> {
  const locale = await ports.locale();
  const storage = await ports.storage();
  if (storage !== 'fine') {
    const { t } = createWording(locale, await ports.words(locale));
    await drawIcon({ text: '!', backgroundColor: COLOURS.stale, title: t('badge_storage') });
    return null;
  }
  const badge = badgeFor({ rows: await ports.rows(), isLive: ports.isLive(), asOf: await ports.asOf() });
  const wording = createWording(locale, await ports.words(locale));
  const { count, waiting, asOf } = badge.args;
  const title = wording.t(badge.titleKey, { count, waiting, time: asOf === null ? '' : isSameDay(asOf, ports.now()) ? wording.time(asOf) : wording.dateTime(asOf) });
  await drawIcon({ text: badge.text, backgroundColor: COLOURS[badge.color], title });
  return badge;
}

/** "As of 14:00" is read as today: what was known on another day is told with its day. */
function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
