import { signal } from '@preact/signals-core';
import type { ReadonlySignal } from '@preact/signals-core';
import type english from '../../public/_locales/en/messages.json';

type RawKey = keyof typeof english;
type PluralBase<Key> = Key extends `${infer Base}_other` ? Base : never;

/** Every key of `_locales/en/messages.json`; a pair `x_one`, `x_other` is the one key `x`. */
export type MessageKey = Exclude<RawKey, `${string}_one` | `${string}_other`> | PluralBase<RawKey>;

/** `room-already-waiting` → `room_already_waiting`: message keys of WebExtensions know no hyphen. */
type Snake<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Snake<Tail>}` : Text;

export type Locale = 'pt_BR' | 'es' | 'en';
export type MessageValues = Readonly<Record<string, string | number>>;

/** Words, numbers and times in the language of the view. Reading any of them inside a component follows a live switch. */
export interface I18n {
  readonly locale: ReadonlySignal<Locale>;
  /** False until the first messages arrived. */
  readonly ready: ReadonlySignal<boolean>;
  /** BCP 47 tag for `lang` and Intl. */
  readonly languageTag: () => string;
  /** The sentence of a key. `{name}` placeholders are replaced; `count` picks the plural. A missing key answers itself. */
  readonly t: (key: MessageKey, values?: MessageValues) => string;
  /** The sentence of `<prefix>_<value>`, checked by the compiler for every value of the union. */
  readonly tOf: <Prefix extends string, Value extends string>(
    prefix: Prefix,
    value: `${Prefix}_${Snake<Value>}` extends MessageKey ? Value : never,
    values?: MessageValues,
  ) => string;
  /** The sentence of `<prefix>_<code>` for a code that comes from outside, or null when there is none. */
  readonly tMaybe: (prefix: string, code: string, values?: MessageValues) => string | null;
  readonly number: (value: number) => string;
  readonly percent: (share: number) => string;
  readonly dateTime: (at: number) => string;
  readonly time: (at: number) => string;
  readonly day: (at: number) => string;
  /** "5 minutes ago", "in 2 hours"; both epoch ms. */
  readonly relative: (at: number, now: number) => string;
  /** "1 h 20 min", "35 s". */
  readonly duration: (lengthMs: number) => string;
  readonly use: (locale: Locale, messages: Readonly<Record<string, string>>) => void;
}

const LANGUAGE_TAGS: Readonly<Record<Locale, string>> = { pt_BR: 'pt-BR', es: 'es', en: 'en' };

const BIDI_LETTERS = /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** A value inside a sentence never turns the sentence around: right-to-left text is wrapped in an isolate. */
function isolate(text: string): string {
  return BIDI_LETTERS.test(text) ? `\u2068${text.replace(BIDI_CONTROLS, '')}\u2069` : text;
}

const toKey = (prefix: string, value: string): string => `${prefix}_${value.replaceAll('-', '_')}`;

/** Time units from the largest down, in ms, with the step at which a smaller one reads better. */
const RELATIVE_UNITS: readonly { unit: Intl.RelativeTimeFormatUnit; lengthMs: number }[] = [
  { unit: 'day', lengthMs: 86_400_000 },
  { unit: 'hour', lengthMs: 3_600_000 },
  { unit: 'minute', lengthMs: 60_000 },
];

/**
 * The translations of one view. Starts without words (`ready` is false) until `use` is called with the messages of
 * the background; calling it again switches the language live.
 */
export function createI18n(): I18n {
  const locale = signal<Locale>('en');
  const ready = signal(false);
  const messages = signal<Readonly<Record<string, string>>>({});
  const cache = new Map<string, unknown>();

  const formatter = <Kind>(name: string, build: (tag: string) => Kind): Kind => {
    const tag = LANGUAGE_TAGS[locale.value];
    const key = `${tag}/${name}`;
    const known = cache.get(key);
    if (known !== undefined) return known as Kind;
    const made = build(tag);
    cache.set(key, made);
    return made;
  };

  const number = (value: number): string => formatter('number', (tag) => new Intl.NumberFormat(tag)).format(value);

  const find = (key: string, values: MessageValues): string | undefined => {
    const words = messages.value;
    if (typeof values['count'] !== 'number') return words[key];
    const category = formatter('plural', (tag) => new Intl.PluralRules(tag)).select(values['count']);
    return words[`${key}_${category === 'one' ? 'one' : 'other'}`] ?? words[key];
  };

  const fill = (sentence: string, values: MessageValues): string =>
    sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? number(value) : isolate(value);
    });

  const say = (key: string, values: MessageValues): string | undefined => {
    const sentence = find(key, values);
    return sentence === undefined ? undefined : fill(sentence, values);
  };

  const unit = (value: number, name: string): string =>
    formatter(`unit-${name}`, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit: name, unitDisplay: 'short' })).format(value);

  return {
    locale,
    ready,
    languageTag: () => LANGUAGE_TAGS[locale.value],
    t: (key, values = {}) => say(key, values) ?? key,
    tOf: (prefix, value, values = {}) => say(toKey(prefix, value), values) ?? toKey(prefix, value),
    tMaybe: (prefix, code, values = {}) => say(toKey(prefix, code), values) ?? null,
    number,
    percent: (share) => formatter('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent' })).format(share),
    dateTime: (at) => formatter('dateTime', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'short', timeStyle: 'short' })).format(at),
    time: (at) => formatter('time', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' })).format(at),
    day: (at) => formatter('day', (tag) => new Intl.DateTimeFormat(tag, { weekday: 'long', day: 'numeric', month: 'short' })).format(at),
    relative: (at, now) => {
      const format = formatter('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'short' }));
      const distance = at - now;
      for (const { unit: name, lengthMs } of RELATIVE_UNITS) {
        if (Math.abs(distance) >= lengthMs) return format.format(Math.trunc(distance / lengthMs), name);
      }
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
      messages.value = words;
      locale.value = next;
      ready.value = true;
    },
  };
}
