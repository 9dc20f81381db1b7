import type { SessionId } from '../ids.ts';
import type { AwaitedChange } from './ports.ts';
import { humanKeyOf, type AwaitedRow } from './records.ts';

/** One burst of a person is one notification. */
const BURST_MS = 60_000;
/** A clock that is set right moves by less; set back by more, "an hour of quiet" would last for a day. */
const CLOCK_SLACK_MS = 5 * 60_000;
/** More people than this at once become one notification. */
const GROUP_OVER = 3;

interface NotifySettings {
  readonly notification: 'off' | 'hidden' | 'always';
  readonly sound: boolean;
  /** Do not disturb until then, epoch ms. */
  readonly quietUntil: number | null;
  /** When that was asked for, epoch ms; null where it is not known. */
  readonly quietSince: number | null;
}

export interface NotifyContext {
  readonly settings: NotifySettings;
  readonly now: number;
  /** Sessions whose Chats is on a visible screen: one agent's screen says nothing about what another one sees. */
  readonly visibleSessions: ReadonlySet<string>;
  /** Whether a visible screen of that session shows the room. */
  readonly isOnScreen: (sessionId: SessionId, roomUuid: string) => boolean;
  /** When each person was last notified of, by `humanKeyOf`. */
  readonly notifiedAt: Readonly<Record<string, number>>;
}

type Notice =
  | { readonly kind: 'one'; readonly reason: 'reply' | 'reminder'; readonly row: AwaitedRow }
  | { readonly kind: 'group'; readonly rows: readonly AwaitedRow[] };

export interface NotifyDecision {
  readonly notices: readonly Notice[];
  /** Sessions in which a tone is to be heard; empty: no tone. */
  readonly heardBy: ReadonlySet<SessionId>;
  /** To be kept for the next decision: `notifiedAt` without what is older than a burst. */
  readonly notifiedAt: Readonly<Record<string, number>>;
}

/**
 * What changes are worth saying, and whether a tone is played. Nothing for a room on screen, nothing twice within a
 * burst, nothing before do-not-disturb ends. Pure: the caller shows, plays and keeps `notifiedAt`.
 */
export function decideNotices(changes: readonly AwaitedChange[], context: NotifyContext): NotifyDecision {
  const { settings, now } = context;
  // A time of the future is of a clock that was set back since: it silences nobody.
  const kept = Object.fromEntries(Object.entries(context.notifiedAt).filter(([, at]) => at <= now && now - at < BURST_MS));
  const isQuiet = settings.quietUntil !== null && now < settings.quietUntil && (settings.quietSince === null || now >= settings.quietSince - CLOCK_SLACK_MS);
  if (isQuiet) return { notices: [], heardBy: new Set(), notifiedAt: kept };

  const news = new Map<string, AwaitedChange>();
  for (const change of changes) {
    const { after } = change;
    const isWorthIt = (change.isNewReply && after.status === 'replied') || change.isReminder;
    if (!isWorthIt || (after.roomUuid !== null && context.isOnScreen(after.sessionId, after.roomUuid))) continue;
    const key = humanKeyOf(after);
    if (kept[key] === undefined && !news.has(key)) news.set(key, change);
  }
  const found = [...news.values()];
  const notifiedAt = { ...kept, ...Object.fromEntries([...news.keys()].map((key) => [key, now])) };
  const shown = found.filter(({ after }) => settings.notification === 'always' || (settings.notification === 'hidden' && !context.visibleSessions.has(after.sessionId)));
  return { notices: toNotices(shown), heardBy: new Set(settings.sound ? found.map(({ after }) => after.sessionId) : []), notifiedAt };
}

function toNotices(changes: readonly AwaitedChange[]): Notice[] {
  if (changes.length > GROUP_OVER) return [{ kind: 'group', rows: changes.map((change) => change.after) }];
  return changes.map((change) => ({ kind: 'one', reason: change.isNewReply ? 'reply' : 'reminder', row: change.after }));
}
