import type { TextPiece } from '../../../lib/draft/rendered-template.ts';

/** Joins the pieces of a text. */
export function toPlainText(pieces: readonly TextPiece[]): string {
  return pieces.map((piece) => piece.text).join('');
}
