// What people write beside a number and what is no part of it, each kind by its own written form.

/** Stands where something was taken out: no number goes on across it. */
export const CUT = '\0';
/** Stands in a sequence of digits for signs that hide or replace digits: nobody can read the number. */
export const TORN = '\u0001';

/** A line without what is surely no number of a person. */
export interface MarkedLine {
  readonly text: string;
  /** The same with the digits that a word or sign in front took (`id 0151 2345678`); null where no digits go on behind them. */
  readonly undivided: string | null;
  /** Digits of addresses that name a person's number with its country code: `wa.me/55…`, `55…@c.us`. */
  readonly addresses: readonly string[];
  /** Sequences that begin behind the word for another number (`Pedido 82 99900-0001`): the word may be for the first part or for all of it. */
  readonly named: readonly string[];
  /** A number cut short by a spreadsheet (`5.58E+12`) stood there. */
  readonly hasCutNumber: boolean;
  /** A tax or card number stood there. */
  readonly hasTaxNumber: boolean;
}

// A sign sequence that stands alone: no digit, letter or joining sign touches it.
const alone = (pattern: string, notBehind = '\\d[,(]'): RegExp => new RegExp(`(?<![\\p{L}\\d+./-])(?<!${notBehind})(?:${pattern})(?![\\p{L}\\d/]|[-.,]\\d)`, 'giu');

const LINK = /(?:\b(?:https?|whatsapp|intent):\/\/|\b(?:www|api|web|chat)\.\w|\bwa\.(?:me|link)\/)[^\s;|,<>"'\]})]*/giu;
const WHATSAPP_ID = /(\d{7,15})(?:[:.]\d+)?@(?:s\.whatsapp\.net|c\.us)\b/giu;
const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*/giu;
const HANDLE = /@(?=[\w.]*[a-z_])[\w.]+/giu;
const EXPONENT = /(?<![\d.,])(\d)(?:[.,](\d+))?\s?e\s?\+?(\d{1,2})(?!\d)/giu;
const GROUPED_INTEGER = alone('\\d{1,3}(?:,\\d{3}){3,4}(?:\\.0{1,6})?');
const WHOLE_DECIMAL = /(?<![\d.,])(?:(\d{1,3}(?:\.\d{3}){3,4}),0{1,6}|(\d{7,15})[.,]0{1,6})(?![\d,]|\.\d)/gu;

const NAMED_TAX_NUMBERS = [
  /\bcpf\b[\s:.º°=n-]{0,5}\d(?:[ ./-]?\d){10}(?!\d)/giu, /\bcnpj\b[\s:.º°=n-]{0,5}\d(?:[ ./-]?\d){13}(?!\d)/giu,
];
const TAX_NUMBERS = [
  alone('\\d{3}\\.\\d{3}\\.\\d{3}[-/.]\\d{1,2}'), alone('\\d{3} \\d{3} \\d{3}-\\d{2}'), alone('\\d{9}-\\d{2}'),
  alone('\\d{2}[. ]?\\d{3}[. ]?\\d{3}/\\d{4}-?\\d{2}'), alone('\\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dxk]'), alone('\\d{2}-\\d{8}-\\d'),
  alone('(?<!\\d )\\d{5}-\\d{3}'), alone('\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}'),
];

/** Files of a court, places on a map, plates of cars. */
const CODES = [
  alone('\\d{7}-\\d{2}\\.\\d{4}\\.\\d\\.\\d{2}\\.\\d{4}'),
  /(?<![\d.])(?:-\d{1,3}\.\d{3,},\s*-?|\d{1,3}\.\d{3,},\s*-)\d{1,3}\.\d{3,}(?!\d)/gu,
  /(?<![\p{L}\d])\p{L}{1,4}\d{1,4}\p{L}{1,3}\d{1,4}(?![\p{L}\d])/gu,
];

const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const YEAR = '(?:19|20)\\d{2}';
// Whole words: `78 Maria` is the end of a number and a name.
const MONTHS =
  '(?:jan(?:eiro|uary)?|ene(?:ro)?|fev(?:ereiro)?|feb(?:rero|ruary)?|mar(?:[cç]o|zo|ch)?|abr(?:il)?|apr(?:il)?|maio?|mayo?|jun(?:ho|io|e)?|jul(?:ho|io|y)?|ago(?:sto)?|aug(?:ust)?|set(?:embro)?|sept?(?:iembre|ember)?|out(?:ubro)?|oct(?:ubre|ober)?|nov(?:embro|iembre|ember)?|dez(?:embro)?|dec(?:ember)?|dic(?:iembre)?)(?!\\p{L})';
const CLOCK = '(?:[T\\s]*(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)';
const DATES = [
  // With their whole year they are dates behind a comma too, as in a row of a table.
  alone(`${YEAR}([-/.])${DAY}\\1${DAY}${CLOCK}?`, '\\d\\('), alone(`${DAY}([-/.])${DAY}\\1${YEAR}${CLOCK}?`, '\\d\\('), alone(`${DAY}/${DAY}/\\d{2}${CLOCK}?`),
  alone(`(?<!\\d )${DAY}/${DAY}(?!\\s\\d{4})`), alone(`(?:0?[1-9]|1[0-2])/${YEAR}(?!\\s?\\d{4}(?!\\d))`),
  new RegExp(`(?<![\\d.-])\\d{1,2}\\s+de\\s+${MONTHS}(?:\\s+de\\s+${YEAR})?`, 'giu'),
  new RegExp(`(?<!\\d )(?<![\\d.-])\\d{1,2}[\\s/-]*${MONTHS}(?:[\\s/,-]*(?:${YEAR}|\\d{2})(?![\\d.-]))?`, 'giu'),
  /(?<![\d.-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d.-])/giu,
];

const CURRENCY = 'r\\$|us\\$|[$€£¥₹₲]|\\b(?:usd|brl|eur|gbp|mxn|ars|clp|cop|pen|uyu|pyg|inr)\\b';
// No more than six digits without a thousands sign: `€ 51927942005` is a price in the column before, and a number.
const AMOUNT = '(?:\\d{1,3}(?:[.,]\\d{3})+(?:[.,]\\d{1,2})?|\\d{1,6}(?:[.,]\\d{1,2})?)(?![\\d]|[.,]\\d)';
const CURRENCY_AMOUNT = new RegExp(`(?:${CURRENCY}) {0,2}-?${AMOUNT}(?:\\s?(?:mil|k)\\b)?`, 'giu');
const PRICES = [
  new RegExp(`(?<![\\d.,/+-])\\d{1,3}(?:[.,]\\d{3})*[.,]\\d{2} {0,2}(?:[€£]|\\b(?:usd|brl|eur|gbp|mxn|ars|clp|cop|pen|uyu|pyg|inr)\\b)`, 'giu'),
  // Without a currency, and not in front of digits: `1,82 99900-0001` is a row and its number.
  alone('(?:0|[1-9]\\d{0,2}(?:\\.\\d{3})*),\\d{2}(?!\\s*[\\d(])'), alone('(?:0|[1-9]\\d{0,2}(?:,\\d{3})*)\\.\\d{2}(?!\\s*[\\d(])'),
  /(?<![\d.,/+-])\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|(?:reais|pesos|anos|años|kg)(?![\p{L}\d]))/giu,
  // Behind a blank and a digit it may be the end of a number.
  /(?<!\d )(?<![\d.,/+-])\d{1,3}(?:[.,]\d{1,2})?\s*(?:%|[€£]|(?:reais|real|pesos?|euros?|d[oó]lares|soles|kg|km|cm|mm|ml|un|und|unid|p[cç]s?|pares|itens|anos?|años?|years?|yrs?|dias?|d[ií]as?|days?|meses|m[eê]s|min|hrs?|hs|vezes|x de)(?![\p{L}\d]))/giu,
];

const EXTENSIONS = [
  /(?<=\d[\s().,;:-]{0,4})(?:ramal|ram\.|extens[aã]o|extensi[oó]n|extension|extn\.?|ext\.?|interno|int\.|anexo|an\.|durchwahl|poste|rm\.?|opç[aã]o|opci[oó]n|option|r\.)\s*[:.=#nº°]*\s*\d{1,6}(?!\d)/giu,
  /(?<=\d(?:[\s().+-]*\d){5}[\s)]*)[x×]\s?\d{1,5}(?![\p{L}\d]|\s*[\d(])/giu,
];

// Words that name another kind of number; only the one sequence behind them is theirs.
const OTHER_NUMBER =
  /(?<![\p{L}])(?:cpf|cnpj|rg|cep|cnh|pis|nis|pedido|ped|orden|ordem|order|protocolo|prot|ticket|chamado|caso|nf-?e?|nota(?:\s+fiscal)?|fatura|factura|invoice|rechnung|commande|boleto|contrato|contract|matr[ií]cula|c[oó]digo|c[oó]d|code|sku|item|ref|refer[eê]ncia|referencia|reference|lote|cuit|cuil|dni|rut|run|nit|nif|nie|ssn|ein|vat|iva|rfc|c[eé]dula|cc|ci|passaporte|pasaporte|passport|placa|conta|cuenta|account|ag[eê]ncia|ag|id|idade|edad|processo|proceso|proc|expediente|total|valor|value|pre[cç]o|precio|price|saldo|qtde?|cantidad|qty|parcelas?|cuotas?|imei|iccid|serial|s[eé]rie|tracking|rastreio|gu[ií]a|zip|plz)(?![\p{L}])(?:\s*(?:do|da|de|del|of|the)\s+\p{L}+)?[\s.:]*(?:(?:n[º°o]\.?|n\.?|num\.?|n[uú]mero|number|nr\.?|no\.)(?![\p{L}]))?[\s:.#=º°-]*\d[\d./-]*/giu;
// The whole sequence behind it, with its plus.
const FAX = /(?<!\p{L})fax(?!\p{L})[\s.:]*\+?[ (]*\d[\d .()/-]*/giu;
const HASH_NUMBER = /(?<!(?<!\p{L})(?:ph|phone|tel|cel|fone|whats)\.? ?)#\s?\d+(?:[-/]\d+)*/giu;

// `0xx82`: x stands for the carrier that a caller chooses.
const CARRIER_PLACE = /(?<![\p{L}\d])(\(?)\s?(?:0?\s?xx|0\*\*)\s?\)?[\s-]?\(?(?=\d{2})/giu;

/** Digits go on behind what was taken. */
const GOES_ON = /^[ .()/_-]{1,4}\d[\d .()/-]*/;

// `*82 99900-0001*` is how chats write in bold.
const EMPHASIS = /(?<![*_~\p{L}\d])([*_~]{1,3})(?=[+(\d])([^*_~]*\d)\1(?![*_~\p{L}\d])/gu;
/** Signs that hide digits, and letters that were typed or scanned in their place. */
const HIDING = [
  /(?<=\d)(?:[*?!%$^~=@•●■□█░▒\ufffd]+|_{2,}|\.{3,}|…|[OoIlSBQ]{1,2})(?=\d)/gu,
  /(?<=\d)_{2,}(?=[ )]+\d)/gu,
  /(?<=\d[ .)-]?)(?:[xX]{2,}|n{3,}|[*?#•●■□█░▒]{2,}|\ufffd)(?![\p{L}\d])/gu,
  /(?<=\d{3})[OoIlSB]{1,2}(?![\p{L}\d])/gu,
  /(?<![\p{L}\d])(?:[xX]{2,}|[*?•●■□█░▒]{2,}|\ufffd)[ )-]{0,2}(?=\d{2})/gu,
  /(?<![\p{L}\d])[OoIlSBQ]{1,2}(?=\d{5})/gu,
  /(?<![\p{L}\d.])(?:\.{3}|…)(?=\d{5})/gu,
];
/** Fewer digits around such a sign are a count, a time or a code. */
const MIN_TORN = 6;
/** So many signs on either side tell whether a number stands there, however long the line is. */
const LOOKED_AT = 30;

/** Marks the sequences of digits that are not whole. */
function markTorn(text: string): string {
  const tear = (now: string, pattern: RegExp): string =>
    now.replace(pattern, (hiding: string, at: number) => {
      const before = /[\d+(). -]*$/.exec(now.slice(Math.max(0, at - LOOKED_AT), at))?.[0] ?? '';
      const behind = /^[\d(). -]*/.exec(now.slice(at + hiding.length, at + LOOKED_AT))?.[0] ?? '';
      return (before + behind).replace(/\D/g, '').length < MIN_TORN ? hiding : TORN;
    });
  return HIDING.reduce(tear, text.replace(EMPHASIS, ' $2 '));
}

/** Takes out what is no number of a person, and reads addresses that hold one. */
export function markLine(plain: string, isBrazil: boolean): MarkedLine {
  const { goesOn, ...marked } = mark(plain, isBrazil, false);
  return { ...marked, undivided: goesOn ? mark(plain, isBrazil, true).text : null };
}

/** @param keeps the digits that a word took stay where digits go on behind them */
function mark(plain: string, isBrazil: boolean, keeps: boolean): Omit<MarkedLine, 'undivided'> & { readonly goesOn: boolean } {
  const addresses: string[] = [];
  const named: string[] = [];
  const found = { cut: false, tax: false, goesOn: false };
  const take = (pattern: RegExp, onFound?: () => void) => (text: string) =>
    text.replace(pattern, () => {
      onFound?.();
      return CUT;
    });
  const takeNamed = (pattern: RegExp, onSequence?: (own: string, behind: string) => void) => (text: string) =>
    text.replace(pattern, (written: string, ...rest: (string | number | undefined)[]) => {
      const at = rest.find((part) => typeof part === 'number') ?? 0;
      const behind = GOES_ON.exec(text.slice(at + written.length))?.[0];
      const own = /\d[\d./-]*$/.exec(written)?.[0] ?? '';
      // A long sequence is a number of its own.
      if (behind !== undefined && own.length < 8) onSequence?.(own, behind);
      const digits = /(?<![\d.,/-])\d{1,6}(?:-\d{1,4})?$/.exec(written)?.[0];
      if (digits === undefined || behind === undefined) return CUT;
      found.goesOn = true;
      return keeps ? `${CUT}${digits}` : CUT;
    });
  const steps: ((text: string) => string)[] = [
    (text) => text.replace(LINK, (link) => {
      const digits = numberOfLink(link);
      if (digits !== null) addresses.push(digits);
      return CUT;
    }),
    (text) => text.replace(WHATSAPP_ID, (_, digits: string) => {
      addresses.push(digits);
      return CUT;
    }),
    take(EMAIL), take(HANDLE),
    (text) => text.replace(EXPONENT, (_, first: string, rest: string | undefined, exponent: string) => {
      const whole = wholeOf(first + (rest ?? ''), Number(exponent));
      if (whole === null) found.cut = true;
      return whole ?? CUT;
    }),
    (text) => text.replace(GROUPED_INTEGER, (integer) => integer.replace(/\.0+$/, '').replaceAll(',', '.')),
    (text) => text.replace(WHOLE_DECIMAL, '$1$2'),
    ...NAMED_TAX_NUMBERS.map((pattern) => take(pattern, () => (found.tax = true))),
    take(FAX),
    ...CODES.map((pattern) => take(pattern)),
    takeNamed(OTHER_NUMBER, (own, behind) => named.push(own + behind)),
    ...TAX_NUMBERS.map((pattern) => take(pattern, () => (found.tax = true))),
    ...DATES.map((pattern) => take(pattern)),
    takeNamed(CURRENCY_AMOUNT),
    ...PRICES.map((pattern) => take(pattern)),
    (text) => (isBrazil ? text.replace(CARRIER_PLACE, ' $10') : text),
    ...EXTENSIONS.map((pattern) => takeNamed(pattern)),
    takeNamed(HASH_NUMBER),
    markTorn,
  ];
  // Without a digit nothing of it can stand there.
  const text = /\d/.test(plain) ? steps.reduce((now, step) => step(now), plain) : plain;
  return { text, addresses, named, hasCutNumber: found.cut, hasTaxNumber: found.tax, goesOn: found.goesOn };
}

/** The digits that a chat link is for; null for every other link. */
function numberOfLink(link: string): string | null {
  const plain = link.replaceAll(/%2b/gi, '+').replaceAll(/%20/g, '-');
  const [, path, query] = /^(?:\w+:\/\/)?(?:www\.)?(?:wa\.me\/\+?([\d\s().-]{7,})|(?:api\.|web\.)?(?:whatsapp\.com\/|send|whatsapp)[^\s]*[?&]phone=\+?([\d\s().-]{7,}))/i.exec(plain) ?? [];
  const digits = (path ?? query ?? '').replace(/\D/g, '');
  return digits.length >= 7 ? digits : null;
}

/** The whole number that mantissa and exponent stand for, null when digits of it are lost. */
function wholeOf(mantissa: string, exponent: number): string | null {
  if (exponent < 7 || exponent > 14 || mantissa.length <= exponent) return null;
  return /^0*$/.test(mantissa.slice(exponent + 1)) ? mantissa.slice(0, exponent + 1) : null;
}

/** Whether eleven digits are a Brazilian CPF, told by its two check digits. */
export function isCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  const check = (length: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits.charAt(at)) * (length + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits.charAt(9)) && check(10) === Number(digits.charAt(10));
}
