import type { Locale } from '../locales.ts';
import type english from '../../public/_locales/en/messages.json';

type RawKey = keyof typeof english;
type PluralBase<Key> = Key extends `${infer Base}_other` ? Base : never;

/** Every key of `_locales/en/messages.json`. A plural pair `x_one`, `x_other` counts as one key `x`. */
type MessageKey = Exclude<RawKey, `${string}_one` | `${string}_other`> | PluralBase<RawKey>;

/** `room-already-waiting` → `room_already_waiting`, since message keys of WebExtensions must not contain hyphens. */
type Snake<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Snake<Tail>}` : Text;

export type { Locale };
type MessageValues = Readonly<Record<string, string | number>>;

/** Texts, numbers and times of one language. */
export interface Wording {
  readonly locale: Locale;
  /** BCP 47 tag for `lang` and Intl. */
  readonly languageTag: string;
  /**
   * The text of a key. `{name}` placeholders are replaced; `count` chooses the plural form. A missing key is returned
   * itself.
   */
  readonly t: (key: MessageKey, values?: MessageValues) => string;
  /** The text of `<prefix>_<value>`. The compiler checks that there is a text for every value of the union. */
  readonly tOf: <Prefix extends string, Value extends string>(
    prefix: Prefix,
    value: `${Prefix}_${Snake<Value>}` extends MessageKey ? Value : never,
    values?: MessageValues,
  ) => string;
  /** The text of `<prefix>_<code>` for a code from outside, or null if there is none. */
  readonly tMaybe: (prefix: string, code: string, values?: MessageValues) => string | null;
  readonly number: (value: number) => string;
  readonly time: (at: number) => string;
  /** Day and time. English has the month in letters, because 11/3 is read differently in different countries. */
  readonly dateTime: (at: number) => string;
  /** An Intl object of this language; `build` is called once for each name. */
  readonly formatter: <Kind>(name: string, build: (tag: string) => Kind) => Kind;
}

const LANGUAGE_TAGS: Readonly<Record<Locale, string>> = { pt_BR: 'pt-BR', es: 'es', en: 'en' };

const BIDI_LETTERS = /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC]/;
const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** Wraps a value with right-to-left text in an isolate, so that it does not reorder the sentence around it. */
function isolate(text: string): string {
  return BIDI_LETTERS.test(text) ? `\u2068${text.replace(BIDI_CONTROLS, '')}\u2069` : text;
}

const toKey = (prefix: string, value: string): string => `${prefix}_${value.replaceAll('-', '_')}`;

/** Makes the wording of a locale from its messages. */
export function createWording(locale: Locale, messages: Readonly<Record<string, string>>): Wording {
  const languageTag = LANGUAGE_TAGS[locale];
  const cache = new Map<string, unknown>();

  const formatter = <Kind>(name: string, build: (tag: string) => Kind): Kind => {
    const known = cache.get(name);
    if (known !== undefined) return known as Kind;
    const made = build(languageTag);
    cache.set(name, made);
    return made;
  };

  const number = (value: number): string => formatter('number', (tag) => new Intl.NumberFormat(tag)).format(value);

  const find = (key: string, values: MessageValues): string | undefined => {
    if (typeof values['count'] !== 'number') return messages[key];
    const category = formatter('plural', (tag) => new Intl.PluralRules(tag)).select(values['count']);
    // CLDR assigns 0 to the singular in Portuguese, but people write "0 pessoas".
    const isOne = category === 'one' && values['count'] !== 0;
    return messages[`${key}_${isOne ? 'one' : 'other'}`] ?? messages[key];
  };

  const fill = (sentence: string, values: MessageValues): string =>
    sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? number(value) : isolate(value);
    });

  const sentenceOf = (key: string, values: MessageValues): string | undefined => {
    const sentence = find(key, values);
    return sentence === undefined ? undefined : fill(sentence, values);
  };

  return {
    locale,
    languageTag,
    t: (key, values = {}) => sentenceOf(key, values) ?? key,
    tOf: (prefix, value, values = {}) => sentenceOf(toKey(prefix, value), values) ?? toKey(prefix, value),
    tMaybe: (prefix, code, values = {}) => sentenceOf(toKey(prefix, code), values) ?? null,
    number,
    time: (at) => formatter('time', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' })).format(at),
    dateTime: (at) =>
      formatter(
        'dateTime',
        (tag) => new Intl.DateTimeFormat(tag, { dateStyle: locale === 'en' ? 'medium' : 'short', timeStyle: 'short' }),
      ).format(at),
    formatter,
  };
}
