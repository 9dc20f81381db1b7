import * as z from 'zod/mini';

/**
 * One piece of a text as the contact will read it. `value` replaces a placeholder; `missing` is a placeholder whose
 * value is not known. `variable`: the flow's variable that fills it, where that is certain.
 */
export const TextPiece = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('value'), placeholder: z.string(), text: z.string(), variable: z.optional(z.string()) }),
  z.object({ kind: z.literal('missing'), placeholder: z.string(), text: z.string(), variable: z.optional(z.string()) }),
]);
export type TextPiece = z.infer<typeof TextPiece>;

/** A template filled in for one person, part by part; a part that the template does not have is empty. */
export const RenderedTemplate = z.object({
  header: z.array(TextPiece),
  body: z.array(TextPiece),
  footer: z.array(TextPiece),
  buttons: z.array(z.array(TextPiece)),
});
export type RenderedTemplate = z.infer<typeof RenderedTemplate>;
