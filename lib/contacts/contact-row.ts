import * as z from 'zod/mini';
import { ContactUuid } from '../ids.ts';
import type { Contact, Urn } from './contact.ts';
import { fieldValue } from './own-value.ts';
import { formatDigits } from '../numbers/phone-key.ts';
import { readName, withoutInvisible } from '../util/seen-text.ts';

/**
 * A contact as lists show it, small enough to hold 100,000 of them in a view. `number` is for reading, `digits` for
 * searching. Both are '' when no address is a phone number
 * (.github/docs/contract/pitfalls.md#a-whatsapp-address-is-not-always-a-number) or when addresses are hidden
 * (anonymous project). `knownAs` is the WhatsApp username with `@` in front, else, without a number, an address as
 * `scheme:path`; '' otherwise. `scheme` is null when the contact has no address.
 */
export const ContactRow = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  number: z.string(),
  digits: z.string(),
  knownAs: z.string(),
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

function numberUrn(urns: readonly Urn[]): Urn | null {
  const isNumber = (urn: Urn): boolean => urnDigits(urn) !== '';
  return urns.find((urn) => urn.scheme === 'whatsapp' && isNumber(urn)) ?? urns.find(isNumber) ?? null;
}

/** The phone number of a contact as Flows stores it, the whatsapp one first; '' when no address is a phone number. */
export function numberOf(urns: readonly Urn[]): string {
  return numberUrn(urns)?.path ?? '';
}

/** The phone digits of a contact, from whichever address is a phone number; '' when none is. */
export function digitsOfUrns(urns: readonly Urn[]): string {
  return urnDigits(numberUrn(urns));
}

/**
 * Whether an address belongs to WhatsApp: by number, by business-scoped id (`whatsapp`), or by username
 * (`whatsapp_username`).
 */
export function isWhatsappUrn(urn: Urn): boolean {
  return urn.scheme.startsWith('whatsapp');
}

/**
 * WhatsApp's business-scoped id of a contact (`BR.35029025746744354`), in capitals; null without one. It names one
 * human towards one business, also while their number is hidden.
 */
export function scopedIdOf(urns: readonly Urn[]): string | null {
  const urn = urns.find((each) => each.scheme === 'whatsapp' && SCOPED_ID.test(each.path));
  return urn === undefined ? null : urn.path.toUpperCase();
}

/** Country (ISO 3166) of a contact who is known by a business-scoped id only; null otherwise. */
export function scopedIdCountry(urns: readonly Urn[]): string | null {
  return scopedIdOf(urns)?.slice(0, 2) ?? null;
}

const SCOPED_ID = /^[a-z]{2}\.[a-z0-9]{1,128}$/i;

/** A contact's WhatsApp username with `@` in front: an address of its own, or a contact field; '' without one. */
function usernameOf(contact: Pick<Contact, 'urns' | 'fields'>): string {
  const stored =
    contact.urns.find((urn) => urn.scheme === USERNAME)?.path ?? fieldValue(contact.fields, USERNAME) ?? '';
  const username = (readName(stored) ?? '').replace(/^@+/, '');
  return username === '' ? '' : `@${username}`;
}

/**
 * What an address of a room says to an agent: the number as lists show it, the username with `@`, else `scheme:path`.
 * Null for one that says nothing (hidden behind asterisks).
 */
export function readAddress(address = ''): string | null {
  const at = address.indexOf(':');
  const urn = { scheme: address.slice(0, at), path: address.slice(at + 1) };
  if (at < 1) return null;
  const digits = urnDigits(urn);
  const text = digits === '' ? knownAsOf({ urns: [urn], fields: {} }) : formatDigits(digits);
  return text === '' ? null : text;
}

/** Scheme of the address, and key of the contact field, that holds a WhatsApp username. */
const USERNAME = 'whatsapp_username';

function knownAsOf(contact: Pick<Contact, 'urns' | 'fields'>): string {
  const username = usernameOf(contact);
  if (username !== '' || numberUrn(contact.urns) !== null) return username;
  const urn = mainUrn(contact.urns);
  // An anonymous project hides the path behind asterisks.
  return urn === null || !/[\p{L}\p{N}]/u.test(urn.path) ? '' : `${urn.scheme}:${urn.path}`;
}

/**
 * The addresses under which a typed text may be stored, for an exact look-up: `@ana` is a username,
 * `BR.35029025746744354` a business-scoped id, `telegram:448877661` itself. Empty for other texts.
 */
export function addressesTyped(text: string): readonly string[] {
  const typed = withoutInvisible(text).trim();
  if (/^@[\w.]{2,64}$/.test(typed)) return [`${USERNAME}:${typed.slice(1).toLowerCase()}`];
  if (SCOPED_ID.test(typed) && /\d/.test(typed))
    return [`whatsapp:${typed.slice(0, 2).toUpperCase()}${typed.slice(2)}`];
  const whole = /^([a-z_]{2,20}):([^\s:]+)$/i.exec(typed);
  return whole === null ? [] : [`${(whole[1] ?? '').toLowerCase()}:${whole[2] ?? ''}`];
}

/** Whether the contact has one of these addresses (`scheme:path`), whatever their case. */
export function isAnyAddressOf(contact: Pick<Contact, 'urns' | 'fields'>, addresses: readonly string[]): boolean {
  const own = new Set(contact.urns.map(({ scheme, path }) => `${scheme}:${path}`.toLowerCase()));
  own.add(`${USERNAME}:${usernameOf(contact).slice(1)}`.toLowerCase());
  return addresses.some((address) => own.has(address.toLowerCase()));
}

/** Converts a contact to the form for lists. */
export function toContactRow(contact: Contact): ContactRow {
  const urn = mainUrn(contact.urns);
  const digits = digitsOfUrns(contact.urns);
  return {
    contactUuid: contact.contactUuid,
    name: contact.name,
    number: formatDigits(digits),
    digits,
    knownAs: knownAsOf(contact),
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
