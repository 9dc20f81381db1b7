import type { Dispatcher } from '../../lib/dispatch/dispatcher-api.ts';
import { createDispatcher } from '../../lib/dispatch/dispatcher.ts';
import type { DispatchLedger } from '../../lib/dispatch/ledger-port.ts';
import type { DispatcherPorts, DispatchSession, WeniPort } from '../../lib/dispatch/ports.ts';
import type { DispatchId, RoomUuid, SessionId } from '../../lib/ids.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { createMemoryDisk } from '../ledger/memory-engine.ts';
import { createMemoryLedger } from '../ledger/memory-ledger.ts';
import { weniOf } from './client.ts';
import type { DecideFollowUp } from './follow-ups.ts';
import { createPeople } from './people.ts';
import { createChance } from './prng.ts';
import { ACTIONS, type ActionName, type Agent, drawScenario, idOf } from './scenario.ts';
import { createServer } from './server.ts';
import type { Stage } from './stage.ts';
import { createWatch, dispatchesOn, peopleOn } from './watch.ts';
import { type Life, type World, createWorld } from './world.ts';

/** Replaces ports of the dispatcher by broken ones, to show that the simulation catches them. */
export interface Sabotage {
  readonly ledger?: (ledger: DispatchLedger, world: World, life: Life) => DispatchLedger;
  readonly weni?: (weni: WeniPort) => WeniPort;
  readonly followUp?: DecideFollowUp;
}

export interface RunResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly starts: number;
  readonly lives: number;
  readonly people: number;
  /** Number of people by final status. */
  readonly ends: Readonly<Record<string, number>>;
}

interface SessionState {
  isLive: boolean;
  version: number;
  /** The version of the token that got a 401 and was not confirmed by a profile call since. */
  refused: number | null;
  vouchedAt: number;
}

/** Plays one seed to its end and judges it. */
export async function simulate(
  seed: number,
  options: { readonly trace?: (line: string) => void; readonly sabotage?: Sabotage } = {},
): Promise<RunResult> {
  const chance = createChance(seed);
  const world = createWorld(chance, options.trace ?? null);
  const play = drawScenario(chance);
  const disk = createMemoryDisk();
  const server = createServer(world, chance, play);
  const watch = createWatch(world, play, { disk, server });
  const sessions = new Map<SessionId, SessionState>();
  const rooms = new Map(play.contacts.filter(() => chance.is(0.15)).map((uuid) => [uuid, idOf<RoomUuid>('room', 1)]));
  const unsurePauses = new Set<string>();
  let isOnline = true;
  let ids = 0;
  let lives = 0;
  let now: { readonly life: Life; readonly dispatcher: Dispatcher; readonly ledger: Ledger } | null = null;
  let hasAlarm = false;
  let isCalm = false;

  for (const agent of play.agents) {
    sessions.set(agent.sessionId, { isLive: true, version: 1, refused: null, vouchedAt: Number.NEGATIVE_INFINITY });
    server.tokens.set(agent.sessionId, new Set(['t1']));
  }

  function liveSession(agent: Agent): DispatchSession | null {
    const state = sessions.get(agent.sessionId);
    if (state === undefined || !state.isLive || state.refused === state.version) return null;
    const { sessionId, agentKey, projectUuid } = agent;
    return {
      sessionId,
      agentKey,
      projectUuid,
      tokenVersion: `t${state.version}`,
      agentName: agentKey,
      isAdmin: false,
      isNameUnique: null,
    };
  }

  const agentOf = (sessionId: SessionId): Agent => {
    const agent = play.agents.find((each) => each.sessionId === sessionId);
    if (agent === undefined) throw new Error('no such agent');
    return agent;
  };

  function begin(): void {
    lives += 1;
    const life: Life = { name: `life ${lives}`, isOver: false };
    const memory = createMemoryLedger(disk, { step: (moment) => world.step(life, `disk ${moment}`) });
    const ports: DispatcherPorts = {
      ledger: options.sabotage?.ledger?.(memory, world, life) ?? memory,
      clock: { now: () => world.now(), after: (delayMs, fn) => world.at(delayMs, 'timer', fn, life) },
      newDispatchId: () => idOf<DispatchId>('dispatch', (ids += 1)),
      weni: (session) => {
        const weni = weniOf(stage, life, session);
        return options.sabotage?.weni?.(weni) ?? weni;
      },
      sessions: {
        current: async (sessionId) => {
          await world.step(life, 'session');
          return liveSession(agentOf(sessionId));
        },
        rereadToken: async (sessionId) => {
          await world.sleep(life, chance.between(5, 300), 'token');
          askProfile(agentOf(sessionId));
          return liveSession(agentOf(sessionId));
        },
      },
      exclusions: {
        judge: async () => ({ excluded: new Set(), unread: [] }),
        read: async () => ({ kind: 'ok' }),
      },
      keepAlive: { hold: () => undefined, release: () => undefined },
      alarms: {
        ensure: (isNeeded) => {
          if (!life.isOver) hasAlarm = isNeeded;
        },
      },
      isOnline: () => isOnline,
      settings: () => play.settings,
    };
    world.trace(() => `${life.name} begins`);
    const dispatcher = createDispatcher(ports);
    dispatcher.onChange((change) => {
      watch.changed();
      world.trace(
        () =>
          `change ${change.dispatches.map((row) => `${row.dispatchId.slice(-2)}=${row.state.status}${row.state.status === 'paused' ? `(${row.state.reason})` : ''}`).join(' ')} ${change.people.map((row) => `${row.dispatchId.slice(-2)}:${row.n}=${row.status}`).join(' ')}`,
      );
    });
    now = { life, dispatcher, ledger: memory };
    void dispatcher.ensure();
  }

  function end(isPowerCut: boolean): void {
    if (now === null) return;
    now.life.isOver = true;
    world.trace(() => `${now?.life.name} ends${isPowerCut ? ' in a power cut' : ''}`);
    if (isPowerCut) disk.crash(chance.below(disk.unflushed() + 1));
    watch.lifeEnded();
    for (const id of unsurePauses) watch.paused.delete(id);
    unsurePauses.clear();
    now = null;
    hasAlarm = false;
    world.at(chance.between(1, 5_000), 'a new life', begin);
  }
  function refreshToken(agent: Agent): void {
    const state = sessions.get(agent.sessionId);
    if (state === undefined) return;
    state.version += 1;
    server.tokens.set(agent.sessionId, new Set([`t${state.version}`]));
    void now?.dispatcher.sessionChanged();
  }

  /** The page's profile call. If the server accepts the token, the token may be used again. */
  function askProfile(agent: Agent): void {
    const state = sessions.get(agent.sessionId);
    const isTaken =
      server.tokens.get(agent.sessionId)?.has(`t${state?.version}`) === true &&
      (server.isHealthy || !chance.is(play.faults.passing401));
    if (state === undefined || state.refused !== state.version || !isTaken) return;
    state.refused = null;
    state.vouchedAt = world.trueNow();
  }

  function tokenRefused(session: DispatchSession): void {
    const state = sessions.get(session.sessionId);
    if (
      state === undefined ||
      session.tokenVersion !== `t${state.version}` ||
      world.trueNow() - state.vouchedAt < 60_000
    )
      return;
    state.refused = state.version;
    const again = (): void => {
      if (state.refused !== state.version) return;
      askProfile(agentOf(session.sessionId));
      if (state.refused === null) void now?.dispatcher.sessionChanged();
      else world.at(120_000, 'the page asks again', again);
    };
    world.at(30_000, 'the page asks again', again);
  }

  function setLive(agent: Agent, isLive: boolean): void {
    const state = sessions.get(agent.sessionId);
    if (state === undefined) return;
    state.isLive = isLive;
    void now?.dispatcher.sessionChanged();
  }

  async function putAwaited(row: AwaitedRow): Promise<void> {
    const here = now;
    if (here === null) return;
    try {
      await here.ledger.putAwaited([row]);
    } catch {
      // The disk refused the row, so nothing has changed.
      return;
    }
    if (here.life.isOver) return;
    world.trace(() => `awaited ${row.id.slice(-4)}=${row.status}`);
    watch.awaitedChanged();
    void here.dispatcher.repliesChanged();
  }

  /** The browser's alarm; it goes on when the background ends. */
  function alarm(): void {
    if (hasAlarm) void now?.dispatcher.tick();
    world.at(30_000, 'alarm', alarm);
  }

  function drawAction(): ActionName {
    const total = ACTIONS.reduce((sum, name) => sum + play.weights[name], 0);
    let left = chance.next() * total;
    for (const name of ACTIONS) {
      left -= play.weights[name];
      if (left <= 0) return name;
    }
    return 'tick';
  }

  const stage: Stage = {
    world,
    chance,
    play,
    disk,
    server,
    watch,
    rooms,
    unsurePauses,
    putAwaited,
    dispatcher: () => now?.dispatcher,
    agentOf,
    isOnline: () => isOnline,
    setOnline: (value) => {
      isOnline = value;
    },
    setLive,
    refreshToken,
    tokenRefused,
    end,
  };
  const act = createPeople(stage, options.sabotage?.followUp);

  let acted = 0;
  function play1(): void {
    act(acted === 0 ? 'confirm' : drawAction());
    acted += 1;
    if (acted < play.actions) world.at(-Math.log(1 - chance.next()) * play.paceMs, 'act', play1);
    else world.at(chance.between(0, 30_000), 'calm', calm);
  }

  /**
   * From here on everything works, and the agent resumes every paused dispatch. What is still open at the end is lost.
   */
  function calm(): void {
    world.trace(() => 'everything works again');
    isCalm = true;
    disk.fail(null);
    isOnline = true;
    server.isHealthy = true;
    server.gate = null;
    server.flowGate = null;
    watch.gateMoved(true);
    for (const agent of play.agents) {
      setLive(agent, true);
      refreshToken(agent);
    }
    if (now === null && lives === 0) begin();
    attend();
  }

  function attend(): void {
    for (const row of dispatchesOn(disk)) {
      // A view that still holds its countdown is closed now.
      if (row.state.status === 'counting-down') void now?.dispatcher.viewGone(row.state.viewId, 'tab-closed');
      if (row.state.status !== 'paused') continue;
      // A dispatch that holds itself back goes on because a reply is handled, not because of a press.
      if (row.state.reason === 'open-replies') {
        act('handle');
        continue;
      }
      watch.paused.delete(row.dispatchId);
      watch.agreed(row.sessionId);
      watch.acted(row.sessionId);
      void now?.dispatcher.resume(row.dispatchId);
    }
    if (play.holdBackAt > 0 && chance.is(0.3)) act('reply');
    void now?.dispatcher.tick();
    world.at(45_000, 'attend', attend);
  }

  const isAtRest = (): boolean =>
    isCalm &&
    now !== null &&
    dispatchesOn(disk).every((row) => row.state.status === 'finished') &&
    peopleOn(disk).every((row) => row.status !== 'queued' && row.status !== 'sending' && row.status !== 'checking');

  begin();
  alarm();
  world.at(chance.between(0, 500), 'act', play1);
  let steps = 0;
  let restedAt: number | null = null;
  let calmAt: number | null = null;
  while (await world.advance()) {
    steps += 1;
    if (watch.violations.length > 0) break;
    if (isCalm && calmAt === null) calmAt = world.trueNow();
    if (isAtRest()) {
      restedAt ??= world.trueNow();
      // Late commits and late answers from before must not start anything again.
      if (world.trueNow() - restedAt > 60_000) break;
    } else restedAt = null;
    if (calmAt !== null && world.trueNow() - calmAt > 4 * 3_600_000) break;
    if (steps > 200_000) break;
  }
  if (watch.violations.length === 0) watch.final();
  const people = peopleOn(disk);
  const ends: Record<string, number> = {};
  for (const row of people) ends[row.status] = (ends[row.status] ?? 0) + 1;
  return { seed, violations: watch.violations, starts: server.starts.length, lives, people: people.length, ends };
}
