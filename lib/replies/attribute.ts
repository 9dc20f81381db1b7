import type { ContactUuid, RoomUuid } from '../ids.ts';
import { byNewest, isOpen, newestAnswerable, SLACK_MS, type Effect } from './detect.ts';
import type { Humans } from './humans.ts';
import { humanKeyOf, type AwaitedRow, type RoomPlace } from './records.ts';

/** Largest difference between our time of a start and the server's time of the same start. */
const SAME_START_MS = 2 * 60_000;

/**
 * A frame this much older than the start was sent before it. It is not zero, because the engine saves the room shortly
 * before it asks Flows to start.
 */
const STALE_MS = 15_000;

export interface AttributeOptions {
  readonly now: number;
  /** A message more than `expiryMs` after the start is treated as a new conversation, not as a reply. */
  readonly expiryMs: number;
  /** Whether a visible tab shows this room; its reply is then opened at once. */
  isOnScreen(roomUuid: RoomUuid): boolean;
  /** Where a room was when it was last seen; null when not known. */
  lastPlace(roomUuid: RoomUuid): RoomPlace | null;
}

/**
 * Applies effects to the rows of **one** human, including the rows of their other contacts. A reply belongs to the
 * newest start before it and settles the older starts. A row never loses an answer again. Applying an effect twice, or
 * late, changes nothing more.
 *
 * @param rows every row of the human, any order
 * @returns the rows that changed, with `updatedAt` set
 */
export function attribute(
  rows: readonly AwaitedRow[],
  effects: readonly Effect[],
  options: AttributeOptions,
): AwaitedRow[] {
  let current = [...rows].sort(byNewest);
  for (const effect of effects) current = applyEffect(current, effect, options);
  const before = new Map(rows.map((row) => [row.id, row]));
  return current.filter((row) => before.get(row.id) !== row).map((row) => ({ ...row, updatedAt: options.now }));
}

function applyEffect(rows: AwaitedRow[], effect: Effect, options: AttributeOptions): AwaitedRow[] {
  switch (effect.kind) {
    case 'reply':
      return applyReply(rows, effect, options);
    case 'wrote-unseen':
      return applyHint(rows, effect.at, options);
    case 'waiting-room':
      return applyWaiting(rows, effect);
    case 'ticket-opened':
      return applyTicket(rows, effect);
    case 'room':
      return applyRoom(rows, effect, options);
    case 'handled':
      return rows.map((row) =>
        row.roomUuid === effect.roomUuid && row.repliedAt !== null && row.repliedAt < effect.at
          ? withSeen(row, options)
          : row,
      );
    case 'closed':
      return rows.map((row) => withClosed(row, effect, options));
    case 'check':
      return rows;
    default:
      return effect satisfies never;
  }
}

function isWithin(row: AwaitedRow, at: number, options: AttributeOptions): boolean {
  return at > row.sentAt - SLACK_MS && at <= row.sentAt + options.expiryMs;
}

function applyReply(
  rows: AwaitedRow[],
  reply: Extract<Effect, { kind: 'reply' }>,
  options: AttributeOptions,
): AwaitedRow[] {
  const owner = findOwner(rows, reply.at, options);
  if (owner === null) return rows;
  if (owner.repliedAt !== null) return replaceRow(rows, owner, withWish(withEarlier(owner, reply), reply));

  const isClosedRoom = owner.status === 'closed' && owner.roomUuid === reply.roomUuid;
  const isSeen = options.isOnScreen(reply.roomUuid);
  const isKept = owner.status === 'dismissed' || isClosedRoom;
  const answered: AwaitedRow = {
    ...withWish(owner, reply),
    status: isKept ? owner.status : isSeen ? 'opened' : 'replied',
    openedAt: isSeen && !isKept ? options.now : owner.openedAt,
    place: placeAfter(owner, reply.roomUuid, reply.place),
    roomUuid: reply.roomUuid,
    repliedAt: reply.at,
    replyMessageUuid: reply.messageUuid,
    ...answeredFrom(owner, reply),
    remindAt: null,
  };
  return settleOlder(replaceRow(rows, owner, answered), answered);
}

// Set the field only if the answer came from another contact, so that rows of a human with a single contact stay
// unchanged.
function answeredFrom(row: AwaitedRow, reply: Extract<Effect, { kind: 'reply' }>): Pick<AwaitedRow, 'answeredFrom'> {
  if (reply.contactUuid !== row.contactUuid) return { answeredFrom: reply.contactUuid };
  return row.answeredFrom === undefined ? {} : { answeredFrom: null };
}

// Only `last_seen_on` says that the contact wrote. That is enough to show "they wrote", but it must not change anything
// that a message has proved.
function applyHint(rows: AwaitedRow[], at: number, options: AttributeOptions): AwaitedRow[] {
  // Slack in the other direction: the contact may have written just before the start.
  const owner = findOwner(rows, at - 2 * SLACK_MS, options);
  if (owner === null || owner.repliedAt !== null || !(isOpen(owner) || owner.status === 'superseded')) return rows;
  const answered: AwaitedRow = {
    ...owner,
    status: 'replied',
    place: { kind: 'not-visible' },
    repliedAt: at,
    remindAt: null,
  };
  return settleOlder(replaceRow(rows, owner, answered), answered);
}

/** Finds the newest start before the message. A dismissed row is taken only if no older start is still awaited. */
function findOwner(rows: readonly AwaitedRow[], at: number, options: AttributeOptions): AwaitedRow | null {
  const candidates = rows.filter((row) => isWithin(row, at, options));
  const isAnsweredLater = (row: AwaitedRow) =>
    rows.some((other) => other.repliedAt !== null && byNewest(other, row) < 0);
  let dismissed: AwaitedRow | null = null;
  for (const row of candidates) {
    if (row.repliedAt === null && row.status === 'dismissed') {
      dismissed ??= row;
      continue;
    }
    // A newer start has an answer already, and it settled this row. A message from between the two starts belongs to
    // the same conversation.
    if (row.status === 'superseded' && isAnsweredLater(row)) return null;
    return row;
  }
  return dismissed;
}

function withWish(row: AwaitedRow, reply: Extract<Effect, { kind: 'reply' }>): AwaitedRow {
  return reply.asksToStop === true && row.asksToStop !== true ? { ...row, asksToStop: true } : row;
}

function withEarlier(row: AwaitedRow, reply: Extract<Effect, { kind: 'reply' }>): AwaitedRow {
  if (row.replyMessageUuid === null) {
    return {
      ...row,
      place: placeAfter(row, reply.roomUuid, reply.place),
      roomUuid: reply.roomUuid,
      repliedAt: reply.at,
      replyMessageUuid: reply.messageUuid,
      ...answeredFrom(row, reply),
    };
  }
  if (row.repliedAt === null || row.repliedAt <= reply.at) return row;
  return { ...row, repliedAt: reply.at, replyMessageUuid: reply.messageUuid, ...answeredFrom(row, reply) };
}

function settleOlder(rows: AwaitedRow[], answered: AwaitedRow): AwaitedRow[] {
  return rows.map((row) =>
    isOpen(row) && byNewest(answered, row) < 0 ? { ...row, status: 'superseded', remindAt: null } : row,
  );
}

function applyWaiting(rows: AwaitedRow[], waiting: Extract<Effect, { kind: 'waiting-room' }>): AwaitedRow[] {
  const linked = rows.find((row) => row.roomUuid === waiting.roomUuid);
  const owner =
    linked ?? rows.find((row) => row.status === 'sent' && row.roomUuid === null && isStartOf(row, waiting.flowStart));
  if (owner === undefined || (owner.status !== 'sent' && owner.status !== 'waiting-room')) return rows;
  const ticketUuid = owner.ticketUuid ?? waiting.ticketUuid;
  if (owner.status === 'waiting-room' && owner.ticketUuid === ticketUuid) return rows;
  return replaceRow(rows, owner, { ...owner, status: 'waiting-room', roomUuid: waiting.roomUuid, ticketUuid });
}

function isStartOf(
  row: AwaitedRow,
  flowStart: { readonly name: string; readonly createdAt: number | null } | null,
): boolean {
  if (flowStart === null) return true;
  return (
    row.flowName === flowStart.name &&
    (flowStart.createdAt === null || Math.abs(flowStart.createdAt - row.sentAt) < SAME_START_MS)
  );
}

function applyTicket(rows: AwaitedRow[], ticket: Extract<Effect, { kind: 'ticket-opened' }>): AwaitedRow[] {
  const linked = rows.filter((row) => row.roomUuid === ticket.roomUuid);
  const before = ticket.createdAt;
  const newest = newestAnswerable(before === null ? rows : rows.filter((row) => row.sentAt - SLACK_MS < before));
  const owners = linked.length > 0 ? linked : newest === undefined ? [] : [newest];
  return rows.map((row) => {
    if (!owners.includes(row) || row.repliedAt !== null) return row;
    if (row.status === 'dismissed' || row.status === 'expired') return row;
    const isSuperseded = row.status === 'superseded';
    const place = placeAfter(row, ticket.roomUuid, ticket.place);
    return {
      ...row,
      status: isSuperseded ? 'superseded' : 'ticket-opened',
      roomUuid: ticket.roomUuid,
      ticketUuid: ticket.ticketUuid ?? row.ticketUuid,
      place,
    };
  });
}

function applyRoom(
  rows: AwaitedRow[],
  room: Extract<Effect, { kind: 'room' }>,
  options: AttributeOptions,
): AwaitedRow[] {
  if (rows.some((row) => row.roomUuid === room.roomUuid)) {
    return rows.map((row) => (row.roomUuid === room.roomUuid ? withUnread(withRoom(row, room), room, options) : row));
  }
  const newest = newestAnswerable(rows);
  if (newest === undefined || room.isWaiting || options.now > newest.sentAt + options.expiryMs) return rows;
  // A contact has at most one open room per project. So after the room of this row was closed, another open room is a
  // new one, made after the start.
  const isNext = newest.status === 'closed' || newest.status === 'superseded';
  if (!isNext && !(newest.status === 'sent' && newest.roomUuid === null)) return rows;
  const place = placeAfter(newest, room.roomUuid, room.place);
  const status = newest.status === 'closed' ? 'ticket-opened' : newest.status;
  return replaceRow(rows, newest, { ...newest, status, roomUuid: room.roomUuid, ticketUuid: room.ticketUuid, place });
}

function withRoom(row: AwaitedRow, room: Extract<Effect, { kind: 'room' }>): AwaitedRow {
  const place = placeAfter(row, room.roomUuid, room.place);
  const contactName = row.contactName ?? room.contactName;
  const knownAs = contactName === null ? (row.knownAs ?? room.knownAs ?? null) : null;
  const ticketUuid = row.ticketUuid ?? room.ticketUuid;
  // A room that no longer waits, without an answer seen, is an ordinary chat now. Whether the contact wrote is asked by
  // a check.
  const isStale = room.modifiedAt !== null && room.modifiedAt < row.sentAt - STALE_MS;
  const status = row.status === 'waiting-room' && !room.isWaiting && !isStale ? 'ticket-opened' : row.status;
  if (
    isSamePlace(place, row.place) &&
    contactName === row.contactName &&
    knownAs === (row.knownAs ?? null) &&
    ticketUuid === row.ticketUuid &&
    status === row.status
  )
    return row;
  return {
    ...row,
    status,
    place,
    contactName,
    ticketUuid,
    // A name that came later takes the place of the address.
    ...(knownAs === (row.knownAs ?? null) ? {} : { knownAs }),
  };
}

function withSeen(row: AwaitedRow, options: AttributeOptions): AwaitedRow {
  if (row.status !== 'replied') return row;
  const { wasUnread: _, ...rest } = row;
  return { ...rest, status: 'opened', openedAt: options.now };
}

// An answer in the agent's own chat that was unread and no longer is was read: on another device, or in the page while we
// did not see it. That a chat was never unread proves nothing, because the history of a ticket does not count as unread.
function withUnread(row: AwaitedRow, room: Extract<Effect, { kind: 'room' }>, options: AttributeOptions): AwaitedRow {
  if (row.status !== 'replied' || room.place.kind !== 'mine' || room.unread === undefined) return row;
  if (room.unread > 0) return row.wasUnread === true ? row : { ...row, wasUnread: true };
  return row.wasUnread === true ? withSeen(row, options) : row;
}

function withClosed(
  row: AwaitedRow,
  closed: Extract<Effect, { kind: 'closed' }>,
  options: AttributeOptions,
): AwaitedRow {
  if (row.roomUuid !== closed.roomUuid) {
    // A person closed the room we waited in, so the contact's new room was not made by another flow.
    const isOther =
      row.place.kind === 'other-flow' && closed.isByPerson && closed.at !== null && closed.at > row.sentAt;
    const place = row.roomUuid === null ? null : options.lastPlace(row.roomUuid);
    return isOther ? { ...row, place: place ?? { kind: 'none' } } : row;
  }
  if (row.status === 'closed' || row.status === 'superseded' || row.status === 'dismissed' || row.status === 'expired')
    return row;
  if (closed.isReplaced && row.repliedAt === null)
    return { ...row, status: 'superseded', place: { kind: 'other-flow' }, roomUuid: null, remindAt: null };
  return { ...row, status: 'closed', remindAt: null };
}

// Keep `other-flow`: it tells the agent why the chat is not where they look for it.
function placeAfter(row: AwaitedRow, roomUuid: RoomUuid, place: RoomPlace | null): RoomPlace {
  if (row.place.kind === 'other-flow') return row.place;
  const isReplaced = row.status === 'waiting-room' && row.roomUuid !== null && row.roomUuid !== roomUuid;
  if (isReplaced || (row.status === 'superseded' && row.roomUuid !== null && row.roomUuid !== roomUuid))
    return { kind: 'other-flow' };
  if (place !== null) return place;
  return row.roomUuid === roomUuid ? row.place : { kind: 'none' };
}

function isSamePlace(a: RoomPlace, b: RoomPlace): boolean {
  if (a.kind === 'queue' && b.kind === 'queue') return a.queueName === b.queueName;
  if (a.kind === 'taken' && b.kind === 'taken') return a.agentName === b.agentName;
  return a.kind === b.kind;
}

function replaceRow(rows: AwaitedRow[], from: AwaitedRow, to: AwaitedRow): AwaitedRow[] {
  return from === to ? rows : rows.map((row) => (row === from ? to : row));
}

/**
 * Returns the open rows whose contact did not answer in time, as expired. An answer that was written in time and is
 * found later still counts.
 */
export function expireRows(rows: readonly AwaitedRow[], now: number, expiryMs: number): AwaitedRow[] {
  return rows
    .filter((row) => isOpen(row) && now > row.sentAt + expiryMs)
    .map((row) => ({ ...row, status: 'expired', remindAt: null, updatedAt: now }));
}

/**
 * Returns the rows whose answer a diff looks for: the open rows, and a row whose waiting room another flow replaced
 * while no newer start was answered. A row whose room was closed is not looked for; its answer is only noticed if it
 * shows up.
 */
export function listStillAwaited(rows: readonly AwaitedRow[], about: { now: number; expiryMs: number }): AwaitedRow[] {
  const ofHuman = new Map<string, AwaitedRow[]>();
  // Only a replaced row needs the others of its human.
  if (rows.some((row) => row.status === 'superseded'))
    for (const row of rows) ofHuman.set(humanKeyOf(row), [...(ofHuman.get(humanKeyOf(row)) ?? []), row]);
  return rows.filter((row) => {
    if (about.now > row.sentAt + about.expiryMs) return false;
    return isOpen(row) || (row.status === 'superseded' && newestAnswerable(ofHuman.get(humanKeyOf(row)) ?? []) === row);
  });
}

/** Groups rows by human. The key is the contact that represents the human. */
export function groupByHuman(rows: readonly AwaitedRow[], humans: Humans): Map<ContactUuid, AwaitedRow[]> {
  const groups = new Map<ContactUuid, AwaitedRow[]>();
  for (const row of rows) {
    const key = humans.keyOf(row.contactUuid);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
