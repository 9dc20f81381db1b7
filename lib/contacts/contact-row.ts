import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';
import type { Contact, Urn } from './contact.ts';
import { formatDigits } from '../numbers/phone-key.ts';

/**
 * A contact as lists show it: small enough for 100,000 of them in a view. `number` is for reading, `digits` for
 * searching; both are '' where the address is no phone number
 * (.github/docs/contract/pitfalls.md#a-whatsapp-address-is-not-always-a-number) or hidden (anonymous project). `scheme`
 * is null when there is no address at all.
 */
export const ContactRow = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  number: z.string(),
  digits: z.string(),
  scheme: z.nullable(z.string()),
  isBlocked: z.boolean(),
  isStopped: z.boolean(),
});
export type ContactRow = z.infer<typeof ContactRow>;

/** Why a row cannot be sent to, named as in a group's `dropped`. */
export type UnsendableReason = 'blocked' | 'stopped' | 'noUrn';

/** The address a flow will most likely use: whatsapp first, then tel, then whatever is first; null without any. */
export function mainUrn(urns: readonly Urn[]): Urn | null {
  return urns.find((urn) => urn.scheme === 'whatsapp') ?? urns.find((urn) => urn.scheme === 'tel') ?? urns[0] ?? null;
}

/** The phone digits of an address, or '' where it is no phone number: other schemes, business-scoped ids, masked paths. */
export function urnDigits(urn: Urn | null): string {
  if (urn === null || (urn.scheme !== 'whatsapp' && urn.scheme !== 'tel')) return '';
  return /^\+?\d{6,15}$/.test(urn.path) ? urn.path.replace('+', '') : '';
}

/** The number of a contact as Flows holds it, '' when no address is one: telegram ids, e-mail, business-scoped and masked ids are none. */
export function numberOf(urns: readonly Urn[]): string {
  const isNumber = (urn: Urn): boolean => urnDigits(urn) !== '';
  return (urns.find((urn) => urn.scheme === 'whatsapp' && isNumber(urn)) ?? urns.find(isNumber))?.path ?? '';
}

/** The list form of a contact. */
export function toContactRow(contact: Contact): ContactRow {
  const urn = mainUrn(contact.urns);
  const digits = urnDigits(urn);
  return {
    contactUuid: contact.contactUuid,
    name: contact.name,
    number: formatDigits(digits),
    digits,
    scheme: urn?.scheme ?? null,
    isBlocked: contact.blocked,
    isStopped: contact.stopped,
  };
}

/** Why nobody can write to this row; null when they can be written to. */
export function unsendableReason(row: Pick<ContactRow, 'isBlocked' | 'isStopped' | 'scheme'>): UnsendableReason | null {
  if (row.isBlocked) return 'blocked';
  if (row.isStopped) return 'stopped';
  return row.scheme === null ? 'noUrn' : null;
}
