import type { DispatchRow, PersonRow } from '../../lib/dispatch/records.ts';
import type { StartAnswer } from '../../lib/dispatch/outcome.ts';
import type { DispatchSession, StartRequest } from '../../lib/dispatch/ports.ts';
import { sumOf, countPeople } from '../../lib/dispatch/counts.ts';
import type { ContactUuid } from '../../lib/ids.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import type { MemoryDisk } from '../ledger/memory-engine.ts';
import type { Scenario } from './scenario.ts';
import type { ServerModel } from './server.ts';
import type { World } from './world.ts';

/** One request as it left the dispatcher. */
interface Leaving {
  readonly ids: readonly string[];
  readonly mark: string;
  readonly at: number;
  readonly sessionId: string;
  readonly contactUuids: readonly string[];
  /** The answer says that nothing was done, so the same people may be sent to again. */
  isGivenBack: boolean;
  isAnswered: boolean;
}

interface Refusal {
  readonly count: number;
  readonly at: number;
  readonly until: number;
  readonly leaving: Leaving;
  readonly before: Refusal | undefined;
}

/**
 * Returns how long no start may leave after `count` refusals in a row, ms; null for an answer that holds off nothing.
 */
function waitAfter(answer: StartAnswer): ((count: number) => number) | null {
  const steps =
    (...waits: number[]) =>
    (count: number) =>
      waits[count - 1] ?? Number.POSITIVE_INFINITY;
  if (answer.kind === 'unauthorized') return steps(0, 30_000, 120_000);
  if (answer.kind === 'unknown') return answer.cause === 'intercepted' ? steps(30_000, 120_000) : null;
  if (answer.kind !== 'held-off') return null;
  const { retryAfterMs } = answer;
  if (retryAfterMs === null) return steps(30_000, 120_000);
  return () => (retryAfterMs > 900_000 ? Number.POSITIVE_INFINITY : retryAfterMs);
}

/** The referee: sees each request that leaves and everything on disk, and also what the dispatcher cannot know. */
export interface Watch {
  readonly violations: string[];
  /** Dispatches whose pause was requested. After the background died, only those whose pause had been confirmed. */
  readonly paused: Set<string>;
  leaving(session: DispatchSession, request: StartRequest): Leaving;
  answered(leaving: Leaving, answer: StartAnswer): void;
  /** Call when the background died: answers to its requests reach no dispatcher any more. */
  lifeEnded(): void;
  gateMoved(isOpen: boolean): void;
  /** Call when the agent resumes a dispatch of this session: its next start may leave at once. */
  agreed(sessionId: string): void;
  /** Call when the dispatcher reports a change. */
  changed(): void;
  /** Call when the agent of a session handles a reply, or presses something about a dispatch. */
  acted(sessionId: string): void;
  /** Call when awaited people, or the limit of a dispatch, changed on disk. */
  awaitedChanged(): void;
  /** Call when an agent opens the follow-up of a dispatch: these people are about to be written to again. */
  followed(dispatch: DispatchRow, contactUuids: readonly ContactUuid[]): void;
  /** Makes the final checks, after everything has come to rest. */
  final(): void;
}

export function peopleOn(disk: MemoryDisk): PersonRow[] {
  return disk.rows('people').map(({ value }) => value as PersonRow);
}

export function dispatchesOn(disk: MemoryDisk): DispatchRow[] {
  return disk.rows('dispatches').map(({ value }) => value as DispatchRow);
}

export function awaitedOn(disk: MemoryDisk): AwaitedRow[] {
  return disk.rows('awaited').map(({ value }) => value as AwaitedRow);
}

/** How long before a hold an act may be that lets the dispatch go on, ms; and how late a rule may be noticed. */
const HOLD_SLACK_MS = 62_000;

export function createWatch(
  world: World,
  play: Scenario,
  on: { readonly disk: MemoryDisk; readonly server: ServerModel },
): Watch {
  const { disk, server } = on;
  const left: Leaving[] = [];
  const violations: string[] = [];
  let gateClosedAt: number | null = null;
  /** People whom the engine itself refused, as `<dispatch>:<n>`. */
  const refused = new Set<string>();
  /** What holds off each session: refusals in a row, and until when no start may leave unless the agent resumes. */
  const refusals = new Map<string, Refusal>();

  /** When each dispatch began to hold itself back, and when the agent of each session last acted. */
  const heldSince = new Map<string, number>();
  const actedAt = new Map<string, number>();
  /** Requests that left each dispatch since it had as many unopened replies as it may have. */
  const leftWhileFull = new Map<string, number>();

  const isFull = ({ dispatchId, holdBackAt }: DispatchRow): boolean =>
    (holdBackAt ?? null) !== null &&
    awaitedOn(disk).filter((row) => row.dispatchId === dispatchId && row.status === 'replied').length >=
      (holdBackAt ?? 0);

  const violate = (what: string): void => {
    world.trace(() => `VIOLATION ${what}`);
    violations.push(what);
  };

  return {
    violations,
    paused: new Set(),
    leaving(session, request) {
      const rows = peopleOn(disk).filter(
        (row) =>
          row.status === 'sending' &&
          request.contactUuids.includes(row.contactUuid) &&
          row.params?.['mark'] === request.params?.['mark'],
      );
      const byDispatch = new Map<string, PersonRow[]>();
      for (const row of rows) byDispatch.set(row.dispatchId, [...(byDispatch.get(row.dispatchId) ?? []), row]);
      const fresh = [...byDispatch.values()].map((each) =>
        each.filter((row) => !left.some((one) => one.ids.includes(`${row.dispatchId}:${row.n}`) && !one.isGivenBack)),
      );
      const mine = fresh
        .find((each) => request.contactUuids.every((uuid) => each.some((row) => row.contactUuid === uuid)))
        ?.filter((row) => request.contactUuids.includes(row.contactUuid));
      if (mine === undefined)
        violate(`a request for ${request.contactUuids.join(', ')} left without an intent of its own on disk`);
      const ids = (mine ?? []).map((row) => `${row.dispatchId}:${row.n}`);
      const dispatch = dispatchesOn(disk).find((row) => row.dispatchId === mine?.[0]?.dispatchId);
      if (dispatch !== undefined) {
        if (dispatch.state.status !== 'running')
          violate(`a request left while its dispatch was ${dispatch.state.status}`);
        if (dispatch.sessionId !== session.sessionId) violate('a request left on the session of somebody else');
        if (this.paused.has(dispatch.dispatchId)) violate('a request left after a pause');
        const past = isFull(dispatch) ? (leftWhileFull.get(dispatch.dispatchId) ?? 0) + 1 : 0;
        leftWhileFull.set(dispatch.dispatchId, past);
        if (past > play.settings.inFlight) violate(`${past} requests left although too many replies are unopened`);
      }
      if (!play.hasJumps) {
        const flying = left.filter((one) => !one.isAnswered && one.sessionId === session.sessionId);
        if (flying.length >= play.settings.inFlight) violate(`${flying.length + 1} requests in flight`);
        const near = left.filter(
          (one) => !one.isGivenBack && one.sessionId === session.sessionId && world.trueNow() - one.at < 60_000,
        );
        if (near.some((one) => one.contactUuids.some((uuid) => request.contactUuids.some((each) => each === uuid))))
          violate('one person twice within 60 s');
        const holding = refusals.get(session.sessionId);
        if (holding !== undefined && world.trueNow() < holding.until)
          violate(`a request left ${holding.until - world.trueNow()} ms early after ${holding.count} refusals`);
        if (gateClosedAt !== null && world.trueNow() - gateClosedAt > play.settings.accessMaxAgeMs + 2_000)
          violate('a request left through a gate long closed');
      }
      const leaving: Leaving = {
        ids,
        mark: ids.join('+'),
        at: world.trueNow(),
        sessionId: session.sessionId,
        contactUuids: request.contactUuids,
        isGivenBack: false,
        isAnswered: false,
      };
      left.push(leaving);
      world.trace(() => `request leaves ${leaving.mark}`);
      return leaving;
    },
    answered(leaving, answer) {
      leaving.isAnswered = true;
      leaving.isGivenBack = answer.kind === 'unauthorized' || answer.kind === 'held-off' || answer.kind === 'not-sent';
      if (answer.kind === 'refused') for (const id of leaving.ids) refused.add(id);
      const wait = waitAfter(answer);
      const before = refusals.get(leaving.sessionId);
      if (answer.kind === 'accepted' || answer.kind === 'refused' || answer.kind === 'engine-500')
        refusals.delete(leaving.sessionId);
      if (wait === null) return;
      if (before !== undefined && leaving.at <= before.at) {
        // Refusals of requests that were under way together count as one, with the longest of their waits.
        const until = Math.max(before.until, world.trueNow() + wait(before.count));
        refusals.set(leaving.sessionId, until === before.until ? before : { ...before, until, leaving, before });
        return;
      }
      const count = (before?.count ?? 0) + 1;
      refusals.set(leaving.sessionId, {
        count,
        at: world.trueNow(),
        until: world.trueNow() + wait(count),
        leaving,
        before,
      });
    },
    changed() {
      for (const { dispatchId, sessionId, state } of dispatchesOn(disk)) {
        if (state.status === 'paused' && state.reason === 'open-replies') {
          if (!heldSince.has(dispatchId)) heldSince.set(dispatchId, world.trueNow());
          continue;
        }
        const since = heldSince.get(dispatchId);
        heldSince.delete(dispatchId);
        if (since === undefined || state.status !== 'running' || play.hasJumps) continue;
        const last = actedAt.get(sessionId) ?? Number.NEGATIVE_INFINITY;
        if (last < since - HOLD_SLACK_MS)
          violate('a dispatch that held itself back went on without an act of the agent');
        else if (world.trueNow() - Math.max(last, since) > play.settings.longGapMs + HOLD_SLACK_MS)
          violate('a dispatch that held itself back went on long after the last act of the agent');
      }
    },
    acted(sessionId) {
      actedAt.set(sessionId, world.trueNow());
    },
    awaitedChanged() {
      for (const row of dispatchesOn(disk)) if (!isFull(row)) leftWhileFull.delete(row.dispatchId);
    },
    agreed(sessionId) {
      refusals.delete(sessionId);
    },
    followed({ dispatchId, agentKey, sessionId }, contactUuids) {
      if (new Set(contactUuids).size !== contactUuids.length) violate('a follow-up holds somebody twice');
      const people = peopleOn(disk);
      const isOwn = (id: string): boolean => id.startsWith(`${dispatchId}:`);
      for (const contactUuid of contactUuids) {
        const sent = left.findLast(({ ids, contactUuids: to }) => to.includes(contactUuid) && ids.some(isOwn));
        const answered = awaitedOn(disk).some(
          (row) =>
            row.agentKey === agentKey &&
            row.contactUuid === contactUuid &&
            row.dispatchId === dispatchId &&
            row.repliedAt !== null,
        );
        if (answered) violate(`a follow-up holds ${contactUuid}, who answered`);
        // Requests are told by their order, whatever the clocks say.
        const since = left
          .slice(sent === undefined ? left.length : left.indexOf(sent) + 1)
          .filter((one) => one.sessionId === sessionId && one.contactUuids.includes(contactUuid));
        const ids = new Set(since.flatMap((one) => one.ids).filter((id) => !isOwn(id)));
        const written = people.find(
          (row) =>
            row.contactUuid === contactUuid &&
            ids.has(`${row.dispatchId}:${row.n}`) &&
            row.status !== 'refused' &&
            row.status !== 'skipped' &&
            row.status !== 'cancelled',
        );
        if (written !== undefined && !play.hasJumps)
          violate(`a follow-up holds ${contactUuid}, who was written to since (${written.status})`);
      }
    },
    lifeEnded() {
      // A refusal whose people are still stored as `sending` was lost with the background, so the dispatcher cannot
      // know of it.
      const sending = new Set(
        peopleOn(disk)
          .filter((row) => row.status === 'sending')
          .map((row) => `${row.dispatchId}:${row.n}`),
      );
      for (const [sessionId, refusal] of refusals) {
        if (!refusal.leaving.ids.some((id) => sending.has(id))) continue;
        if (refusal.before === undefined) refusals.delete(sessionId);
        else refusals.set(sessionId, refusal.before);
      }
      for (const one of left) one.isAnswered = true;
    },
    gateMoved(isOpen) {
      gateClosedAt = isOpen ? null : (gateClosedAt ?? world.trueNow());
    },
    final() {
      const started = new Map<string, number>();
      for (const start of server.starts)
        for (const id of start.mark.split('+')) started.set(id, (started.get(id) ?? 0) + 1);
      for (const [id, times] of started) if (times > 1) violate(`${id} was started ${times} times`);
      const people = peopleOn(disk);
      const awaited = new Set(disk.rows('awaited').map(({ key }) => String(key)));
      for (const row of people) {
        const id = `${row.dispatchId}:${row.n}`;
        const isStarted = started.has(id);
        const isOpen = row.status === 'queued' || row.status === 'sending' || row.status === 'checking';
        if (isOpen) violate(`${id} never came to an end: ${row.status} (${row.reason})`);
        if (row.status === 'refused' && !refused.has(id)) violate(`${id} is refused, the engine never refused it`);
        // The browser repeated this start, the second request was refused, and the person was then cancelled. A later
        // dispatch to the same person finds the start in the history; the person has the message.
        const hasOneOfTheSame = server.starts.some(
          (start) =>
            start.isAnsweredRefused &&
            start.contactUuids.includes(row.contactUuid) &&
            start.sessionId.startsWith(row.agentKey),
        );
        if (row.status === 'accepted' && !isStarted && !hasOneOfTheSame)
          violate(`${id} is accepted, Flows has nothing`);
        // The last answer said that nothing was done. A person who is cancelled after that is not looked up any more.
        const wasToldRefused =
          row.status !== 'refused' &&
          server.starts.some((start) => start.isAnsweredRefused && start.mark.split('+').includes(id));
        const mustNot = row.status === 'refused' || row.status === 'skipped' || row.status === 'cancelled';
        if (mustNot && isStarted && !wasToldRefused) violate(`${id} is ${row.status}, Flows has it`);
        if ((row.status === 'accepted') !== awaited.has(id))
          violate(`${id} is ${row.status}, awaited: ${awaited.has(id)}`);
      }
      for (const id of started.keys())
        if (!people.some((row) => `${row.dispatchId}:${row.n}` === id))
          violate(`${id} was started and is in no dispatch`);
      for (const row of dispatchesOn(disk)) {
        if (row.state.status !== 'finished')
          violate(`dispatch ${row.dispatchId} rests in ${JSON.stringify(row.state)}`);
        const sum = sumOf(countPeople(people.filter((person) => person.dispatchId === row.dispatchId)));
        if (sum !== row.total) violate(`dispatch ${row.dispatchId} has ${sum} of ${row.total} people`);
      }
    },
  };
}
