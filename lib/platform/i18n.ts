import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { createWording, type Locale, type Wording } from './wording.ts';

/** Words, numbers and times in the language of the view. Reading any of them inside a component follows a live switch. */
export interface I18n extends Pick<Wording, 't' | 'tOf' | 'tMaybe' | 'number' | 'time' | 'dateTime'> {
  readonly locale: ReadonlySignal<Locale>;
  /** False until the first messages arrived. */
  readonly ready: ReadonlySignal<boolean>;
  /** BCP 47 tag for `lang` and Intl. */
  readonly languageTag: () => string;
  readonly percent: (share: number) => string;
  /** With seconds. */
  readonly exactTime: (at: number) => string;
  readonly day: (at: number) => string;
  /** "5 minutes ago", "in 2 hours", and from some hours on the calendar day: "yesterday" is the day before, not 24 hours. Both epoch ms. */
  readonly relative: (at: number, now: number) => string;
  /** "1 h 20 min", "35 s". */
  readonly duration: (lengthMs: number) => string;
  readonly use: (locale: Locale, messages: Readonly<Record<string, string>>) => void;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So long hours are told although midnight lies between: "2 hours ago" at one in the morning, not "yesterday". */
const HOURS_OVER_MIDNIGHT_MS = 6 * HOUR_MS;

/** Calendar days from one time to another on this computer; a day of 23 or 25 hours is one day. */
function daysBetween(from: number, to: number): number {
  const dayOf = (at: number): number => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((dayOf(to) - dayOf(from)) / (24 * HOUR_MS));
}

/**
 * The translations of one view. Starts without words (`ready` is false) until `use` is called with the messages of
 * the background; calling it again switches the language live.
 */
export function createI18n(): I18n {
  const wording = signal(createWording('en', {}));
  const ready = signal(false);

  const formatter: Wording['formatter'] = (name, build) => wording.value.formatter(name, build);

  const unit = (value: number, name: string): string =>
    formatter(`unit-${name}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' })).format(value);

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
    exactTime: (at) => formatter('exactTime', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'medium' })).format(at),
    day: (at) => formatter('day', (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'short' })).format(at),
    relative: (at, now) => {
      const format = formatter('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));
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
      const rest = minutes % 60;
      return rest === 0 ? unit(minutes / 60, 'hour') : `${unit(Math.floor(minutes / 60), 'hour')} ${unit(rest, 'minute')}`;
    },
    use(next, words) {
      wording.value = createWording(next, words);
      ready.value = true;
    },
  };
}
