import type { ContactHit } from './contact.ts';
import { urnDigits } from './contact-row.ts';
import type { InvalidReason, UnclearReason } from '../numbers/line-result.ts';
import { nameProblem, type NameProblem } from './contact-name.ts';
import { readName } from '../util/seen-text.ts';
import { phoneKey } from '../numbers/phone-key.ts';
import type { ParsedPhone, UnreadPhone } from '../numbers/phone.ts';

/**
 * What the form shows while the agent types. `urn` is the address that would be created (`whatsapp:<digits>`). The
 * `spellings` of `phone` are the numbers to look up first.
 */
export interface NewContactCheck {
  readonly name: { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: NameProblem };
  readonly number:
    | { readonly ok: true; readonly urn: string; readonly phone: ParsedPhone }
    | { readonly ok: false; readonly problem: InvalidReason | UnclearReason };
  readonly canCreate: boolean;
}

/**
 * Checks what was typed so far. The number's problem is `no-number` while nothing was typed.
 *
 * @param read reads a number as people in the agent's country write it
 */
export function checkNewContact(
  typed: { readonly name: string; readonly number: string },
  read: (text: string) => ParsedPhone | UnreadPhone,
): NewContactCheck {
  const nameTrouble = nameProblem(typed.name);
  const name: NewContactCheck['name'] =
    nameTrouble === null ? { ok: true, value: readName(typed.name) ?? '' } : { ok: false, problem: nameTrouble };
  const phone = read(typed.number);
  const number: NewContactCheck['number'] = phone.ok
    ? { ok: true, urn: `whatsapp:${phone.digits}`, phone }
    : { ok: false, problem: phone.reason };
  return { name, number, canCreate: name.ok && number.ok };
}

/** The server's answer to a creation. `failed`: there was no usable answer, so the contact may or may not exist now. */
export type CreateAnswer =
  | { readonly status: 'created'; readonly contact: ContactHit }
  | { readonly status: 'already-exists' }
  | { readonly status: 'rejected'; readonly field: string | null }
  | { readonly status: 'failed' };

/**
 * Result of a creation.
 *
 * - `exists`: one contact with this number exists; use it
 * - `several`: more than one contact holds the number
 * - `not-confirmed`: the server says "exists", but the look-up found no contact. Its check is made for Brazilian
 *   numbers and counts a failure of Flows as a hit (.github/docs/contract/rest.md#new-contacts). Trying again later may
 *   help.
 * - `unknown`: there was no answer and the look-up found no contact; it may still appear
 */
export type CreateResult =
  | { readonly status: 'created'; readonly contact: ContactHit }
  | { readonly status: 'exists'; readonly contact: ContactHit }
  | { readonly status: 'several'; readonly contacts: readonly ContactHit[] }
  | { readonly status: 'rejected'; readonly field: string | null }
  | { readonly status: 'not-confirmed' }
  | { readonly status: 'unknown' };

/** Whether the number must be looked up (in every spelling) before the answer can be understood. */
export function needsLookup(answer: CreateAnswer): boolean {
  return answer.status === 'already-exists' || answer.status === 'failed';
}

/**
 * Combines the answer with what a look-up of every spelling found afterwards.
 *
 * @param found contacts of the look-up; null when the look-up failed too
 */
export function readCreateAnswer(
  answer: CreateAnswer,
  phone: ParsedPhone,
  found: readonly ContactHit[] | null,
): CreateResult {
  if (answer.status === 'created') return { status: 'created', contact: answer.contact };
  if (answer.status === 'rejected') return { status: 'rejected', field: answer.field };
  // The server's check may hit another number with the same first and last digits, so only a contact with the same
  // number counts.
  const same = (found ?? []).filter((contact) =>
    contact.urns.some((urn) => urn.scheme === 'whatsapp' && phoneKey(urnDigits(urn)) === phone.key),
  );
  const only = same[0];
  if (same.length > 1) return { status: 'several', contacts: same };
  if (only !== undefined) return { status: 'exists', contact: only };
  return { status: answer.status === 'already-exists' && found !== null ? 'not-confirmed' : 'unknown' };
}
