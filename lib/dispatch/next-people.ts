import type { DispatcherMemory } from './dispatcher-memory.ts';
import { emitMoves, wakeBy } from './dispatcher-memory.ts';
import { waitForPerson } from './pace.ts';
import type { DispatchRow, PersonRow } from './records.ts';
import { groupBy } from '../util/group-by.ts';
import { DAY_MS } from '../util/time.ts';

/** How many queued people are read at once. Mostly the first may be sent to, so the others are read only if not. */
const FIRST_PAGE = 1;
const PAGE = 16;
const BATCH_LIMIT = 100;

/**
 * Returns the people of the next request; the first is the one that the history will name. `waiting`: none may leave
 * now; `none`: no person is queued. A person who must wait (another start to them is open or less than 60 s old) is
 * passed over and keeps their place. If a dispatch waits only for such people, `memory.held` holds until when.
 */
export async function nextPeople(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
): Promise<PersonRow[] | 'waiting' | 'none'> {
  const waitEnds: number[] = [];
  const next = await findNext(memory, dispatch, waitEnds);
  const until = next === 'waiting' ? (waitEnds.length > 0 ? Math.min(...waitEnds) : null) : undefined;
  if (memory.held.get(dispatch.dispatchId) !== until) {
    if (until === undefined) memory.held.delete(dispatch.dispatchId);
    else memory.held.set(dispatch.dispatchId, until);
    memory.emit({ dispatches: [dispatch] });
  }
  return next;
}

/** @param waitEnds gets the times, epoch ms, at which people who were passed over may be sent to */
async function findNext(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  waitEnds: number[],
): Promise<PersonRow[] | 'waiting' | 'none'> {
  const { ledger } = memory.ports;
  let limit = FIRST_PAGE;
  for (let fromN = 0; ;) {
    const page = await ledger.peopleByStatus(dispatch.dispatchId, 'queued', { fromN, limit });
    for (const row of page) {
      if (row.batch !== null) {
        const batch = await readyBatch(memory, dispatch, row, waitEnds);
        if (batch !== null) return batch;
        continue;
      }
      if (await canSendNow(memory, row, waitEnds)) return [row];
    }
    const last = page.at(-1);
    if (last === undefined && fromN === 0) return 'none';
    if (last === undefined || page.length < limit) return 'waiting';
    fromN = last.n + 1;
    limit = PAGE;
  }
}

async function canSendNow(memory: DispatcherMemory, row: PersonRow, waitEnds: number[]): Promise<boolean> {
  return (await sendableNow(memory, [row], waitEnds)).size > 0;
}

/** Returns those of these people, all of one dispatch, to whom nothing else is under way or was sent just now. */
async function sendableNow(
  memory: DispatcherMemory,
  rows: readonly PersonRow[],
  waitEnds: number[],
): Promise<ReadonlySet<PersonRow>> {
  const rooms = new Set([...memory.flights].map((flight) => flight.roomUuid));
  const free = rows.filter((row) => row.roomUuid === null || !rooms.has(row.roomUuid));
  const [first] = free;
  if (first === undefined) return new Set();
  // One transaction for all: a batch has up to 100 people, and one for each takes longer than the request.
  const known = groupBy(
    await memory.ports.ledger.peopleByContacts(
      first.agentKey,
      free.map((row) => row.contactUuid),
    ),
    (row) => row.contactUuid,
  );
  const now = memory.ports.clock.now();
  return new Set(
    free.filter((row) => {
      const others = (known.get(row.contactUuid) ?? []).filter(
        (other) => other.dispatchId !== row.dispatchId || other.n !== row.n,
      );
      const waitMs = waitForPerson(others, now, memory.ports.settings().samePersonMs);
      if (waitMs !== null && waitMs > 0) {
        wakeBy(memory, now + waitMs);
        waitEnds.push(now + waitMs);
      }
      return waitMs === 0;
    }),
  );
}

/**
 * Returns the batch of `row` as it may leave now. People who must wait are taken out of it and sent singly later. If no
 * person can be named first, because every history row could be confused with another start's, all are sent singly.
 */
async function readyBatch(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  row: PersonRow,
  waitEnds: number[],
): Promise<PersonRow[] | null> {
  const { ledger } = memory.ports;
  const near = await ledger.peopleByStatus(dispatch.dispatchId, 'queued', { fromN: row.n, limit: BATCH_LIMIT });
  const members = near.filter((other) => other.batch === row.batch);
  const sendable = await sendableNow(
    memory,
    members.filter((member) => member.roomUuid === null),
    waitEnds,
  );
  const ready = members.filter((member) => sendable.has(member));
  const single = members.filter((member) => !sendable.has(member));
  const planned = ready.find((member) => member.isBatchFirst === true);
  const first = planned ?? (await firstWithoutStart(memory, dispatch, ready));
  const leaving = first === null ? [] : [first, ...ready.filter((member) => member !== first)];
  const changed = first === null ? members : single;
  if (changed.length > 0 || (first !== null && planned === undefined)) {
    const outside = new Set(changed.map((member) => member.n));
    const result = await ledger.settle(
      dispatch.dispatchId,
      members.map((member) => member.n),
      (current) => {
        if (current.status !== 'queued') return null;
        return outside.has(current.n)
          ? { ...current, batch: null, isBatchFirst: false }
          : { ...current, isBatchFirst: current.n === first?.n };
      },
    );
    emitMoves(memory, result);
    memory.kick();
  }
  return leaving.length > 0 ? leaving : null;
}

/** Returns the first person to whom this flow was not started in the last 24 h, as far as we know. */
async function firstWithoutStart(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  rows: readonly PersonRow[],
): Promise<PersonRow | null> {
  const since = memory.ports.clock.now() - DAY_MS;
  for (const row of rows) {
    let isClean = true;
    for (const other of await memory.ports.ledger.peopleByContact(row.agentKey, row.contactUuid)) {
      if (other.sentAt === null || other.sentAt < since) continue;
      const theirs = await memory.ports.ledger.getDispatch(other.dispatchId);
      if (theirs === null || theirs.flowUuid === dispatch.flowUuid) isClean = false;
    }
    if (isClean) return row;
  }
  return null;
}
