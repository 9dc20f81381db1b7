// Text as a person sees it. Names come in from the server, the page and the agent with marks that have no shape of their own.

// An emoji with all that belongs to it, or a joiner inside a word of a script that needs it (Persian, Hindi): both stay. What
// else has no shape of its own goes.
const UNSEEN =
  /(\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|[\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic})*)|((?<=[\p{L}\p{M}])(?<!\p{Script=Latin})[\u200c\u200d](?=[\p{L}\p{M}])(?!\p{Script=Latin}))|[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]|(?![\t\n\v\f\r\u0085])\p{Cc}/gu;
const PLAIN = /^[\t -~]*$/;

/** The text without marks that nobody sees: direction and zero-width marks, fillers, blank Braille, control characters. */
export function withoutUnseen(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSEEN, (_, emoji?: string, joiner?: string) => emoji ?? joiner ?? '');
}

/** A name as it may be shown and sent: one line, no marks that nobody sees; null when nothing of it can be seen. */
export function readName(text: string | null): string | null {
  const name = withoutUnseen(text ?? '').replace(/\s+/g, ' ').trim();
  return name === '' ? null : name;
}
