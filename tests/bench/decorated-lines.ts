import { type MetadataJson, parsePhoneNumberFromString } from 'libphonenumber-js/core/es6';

// Makes lines as they occur in people's lists: a valid number in one of its usual forms, with something beside it. It
// uses nothing of the product's reader; valid numbers come from the numbering plans.

/** A line, the full digits of its number, and whether a person who reads it can tell which number is meant. */
export interface DecoratedLine {
  readonly text: string;
  readonly country: string;
  /** All full digits that mean the same phone line. */
  readonly digits: readonly string[];
  readonly isReadable: boolean;
  /** The kind of decoration, by which results are counted. */
  readonly kind: string;
}

type Random = () => number;

function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, values: readonly T[]): T => {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to choose from');
  return value;
};
const int = (random: Random, from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String(int(random, 0, 9))).join('');

/** Fills a pattern: `#` becomes any digit, `[…]` one of the given ones, everything else stays. */
function fill(random: Random, shape: string): string {
  return shape.replace(/\[([^\]]+)\]|#/g, (_, set?: string) =>
    set === undefined ? digits(random, 1) : pick(random, set.split('')),
  );
}

interface Plan {
  readonly code: string;
  /** National digits. */
  readonly shapes: readonly string[];
  /** How people in that country write a number: each count stands for so many digits. */
  readonly homeForms: Readonly<Record<number, readonly string[]>>;
}

const BRAZIL_AREAS =
  '11 12 13 15 19 21 22 24 27 31 34 41 43 47 48 51 53 54 55 61 62 65 67 71 75 79 81 82 83 84 85 86 91 92 95 98 99'.split(
    ' ',
  );

const PLANS: Readonly<Record<string, Plan>> = {
  BR: {
    code: '55',
    shapes: BRAZIL_AREAS.flatMap((area) => [
      `${area}9[6789]#######`,
      `${area}9[6789]#######`,
      `${area}[6789]#######`,
      `${area}[2345]#######`,
    ]),
    homeForms: {
      11: [
        '2 5-4',
        '(2) 5-4',
        '(2)5-4',
        '11',
        '2 9',
        '(2) 1 4-4',
        '2 1 4 4',
        '02 5-4',
        '(02) 5-4',
        '2-5-4',
        '2.5.4',
        '2/5-4',
        '0 15 2 5-4',
        '0xx2 5-4',
        '(0xx2) 5-4',
        '0 xx 2 5-4',
        '2 5 4',
        '75-4',
        '(2)9',
        '2 3 3 3',
      ],
      10: [
        '2 4-4',
        '(2) 4-4',
        '(2)4-4',
        '10',
        '2 8',
        '02 4-4',
        '(02) 4-4',
        '2-4-4',
        '2.4.4',
        '2/4-4',
        '0 21 2 4-4',
        '0xx2 4-4',
        '2 4 4',
        '2 2 2 2 2',
      ],
    },
  },
  MX: {
    code: '52',
    shapes: ['55[1245]#######', '81[128]#######', '33[136]#######', '222[1234]######', '664[1236]######'],
    homeForms: { 10: ['2 4 4', '10', '(2) 4 4', '2-4-4', '3 3 4', '01 2 4 4', '044 2 4 4', '1 2 4 4', '(3) 3-4'] },
  },
  AR: {
    code: '54',
    shapes: ['11[2456]#######', '351[4567]######', '261[4567]######'],
    homeForms: { 10: ['2 4-4', '10', '(2) 4-4', '0@', '(02) 4-4', '02 4-4', '3 3-4', '(3) 3-4'] },
  },
  CL: {
    code: '56',
    shapes: ['9[5678]#######', '22[23]######'],
    homeForms: { 9: ['1 4 4', '9', '1-4-4', '(1) 4 4', '1 8', '14 4'] },
  },
  CO: {
    code: '57',
    shapes: ['30[012]#######', '31#[2345678]######', '601[234567]######'],
    homeForms: { 10: ['3 3 4', '10', '(3) 3-4', '3-3-4', '3 7', '3 3 2 2'] },
  },
  PE: {
    code: '51',
    shapes: ['9[1-9]#######'.replace('1-9', '123456789'), '1[234567]######'],
    homeForms: { 9: ['3 3 3', '9', '3-3-3'], 8: ['(01) 7', '01 3 4', '01 3-4', '1 7'] },
  },
  UY: {
    code: '598',
    shapes: ['9[123456789]######', '2[2469]######'],
    homeForms: { 8: ['02 3 3', '8', '4 4', '2 3 3', '4-4', '2 6'] },
  },
  PY: {
    code: '595',
    shapes: ['9[6789][123]######', '21[2345679]#####'],
    homeForms: { 9: ['03 6', '(03) 6', '3 3 3', '03-6'], 8: ['(02) 6', '02 6', '02-3-3'] },
  },
  PT: {
    code: '351',
    shapes: ['91#######', '93#######', '96#######', '21[0123]######', '22[03]######'],
    homeForms: { 9: ['3 3 3', '9', '2 3 4', '3-3-3', '2 3 2 2', '3.3.3'] },
  },
  ES: {
    code: '34',
    shapes: ['6[1234567]#######', '7[1234]#######', '91[123456]######', '93[1234567]######'],
    homeForms: { 9: ['3 2 2 2', '9', '3 3 3', '2 3 2 2', '3-3-3', '3.3.3'] },
  },
  US: {
    code: '1',
    shapes: ['415[2345678]######', '212[2345678]######', '305[2345678]######', '617[2345678]######'],
    homeForms: { 10: ['(3) 3-4', '3-3-4', '10', '3.3.4', '1-3-3-4', '1 (3) 3-4', '(3)3-4', '3 3 4'] },
  },
  GB: {
    code: '44',
    shapes: ['7[45789]########', '20[78]#######', '161[2489]######'],
    homeForms: { 10: ['05 5', '05 3 3', '03 3 4', '(03) 3 4', '02 4 4', '0@'] },
  },
  DE: {
    code: '49',
    shapes: ['151[1245]#######', '17[01234569]#######', '30[23456789]######', '89[23456789]######'],
    homeForms: {
      11: ['04 7', '04-7', '04/7', '03 8', '0@'],
      10: ['03 7', '03/7', '03 3 4', '04 6', '0@'],
      9: ['02 7', '(02) 7', '02/7', '02-7', '0@'],
    },
  },
  FR: {
    code: '33',
    shapes: ['6[0-9]#######'.replace('0-9', '123456789'), '7[5678]#######', '1[4]#######', '4[79]#######'],
    homeForms: { 9: ['01 2 2 2 2', '01.2.2.2.2', '01-2-2-2-2', '0@', '1 2 2 2 2'] },
  },
  IT: {
    code: '39',
    shapes: ['3[2348]########', '06[1245689]#######', '02[2345678]#######'],
    homeForms: { 10: ['3 3 4', '10', '3 7', '3-7', '3 3 2 2', '2 8'] },
  },
  IN: {
    code: '91',
    shapes: ['9[1-9]########'.replace('1-9', '123456789'), '8[1234567]########', '7[02345678]########'],
    homeForms: { 10: ['5 5', '10', '0@', '05 5', '3 3 4', '5-5'] },
  },
};

// Prefixes that are written out, so that their digits are not taken for counts.
const WRITTEN_OUT = /^(?:0 15 |0 21 |0 ?xx ?|\(0xx|044 |01 (?=2 4 4$|7$|3 [34]$|3-4$)|\(01\) (?=7$)|1[ -](?=\(?[23]))/;

/**
 * Groups digits by a form: a number is a count of digits, `@` all that are left, a zero a trunk zero, other signs stay.
 */
function shape(national: string, form: string, code: string): string {
  if (form === String(national.length)) return national;
  const isWrittenOut = code !== '33' && (!form.startsWith('1') || code === '1' || code === '52');
  const prefix = isWrittenOut ? (WRITTEN_OUT.exec(form)?.[0] ?? '') : '';
  // In Peru, 01 is the area code 1 after a trunk zero.
  let at = code === '51' && prefix !== '' ? 1 : 0;
  const take = (count: number): string => national.slice(at, (at += count));
  return (
    prefix +
    form
      .slice(prefix.length)
      .replace(/\d|@/g, (sign) => (sign === '0' ? '0' : sign === '@' ? national.slice(at) : take(Number(sign))))
  );
}

function group(random: Random, national: string, code: string): string {
  const sign = pick(random, [' ', '-', '.', ' ']);
  const sizes =
    national.length === 11
      ? [2, 5, 4]
      : national.length === 10
        ? code === '55'
          ? [2, 4, 4]
          : pick(random, [
              [3, 3, 4],
              [2, 4, 4],
            ])
        : national.length === 9
          ? pick(random, [
              [3, 3, 3],
              [2, 3, 4],
              [1, 4, 4],
            ])
          : [4, national.length - 4];
  let at = 0;
  return sizes.map((size) => national.slice(at, (at += size))).join(sign);
}

interface Written {
  readonly text: string;
  readonly home: string;
  readonly country: string;
  readonly digits: readonly string[];
}

function makeNumber(random: Random, metadata: MetadataJson): Written {
  const home = pick(random, Object.keys(PLANS));
  const plan = PLANS[home];
  if (plan === undefined) throw new Error(home);
  for (;;) {
    const national = fill(random, pick(random, plan.shapes));
    const full = plan.code + national;
    if (home !== 'BR' && parsePhoneNumberFromString(`+${full}`, metadata)?.isValid() !== true) continue;
    const isOld = home === 'BR' && national.length === 10 && /^..[6-9]/.test(national);
    const same = isOld
      ? [`${plan.code}${national.slice(0, 2)}9${national.slice(2)}`]
      : home === 'AR'
        ? [full, `549${national}`]
        : [full];
    // Half of the numbers have their national form, the others a country code; these may also be in a Brazilian list.
    const forms = plan.homeForms[national.length];
    if (random() < 0.55 && forms !== undefined)
      return { text: shape(national, pick(random, forms), plan.code), home, country: home, digits: same };
    const country = random() < 0.5 ? 'BR' : home;
    const text = pick(random, [
      `+${full}`,
      `+${plan.code} ${group(random, national, plan.code)}`,
      `+${plan.code} ${national}`,
      `00${full}`,
      `+${plan.code}-${group(random, national, plan.code)}`,
      `(+${plan.code}) ${group(random, national, plan.code)}`,
      ...(country === home ? [full] : []),
    ]);
    return { text, home, country, digits: same };
  }
}

const NAMES = [
  'Ana',
  'Ana Souza',
  'João da Silva',
  'José',
  'María Ñáñez',
  'Müller & Filhos',
  'D’Ávila',
  "O'Brien",
  'Zoë ✨',
  'Loja do Zé',
  'Dra. Íris',
  '李雷',
  'Мария',
  'Cliente VIP',
  'Bia (irmã)',
  'Ana-Lúcia',
];
const UNSEEN = [
  '\u200b',
  '\u200e',
  '\u200f',
  '\u202a',
  '\u202c',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u2066',
  '\u2069',
  '\u180e',
];
const BLANKS = ['\u00a0', '\u2009', '\u202f', '\u2007', '\u3000'];
const DASHES = ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212'];

const price = (random: Random): string =>
  pick(random, [
    `R$ ${int(random, 1, 999)},${digits(random, 2)}`,
    `R$${int(random, 1, 9)}.${digits(random, 3)},${digits(random, 2)}`,
    `$ ${int(random, 1, 999)}.${digits(random, 2)}`,
    `€ ${int(random, 1, 99)},90`,
    `${int(random, 1, 999)},${digits(random, 2)} €`,
    `${int(random, 10, 999)},${digits(random, 2)}`,
    `US$ ${int(random, 1, 9)},${digits(random, 3)}.00`,
    `${int(random, 2, 99)} reais`,
  ]);
const two = (value: number): string => String(value).padStart(2, '0');
const date = (random: Random): string => {
  const [day, month, year] = [int(random, 1, 28), int(random, 1, 12), int(random, 1955, 2026)];
  return pick(random, [
    `${two(day)}/${two(month)}/${year}`,
    `${two(day)}/${two(month)}/${String(year).slice(2)}`,
    `${year}-${two(month)}-${two(day)}`,
    `${two(day)}.${two(month)}.${year}`,
    `${two(day)}-${two(month)}-${year}`,
    `${two(day)}/${two(month)}`,
    `${year}-${two(month)}-${two(day)} 10:${two(int(random, 0, 59))}`,
    `${day} de maio de ${year}`,
  ]);
};
const cpf = (random: Random): string => {
  const base = digits(random, 9);
  const check = (text: string): number =>
    (([...text].reduce((sum, sign, at) => sum + Number(sign) * (text.length + 1 - at), 0) * 10) % 11) % 10;
  const whole = base + check(base);
  return whole + check(whole);
};
const cpfWritten = (random: Random): string => cpf(random).replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4');
const cnpjWritten = (random: Random): string =>
  `${digits(random, 2)}.${digits(random, 3)}.${digits(random, 3)}/0001-${digits(random, 2)}`;
const between = (random: Random): string => pick(random, ['\t', ';', '; ', ' | ', ', ', ',', '|', ' ; ', '\t\t']);
const counter = (random: Random): string =>
  String(pick(random, [int(random, 1, 9), int(random, 1, 99), int(random, 1, 1200)]));

interface Decoration {
  readonly kind: string;
  /** A person could not tell which number is meant, or digits are lost. */
  readonly isUnreadable?: true;
  /** The line has full digits without a plus, so it is read in its own country only. */
  readonly isBare?: true;
  readonly write: (text: string, random: Random, number: Written, other: Written) => string;
}

const DECORATIONS: readonly Decoration[] = [
  { kind: 'alone', write: (text) => text },
  { kind: 'blanks around', write: (text) => `  ${text} \t` },
  {
    kind: 'list mark',
    write: (text, random) =>
      `${counter(random)}${pick(random, ['. ', ') ', ' - ', '.) ', '- ', ': ', 'º ', '.\t', ' – ', ' ) '])}${text}`,
  },
  {
    kind: 'list mark touching',
    write: (text, random) => `${int(random, 1, 99)}${pick(random, [')', ':', ']'])}${text}`,
  },
  {
    kind: 'bracketed mark',
    write: (text, random) =>
      `${pick(random, [`(${int(random, 1, 99)})`, `[${int(random, 1, 99)}]`, `#${int(random, 1, 99)}`, `nº ${int(random, 1, 99)} -`, `${pick(random, ['a', 'b'])})`])} ${text}`,
  },
  {
    kind: 'bullet',
    write: (text, random) => `${pick(random, ['•', '-', '*', '–', '→', '▪', '✅', '📞', '☎️', '>', '·', '—'])} ${text}`,
  },
  { kind: 'circled mark', write: (text, random) => `${pick(random, ['①', '②', '❸', '⒋'])} ${text}` },
  { kind: 'row in a column', write: (text, random) => `${counter(random)}${between(random)}${text}` },
  {
    kind: 'row and name',
    write: (text, random) => `${counter(random)}${between(random).replace(/^,$/, ', ')}${pick(random, NAMES)}\t${text}`,
  },
  { kind: 'row behind', write: (text, random) => `${text}${pick(random, ['\t', ';', ' | ', ', '])}${counter(random)}` },
  {
    kind: 'count in brackets',
    write: (text, random) =>
      `${text} ${pick(random, [`(${int(random, 1, 99)})`, `[${int(random, 1, 99)}]`, `(x${int(random, 1, 9)})`])}`,
  },
  {
    kind: 'name in front',
    write: (text, random) =>
      `${pick(random, NAMES)}${pick(random, [' ', ': ', ' - ', '\t', ';', ', ', ' = ', ' – '])}${text}`,
  },
  {
    kind: 'name like a month or a word',
    write: (text, random) =>
      pick(random, [
        `${text} ${pick(random, ['Maria', 'Mario', 'Augusto', 'May', 'Marta', 'Jani', 'Setembrino', 'Extra'])}`,
        `Ana R. ${text}`,
        `${pick(random, ['Int.', 'An.', 'Rm.', 'R.', 'X'])} ${text}`,
        `Ana X ${text}`,
        `${int(random, 2, 9)}x ${text}`,
      ]),
  },
  {
    kind: 'fax beside',
    isUnreadable: true,
    write: (text, random, _number, other) =>
      pick(random, [
        `${text} Fax: ${other.text}`,
        `Fax ${other.text} ${text}`,
        `Fax ${text}`,
        `Ref. ${text}`,
        `ID ${text}`,
        `Contrato ${text}`,
      ]),
  },
  {
    kind: 'name behind',
    write: (text, random) =>
      `${text}${pick(random, [' ', ' - ', '\t', ';', ', ', ' / ', ' – ', ' ('])}${pick(random, NAMES)}`,
  },
  {
    kind: 'name in the middle of columns',
    write: (text, random) =>
      `${pick(random, NAMES)};${text};${pick(random, ['SP', 'Maceió', 'VIP', 'sim'])};${int(random, 1, 999)}`,
  },
  {
    kind: 'label',
    write: (text, random) =>
      `${pick(random, ['Tel: ', 'Tel.: ', 'WhatsApp: ', 'Cel ', 'Fone: ', 'Celular - ', 'Phone: ', 'Móvil: ', 'whatsapp:', 'tel:', 'zap ', 'Contato: ', 'Telefone(s): ', 'Tlf. '])}${text}`,
  },
  {
    kind: 'extension',
    write: (text, random) =>
      `${text} ${pick(random, [`ramal ${int(random, 1, 999)}`, `x${int(random, 1, 999)}`, `ext. ${int(random, 1, 9999)}`, `ext ${int(random, 1, 99)}`, `(ramal ${int(random, 1, 99)})`, `r. ${int(random, 1, 99)}`, `- ramal ${int(random, 1, 99)}`, `#${int(random, 1, 99)}`, `extensión ${int(random, 1, 99)}`, `int. ${int(random, 1, 99)}`])}`,
  },
  { kind: 'extension touching', write: (text, random) => `${text}x${int(random, 1, 999)}` },
  { kind: 'price behind', write: (text, random) => `${text}${pick(random, [' ', '\t', ';', ' - '])}${price(random)}` },
  {
    kind: 'price in front',
    write: (text, random) => `${price(random)}${pick(random, ['\t', ';', ' - ', ' | '])}${text}`,
  },
  {
    kind: 'date behind',
    write: (text, random) => `${text}${pick(random, [' ', '\t', ';', ' - ', ' ('])}${date(random)}`,
  },
  { kind: 'date in front', write: (text, random) => `${date(random)}${pick(random, [' ', '\t', ';', ' - '])}${text}` },
  {
    kind: 'chat export',
    write: (text, random) => `[${date(random).slice(0, 10)}, 14:${two(int(random, 0, 59))}:11] ${text}: oi`,
  },
  {
    kind: 'order with its word',
    write: (text, random) =>
      `${pick(random, ['Pedido', 'pedido nº', 'Order #', 'NF', 'Protocolo:', 'Ref.', 'Cód.', 'Contrato nº', 'Nota fiscal'])} ${digits(random, int(random, 3, 11)).replace(/^0/, '4')}${pick(random, [' - ', '; ', ' ', '\t', ' / '])}${text}`,
  },
  {
    kind: 'order behind with its word',
    write: (text, random) =>
      `${text}${pick(random, [' - ', '; ', ' ', '\t', ' / '])}${pick(random, ['pedido', 'Pedido nº', 'order #', 'ref:', 'NF', 'protocolo'])} ${digits(random, int(random, 3, 11)).replace(/^0/, '4')}`,
  },
  {
    kind: 'short order in a column',
    write: (text, random) =>
      pick(random, [
        `${digits(random, 5).replace(/^0/, '4')}\t${text}`,
        `${text};${digits(random, 6).replace(/^0/, '4')}`,
        `${text}\t#${digits(random, 6)}`,
      ]),
  },
  {
    kind: 'order like a number',
    isUnreadable: true,
    write: (text, random) => {
      const order = digits(random, int(random, 8, 13)).replace(/^0/, '8');
      return pick(random, [
        `${order}\t${text}`,
        `${text};${order}`,
        `${text} / ${order}`,
        `${order} ${text}`,
        `${text} ${order}`,
        `${text}|${order}`,
      ]);
    },
  },
  {
    kind: 'tax number',
    write: (text, random) => {
      const tax = pick(random, [
        cpfWritten(random),
        cnpjWritten(random),
        `CPF ${cpfWritten(random)}`,
        `CPF: ${cpf(random)}`,
        `CNPJ ${cnpjWritten(random)}`,
      ]);
      return pick(random, [
        `${text};${tax}`,
        `${tax}\t${text}`,
        `${text} - ${tax}`,
        `${text} ${tax}`,
        `${tax} ${text}`,
      ]);
    },
  },
  {
    kind: 'bare tax number',
    isUnreadable: true,
    write: (text, random) =>
      pick(random, [
        `${text}\t${cpf(random)}`,
        `${cpf(random)};${text}`,
        `${text} ${cpf(random)}`,
        `${text}/${cpf(random)}`,
        `${text};${digits(random, 14)}`,
      ]),
  },
  { kind: 'postcode', write: (text, random) => `${text};CEP ${digits(random, 5)}-${digits(random, 3)}` },
  {
    kind: 'decimals',
    isBare: true,
    write: (text, random, number) =>
      `${/^\d{8,}$/.test(text) ? text : (number.digits[0] ?? '')}${pick(random, ['.0', ',0', '.00', ',00', '.000000'])}`,
  },
  {
    kind: 'thousands',
    isBare: true,
    write: (_text, random, number) => {
      const sign = pick(random, ['.', ',']);
      return (
        (number.digits[0] ?? '').replace(/\B(?=(?:\d{3})+$)/g, sign) + pick(random, ['', sign === '.' ? ',00' : '.00'])
      );
    },
  },
  {
    kind: 'exponent',
    isUnreadable: true,
    write: (_text, random, number) => {
      const [whole = ''] = number.digits;
      const keep = int(random, 2, 6);
      return `${whole.charAt(0)}${pick(random, ['.', ','])}${whole.slice(1, 1 + keep)}${pick(random, ['E+', 'e+', 'E'])}${whole.length - 1}`;
    },
  },
  {
    kind: 'second number',
    isUnreadable: true,
    write: (text, random, _number, other) =>
      `${text}${pick(random, [' / ', '/', ' ou ', ' e ', ';', '; ', '\t', ', ', ' - ', '  ', ' ', '|', ' or ', ' y '])}${other.text}`,
  },
  {
    kind: 'second half number',
    isUnreadable: true,
    write: (text, random) =>
      `${text}${pick(random, [' / ', '/', ' ou ', ';', ' e '])}${int(random, 2, 9)}${digits(random, 3)}-${digits(random, 4)}`,
  },
  {
    kind: 'last digits again',
    isUnreadable: true,
    write: (text, random) =>
      `${text}${pick(random, ['/', ' / ', '-', ' ou '])}${digits(random, pick(random, [1, 2, 4]))}`,
  },
  { kind: 'count behind a blank', isUnreadable: true, write: (text, random) => `${text} ${counter(random)}` },
  { kind: 'count in front of a blank', write: (text, random) => `${counter(random)} ${text}` },
  {
    kind: 'count touching a sign',
    isUnreadable: true,
    write: (text, random) =>
      pick(random, [
        `${text}-${int(random, 1, 9)}`,
        `${text}.${int(random, 1, 9)}`,
        `${text}/${int(random, 1, 9)}`,
        `${int(random, 1, 9)}.${text}`,
        `${int(random, 1, 9)}-${text}`,
        `${int(random, 1, 9)}/${text}`,
      ]),
  },
  {
    kind: 'two counts',
    isUnreadable: true,
    write: (text, random) =>
      `${counter(random)}${pick(random, [' ', '\t'])}${counter(random)}${pick(random, [' ', '\t', ' - '])}${text}${pick(random, ['', ' 2', '\t3'])}`,
  },
  {
    kind: 'brackets',
    write: (text, random) =>
      pick(random, [
        `(${text.replace(/[()]/g, '')})`,
        `<${text}>`,
        `[${text}]`,
        `{${text}}`,
        `"${text}"`,
        `'${text}`,
        `'${text}'`,
        `“${text}”`,
        `*${text}*`,
        `="${text}"`,
        `${pick(random, NAMES)} <${text}>`,
        `_${text}_`,
        `~${text}~`,
        `\`${text}\``,
      ]),
  },
  {
    kind: 'stops',
    write: (text, random) => `${text}${pick(random, ['.', ',', ';', ',,', ' -', ' /', '!', ' …', ';;;', ')', ' .'])}`,
  },
  {
    kind: 'link',
    write: (_text, random, number) =>
      `${pick(random, ['https://wa.me/', 'wa.me/', 'http://wa.me/', 'https://api.whatsapp.com/send?phone=', 'https://api.whatsapp.com/send/?phone=%2B', 'https://web.whatsapp.com/send?phone=', 'whatsapp://send?phone=', 'https://wa.me/+', 'https://www.wa.me/'])}${number.digits[0] ?? ''}`,
  },
  {
    kind: 'link with words',
    write: (_text, random, number) =>
      `${pick(random, NAMES)}${pick(random, [' ', ';', '\t', ' - '])}https://${pick(random, [`wa.me/${number.digits[0] ?? ''}?text=Pedido%20${digits(random, 8)}`, `api.whatsapp.com/send?phone=${number.digits[0] ?? ''}&text=Oi%201`, `api.whatsapp.com/send?text=Oi%20${digits(random, 9)}&phone=${number.digits[0] ?? ''}`])}`,
  },
  {
    kind: 'link and number',
    write: (text, random, number) =>
      pick(random, [
        `${text} https://wa.me/${number.digits[0] ?? ''}`,
        `https://wa.me/${number.digits[0] ?? ''};${text}`,
      ]),
  },
  {
    kind: 'other link',
    write: (text, random) =>
      `${text}${pick(random, [' ', ';', '\t'])}https://loja.example/pedido/${digits(random, 11)}?id=${digits(random, 9)}`,
  },
  {
    kind: 'whatsapp id',
    write: (_text, random, number) => `${number.digits[0] ?? ''}@${pick(random, ['c.us', 's.whatsapp.net'])}`,
  },
  {
    kind: 'e-mail',
    write: (text, random) =>
      pick(random, [
        `${text};ana${digits(random, 8)}@example.com`,
        `ana.${digits(random, 4)}@example.com\t${text}`,
        `${text} <${digits(random, 11)}@example.com>`,
        `@ana${digits(random, 4)} ${text}`,
      ]),
  },
  {
    kind: 'unseen marks',
    write: (text, random) => [...text].map((sign) => sign + (random() < 0.3 ? pick(random, UNSEEN) : '')).join(''),
  },
  {
    kind: 'other blanks and dashes',
    write: (text, random) =>
      text.replaceAll(' ', () => pick(random, BLANKS)).replaceAll('-', () => pick(random, DASHES)),
  },
  {
    kind: 'full width',
    write: (text) => text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
  },
  {
    kind: 'digits of another script',
    write: (text, random) => {
      const zero = pick(random, [0x660, 0x6f0, 0x966, 0x1d7ce, 0xff10]);
      return text.replace(/\d/g, (sign) => String.fromCodePoint(zero + Number(sign)));
    },
  },
  { kind: 'keycaps', write: (text) => text.replace(/\d/g, '$&\ufe0f\u20e3') },
  { kind: 'footnote', write: (text, random) => `${text}${pick(random, ['²', '¹', '³', '₂', '½', ' ①'])}` },
  {
    kind: 'quantity',
    write: (text, random) =>
      `${text}${pick(random, [' - ', '; ', '\t', ', '])}${pick(random, [`${int(random, 1, 20)} un`, `${int(random, 2, 12)}x`, `${int(random, 1, 9)} kg`, `${int(random, 18, 80)} anos`, `${int(random, 1, 100)}%`])}`,
  },
  {
    kind: 'address',
    write: (text, random) =>
      `${text}${pick(random, ['; ', ' - ', ', ', '\t'])}Rua ${pick(random, ['das Flores', '7 de Setembro', 'XV'])}, ${int(random, 1, 2000)}${pick(random, ['', ` apto ${int(random, 1, 900)}`])}`,
  },
  {
    kind: 'turma',
    write: (text, random) =>
      `${pick(random, ['Turma', 'Lote', 'Mesa', 'Cliente', 'Sala', 'Grupo'])} ${int(random, 1, 2026)} ${pick(random, ['- ', '', ': '])}${text}`,
  },
  { kind: 'country name', write: (text, random, number) => `${text} (${number.country})${pick(random, ['', ';ok'])}` },
  { kind: 'json', write: (text, random) => `{"id":${int(random, 1, 9999)},"phone":"${text}"},` },
  { kind: 'vcard', write: (text) => `TEL;TYPE=CELL:${text}` },
  {
    kind: 'wide columns',
    write: (text, random) => `${pick(random, NAMES).padEnd(18)}${text}    ${int(random, 1, 99)}`,
  },
];

/**
 * Makes decorated lines, always the same for the same seed.
 *
 * @param metadata the numbering plans that say which numbers are valid
 */
export function decorateLines(count: number, seed: number, metadata: MetadataJson): DecoratedLine[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) => {
    const number = makeNumber(random, metadata);
    const other = makeNumber(random, metadata);
    const decoration = DECORATIONS[at % DECORATIONS.length] ?? pick(random, DECORATIONS);
    return {
      text: decoration.write(number.text, random, number, other),
      country: decoration.isBare === true ? number.home : number.country,
      digits: number.digits,
      isReadable: decoration.isUnreadable !== true,
      kind: decoration.kind,
    };
  });
}

/** The countries whose numbers are used. */
export const COUNTRIES: readonly string[] = Object.keys(PLANS);
