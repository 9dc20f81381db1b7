import type { ContactUuid } from '../ids.ts';
import { isStillOpen, outOfSight, putOff, readMessages, traceClosedRooms, type CheckContext } from './checks.ts';
import { HEAD_LIMIT, LIST_STATUSES, PAGE_LIMIT } from './diff.ts';
import type { RoomFact } from './facts.ts';
import type { ReplySession } from './ports.ts';
import { GIVE_UP_MS } from './provisional.ts';
import type { AwaitedRow, PendingCheck } from './records.ts';
import type { CheckEffect } from './row-store.ts';

/** From this many rooms on the lists are read first: three calls that settle most of them. */
const LISTS_FROM = 4;
/** Rooms asked for one by one in one go; the rest comes a little later, so that no page makes us ask without end. */
const ROOMS_AT_ONCE = 20;
const LEFTOVER_MS = 5_000;

/**
 * Asks the server whether what the page said of some rooms is so, all of them together, and takes back what is not. Only the
 * engine is asked, never Flows. Whose a room is, is taken from the server too: the page's word may name anybody.
 *
 * @param looks checks that are due; their `contactUuid` is the page's word
 * @returns what could not be asked yet, and checks that should follow
 */
export async function runLooks(looks: readonly PendingCheck[], session: ReplySession, about: CheckContext): Promise<{ left: readonly PendingCheck[]; checks: readonly CheckEffect[] }> {
  const { ports, store } = about;
  const said = new Map(await Promise.all(looks.map(async ({ roomUuid, contactUuid }) => [roomUuid, contactUuid === null ? null : await store.said(session, contactUuid)] as const)));
  const checks: CheckEffect[] = [];
  const left: PendingCheck[] = [];
  let asked = 0;
  let hasLists = false;
  try {
    if (looks.length >= LISTS_FROM) checks.push(...(await readLists(session, about, looks.length)).checks);
    hasLists = looks.length >= LISTS_FROM;
  } catch (error) {
    ports.report({ during: 'check', error });
    // The rooms themselves would not answer either.
    asked = ROOMS_AT_ONCE;
  }

  for (const look of looks) {
    const { contactUuid } = look;
    const words = said.get(look.roomUuid) ?? null;
    const takeBack = async () => void (contactUuid !== null && words !== null && (await store.takeBack(session, contactUuid, words.version)));
    const isConfirmed = hasLists && contactUuid !== null && words !== null && isAsSaid(words.rows, await store.rowsOf(session, contactUuid));
    if (isConfirmed) await takeBack();
    else if (asked >= ROOMS_AT_ONCE) left.push({ ...look, dueAt: ports.clock.now() + LEFTOVER_MS });
    else {
      asked += 1;
      try {
        checks.push(...(await lookAt(look, session, about)));
        await takeBack();
      } catch (error) {
        ports.report({ during: 'check', error });
        left.push(putOff(look, ports.clock.now()));
      }
    }
    const isStale = words !== null && Math.abs(ports.clock.now() - words.since) > GIVE_UP_MS;
    if (isStale) await takeBack();
  }
  return { left, checks };
}

/** Everything that the page's word would change is stored by now. */
function isAsSaid(said: readonly AwaitedRow[], stored: readonly AwaitedRow[]): boolean {
  return said.every((row) => {
    const now = stored.find(({ id }) => id === row.id);
    return now !== undefined && now.status === row.status && now.roomUuid === row.roomUuid && (now.repliedAt !== null) === (row.repliedAt !== null);
  });
}

async function lookAt(look: PendingCheck, session: ReplySession, about: CheckContext): Promise<readonly CheckEffect[]> {
  const { store, weni } = about;
  const { roomUuid, contactUuid: heard } = look;
  const before = (await store.memory(session)).contactOf(roomUuid) ?? null;
  const fact = await weni.getRoom(session.sessionId, roomUuid);
  if (fact !== 'hidden') {
    const { checks } = await store.apply(session, [fact]);
    // A contact that was merged into another one since writes under the other name, in the chat that is known as theirs.
    for (const owner of new Set([fact.contactUuid, before])) {
      if (await isStillOpen(owner, session, store)) await readMessages(roomUuid, owner, session, about);
    }
    return checks;
  }
  // The room itself is not shown to this agent, but a list or the closed chats of the person may show it.
  const isLinked = heard !== null && (await store.rowsOf(session, heard)).some((row) => row.roomUuid === roomUuid);
  const { rooms, checks } = await readLists(session, about, 1);
  const listed = rooms.find((room) => room.uuid === roomUuid);
  const owner: ContactUuid | null = listed === undefined ? (isLinked ? heard : null) : listed.contactUuid;
  const person = owner ?? heard;
  if (person === null || (await traceClosedRooms(person, session, { ...about, roomUuid })) || owner === null) return checks;
  if (await isStillOpen(owner, session, store)) await readMessages(roomUuid, owner, session, about);
  if (listed === undefined) await store.applyEffects(session, owner, [outOfSight(roomUuid)]);
  return checks;
}

/** The first page of each list, applied. */
async function readLists(session: ReplySession, about: CheckContext, wanted: number): Promise<{ rooms: readonly RoomFact[]; checks: readonly CheckEffect[] }> {
  const limit = wanted > HEAD_LIMIT ? PAGE_LIMIT : HEAD_LIMIT;
  const pages = await Promise.all(LIST_STATUSES.map((status) => about.weni.listRooms(session.sessionId, { status, limit, offset: 0 })));
  const rooms = pages.flatMap((page) => page.rooms);
  return { rooms, checks: (await about.store.apply(session, rooms)).checks };
}
