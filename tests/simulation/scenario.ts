import type { ContactUuid, DispatchId, FlowUuid, ProjectUuid, RoomUuid, SessionId } from '../../lib/ids.ts';
import { DEFAULT_DISPATCH_SETTINGS, type DispatchSettings } from '../../lib/dispatch/ports.ts';
import type { Chance } from './prng.ts';
import type { ServerFaults } from './server.ts';

/** What one seed plays: which agents, contacts and flows exist, and how unreliable everything is. */
export interface Scenario {
  readonly agents: readonly Agent[];
  readonly contacts: readonly ContactUuid[];
  readonly flows: readonly { readonly flowUuid: FlowUuid; readonly flowName: string }[];
  readonly faults: ServerFaults;
  readonly settings: DispatchSettings;
  readonly skewMs: number;
  readonly hasJumps: boolean;
  /** Whether answers carry the server's time. A proxy adds it; the engine alone does not send it. */
  readonly tellsTime: boolean;
  /** How many unopened replies a dispatch may have before it holds itself back; 0: it never does. */
  readonly holdBackAt: number;
  readonly actions: number;
  /** Mean virtual time between two actions, ms. */
  readonly paceMs: number;
  readonly weights: Readonly<Record<ActionName, number>>;
}

export interface Agent {
  readonly sessionId: SessionId;
  readonly agentKey: string;
  readonly projectUuid: ProjectUuid;
  readonly views: readonly string[];
}

export const ACTIONS = [
  'confirm',
  'confirm-twice',
  'undo',
  'pause',
  'resume',
  'cancel',
  'retry',
  'retry-twice',
  'look-again',
  'leave',
  'follow-up',
  'follow-up-twice',
  'split',
  'view-gone',
  'hold',
  'kill',
  'power-cut',
  'disk-fails',
  'disk-works',
  'token-expires',
  'log-out',
  'log-in',
  'offline',
  'online',
  'gate-closes',
  'gate-opens',
  'contact-changes',
  'clock-jumps',
  'reply',
  'handle',
  'set-hold-back',
  'tick',
  'ensure',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** Makes a uuid-shaped id from a number. */
export function idOf<T extends ContactUuid | FlowUuid | ProjectUuid | DispatchId | RoomUuid>(
  kind: string,
  n: number,
): T {
  const head = [...kind]
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)
    .toString(16)
    .padStart(8, '0');
  return `${head}-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as T;
}

/** Draws the scenario of one seed. Most seeds have few kinds of trouble, so that each kind also occurs alone. */
export function drawScenario(chance: Chance): Scenario {
  const contacts = Array.from({ length: chance.between(2, 7) }, (_, n) => idOf<ContactUuid>('contact', n));
  const agents = Array.from({ length: chance.is(0.25) ? 2 : 1 }, (_, n): Agent => ({
    sessionId: `https://api.example|agent${n}@example.org|${idOf<ProjectUuid>('project', 0)}` as SessionId,
    agentKey: `https://api.example|agent${n}@example.org`,
    projectUuid: idOf<ProjectUuid>('project', 0),
    views: [`view-${n}-a`, `view-${n}-b`],
  }));
  const some = (p: number): number => (chance.is(0.35) ? chance.next() * p : 0);
  const hasJumps = chance.is(0.12);
  const faults: ServerFaults = {
    fiveHundred: some(0.6),
    rolledBack: some(0.4),
    resetBefore: some(0.4),
    resetAfter: some(0.5),
    hang: some(0.2),
    gatewayThenRow: some(0.4),
    gatewayNothing: some(0.3),
    refuse: some(0.3),
    repeated: some(0.6),
    html: some(0.3),
    noUuid: chance.is(0.1) ? chance.next() * 0.3 : 0,
    slow: some(0.5),
    historyFails: some(0.5),
    gateFails: some(0.3),
    passing401: some(0.5),
    throttled: some(0.4),
    frontPage: some(0.3),
    portal: some(0.3),
    // Only times tell whether the first request succeeded, so this fault is left out when the clock jumps.
    refusedRepeat: hasJumps ? 0 : some(0.3),
  };
  const holdBackAt = chance.is(0.4) ? chance.between(1, 3) : 0;
  const hasFollowUps = chance.is(0.4);
  const rare = (weight: number): number => (chance.is(0.4) ? weight : 0);
  const weights: Record<ActionName, number> = {
    confirm: 6,
    'confirm-twice': rare(2),
    undo: rare(2),
    pause: rare(4),
    resume: 3,
    cancel: rare(1.5),
    retry: rare(3),
    'retry-twice': rare(1),
    'look-again': rare(2),
    leave: rare(1),
    'follow-up': hasFollowUps ? 3 : 0,
    'follow-up-twice': hasFollowUps ? 1 : 0,
    split: rare(1),
    'view-gone': rare(1.5),
    hold: rare(1.5),
    kill: chance.is(0.6) ? 6 : 0,
    'power-cut': rare(4),
    'disk-fails': rare(1.5),
    'disk-works': 3,
    'token-expires': rare(2),
    'log-out': rare(1),
    'log-in': 3,
    offline: rare(1),
    online: 3,
    'gate-closes': rare(1),
    'gate-opens': 3,
    'contact-changes': rare(1),
    'clock-jumps': hasJumps ? 2 : 0,
    reply: holdBackAt > 0 ? 8 : hasFollowUps ? 3 : 0,
    handle: holdBackAt > 0 && chance.is(0.6) ? 4 : 0,
    'set-hold-back': holdBackAt > 0 ? rare(1) : 0,
    tick: 2,
    ensure: 1,
  };
  return {
    agents,
    contacts,
    flows: [0, 1].map((n) => ({
      flowUuid: idOf<FlowUuid>('flow', n),
      flowName: n === 1 && chance.is(0.3) ? 'Flow 0' : `Flow ${n}`,
    })),
    faults,
    settings: {
      ...DEFAULT_DISPATCH_SETTINGS,
      undoMs: chance.pick([0, 10_000, 10_000, 30_000]),
      inFlight: chance.between(1, 4),
      burst: chance.is(0.2) ? 2 : 100,
    },
    skewMs: chance.is(0.5) ? 0 : chance.between(-240_000, 240_000),
    hasJumps,
    holdBackAt,
    tellsTime: chance.is(0.8),
    actions: chance.between(4, 26),
    paceMs: chance.pick([300, 1_500, 6_000, 25_000]),
    weights,
  };
}
