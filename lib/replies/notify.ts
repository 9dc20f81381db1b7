import type { SessionId } from '../ids.ts';
import type { AwaitedChange } from './ports.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';

/** Several messages of one contact within this time make one notification. */
const BURST_MS = 60_000;
/**
 * Ordinary clock corrections are smaller than this. After a larger step back, "quiet for an hour" could last a day, so
 * it is ignored.
 */
const CLOCK_SLACK_MS = 5 * 60_000;
/** More contacts than this at once are shown as one notification. */
const GROUP_OVER = 3;

interface NotifySettings {
  readonly notification: 'off' | 'hidden' | 'always';
  readonly sound: boolean;
  /** Do-not-disturb ends at this time, epoch ms; null when it is off. */
  readonly quietUntil: number | null;
  /** When the agent switched do-not-disturb on, epoch ms; null when not known. */
  readonly quietSince: number | null;
}

export interface NotifyContext {
  readonly settings: NotifySettings;
  readonly now: number;
  /**
   * Sessions whose Chats page is visible. Kept per session, because one agent's screen says nothing about what another
   * agent sees.
   */
  readonly visibleSessions: ReadonlySet<string>;
  /** Whether a visible screen of that session shows the room. */
  readonly isOnScreen: (sessionId: SessionId, roomUuid: string) => boolean;
  /** When each human was last notified about, epoch ms, by `humanKeyOf`. */
  readonly notifiedAt: Readonly<Record<string, number>>;
}

type Notice =
  | { readonly kind: 'one'; readonly reason: 'reply' | 'reminder'; readonly row: AwaitedRow }
  | { readonly kind: 'group'; readonly rows: readonly AwaitedRow[] };

export interface NotifyDecision {
  readonly notices: readonly Notice[];
  /** Sessions whose page should play the sound. Empty: no sound. */
  readonly heardBy: ReadonlySet<SessionId>;
  /** `notifiedAt` for the next call, without entries older than `BURST_MS`. */
  readonly notifiedAt: Readonly<Record<string, number>>;
}

/**
 * Decides which changes are shown as notifications, and whether a sound is played. Skips rooms that are on screen, a
 * second change of the same human within `BURST_MS`, and everything while do-not-disturb lasts. Pure: the caller shows,
 * plays and keeps `notifiedAt`.
 */
export function decideNotices(changes: readonly AwaitedChange[], context: NotifyContext): NotifyDecision {
  const { settings, now } = context;
  // A time in the future was stored before the clock was set back. It must not suppress notifications.
  const kept = Object.fromEntries(
    Object.entries(context.notifiedAt).filter(([, at]) => at <= now && now - at < BURST_MS),
  );
  if (isQuietAt(settings, now)) return { notices: [], heardBy: new Set(), notifiedAt: kept };

  const news = new Map<string, AwaitedChange>();
  for (const change of changes) {
    const { after } = change;
    const isNotable = (change.isNewReply && after.status === 'replied') || change.isReminder;
    if (!isNotable || (after.roomUuid !== null && context.isOnScreen(after.sessionId, after.roomUuid))) continue;
    const key = humanKeyOf(after);
    if (kept[key] === undefined && !news.has(key)) news.set(key, change);
  }
  const found = [...news.values()];
  const notifiedAt = { ...kept, ...Object.fromEntries([...news.keys()].map((key) => [key, now])) };
  const shown = found.filter(
    ({ after }) =>
      settings.notification === 'always' ||
      (settings.notification === 'hidden' && !context.visibleSessions.has(after.sessionId)),
  );
  return {
    notices: toNotices(shown),
    heardBy: new Set(settings.sound ? found.map(({ after }) => after.sessionId) : []),
    notifiedAt,
  };
}

/** Whether do-not-disturb lasts at this time, epoch ms. */
export function isQuietAt(
  { quietUntil, quietSince }: Pick<NotifySettings, 'quietUntil' | 'quietSince'>,
  now: number,
): boolean {
  return quietUntil !== null && now < quietUntil && (quietSince === null || now >= quietSince - CLOCK_SLACK_MS);
}

function toNotices(changes: readonly AwaitedChange[]): Notice[] {
  if (changes.length > GROUP_OVER) return [{ kind: 'group', rows: changes.map((change) => change.after) }];
  return changes.map((change) => ({
    kind: 'one',
    reason: change.isNewReply ? 'reply' : 'reminder',
    row: change.after,
  }));
}
