import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';
import type { Contact, Urn } from './contact.ts';
import { formatDigits } from '../numbers/phone-key.ts';

/**
 * A contact as lists show it, small enough to hold 100,000 of them in a view. `number` is for reading, `digits` for
 * searching. Both are '' when the address is not a phone number
 * (.github/docs/contract/pitfalls.md#a-whatsapp-address-is-not-always-a-number) or is hidden (anonymous project).
 * `scheme` is null when the contact has no address.
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

/** Why a contact cannot receive a flow. The names are those of a group's `dropped`. */
export type UnsendableReason = 'blocked' | 'stopped' | 'noUrn';

/** The address that a flow will most likely use: whatsapp, else tel, else the first one; null without any. */
export function mainUrn(urns: readonly Urn[]): Urn | null {
  return urns.find((urn) => urn.scheme === 'whatsapp') ?? urns.find((urn) => urn.scheme === 'tel') ?? urns[0] ?? null;
}

/**
 * The phone digits of an address, or '' when it is not a phone number (other schemes, business-scoped ids, masked
 * paths).
 */
export function urnDigits(urn: Urn | null): string {
  if (urn === null || (urn.scheme !== 'whatsapp' && urn.scheme !== 'tel')) return '';
  return /^\+?\d{6,15}$/.test(urn.path) ? urn.path.replace('+', '') : '';
}

/** The phone number of a contact as Flows stores it, the whatsapp one first; '' when no address is a phone number. */
export function numberOf(urns: readonly Urn[]): string {
  const isNumber = (urn: Urn): boolean => urnDigits(urn) !== '';
  return (urns.find((urn) => urn.scheme === 'whatsapp' && isNumber(urn)) ?? urns.find(isNumber))?.path ?? '';
}

/** Converts a contact to the form for lists. */
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

/** Why no message can be sent to this contact; null when messages can be sent. */
export function unsendableReason(row: Pick<ContactRow, 'isBlocked' | 'isStopped' | 'scheme'>): UnsendableReason | null {
  if (row.isBlocked) return 'blocked';
  if (row.isStopped) return 'stopped';
  return row.scheme === null ? 'noUrn' : null;
}
