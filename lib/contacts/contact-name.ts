import { readName } from '../util/seen-text.ts';

/** The longest name that Flows stores, in characters. */
export const NAME_LIMIT = 100;

/** Why a name is refused; `too-long` means longer than NAME_LIMIT. */
export type NameProblem = 'empty' | 'too-long';

/** Why a contact cannot be created with this name; null when it can. */
export function nameProblem(typed: string): NameProblem | null {
  const name = readName(typed);
  if (name === null) return 'empty';
  return [...name].length > NAME_LIMIT ? 'too-long' : null;
}
