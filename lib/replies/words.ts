import * as z from 'zod/mini';
import { MAX_WORDS } from '../util/first-words.ts';

/**
 * The first words of a contact's message, on one line. `hasMedia`: the message carries a picture, a recording or
 * another file; `text` may then be empty. They live in memory only (.github/SECURITY.md#words-of-replies): no schema of
 * a stored row has a field for them.
 */
export const ReplyWords = z.strictObject({ text: z.string().check(z.maxLength(2 * MAX_WORDS)), hasMedia: z.boolean() });
export type ReplyWords = z.infer<typeof ReplyWords>;

/** The newest words of one room, as views get them. `at` is the time of the message, epoch ms. */
export const RoomWords = z.object({
  sessionId: z.string(),
  roomUuid: z.string(),
  at: z.number(),
  text: z.string(),
  hasMedia: z.boolean(),
});
export type RoomWords = z.infer<typeof RoomWords>;
