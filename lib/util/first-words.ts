import { withoutInvisible } from './seen-text.ts';

/** Longest beginning of a message that is kept, in characters. */
export const MAX_WORDS = 200;

/** Only so much of a text is read. Cleaning a text of a megabyte would block the thread. */
const READ = 2_000;

/**
 * The first words of a message.
 *
 * @returns one line without invisible characters, of at most MAX_WORDS characters, none of them split; empty when
 *   nothing visible is there
 */
export function toFirstWords(text: string): string {
  const line = withoutInvisible(text.slice(0, READ)).replace(/\s+/gu, ' ').trim();
  return [...line].slice(0, MAX_WORDS).join('');
}
