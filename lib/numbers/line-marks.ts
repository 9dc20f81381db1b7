// Recognises text beside a phone number that does not belong to it (dates, prices, tax numbers, …), each kind by its
// form.

/** Replaces a part that was taken out; a number never continues across it. */
export const CUT = '\0';
/** Replaces characters that hide or replace digits inside a number; such a number cannot be read. */
export const TORN = '\u0001';

/** A line without the parts that certainly do not belong to a phone number. */
export interface MarkedLine {
  readonly text: string;
  /**
   * The same line, but with the digits that a word or sign in front claimed (`id 0151 2345678`). Null when no such
   * digits are followed by more digits.
   */
  readonly undivided: string | null;
  /** Numbers with country code from chat addresses: `wa.me/55…`, `55…@c.us`. */
  readonly addresses: readonly string[];
  /**
   * Digit sequences behind a word for another kind of number (`Pedido 82 99900-0001`). The word may apply to their
   * first part or to all of it.
   */
  readonly named: readonly string[];
  /** The line contains a number that a spreadsheet cut short (`5.58E+12`). */
  readonly hasCutNumber: boolean;
  /** The line contains a tax or card number. */
  readonly hasTaxNumber: boolean;
}

// Matches the pattern only when it stands alone: no digit, letter or joining character touches it.
const alone = (pattern: string, notBehind = '\\d[,(]'): RegExp =>
  new RegExp(`(?<![\\p{L}\\d+./-])(?<!${notBehind})(?:${pattern})(?![\\p{L}\\d/]|[-.,]\\d)`, 'giu');

const LINK = /(?:\b(?:https?|whatsapp|intent):\/\/|\b(?:www|api|web|chat)\.\w|\bwa\.(?:me|link)\/)[^\s;|,<>"'\]})]*/giu;
const WHATSAPP_ID = /(\d{7,15})(?:[:.]\d+)?@(?:s\.whatsapp\.net|c\.us)\b/giu;
const EMAIL = /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*/giu;
const HANDLE = /@(?=[\w.]*[a-z_])[\w.]+/giu;
const EXPONENT = /(?<![\d.,])(\d)(?:[.,](\d+))?\s?e\s?\+?(\d{1,2})(?!\d)/giu;
const GROUPED_INTEGER = alone('\\d{1,3}(?:,\\d{3}){3,4}(?:\\.0{1,6})?');
const WHOLE_DECIMAL = /(?<![\d.,])(?:(\d{1,3}(?:\.\d{3}){3,4}),0{1,6}|(\d{7,15})[.,]0{1,6})(?![\d,]|\.\d)/gu;

const NAMED_TAX_NUMBERS = [
  /\bcpf\b[\s:.º°=n-]{0,5}\d(?:[ ./-]?\d){10}(?!\d)/giu,
  /\bcnpj\b[\s:.º°=n-]{0,5}\d(?:[ ./-]?\d){13}(?!\d)/giu,
];
const TAX_NUMBERS = [
  alone('\\d{3}\\.\\d{3}\\.\\d{3}[-/.]\\d{1,2}'),
  alone('\\d{3} \\d{3} \\d{3}-\\d{2}'),
  alone('\\d{9}-\\d{2}'),
  alone('\\d{2}[. ]?\\d{3}[. ]?\\d{3}/\\d{4}-?\\d{2}'),
  alone('\\d{1,2}\\.\\d{3}\\.\\d{3}-[\\dxk]'),
  alone('\\d{2}-\\d{8}-\\d'),
  alone('(?<!\\d )\\d{5}-\\d{3}'),
  alone('\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}'),
];

/** Court file numbers, map coordinates, car plates. */
const CODES = [
  alone('\\d{7}-\\d{2}\\.\\d{4}\\.\\d\\.\\d{2}\\.\\d{4}'),
  /(?<![\d.])(?:-\d{1,3}\.\d{3,},\s*-?|\d{1,3}\.\d{3,},\s*-)\d{1,3}\.\d{3,}(?!\d)/gu,
  /(?<![\p{L}\d])\p{L}{1,4}\d{1,4}\p{L}{1,3}\d{1,4}(?![\p{L}\d])/gu,
];

const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const YEAR = '(?:19|20)\\d{2}';
// Match whole words only: in `78 Maria`, 78 is the end of a number and `Mar` is part of a name.
const MONTHS =
  '(?:jan(?:eiro|uary)?|ene(?:ro)?|fev(?:ereiro)?|feb(?:rero|ruary)?|mar(?:[cç]o|zo|ch)?|abr(?:il)?|apr(?:il)?|maio?|mayo?|jun(?:ho|io|e)?|jul(?:ho|io|y)?|ago(?:sto)?|aug(?:ust)?|set(?:embro)?|sept?(?:iembre|ember)?|out(?:ubro)?|oct(?:ubre|ober)?|nov(?:embro|iembre|ember)?|dez(?:embro)?|dec(?:ember)?|dic(?:iembre)?)(?!\\p{L})';
const CLOCK = '(?:[T\\s]*(?:[01]?\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:[.,]\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)';
const DATES = [
  // A date with a four-digit year is also recognised behind a comma, as in a row of a table.
  alone(`${YEAR}([-/.])${DAY}\\1${DAY}${CLOCK}?`, '\\d\\('),
  alone(`${DAY}([-/.])${DAY}\\1${YEAR}${CLOCK}?`, '\\d\\('),
  alone(`${DAY}/${DAY}/\\d{2}${CLOCK}?`),
  alone(`(?<!\\d )${DAY}/${DAY}(?!\\s\\d{4})`),
  alone(`(?:0?[1-9]|1[0-2])/${YEAR}(?!\\s?\\d{4}(?!\\d))`),
  new RegExp(`(?<![\\d.-])\\d{1,2}\\s+de\\s+${MONTHS}(?:\\s+de\\s+${YEAR})?`, 'giu'),
  new RegExp(`(?<!\\d )(?<![\\d.-])\\d{1,2}[\\s/-]*${MONTHS}(?:[\\s/,-]*(?:${YEAR}|\\d{2})(?![\\d.-]))?`, 'giu'),
  /(?<![\d.-])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d.-])/giu,
];

const CURRENCY = 'r\\$|us\\$|[$€£¥₹₲]|\\b(?:usd|brl|eur|gbp|mxn|ars|clp|cop|pen|uyu|pyg|inr)\\b';
// At most six digits without a thousands separator: in `€ 51927942005` the € belongs to the column before, and the
// digits are a phone number.
const AMOUNT = '(?:\\d{1,3}(?:[.,]\\d{3})+(?:[.,]\\d{1,2})?|\\d{1,6}(?:[.,]\\d{1,2})?)(?![\\d]|[.,]\\d)';
const CURRENCY_AMOUNT = new RegExp(`(?:${CURRENCY}) {0,2}-?${AMOUNT}(?:\\s?(?:mil|k)\\b)?`, 'giu');
const PRICES = [
  new RegExp(
    `(?<![\\d.,/+-])\\d{1,3}(?:[.,]\\d{3})*[.,]\\d{2} {0,2}(?:[€£]|\\b(?:usd|brl|eur|gbp|mxn|ars|clp|cop|pen|uyu|pyg|inr)\\b)`,
    'giu',
  ),
  // Amounts without a currency, but not in front of digits: `1,82 99900-0001` is a row number and a phone number.
  alone('(?:0|[1-9]\\d{0,2}(?:\\.\\d{3})*),\\d{2}(?!\\s*[\\d(])'),
  alone('(?:0|[1-9]\\d{0,2}(?:,\\d{3})*)\\.\\d{2}(?!\\s*[\\d(])'),
  /(?<![\d.,/+-])\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|(?:reais|pesos|anos|años|kg)(?![\p{L}\d]))/giu,
  // Not behind a space and a digit, because it may then be the end of a phone number.
  /(?<!\d )(?<![\d.,/+-])\d{1,3}(?:[.,]\d{1,2})?\s*(?:%|[€£]|(?:reais|real|pesos?|euros?|d[oó]lares|soles|kg|km|cm|mm|ml|un|und|unid|p[cç]s?|pares|itens|anos?|años?|years?|yrs?|dias?|d[ií]as?|days?|meses|m[eê]s|min|hrs?|hs|vezes|x de)(?![\p{L}\d]))/giu,
];

const EXTENSIONS = [
  /(?<=\d[\s().,;:-]{0,4})(?:ramal|ram\.|extens[aã]o|extensi[oó]n|extension|extn\.?|ext\.?|interno|int\.|anexo|an\.|durchwahl|poste|rm\.?|opç[aã]o|opci[oó]n|option|r\.)\s*[:.=#nº°]*\s*\d{1,6}(?!\d)/giu,
  /(?<=\d(?:[\s().+-]*\d){5}[\s)]*)[x×]\s?\d{1,5}(?![\p{L}\d]|\s*[\d(])/giu,
];

// Words for another kind of number. They claim only the one digit sequence behind them.
const OTHER_NUMBER =
  /(?<![\p{L}])(?:cpf|cnpj|rg|cep|cnh|pis|nis|pedido|ped|orden|ordem|order|protocolo|prot|ticket|chamado|caso|nf-?e?|nota(?:\s+fiscal)?|fatura|factura|invoice|rechnung|commande|boleto|contrato|contract|matr[ií]cula|c[oó]digo|c[oó]d|code|sku|item|ref|refer[eê]ncia|referencia|reference|lote|cuit|cuil|dni|rut|run|nit|nif|nie|ssn|ein|vat|iva|rfc|c[eé]dula|cc|ci|passaporte|pasaporte|passport|placa|conta|cuenta|account|ag[eê]ncia|ag|id|idade|edad|processo|proceso|proc|expediente|total|valor|value|pre[cç]o|precio|price|saldo|qtde?|cantidad|qty|parcelas?|cuotas?|imei|iccid|serial|s[eé]rie|tracking|rastreio|gu[ií]a|zip|plz)(?![\p{L}])(?:\s*(?:do|da|de|del|of|the)\s+\p{L}+)?[\s.:]*(?:(?:n[º°o]\.?|n\.?|num\.?|n[uú]mero|number|nr\.?|no\.)(?![\p{L}]))?[\s:.#=º°-]*\d[\d./-]*/giu;
// `fax` claims the whole number behind it, the plus included.
const FAX = /(?<!\p{L})fax(?!\p{L})[\s.:]*\+?[ (]*\d[\d .()/-]*/giu;
const HASH_NUMBER = /(?<!(?<!\p{L})(?:ph|phone|tel|cel|fone|whats)\.? ?)#\s?\d+(?:[-/]\d+)*/giu;

// In `0xx82`, `xx` stands for the carrier code that the caller chooses.
const CARRIER_PLACE = /(?<![\p{L}\d])(\(?)\s?(?:0?\s?xx|0\*\*)\s?\)?[\s-]?\(?(?=\d{2})/giu;

/** More digits follow what was taken out. */
const GOES_ON = /^[ .()/_-]{1,4}\d[\d .()/-]*/;

// Chats write bold text as `*82 99900-0001*`.
const EMPHASIS = /(?<![*_~\p{L}\d])([*_~]{1,3})(?=[+(\d])([^*_~]*\d)\1(?![*_~\p{L}\d])/gu;
/** Characters that hide digits, and letters that were typed or scanned in place of digits. */
const HIDING = [
  /(?<=\d)(?:[*?!%$^~=@•●■□█░▒\ufffd]+|_{2,}|\.{3,}|…|[OoIlSBQ]{1,2})(?=\d)/gu,
  /(?<=\d)_{2,}(?=[ )]+\d)/gu,
  /(?<=\d[ .)-]?)(?:[xX]{2,}|n{3,}|[*?#•●■□█░▒]{2,}|\ufffd)(?![\p{L}\d])/gu,
  /(?<=\d{3})[OoIlSB]{1,2}(?![\p{L}\d])/gu,
  /(?<![\p{L}\d])(?:[xX]{2,}|[*?•●■□█░▒]{2,}|\ufffd)[ )-]{0,2}(?=\d{2})/gu,
  /(?<![\p{L}\d])[OoIlSBQ]{1,2}(?=\d{5})/gu,
  /(?<![\p{L}\d.])(?:\.{3}|…)(?=\d{5})/gu,
];
/** With fewer digits around such a character, the text is a count, a time or a code. */
const MIN_TORN = 6;
/** Number of characters to examine on each side. The fixed limit keeps long lines fast. */
const LOOKED_AT = 30;

/** Marks digit sequences that contain hidden or replaced digits. */
function markTorn(text: string): string {
  const tear = (now: string, pattern: RegExp): string =>
    now.replace(pattern, (hiding: string, at: number) => {
      const before = /[\d+(). -]*$/.exec(now.slice(Math.max(0, at - LOOKED_AT), at))?.[0] ?? '';
      const behind = /^[\d(). -]*/.exec(now.slice(at + hiding.length, at + LOOKED_AT))?.[0] ?? '';
      return (before + behind).replace(/\D/g, '').length < MIN_TORN ? hiding : TORN;
    });
  return HIDING.reduce(tear, text.replace(EMPHASIS, ' $2 '));
}

/** Takes out the parts of a line that do not belong to a phone number, and reads the numbers of chat addresses. */
export function markLine(plain: string, isBrazil: boolean): MarkedLine {
  const { goesOn, ...marked } = mark(plain, isBrazil, false);
  return { ...marked, undivided: goesOn ? mark(plain, isBrazil, true).text : null };
}

/** @param keeps keep the digits that a word claimed where more digits follow them */
function mark(
  plain: string,
  isBrazil: boolean,
  keeps: boolean,
): Omit<MarkedLine, 'undivided'> & { readonly goesOn: boolean } {
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
    (text) =>
      text.replace(LINK, (link) => {
        const digits = numberOfLink(link);
        if (digits !== null) addresses.push(digits);
        return CUT;
      }),
    (text) =>
      text.replace(WHATSAPP_ID, (_, digits: string) => {
        addresses.push(digits);
        return CUT;
      }),
    take(EMAIL),
    take(HANDLE),
    (text) =>
      text.replace(EXPONENT, (_, first: string, rest: string | undefined, exponent: string) => {
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
  // Without a digit, none of the patterns can match.
  const text = /\d/.test(plain) ? steps.reduce((now, step) => step(now), plain) : plain;
  return { text, addresses, named, hasCutNumber: found.cut, hasTaxNumber: found.tax, goesOn: found.goesOn };
}

/** The phone digits in a chat link; null for any other link. */
function numberOfLink(link: string): string | null {
  const plain = link.replaceAll(/%2b/gi, '+').replaceAll(/%20/g, '-');
  const [, path, query] =
    /^(?:\w+:\/\/)?(?:www\.)?(?:wa\.me\/\+?([\d\s().-]{7,})|(?:api\.|web\.)?(?:whatsapp\.com\/|send|whatsapp)[^\s]*[?&]phone=\+?([\d\s().-]{7,}))/i.exec(
      plain,
    ) ?? [];
  const digits = (path ?? query ?? '').replace(/\D/g, '');
  return digits.length >= 7 ? digits : null;
}

/** The whole number that mantissa and exponent stand for; null when some of its digits are lost. */
function wholeOf(mantissa: string, exponent: number): string | null {
  if (exponent < 7 || exponent > 14 || mantissa.length <= exponent) return null;
  return /^0*$/.test(mantissa.slice(exponent + 1)) ? mantissa.slice(0, exponent + 1) : null;
}

/** Whether eleven digits are a Brazilian CPF, by its two check digits. */
export function isCpf(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || /^(\d)\1*$/.test(digits)) return false;
  const check = (length: number): number => {
    let sum = 0;
    for (let at = 0; at < length; at += 1) sum += Number(digits.charAt(at)) * (length + 1 - at);
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits.charAt(9)) && check(10) === Number(digits.charAt(10));
}
