import type { Dispatcher } from '../../lib/dispatch/commands.ts';
import { createDispatcher } from '../../lib/dispatch/dispatcher.ts';
import type { DispatchLedger } from '../../lib/dispatch/ledger-port.ts';
import type { DispatcherPorts, LiveSession, WeniPort } from '../../lib/dispatch/ports.ts';
import type { DispatchRow } from '../../lib/dispatch/records.ts';
import type { ContactUuid, DispatchId, RoomUuid, SessionId } from '../../lib/ids.ts';
import { createMemoryDisk } from '../../lib/ledger/memory-engine.ts';
import { createMemoryLedger } from '../../lib/ledger/memory-ledger.ts';
import { createChance } from './prng.ts';
import { ACTIONS, type ActionName, type Agent, drawScenario, idOf } from './scenario.ts';
import { createServer } from './server.ts';
import { createWatch, dispatchesOn, peopleOn } from './watch.ts';
import { type Life, type World, createWorld } from './world.ts';

/** Replaces parts of what the dispatcher works over, to show that a broken one is caught. */
export interface Sabotage {
  readonly ledger?: (ledger: DispatchLedger, world: World, life: Life) => DispatchLedger;
  readonly weni?: (weni: WeniPort) => WeniPort;
}

export interface RunResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly starts: number;
  readonly lives: number;
  readonly people: number;
  /** How many people ended where. */
  readonly ends: Readonly<Record<string, number>>;
}

interface SessionState {
  isLive: boolean;
  version: number;
}

/** Plays one seed to its end and judges it. */
export async function simulate(seed: number, options: { readonly trace?: (line: string) => void; readonly sabotage?: Sabotage } = {}): Promise<RunResult> {
  const chance = createChance(seed);
  const world = createWorld(chance, options.trace ?? null);
  const play = drawScenario(chance);
  const disk = createMemoryDisk();
  const server = createServer(world, chance, play);
  const watch = createWatch(world, play, { disk, server });
  const sessions = new Map<SessionId, SessionState>();
  const rooms = new Map(play.contacts.filter(() => chance.is(0.15)).map((uuid) => [uuid, idOf<RoomUuid>('room', 1)]));
  let isOnline = true;
  let ids = 0;
  let drafts = 0;
  let lives = 0;
  let now: { readonly life: Life; readonly dispatcher: Dispatcher } | null = null;
  let hasAlarm = false;
  let isCalm = false;

  for (const agent of play.agents) {
    sessions.set(agent.sessionId, { isLive: true, version: 1 });
    server.tokens.set(agent.sessionId, new Set(['t1']));
  }

  function liveSession(agent: Agent): LiveSession | null {
    const state = sessions.get(agent.sessionId);
    if (state === undefined || !state.isLive) return null;
    const { sessionId, agentKey, projectUuid } = agent;
    return { sessionId, agentKey, projectUuid, tokenVersion: `t${state.version}`, agentName: agentKey, isAdmin: false, nameIsMineAlone: null };
  }

  const agentOf = (sessionId: SessionId): Agent => {
    const agent = play.agents.find((each) => each.sessionId === sessionId);
    if (agent === undefined) throw new Error('no such agent');
    return agent;
  };

  function weniOf(life: Life, session: LiveSession): WeniPort {
    const token = session.tokenVersion;
    const isValid = (): boolean => server.tokens.get(session.sessionId)?.has(token) === true;
    const travel = (): Promise<void> => world.sleep(life, chance.between(20, 400), 'a read');
    const trouble = (p: number) => !server.isHealthy && chance.is(p);
    const guarded = async <T>(p: number, answer: () => T): Promise<T | { kind: 'failed'; cause: 'unauthorized' | 'server' | 'offline' }> => {
      await travel();
      if (!isOnline) return { kind: 'failed', cause: 'offline' };
      if (trouble(p)) return { kind: 'failed', cause: 'server' };
      if (!isValid()) return { kind: 'failed', cause: 'unauthorized' };
      const result = answer();
      await travel();
      return result;
    };
    return {
      startFlow: (request) =>
        new Promise((resolve) => {
          const leaving = watch.leaving(session, request);
          const flowName = play.flows.find((flow) => flow.flowUuid === request.flowUuid)?.flowName ?? '';
          const arrive = (): void =>
            server.start({ sessionId: session.sessionId, token, flowName, request, mark: leaving.mark }, (answer) => {
              if (life.isOver) return;
              watch.answered(leaving, answer);
              resolve(answer);
            });
          if (!isOnline) {
            world.at(chance.between(1, 2_000), 'no network', () => {
              watch.answered(leaving, { kind: 'unknown', cause: 'no-answer' });
              resolve({ kind: 'unknown', cause: 'no-answer' });
            }, life);
            return;
          }
          // A background that dies may take a request with it that had not arrived yet.
          world.at(chance.between(1, 40), `travel ${leaving.mark}`, arrive, chance.is(0.5) ? life : null);
        }),
      listFlowStarts: ({ sinceAt }) =>
        guarded(play.faults.historyFails, () => ({
          kind: 'ok' as const,
          rows: server.history.filter((row) => row.sessionId === session.sessionId && row.createdAt >= sinceAt),
          complete: !trouble(play.faults.historyFails * 0.3),
        })),
      checkAccess: () => guarded(play.faults.gateFails, () => ({ kind: 'ok' as const, gate: server.gate })),
      checkFlow: ({ flowUuid }) =>
        guarded(play.faults.gateFails, () => ({ kind: 'ok' as const, gate: server.flowGate, flowName: play.flows.find((flow) => flow.flowUuid === flowUuid)?.flowName ?? null })),
      changedContacts: () => guarded(play.faults.gateFails, () => ({ kind: 'ok' as const, contacts: [...server.changed.values()] })),
    };
  }

  function begin(): void {
    lives += 1;
    const life: Life = { name: `life ${lives}`, isOver: false };
    const memory = createMemoryLedger(disk, { step: (moment) => world.step(life, `disk ${moment}`) });
    const ports: DispatcherPorts = {
      ledger: options.sabotage?.ledger?.(memory, world, life) ?? memory,
      clock: { now: () => world.now(), after: (delayMs, fn) => world.at(delayMs, 'timer', fn, life) },
      newDispatchId: () => idOf<DispatchId>('dispatch', (ids += 1)),
      weni: (session) => {
        const weni = weniOf(life, session);
        return options.sabotage?.weni?.(weni) ?? weni;
      },
      sessions: {
        current: async (sessionId) => {
          await world.step(life, 'session');
          return liveSession(agentOf(sessionId));
        },
        rereadToken: async (sessionId, stale) => {
          await world.sleep(life, chance.between(5, 300), 'token');
          const session = liveSession(agentOf(sessionId));
          return session === null || session.tokenVersion === stale ? null : session;
        },
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
      world.trace(() => `change ${change.dispatches.map((row) => `${row.dispatchId.slice(-2)}=${row.state.status}${row.state.status === 'paused' ? `(${row.state.reason})` : ''}`).join(' ')} ${change.people.map((row) => `${row.dispatchId.slice(-2)}:${row.n}=${row.status}`).join(' ')}`);
    });
    now = { life, dispatcher };
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
  const unsurePauses = new Set<string>();

  /** What a view does after its confirmation: commit when its countdown ends, or something else. */
  function viewCommits(dispatch: DispatchRow, viewId: string): void {
    if (dispatch.state.status !== 'counting-down') return;
    const lateMs = chance.is(0.1) ? chance.between(14_000, 40_000) : chance.between(0, 400);
    if (chance.is(0.06)) return;
    world.at(dispatch.state.endsAt - world.now() + lateMs, 'commit', () => {
      void now?.dispatcher.commit(dispatch.dispatchId, chance.is(0.05) ? 'another view' : viewId).then((result) => {
        world.trace(() => `commit ${dispatch.dispatchId.slice(-2)}: ${JSON.stringify(result)}`);
        if (result.kind === 'too-early') viewCommitsAgain(dispatch.dispatchId, viewId, result.remainingMs);
      });
    });
  }

  function viewCommitsAgain(dispatchId: DispatchId, viewId: string, delayMs: number): void {
    world.at(delayMs + chance.between(0, 200), 'commit again', () => {
      void now?.dispatcher.commit(dispatchId, viewId);
    });
  }

  async function confirmSome(times: number): Promise<void> {
    const dispatcher = now?.dispatcher;
    const life = now?.life;
    if (dispatcher === undefined || life === undefined) return;
    const agent = chance.pick(play.agents);
    const flow = chance.pick(play.flows);
    const isBatch = chance.is(0.15);
    drafts += 1;
    const mark = `m${drafts}`;
    const picked = Array.from({ length: chance.between(1, 8) }, () => chance.pick(play.contacts));
    const input = {
      sessionId: agent.sessionId,
      flowUuid: flow.flowUuid,
      flowName: flow.flowName,
      mode: isBatch ? ('batches' as const) : ('singles' as const),
      people: picked.map((contactUuid: ContactUuid) => ({ contactUuid, name: null, roomUuid: rooms.get(contactUuid) ?? null, params: { mark } })),
      draftRevision: null,
      peopleCheckedAt: world.now(),
      isTest: false,
    };
    for (let i = 0; i < times; i += 1) {
      const viewId = agent.views[i % agent.views.length] ?? 'view';
      void dispatcher.confirm({ ...input, viewId }).then((result) => {
        world.trace(() => `confirm ${mark}: ${result.kind}${result.kind === 'confirmed' ? ` ${result.dispatch.dispatchId.slice(-2)} ×${result.dispatch.total}` : ''}`);
        if (result.kind === 'confirmed') viewCommits(result.dispatch, viewId);
      });
    }
  }

  function act(action: ActionName): void {
    const dispatcher = now?.dispatcher;
    const all = dispatchesOn(disk);
    const dispatch = all.length > 0 ? chance.pick(all) : null;
    const dispatchId = dispatch?.dispatchId;
    const someNs = (): number[] => peopleOn(disk).filter((row) => row.dispatchId === dispatchId).map((row) => row.n).filter(() => chance.is(0.7));
    const agent = chance.pick(play.agents);
    world.trace(() => `— ${action} ${dispatchId?.slice(-2) ?? ''}`);
    const about = (fn: (dispatcher: Dispatcher, dispatchId: DispatchId) => void): void => {
      if (dispatcher !== undefined && dispatchId !== undefined) fn(dispatcher, dispatchId);
    };
    switch (action) {
      case 'confirm':
        return void confirmSome(1);
      case 'confirm-twice':
        return void confirmSome(2);
      case 'undo':
        return about((d, id) => void d.undo(id));
      case 'pause':
        return about((d, id) => {
          // Nobody can pause a countdown: the view shows its undo instead.
          if (dispatch?.state.status === 'counting-down') return;
          watch.paused.add(id);
          unsurePauses.add(id);
          void d.pause(id).then((result) => {
            if (result.kind === 'done') unsurePauses.delete(id);
            if (result.kind === 'unchanged') watch.paused.delete(id);
          });
        });
      case 'resume':
        return about((d, id) => {
          watch.paused.delete(id);
          unsurePauses.delete(id);
          void d.resume(id);
        });
      case 'cancel':
        return about((d, id) => void d.cancel(id));
      case 'retry':
      case 'retry-twice':
        return about((d, id) => {
          const ns = someNs();
          const viewId = agentOf(dispatch?.sessionId ?? agent.sessionId).views[0] ?? 'view';
          for (let i = 0; i < (action === 'retry' ? 1 : 2); i += 1) {
            void d.retry(id, ns, viewId).then((result) => {
              if (result.kind === 'confirmed') viewCommits(result.dispatch, viewId);
            });
          }
        });
      case 'look-again':
        return about((d, id) => void d.lookAgain(id, someNs()));
      case 'leave':
        return about((d, id) => void d.leave(id, someNs()));
      case 'split':
        return about((d, id) => {
          const viewId = agentOf(dispatch?.sessionId ?? agent.sessionId).views[0] ?? 'view';
          void d.splitBatch(id, 0, viewId).then((result) => {
            if (result.kind === 'confirmed') viewCommits(result.dispatch, viewId);
          });
        });
      case 'view-gone':
        return void dispatcher?.viewGone(chance.pick(agent.views), 'reloaded');
      case 'hold':
        return about((d, id) => {
          if (dispatch?.state.status !== 'counting-down') return;
          const { viewId } = dispatch.state;
          void d.hold(id, viewId);
          world.at(chance.between(100, 20_000), 'release', () => {
            void now?.dispatcher.release(id, viewId).then((result) => {
              if (result.kind === 'done') viewCommitsAgain(id, viewId, 10_000);
            });
          });
        });
      case 'kill':
        return end(false);
      case 'power-cut':
        return end(true);
      case 'disk-fails':
        return disk.fail(chance.is(0.5) ? 'full' : 'failed');
      case 'disk-works':
        return disk.fail(null);
      case 'token-expires': {
        server.tokens.set(agent.sessionId, new Set());
        const refresh = (): void => refreshToken(agent);
        world.at(chance.is(0.5) ? 0 : chance.between(100, 60_000), 'token refresh', refresh);
        return;
      }
      case 'log-out':
        setLive(agent, false);
        return;
      case 'log-in':
        setLive(agent, true);
        return;
      case 'offline':
        isOnline = false;
        return void dispatcher?.offline();
      case 'online':
        isOnline = true;
        return void dispatcher?.online();
      case 'gate-closes':
        if (chance.is(0.5)) server.gate = 'toggle-off';
        else server.flowGate = 'flow-not-labelled';
        if (server.gate !== null) watch.gateMoved(false);
        return;
      case 'gate-opens':
        server.gate = null;
        server.flowGate = null;
        return watch.gateMoved(true);
      case 'contact-changes': {
        const contactUuid = chance.pick(play.contacts);
        server.changed.set(contactUuid, { contactUuid, problem: chance.pick(['blocked', 'stopped', 'deleted', 'no-urn', null] as const) });
        return;
      }
      case 'clock-jumps':
        return world.jump(chance.pick([-3_600_000, -400_000, -30_000, 30_000, 400_000, 1_200_000]));
      case 'tick':
        return void dispatcher?.tick();
      case 'ensure':
        return void dispatcher?.ensure();
      default:
        return action satisfies never;
    }
  }

  function refreshToken(agent: Agent): void {
    const state = sessions.get(agent.sessionId);
    if (state === undefined) return;
    state.version += 1;
    server.tokens.set(agent.sessionId, new Set([`t${state.version}`]));
    void now?.dispatcher.sessionChanged();
  }

  function setLive(agent: Agent, isLive: boolean): void {
    const state = sessions.get(agent.sessionId);
    if (state === undefined) return;
    state.isLive = isLive;
    void now?.dispatcher.sessionChanged();
  }

  /** The alarm, as the browser keeps it: it outlives the background and starts it. */
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

  let acted = 0;
  function play1(): void {
    act(acted === 0 ? 'confirm' : drawAction());
    acted += 1;
    if (acted < play.actions) world.at(-Math.log(1 - chance.next()) * play.paceMs, 'act', play1);
    else world.at(chance.between(0, 30_000), 'calm', calm);
  }

  /** Everything works again, and the agent agrees to go on wherever asked. What is still open then is lost. */
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
      // A view that holds its countdown for ever was closed at last.
      if (row.state.status === 'counting-down') void now?.dispatcher.viewGone(row.state.viewId, 'tab-closed');
      if (row.state.status !== 'paused') continue;
      watch.paused.delete(row.dispatchId);
      void now?.dispatcher.resume(row.dispatchId);
    }
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
      // Late commits and late answers of the past must not wake anything up.
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
