import type { ContactUuid } from '../ids.ts';
import { isStillOpen, outOfSight, putOff, readMessages, traceClosedRooms, type CheckContext } from './checks.ts';
import { HEAD_LIMIT, LIST_STATUSES, PAGE_LIMIT } from './diff.ts';
import type { RoomFact } from './facts.ts';
import type { ReplySession } from './ports.ts';
import { GIVE_UP_MS } from './provisional.ts';
import type { AwaitedRow, PendingCheck } from './records.ts';
import type { CheckEffect } from './row-store.ts';

/**
 * From this many rooms on, the three room lists are read first: three requests that usually settle most of the rooms.
 */
const LISTS_FROM = 4;
/**
 * Most rooms asked for one by one in one run. The rest is put off by LEFTOVER_MS, so that a page that reports rooms
 * without end cannot make us send requests without end.
 */
const ROOMS_AT_ONCE = 20;
const LEFTOVER_MS = 5_000;

/**
 * Verifies the page's reports about some rooms with the server, all rooms together, and withdraws the reports that the
 * server does not confirm. Only the engine is asked, never Flows. The owner of a room is taken from the server too,
 * because the page may name any contact.
 *
 * @param looks due checks with `ask: 'look'`; their `contactUuid` is what the page reported
 * @returns `left`: looks that could not be done yet; `checks`: checks that should follow
 */
export async function runLooks(
  looks: readonly PendingCheck[],
  session: ReplySession,
  about: CheckContext,
): Promise<{ left: readonly PendingCheck[]; checks: readonly CheckEffect[] }> {
  const { ports, store } = about;
  const reports = new Map(
    await Promise.all(
      looks.map(
        async ({ roomUuid, contactUuid }) =>
          [roomUuid, contactUuid === null ? null : await store.provisionalOf(session, contactUuid)] as const,
      ),
    ),
  );
  const checks: CheckEffect[] = [];
  const left: PendingCheck[] = [];
  let asked = 0;
  let hasLists = false;
  try {
    if (looks.length >= LISTS_FROM) checks.push(...(await readLists(session, about, looks.length)).checks);
    hasLists = looks.length >= LISTS_FROM;
  } catch (error) {
    ports.report({ during: 'check', error });
    // The lists failed, so single rooms would fail too: ask for none of them in this run.
    asked = ROOMS_AT_ONCE;
  }

  for (const look of looks) {
    const { contactUuid } = look;
    const report = reports.get(look.roomUuid) ?? null;
    const withdraw = async () =>
      void (contactUuid !== null && report !== null && (await store.withdraw(session, contactUuid, report.version)));
    const isConfirmed =
      hasLists &&
      contactUuid !== null &&
      report !== null &&
      hasConfirmed(report.rows, await store.rowsOf(session, contactUuid));
    if (isConfirmed) await withdraw();
    else if (asked >= ROOMS_AT_ONCE) left.push({ ...look, dueAt: ports.clock.now() + LEFTOVER_MS });
    else {
      asked += 1;
      try {
        checks.push(...(await lookAt(look, session, about)));
        await withdraw();
      } catch (error) {
        ports.report({ during: 'check', error });
        left.push(putOff(look, ports.clock.now()));
      }
    }
    const isStale = report !== null && Math.abs(ports.clock.now() - report.since) > GIVE_UP_MS;
    if (isStale) await withdraw();
  }
  return { left, checks };
}

/** Whether the server has confirmed the report: everything it would change is stored by now. */
function hasConfirmed(reported: readonly AwaitedRow[], stored: readonly AwaitedRow[]): boolean {
  return reported.every((row) => {
    const now = stored.find(({ id }) => id === row.id);
    return (
      now !== undefined &&
      now.status === row.status &&
      now.roomUuid === row.roomUuid &&
      (now.repliedAt !== null) === (row.repliedAt !== null)
    );
  });
}

async function lookAt(look: PendingCheck, session: ReplySession, about: CheckContext): Promise<readonly CheckEffect[]> {
  const { store, weni } = about;
  const { roomUuid, contactUuid: reportedContact } = look;
  const knownContact = (await store.memory(session)).contactOf(roomUuid) ?? null;
  const fact = await weni.getRoom(session.sessionId, roomUuid);
  if (fact !== 'hidden') {
    const { checks } = await store.apply(session, [fact]);
    // When Flows merges two contacts, the room names the new contact while our rows still name the old one. Look for
    // the answer under both.
    for (const owner of new Set([fact.contactUuid, knownContact])) {
      if (await isStillOpen(owner, session, store)) await readMessages(roomUuid, owner, session, about);
    }
    return checks;
  }
  // The server does not show this room to the agent, but a room list or the contact's closed rooms may show it.
  const isLinked =
    reportedContact !== null && (await store.rowsOf(session, reportedContact)).some((row) => row.roomUuid === roomUuid);
  const { rooms, checks } = await readLists(session, about, 1);
  const listed = rooms.find((room) => room.uuid === roomUuid);
  const owner: ContactUuid | null = listed === undefined ? (isLinked ? reportedContact : null) : listed.contactUuid;
  const person = owner ?? reportedContact;
  if (person === null || (await traceClosedRooms(person, session, { ...about, roomUuid })) || owner === null)
    return checks;
  if (await isStillOpen(owner, session, store)) await readMessages(roomUuid, owner, session, about);
  if (listed === undefined) await store.applyEffects(session, owner, [outOfSight(roomUuid)]);
  return checks;
}

/** Reads the first page of each room list and applies it. */
async function readLists(
  session: ReplySession,
  about: CheckContext,
  wanted: number,
): Promise<{ rooms: readonly RoomFact[]; checks: readonly CheckEffect[] }> {
  const limit = wanted > HEAD_LIMIT ? PAGE_LIMIT : HEAD_LIMIT;
  const pages = await Promise.all(
    LIST_STATUSES.map((status) => about.weni.listRooms(session.sessionId, { status, limit, offset: 0 })),
  );
  const rooms = pages.flatMap((page) => page.rooms);
  return { rooms, checks: (await about.store.apply(session, rooms)).checks };
}
