import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { createWording, type Locale, type Wording } from './wording.ts';

/**
 * Texts, numbers and times in the language of the view. A component that calls any of these renders again when the
 * language changes.
 */
export interface I18n extends Pick<Wording, 't' | 'tOf' | 'tMaybe' | 'number' | 'time' | 'dateTime'> {
  readonly locale: ReadonlySignal<Locale>;
  /** False until `use` was called for the first time. */
  readonly ready: ReadonlySignal<boolean>;
  /** BCP 47 tag for `lang` and Intl. */
  readonly languageTag: () => string;
  readonly percent: (share: number) => string;
  /** Time of day with seconds; `at` is epoch ms. */
  readonly exactTime: (at: number) => string;
  readonly day: (at: number) => string;
  /**
   * "5 minutes ago", "in 2 hours"; from some hours on by calendar days, so that "yesterday" means the day before, not
   * 24 hours. Both epoch ms.
   */
  readonly relative: (at: number, now: number) => string;
  /** "1 h 20 min", "35 s"; from two days on in days. */
  readonly duration: (lengthMs: number) => string;
  readonly use: (locale: Locale, messages: Readonly<Record<string, string>>) => void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** From here on a length is told in days. */
const DAYS_FROM_MINUTES = 48 * 60;
/** Below this distance hours are used even across midnight: at one in the morning "2 hours ago", not "yesterday". */
const HOURS_OVER_MIDNIGHT_MS = 6 * HOUR_MS;

/** Calendar days between two times in the local time zone. A day of 23 or 25 hours (clock change) counts as one. */
function daysBetween(from: number, to: number): number {
  const dayOf = (at: number): number => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((dayOf(to) - dayOf(from)) / (24 * HOUR_MS));
}

/**
 * The texts of one view. It starts without texts (`ready` is false) until `use` is called with the messages that the
 * background sent. Calling `use` again switches the language live.
 *
 * @example
 * i18n.use('pt_BR', messages);
 * i18n.t('people_count', { count: 3 });
 */
export function createI18n(): I18n {
  const wording = signal(createWording('en', {}));
  const ready = signal(false);

  const formatter: Wording['formatter'] = (name, build) => wording.value.formatter(name, build);

  const unit = (value: number, name: string): string =>
    formatter(
      `unit-${name}`,
      (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' }),
    ).format(value);

  return {
    locale: computed(() => wording.value.locale),
    ready,
    languageTag: () => wording.value.languageTag,
    t: (key, values) => wording.value.t(key, values),
    tOf: (prefix, value, values) => wording.value.tOf(prefix, value, values),
    tMaybe: (prefix, code, values) => wording.value.tMaybe(prefix, code, values),
    number: (value) => wording.value.number(value),
    time: (at) => wording.value.time(at),
    percent: (share) => formatter('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent' })).format(share),
    dateTime: (at) => wording.value.dateTime(at),
    exactTime: (at) =>
      formatter('exactTime', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' })).format(at),
    day: (at) =>
      formatter(
        'day',
        (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'short' }),
      ).format(at),
    relative: (at, now) => {
      const format = formatter(
        'relative',
        (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }),
      );
      const distance = at - now;
      const days = daysBetween(now, at);
      if (days !== 0 && Math.abs(distance) >= HOURS_OVER_MIDNIGHT_MS) return format.format(days, 'day');
      if (Math.abs(distance) >= HOUR_MS) return format.format(Math.trunc(distance / HOUR_MS), 'hour');
      if (Math.abs(distance) >= MINUTE_MS) return format.format(Math.trunc(distance / MINUTE_MS), 'minute');
      return format.format(0, 'second');
    },
    duration: (lengthMs) => {
      const seconds = Math.max(0, Math.round(lengthMs / 1000));
      if (seconds < 60) return unit(seconds, 'second');
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return unit(minutes, 'minute');
      if (minutes >= DAYS_FROM_MINUTES) return unit(Math.round(minutes / (24 * 60)), 'day');
      const rest = minutes % 60;
      return rest === 0
        ? unit(minutes / 60, 'hour')
        : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
    },
    use(next, words) {
      wording.value = createWording(next, words);
      ready.value = true;
    },
  };
}
