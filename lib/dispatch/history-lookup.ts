import * as z from 'zod/mini';
import type { ContactUuid } from '../ids.ts';
import { ask, onQuestionAnswered, onQuestionFailed } from './gate-readings.ts';
import type { DispatcherMemory } from './dispatcher-memory.ts';
import { emitMoves, sessionFor, wakeBy } from './dispatcher-memory.ts';
import type { HistoryAnswer, HistoryRow, DispatchSession } from './ports.ts';
import {
  type Attempt,
  SkewMark,
  type Span,
  type Verdict,
  acceptedSpan,
  decideLookup,
  earliestByServer,
  isClockSteady,
  judgeAttempt,
  nextLookAt,
} from './reconcile.ts';
import { historyProjectOf, type DispatchRow, type PersonRow } from './records.ts';
import { movePerson } from './states.ts';

/** How far before the first start in question the history is read, because clocks differ. */
const READ_BACK_MS = 1_200_000;
/** A history that begins up to this much too late is not read again: most of READ_BACK_MS is reserve. */
const READ_AGAIN_MS = 60_000;
const VERIFY_PAGE = 500;

const SkewMarks = z.array(SkewMark);

/** Key in the ledger of one agent's clock measurements. */
export function skewKey(agentKey: string): string {
  return `skew:${agentKey}`;
}

/** Reads one agent's clock measurements; empty when there are none or they do not parse. */
export async function readMarks(memory: DispatcherMemory, agentKey: string): Promise<SkewMark[]> {
  const parsed = SkewMarks.safeParse(await memory.ports.ledger.getKept(skewKey(agentKey)));
  return parsed.success ? parsed.data : [];
}

/** Returns every name that the flow of a dispatch is known to have had. */
export function flowNamesOf(dispatch: DispatchRow): string[] {
  return [dispatch.flowName, ...(dispatch.otherFlowNames ?? [])];
}

/** Key of the request that a row was sent in; all rows of a batch share one. */
function requestKey(row: PersonRow): string {
  return row.batch === null ? `${row.dispatchId}:${row.n}` : `${row.dispatchId}:b${row.batch}`;
}

function serverSpanOf(row: PersonRow, marks: readonly SkewMark[]): Span | null {
  if (row.status !== 'accepted' || row.acceptedAt === null) return null;
  // Without a start uuid the acceptance was found in the history, and `acceptedAt` is that row's own time. With one it
  // came in an answer: Flows' time, shortly after the row's.
  if (row.startUuid === null) return { from: row.acceptedAt, to: row.acceptedAt };
  const { sentAt, answeredAt = null } = row;
  const isMeasured =
    sentAt !== null &&
    answeredAt !== null &&
    answeredAt >= sentAt &&
    isClockSteady(marks, sentAt) &&
    isClockSteady(marks, answeredAt);
  return acceptedSpan(row.acceptedAt, isMeasured ? answeredAt - sentAt : null);
}

/** Converts a ledger row to an attempt. */
export function toAttempt(
  row: PersonRow,
  about: { readonly dispatch: DispatchRow; readonly sentAt: number; readonly marks: readonly SkewMark[] },
): Attempt {
  const { dispatch, sentAt, marks } = about;
  return {
    key: requestKey(row),
    contactUuid: row.contactUuid,
    flowNames: flowNamesOf(dispatch),
    sentAt,
    answeredAt: row.answeredAt ?? null,
    serverSpan: serverSpanOf(row, marks),
    isAccepted: row.status === 'accepted',
  };
}

/**
 * Returns every other request of this agent in the same project's history that may have left a history row for the contact.
 *
 * @param about.askedAt when the history was read; a start accepted later need not be in it
 */
export async function otherAttempts(
  memory: DispatcherMemory,
  row: PersonRow,
  about: {
    readonly known: Map<string, DispatchRow | null>;
    readonly marks: readonly SkewMark[];
    readonly askedAt: number;
  },
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const dispatches = about.known;
  const own = dispatches.get(row.dispatchId);
  const project = own === undefined || own === null ? null : historyProjectOf(own);
  for (const other of await memory.ports.ledger.peopleByContact(row.agentKey, row.contactUuid)) {
    if (requestKey(other) === requestKey(row) || other.status === 'refused') continue;
    // This request was refused and its people were queued again. The browser may have sent it twice, and the first may
    // have succeeded. For people cancelled since, that matters only in a batch: a single person has the message either
    // way.
    const isGivenBack =
      other.attempts > 0 &&
      (other.status === 'queued' ||
        (row.batch !== null && (other.status === 'cancelled' || other.status === 'skipped')));
    if (!isGivenBack && (other.status === 'queued' || other.sentAt === null)) continue;
    // The history names the first contact of a batch only.
    if (other.batch !== null && other.isBatchFirst !== true) continue;
    let dispatch = dispatches.get(other.dispatchId);
    if (dispatch === undefined) {
      dispatch = await memory.ports.ledger.getDispatch(other.dispatchId);
      dispatches.set(other.dispatchId, dispatch);
    }
    if (dispatch === null || historyProjectOf(dispatch) !== project) continue;
    const sentAt = other.sentAt ?? dispatch.startedAt ?? dispatch.createdAt;
    const attempt = toAttempt(other, { dispatch, sentAt, marks: about.marks });
    const isLater = attempt.answeredAt !== null && attempt.answeredAt > about.askedAt;
    attempts.push({
      ...attempt,
      isAccepted: attempt.isAccepted && !isLater,
      ...(isGivenBack ? { answeredAt: memory.ports.clock.now() } : {}),
    });
  }
  return attempts;
}

/**
 * Reads the history from READ_BACK_MS before a time of our clock. `marks` tell how far the clocks differ. If the answer
 * shows the server's clock further behind, the history is read again from further back, because missing rows would look
 * like starts that never happened. A port that throws counts as a failed read.
 */
export async function readHistory(
  memory: DispatcherMemory,
  session: DispatchSession,
  from: { readonly at: number; readonly marks: readonly SkewMark[] },
): Promise<HistoryAnswer> {
  const { clock } = memory.ports;
  const read = async (sinceAt: number): Promise<HistoryAnswer> => {
    try {
      return await memory.ports.weni(session).listFlowStarts({ sinceAt });
    } catch {
      return { kind: 'failed', cause: 'server' };
    }
  };
  const askedAt = clock.now();
  const at = Math.min(from.at, askedAt);
  const sinceAt = earliestByServer(from.marks, at) - READ_BACK_MS;
  const answer = await read(sinceAt);
  if (answer.kind === 'failed' || answer.serverAt === null) return answer;
  const neededAt = at + (answer.serverAt - clock.now()) - READ_BACK_MS;
  return neededAt < sinceAt - READ_AGAIN_MS ? await read(neededAt) : answer;
}

/**
 * Looks up all `checking` people of these dispatches with one read of the history, when the next look is due.
 *
 * @param dispatches dispatches whose history is in one project (`historyProjectOf`), which `session` names
 */
export async function lookUp(
  memory: DispatcherMemory,
  session: DispatchSession,
  dispatches: readonly DispatchRow[],
): Promise<void> {
  const { ledger, clock, settings } = memory.ports;
  const requests = new Map<string, { readonly dispatch: DispatchRow; readonly rows: PersonRow[] }>();
  for (const dispatch of dispatches) {
    for (const row of await ledger.peopleByStatus(dispatch.dispatchId, 'checking')) {
      const key = requestKey(row);
      const request = requests.get(key);
      if (request === undefined) requests.set(key, { dispatch, rows: [row] });
      else request.rows.push(row);
    }
  }
  const now = clock.now();
  let isDue = false;
  for (const [key, { rows }] of requests) {
    const row = rows[0];
    if (row === undefined) continue;
    const since = effectiveTimes(memory, row, now);
    const lookedAt = memory.lookedAt.get(key) ?? null;
    // If the last look is in the future, the clock was set back, and the look does not count.
    const at = nextLookAt(
      since.checkingSince,
      lookedAt === null || lookedAt > now ? null : lookedAt,
      since.lastInstant + settings().notFoundMs,
    );
    if (at <= now) isDue = true;
    else wakeBy(memory, at);
  }
  const first = [...requests.values()][0];
  if (!isDue || first === undefined) return;
  const name = `look:${session.sessionId}|${historyProjectOf(first.dispatch)}`;
  ask(memory, name, async () => {
    const askedAt = clock.now();
    const marks = await readMarks(memory, session.agentKey);
    const firstAt = Math.min(...[...requests.values()].flatMap(({ rows }) => rows.map((row) => row.sentAt ?? askedAt)));
    const answer = await readHistory(memory, session, { at: firstAt, marks });
    for (const key of requests.keys()) memory.lookedAt.set(key, askedAt);
    if (answer.kind === 'failed') return onQuestionFailed(memory, name, { session, dispatch: first.dispatch, answer });
    onQuestionAnswered(memory, name);
    const known = new Map<string, DispatchRow | null>(dispatches.map((dispatch) => [dispatch.dispatchId, dispatch]));
    for (const request of requests.values())
      await settleLookup(memory, request, { session, answer, askedAt, marks, known });
  });
}

/**
 * The times that a look-up waits from. If the clock was set back and the start is in the future, the wait begins when
 * that was noticed.
 */
function effectiveTimes(
  memory: DispatcherMemory,
  row: PersonRow,
  now: number,
): { readonly checkingSince: number; readonly lastInstant: number } {
  const lastInstant = Math.max(row.sentAt ?? 0, row.answeredAt ?? 0);
  const key = requestKey(row);
  if (lastInstant <= now) {
    memory.behindSince.delete(key);
    return { checkingSince: Math.min(row.checkingSince ?? now, now), lastInstant };
  }
  const noticedAt = Math.min(memory.behindSince.get(key) ?? now, now);
  memory.behindSince.set(key, noticedAt);
  return { checkingSince: noticedAt, lastInstant: noticedAt };
}

interface Reading {
  readonly session: DispatchSession;
  readonly answer: Extract<HistoryAnswer, { kind: 'ok' }>;
  readonly askedAt: number;
  readonly marks: readonly SkewMark[];
  readonly known: Map<string, DispatchRow | null>;
}

async function settleLookup(
  memory: DispatcherMemory,
  request: { readonly dispatch: DispatchRow; readonly rows: readonly PersonRow[] },
  reading: Reading,
): Promise<void> {
  const { ledger, clock, settings } = memory.ports;
  const { dispatch, rows } = request;
  const named = rows.find((row) => row.isBatchFirst === true) ?? rows[0];
  if (named === undefined || named.sentAt === null) return;
  const others = await otherAttempts(memory, named, reading);
  const attempt = toAttempt(named, { dispatch, sentAt: named.sentAt, marks: reading.marks });
  // `refused` is a final outcome. It must not rest on a clock, nor on a history that is cut off because clocks differ.
  const isForGood = named.reason === 'room-already-waiting';
  const isCutRight = reading.answer.serverAt !== null || isClockSteady(reading.marks, named.sentAt);
  const judged: Verdict = judgeAttempt(attempt, others, {
    rows: reading.answer.rows,
    marks: reading.marks,
    me: reading.session,
    isForGood,
  });
  const verdict: Verdict = isForGood && judged.kind === 'absent' && !isCutRight ? { kind: 'unclear' } : judged;
  const { lastInstant } = effectiveTimes(memory, named, reading.askedAt);
  const decision = decideLookup({ reason: named.reason, sentAt: lastInstant, answeredAt: null }, verdict, {
    askedAt: reading.askedAt,
    isComplete: reading.answer.complete,
    notFoundMs: settings().notFoundMs,
  });
  if (decision === 'wait') return;
  const settledAt = clock.now();
  const acceptedAt = verdict.kind === 'found' ? verdict.createdAt : null;
  const result = await ledger.settle(
    dispatch.dispatchId,
    rows.map((row) => row.n),
    (row) => {
      if (row.status !== 'checking') return null;
      return decision === 'accepted'
        ? movePerson(row, 'accepted', { reason: null, settledAt, acceptedAt })
        : movePerson(row, decision, { reason: row.reason, settledAt });
    },
  );
  emitMoves(memory, result);
  memory.lookedAt.delete(requestKey(named));
}

/**
 * Looks up all queued people of a dispatch before it goes on in a new life of the background. A power cut may have lost
 * a settlement, or even an intent. People who are found become `accepted`; then sending may go on.
 */
export function verifyQueued(memory: DispatcherMemory, session: DispatchSession, dispatch: DispatchRow): void {
  const name = `verify:${dispatch.dispatchId}`;
  ask(memory, name, async () => {
    const { ledger, clock } = memory.ports;
    const startedAt = dispatch.startedAt ?? dispatch.createdAt;
    const askedAt = clock.now();
    const returns = memory.returns.get(dispatch.dispatchId);
    const marks = await readMarks(memory, session.agentKey);
    const answer = await readHistory(memory, sessionFor(session, dispatch), { at: startedAt, marks });
    const isUsable = answer.kind === 'ok' && answer.complete;
    if (!isUsable) {
      const failure = answer.kind === 'failed' ? answer : ({ kind: 'failed', cause: 'server' } as const);
      return onQuestionFailed(memory, name, { session, dispatch, answer: failure });
    }
    onQuestionAnswered(memory, name);
    const known = new Map<string, DispatchRow | null>([[dispatch.dispatchId, dispatch]]);
    const names = flowNamesOf(dispatch);
    const seen = new Map<ContactUuid, HistoryRow[]>();
    for (const row of answer.rows)
      if (names.includes(row.flowName)) seen.set(row.contactUuid, [...(seen.get(row.contactUuid) ?? []), row]);
    for (let fromN = 0; seen.size > 0;) {
      const page = await ledger.peopleByStatus(dispatch.dispatchId, 'queued', { fromN, limit: VERIFY_PAGE });
      for (const row of page) {
        const rows = seen.get(row.contactUuid);
        if (rows === undefined || (row.batch !== null && row.isBatchFirst !== true)) continue;
        const attempt = { ...toAttempt(row, { dispatch, sentAt: startedAt, marks }), answeredAt: askedAt };
        const verdict = judgeAttempt(attempt, await otherAttempts(memory, row, { known, marks, askedAt }), {
          rows,
          marks,
          me: session,
        });
        if (verdict.kind === 'found')
          await settleFound(memory, dispatch, row, (each) =>
            movePerson(each, 'accepted', {
              reason: null,
              acceptedAt: verdict.createdAt,
              settledAt: askedAt,
              sentAt: verdict.createdAt,
            }),
          );
        // This person's request was refused, and the history shows a start that may be theirs. Only the agent may send
        // to them again.
        const mayBeTheirs = verdict.kind === 'unclear' && row.attempts > 0;
        if (mayBeTheirs)
          await settleFound(memory, dispatch, row, (each) =>
            movePerson(each, 'unknown', {
              reason: 'proxy-error',
              settledAt: askedAt,
              sentAt: startedAt,
              answeredAt: askedAt,
            }),
          );
      }
      const last = page.at(-1);
      if (last === undefined || page.length < VERIFY_PAGE) break;
      fromN = last.n + 1;
    }
    if (memory.returns.get(dispatch.dispatchId) === returns) memory.verified.add(dispatch.dispatchId);
  });
}

/**
 * Settles a queued person whose start is in the history. No intent is on disk, so `change` supplies a `sentAt` in its
 * place, and other look-ups count the start.
 */
async function settleFound(
  memory: DispatcherMemory,
  dispatch: DispatchRow,
  found: PersonRow,
  change: (row: PersonRow) => PersonRow,
): Promise<void> {
  // A batch is sent as a whole, so its first person's row decides for all.
  const batchRows =
    found.batch === null
      ? [found]
      : (await memory.ports.ledger.peopleByStatus(dispatch.dispatchId, 'queued')).filter(
          (row) => row.batch === found.batch,
        );
  const result = await memory.ports.ledger.settle(
    dispatch.dispatchId,
    batchRows.map((row) => row.n),
    (row) => (row.status === 'queued' ? change(row) : null),
    { durability: 'strict' },
  );
  emitMoves(memory, result);
}
