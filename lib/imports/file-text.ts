/** A larger file is refused before it is read. The limit fits 20,000 lines of people many times over. */
const MAX_FILE_BYTES = 10_000_000;
const SNIFF_BYTES = 4096;

/** Why a file is refused. */
export type FileProblem = 'too-large' | 'binary' | 'empty';
type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
/** The text of a file, or why it could not be decoded. */
export type DecodedFile =
  | { readonly ok: true; readonly text: string; readonly encoding: Encoding }
  | { readonly ok: false; readonly problem: FileProblem };

/** Whether a file of this size should be read; null means yes. */
export function checkFileSize(bytes: number, maxBytes = MAX_FILE_BYTES): FileProblem | null {
  if (bytes === 0) return 'empty';
  return bytes > maxBytes ? 'too-large' : null;
}

/**
 * Decodes a file in UTF-8, UTF-16 (with or without a byte order mark) or Windows-1252. A file with a known signature or
 * with many control characters is refused as binary.
 */
export function decodeFile(bytes: Uint8Array, maxBytes = MAX_FILE_BYTES): DecodedFile {
  const problem = checkFileSize(bytes.length, maxBytes);
  if (problem !== null) return { ok: false, problem };
  const encoding = guessEncoding(bytes);
  if (encoding === null) return { ok: false, problem: 'binary' };
  if (encoding !== 'no-mark') return { ok: true, text: new TextDecoder(encoding).decode(bytes), encoding };
  const utf8 = decodeUtf8(bytes) ?? repairUtf8(bytes);
  if (utf8 !== null) return { ok: true, text: utf8, encoding: 'utf-8' };
  return { ok: true, text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' };
}

// `no-mark`: UTF-8 or an encoding with one byte per letter; decoding must decide. Null: the file is not text.
function guessEncoding(bytes: Uint8Array): Exclude<Encoding, 'windows-1252'> | 'no-mark' | null {
  const [a = 0, b = 0, c = 0] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (hasSignature(bytes)) return null;
  const zeros = countZeros(bytes.subarray(0, SNIFF_BYTES));
  const pairs = Math.min(bytes.length, SNIFF_BYTES) / 2;
  if (zeros.odd > pairs * 0.3 && zeros.even < pairs * 0.1) return 'utf-16le';
  if (zeros.even > pairs * 0.3 && zeros.odd < pairs * 0.1) return 'utf-16be';
  return hasControls(bytes) ? null : 'no-mark';
}

function countZeros(bytes: Uint8Array): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd'] += 1;
  return zeros;
}

// Zip (also xlsx), old Office files, PDF, PNG, JPEG, GIF, gzip.
const SIGNATURES = ['504b0304', 'd0cf11e0', '25504446', '89504e47', 'ffd8ff', '47494638', '1f8b'];

function hasSignature(bytes: Uint8Array): boolean {
  const head = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return SIGNATURES.some((signature) => head.startsWith(signature));
}

function hasControls(bytes: Uint8Array): boolean {
  let controls = 0;
  const head = bytes.subarray(0, SNIFF_BYTES);
  for (const byte of head) {
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls += 1;
  }
  return controls > head.length * 0.02;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/**
 * Decodes a file that is mostly UTF-8: each byte that is not valid UTF-8 is read as Windows-1252. Null when there are
 * more invalid bytes than valid letters beyond ASCII; then the file has another encoding.
 */
function repairUtf8(bytes: Uint8Array): string | null {
  const broken: number[] = [];
  let letters = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    if (length === 0) broken.push(at);
    else if (length > 1) letters += 1;
    at += Math.max(1, length);
  }
  if (letters === 0 || broken.length > letters) return null;
  const utf8 = new TextDecoder('utf-8');
  const single = new TextDecoder('windows-1252');
  let text = '';
  let from = 0;
  for (const at of broken) {
    text += utf8.decode(bytes.subarray(from, at)) + single.decode(bytes.subarray(at, at + 1));
    from = at + 1;
  }
  return text + utf8.decode(bytes.subarray(from));
}

/** Number of bytes of the UTF-8 letter at this position; 0 when there is no valid letter. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  const length =
    first < 0x80
      ? 1
      : first >= 0xc2 && first < 0xe0
        ? 2
        : first >= 0xe0 && first < 0xf0
          ? 3
          : first >= 0xf0 && first < 0xf5
            ? 4
            : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  for (let next = 1; next < length; next += 1) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  // Overlong forms, halves of surrogate pairs, and values above U+10FFFF.
  const isWrong =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return isWrong ? 0 : length;
}
