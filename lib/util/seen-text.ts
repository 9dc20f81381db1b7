// Text without characters that have no visible form. Names from the server, the page and the agent contain such
// characters.

// Two kinds of invisible characters are kept: those inside an emoji sequence, and joiners inside a word of a script
// that needs them (Persian, Hindi). All others are removed.
const INVISIBLE =
  /(\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|[\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic})*)|((?<=[\p{L}\p{M}])(?<!\p{Script=Latin})[\u200c\u200d](?=[\p{L}\p{M}])(?!\p{Script=Latin}))|[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]|(?![\t\n\v\f\r\u0085])\p{Cc}/gu;
const PLAIN = /^[\t -~]*$/;

/**
 * The text without invisible characters: direction marks, zero-width marks, fillers, blank Braille, control characters.
 */
export function withoutInvisible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, (_, emoji?: string, joiner?: string) => emoji ?? joiner ?? '');
}

/** A name as it may be shown and sent: one line, no invisible characters; null when nothing visible remains. */
export function readName(text: string | null): string | null {
  const name = withoutInvisible(text ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return name === '' ? null : name;
}
