import type { DraftPerson } from '../draft/draft.ts';
import { type Contact } from '../contacts/contact.ts';
import { placeOf } from '../contacts/contact-place.ts';
import { isWhatsappUrn, mainUrn } from '../contacts/contact-row.ts';
import { fold } from '../contacts/fold.ts';
import { fieldValue } from '../contacts/own-value.ts';
import type { Check, Exclusions, Fatigue, FlowFacts, PersonChecks, PreflightRoom } from './preflight-facts.ts';
import type { FindingKind, FindingLevel } from './preflight-report.ts';
import type { Places } from '../numbers/phone.ts';
import { isNightIn } from '../numbers/local-time.ts';
import { DAY_MS } from '../util/time.ts';

/** One finding about one person. */
export interface PersonFinding {
  readonly kind: FindingKind;
  readonly level: FindingLevel;
  readonly details: Readonly<Record<string, string>>;
}

/**
 * What the judgement of a person needs besides the person's own facts. `nights` caches whether it is night, per place.
 */
export interface JudgeContext {
  readonly now: number;
  readonly defaultCountry: string;
  readonly places: Places;
  readonly sends: FlowFacts['sends'];
  /** Null: the definition could not be read, which is a finding about the whole dispatch. */
  readonly reading: FlowFacts['reading'];
  readonly fatigue: Fatigue;
  readonly exclusions: Exclusions;
  readonly nights: Map<string, boolean | null>;
}

/** A person who was not checked: every fact is unknown. */
export const UNCHECKED: PersonChecks = {
  contact: { known: false },
  chat: { known: false },
  room: { known: false },
  sentByUs: { known: false },
  sentByAnyone: null,
  unanswered: { known: false },
  isOnOwnList: { known: false },
};

/**
 * Whether a contact's 24-hour window is open; null when `last_seen_on` is missing. Only whatsapp addresses have a
 * window.
 */
function isWindowOpen(contact: Contact, now: number): boolean | null {
  const urn = mainUrn(contact.urns);
  if (urn !== null && !isWhatsappUrn(urn)) return true;
  return contact.lastSeenAt === null ? null : now - contact.lastSeenAt < DAY_MS;
}

/** All findings about one person; empty when everything is known and fine. */
export function judgePerson(person: DraftPerson, checks: PersonChecks, context: JudgeContext): PersonFinding[] {
  const findings: PersonFinding[] = [];
  const add = (kind: FindingKind, level: FindingLevel, details: Record<string, string> = {}) =>
    findings.push({ kind, level, details });
  judgeContact(checks.contact, add);
  judgeOptIn(checks.contact, context, add);
  judgeExclusion(checks.contact, context, add);
  if (!checks.isOnOwnList.known) add('on-own-list', 'unknown');
  else if (checks.isOnOwnList.value) add('on-own-list', 'blocker');
  judgeRoom(checks, context, add);
  judgeChat(checks, add);
  judgeRecent(checks, context, add);
  judgeWindow(checks, context, add);
  if (person.origins.filter((origin) => origin.kind === 'group').length > 1) add('several-groups', 'warning');
  judgeNumber(checks.contact, context, add);
  return findings;
}

type Add = (kind: FindingKind, level: FindingLevel, details?: Record<string, string>) => void;

function judgeContact(check: Check<Contact | null>, add: Add): void {
  // One `unknown` finding is enough: blocked, stopped and address come from the same answer.
  if (!check.known) return add('blocked', 'unknown');
  if (check.value === null) return add('gone', 'blocker');
  if (check.value.blocked) add('blocked', 'blocker');
  if (check.value.stopped) add('stopped', 'blocker');
  if (check.value.urns.length === 0) add('no-urn', 'blocker');
}

/** Contents of the field `marketing_opt_in` that mean no (.github/docs/contract/flow-run.md#opted-out-of-marketing). */
const OPTED_OUT: ReadonlySet<string> = new Set(['false', 'no', '0', 'n']);

function judgeOptIn(check: Check<Contact | null>, { reading }: JudgeContext, add: Add): void {
  // A contact that could not be read is a finding already.
  const marketing = reading?.marketing ?? 'unknown';
  if (!check.known || check.value === null || marketing === 'no') return;
  const answer = fieldValue(check.value.fields, 'marketing_opt_in')?.trim().toLowerCase() ?? '';
  if (OPTED_OUT.has(answer)) add('opted-out', marketing === 'yes' ? 'blocker' : 'unknown');
}

/** Contents of an exclusion field that mean no, besides those of `marketing_opt_in`. */
const NOT_EXCLUDED: ReadonlySet<string> = new Set([...OPTED_OUT, '', 'não', 'nao', 'falso', 'off']);

/**
 * Which exclusion keeps a contact from being sent to; null if none does. `unknown`: the contact is in a group without a
 * name, which may be an excluded one.
 */
export function exclusionOf(
  { groups, fields }: Pick<Contact, 'groups' | 'fields'>,
  exclusions: Exclusions,
): { readonly group: string } | { readonly field: string } | 'unknown' | null {
  // The same name may be written with other accents, spaces or invisible characters in Weni than in the settings.
  const isSame = (one: string, other: string) => fold(one) === fold(other);
  const group = exclusions.groups.find((name) => groups.some((each) => each.name !== null && isSame(each.name, name)));
  if (group !== undefined) return { group };
  const field = exclusions.fields.find((key) => !NOT_EXCLUDED.has(fieldValue(fields, key)?.trim().toLowerCase() ?? ''));
  if (field !== undefined) return { field };
  return exclusions.groups.length > 0 && groups.some(({ name }) => name === null) ? 'unknown' : null;
}

function judgeExclusion(check: Check<Contact | null>, { exclusions }: JudgeContext, add: Add): void {
  const isAny = exclusions.groups.length + exclusions.fields.length > 0;
  if (!check.known && isAny) return add('excluded', 'unknown');
  if (!check.known || check.value === null) return;
  const found = exclusionOf(check.value, exclusions);
  if (found === 'unknown') add('excluded', 'unknown');
  else if (found !== null) add('excluded', 'blocker', found);
}

function judgeRoom(checks: PersonChecks, context: JudgeContext, add: Add): void {
  if (!checks.room.known) return add('already-waiting', 'unknown');
  const room = checks.room.value;
  if (room === null) return;
  if (room.isWaiting) return add('already-waiting', 'blocker');
  // A start that names an open chat whose window is closed closes the chat's ticket, even when the start fails
  // (.github/docs/contract/rest.md#what-a-start-does).
  const isOpen = roomWindow(room, checks.contact, context.now);
  // A room that an earlier flow holds is not named in the start, so the start succeeds and changes neither chat nor
  // ticket.
  if (isOpen === false && room.isHeld.known && room.isHeld.value) return;
  if (isOpen === false) add('ticket-may-close', 'warning', { room: room.roomUuid });
  if (isOpen === null) add('ticket-may-close', 'unknown', { room: room.roomUuid });
}

function roomWindow(room: PreflightRoom, contact: Check<Contact | null>, now: number): boolean | null {
  if (room.isWindowOpen.known) return room.isWindowOpen.value;
  return contact.known && contact.value !== null ? isWindowOpen(contact.value, now) : null;
}

function judgeChat(checks: PersonChecks, add: Add): void {
  if (!checks.chat.known) return add('open-chat', 'unknown');
  const chat = checks.chat.value;
  switch (chat.status) {
    case 'none':
      return;
    case 'two':
      return add('open-chat', 'warning', { rooms: '2' });
    case 'open':
      // The agent's own chat with the person is no surprise to them.
      return add('open-chat', isMine(checks.room) ? 'info' : 'warning', {
        ...(chat.queueName === null ? {} : { queue: chat.queueName }),
        ...(chat.agentName === null ? {} : { agent: chat.agentName }),
      });
    default:
      return chat satisfies never;
  }
}

const isMine = (room: PersonChecks['room']): boolean => room.known && room.value?.isMine === true;

/** The server's clock, which dates the history, and the local one may differ by this much. */
const CLOCK_SLACK_MS = 5 * 60_000;

function judgeRecent(checks: PersonChecks, context: JudgeContext, add: Add): void {
  const { most, days } = context.fatigue;
  let oursAt: number | null = null;
  if (!checks.sentByUs.known) add('sent-by-us', 'unknown');
  else {
    const { lastAt, count } = checks.sentByUs.value;
    // This dispatch is one more.
    if (count + 1 >= most && count > 0) add('often-written', 'warning', { count: String(count), days: String(days) });
    if (lastAt !== null && context.now - lastAt < DAY_MS) {
      oursAt = lastAt;
      add('sent-by-us', 'warning', { at: String(lastAt) });
    }
  }
  // Where it is not known, the finding about our own messages says so.
  if (checks.unanswered.known) {
    const { count, waitingFlow } = checks.unanswered.value;
    if (count >= context.fatigue.unanswered) add('unanswered', 'warning', { last: String(count) });
    if (waitingFlow !== null) add('interrupts', 'info', { flow: waitingFlow });
  }
  const other = checks.sentByAnyone;
  // Our own start is a row of the history too. A later row is another start, which *Send again* must not hide.
  const isOurs = other !== null && oursAt !== null && other.at < oursAt + CLOCK_SLACK_MS;
  if (other !== null && !isOurs && context.now - other.at < DAY_MS)
    add('sent-by-anyone', 'warning', { at: String(other.at), by: other.by });
}

function judgeWindow(checks: PersonChecks, context: JudgeContext, add: Add): void {
  const contact = checks.contact.known ? checks.contact.value : null;
  const isOpen = contact === null ? null : isWindowOpen(contact, context.now);
  if (isOpen === true) return;
  if (context.sends === 'templates') {
    // The template arrives; what the flow says without one before the contact answers does not.
    const sendsFree = context.reading?.sendsFreeMessage ?? 'no';
    if (sendsFree !== 'no')
      add('free-message-dropped', isOpen === false && sendsFree === 'yes' ? 'warning' : 'unknown');
    return;
  }
  // Outside the window, a flow that may send a template is neither surely wrong nor surely right.
  add('window-closed', isOpen === false && context.sends === 'none' ? 'warning' : 'unknown');
}

function judgeNumber(check: Check<Contact | null>, context: JudgeContext, add: Add): void {
  const contact = check.known ? check.value : null;
  const urns = contact?.urns ?? [];
  const urn = mainUrn(urns);
  const { digits, country, zones } = placeOf(urns, context.places);
  if (urn !== null && digits === '' && !isWhatsappUrn(urn) && urn.scheme !== 'tel') return add('night', 'unknown');
  if (contact !== null && urn === null) return;
  if (country === null) add('foreign-number', 'unknown');
  else if (country !== context.defaultCountry) add('foreign-number', 'warning', { country });
  const isNight = isNightThere(zones, context);
  if (isNight === null) add('night', 'unknown');
  else if (isNight) add('night', 'warning');
}

function isNightThere(zones: readonly string[], context: JudgeContext): boolean | null {
  const place = zones.join(' ');
  const known = context.nights.get(place);
  if (known !== undefined) return known;
  const isNight = isNightIn(zones, context.now);
  context.nights.set(place, isNight);
  return isNight;
}
