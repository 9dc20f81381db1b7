import type { ContactHit } from './contact.ts';
import { urnDigits } from './contact-row.ts';
import type { InvalidReason, UnclearReason } from '../numbers/line-result.ts';
import { nameProblem, type NameProblem } from './contact-name.ts';
import { readName } from '../util/seen-text.ts';
import { phoneKey } from '../numbers/phone-key.ts';
import type { ParsedPhone, UnreadPhone } from '../numbers/phone.ts';

/** What a form shows while it is typed. `urn` is what will be created (`whatsapp:<digits>`); `spellings` what to look for first. */
export interface NewContactCheck {
  readonly name: { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: NameProblem };
  readonly number:
    | { readonly ok: true; readonly urn: string; readonly phone: ParsedPhone }
    | { readonly ok: false; readonly problem: InvalidReason | UnclearReason };
  readonly canCreate: boolean;
}

/**
 * Judges what was typed so far; `no-number` while nothing was.
 *
 * @param read reads a number as the agent's own country writes it
 */
export function checkNewContact(typed: { readonly name: string; readonly number: string }, read: (text: string) => ParsedPhone | UnreadPhone): NewContactCheck {
  const nameTrouble = nameProblem(typed.name);
  const name: NewContactCheck['name'] = nameTrouble === null ? { ok: true, value: readName(typed.name) ?? '' } : { ok: false, problem: nameTrouble };
  const phone = read(typed.number);
  const number: NewContactCheck['number'] = phone.ok
    ? { ok: true, urn: `whatsapp:${phone.digits}`, phone }
    : { ok: false, problem: phone.reason };
  return { name, number, canCreate: name.ok && number.ok };
}

/** The server's answer to a creation, as the API client tells it; `failed` = no usable answer, so it may or may not exist now. */
export type CreateAnswer =
  | { readonly status: 'created'; readonly contact: ContactHit }
  | { readonly status: 'already-exists' }
  | { readonly status: 'rejected'; readonly field: string | null }
  | { readonly status: 'failed' };

/**
 * What a creation came to.
 * - `exists`: use the one that is there; `several` when more than one holds the number
 * - `not-confirmed`: the server says "exists", but nobody has the number: its probe is made for Brazil and counts a Flows
 *   failure as a hit (.github/docs/contract/rest.md#new-contacts); try again later
 * - `unknown`: no answer and nobody found: it may still appear
 */
export type CreateResult =
  | { readonly status: 'created'; readonly contact: ContactHit }
  | { readonly status: 'exists'; readonly contact: ContactHit }
  | { readonly status: 'several'; readonly contacts: readonly ContactHit[] }
  | { readonly status: 'rejected'; readonly field: string | null }
  | { readonly status: 'not-confirmed' }
  | { readonly status: 'unknown' };

/** Whether an answer can only be understood after looking for the number (every spelling). */
export function needsLookup(answer: CreateAnswer): boolean {
  return answer.status === 'already-exists' || answer.status === 'failed';
}

/**
 * Reads the answer together with what a look-up of every spelling found afterwards.
 *
 * @param found contacts of the look-up; null when it failed too
 */
export function readCreateAnswer(answer: CreateAnswer, phone: ParsedPhone, found: readonly ContactHit[] | null): CreateResult {
  if (answer.status === 'created') return { status: 'created', contact: answer.contact };
  if (answer.status === 'rejected') return { status: 'rejected', field: answer.field };
  // The server's probe may hit somebody else's number that shares first and last digits: only the same line counts.
  const same = (found ?? []).filter((contact) =>
    contact.urns.some((urn) => urn.scheme === 'whatsapp' && phoneKey(urnDigits(urn)) === phone.key),
  );
  const only = same[0];
  if (same.length > 1) return { status: 'several', contacts: same };
  if (only !== undefined) return { status: 'exists', contact: only };
  return { status: answer.status === 'already-exists' && found !== null ? 'not-confirmed' : 'unknown' };
}
