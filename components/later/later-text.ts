import type { I18n } from '../../lib/platform/i18n.ts';

/** A delay below this is not told: alarms of browsers come some seconds late. */
const TOLD_FROM_MS = 2 * 60_000;

/** How late something is offered, with a separator in front; empty when it is not late. Times are epoch ms. */
export function lateText(dueAt: number, now: number, { t, duration }: I18n): string {
  const lateMs = now - dueAt;
  return lateMs < TOLD_FROM_MS ? '' : ` · ${t('later_late', { time: duration(lateMs) })}`;
}

/** When something was due: the time alone for today, since an agent reads it so. Times are epoch ms. */
export function dueText(dueAt: number, now: number, { time, dateTime }: I18n): string {
  return new Date(dueAt).toDateString() === new Date(now).toDateString() ? time(dueAt) : dateTime(dueAt);
}
