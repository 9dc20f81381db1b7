import type { ContactUuid, SessionId } from '../../lib/ids.ts';
import type { StartAnswer } from '../../lib/dispatch/outcome.ts';
import type { ChangedContact, HistoryRow, StartRequest } from '../../lib/dispatch/ports.ts';
import type { GateReason } from '../../lib/dispatch/records.ts';
import type { Chance } from './prng.ts';
import type { World } from './world.ts';

/** One start that reached Flows. */
interface FlowsStart {
  readonly sessionId: SessionId;
  readonly contactUuids: readonly ContactUuid[];
  readonly flowUuid: string;
  /** Identifies our request for the referee; the dispatcher never sees it. */
  readonly mark: string;
  readonly at: number;
  /** The browser repeated the request by itself, and the only answer was that the second one was refused. */
  isAnsweredRefused: boolean;
}

/** Probability of each fault, 0–1; drawn per seed. */
export interface ServerFaults {
  readonly fiveHundred: number;
  readonly rolledBack: number;
  readonly resetBefore: number;
  readonly resetAfter: number;
  readonly hang: number;
  readonly gatewayThenRow: number;
  readonly gatewayNothing: number;
  readonly refuse: number;
  /**
   * The connection broke after Flows had the start, and the browser repeated the request by itself. Only a start with a
   * room refuses the second one.
   */
  readonly repeated: number;
  readonly html: number;
  readonly noUuid: number;
  readonly slow: number;
  readonly historyFails: number;
  readonly gateFails: number;
  /** A valid token gets a 401, for a start or a question. */
  readonly passing401: number;
  /** A 429 from in front of the engine, with or without `Retry-After`. */
  readonly throttled: number;
  /** A 4xx page from a proxy in front of the engine. */
  readonly frontPage: number;
  /** A page with status 200 in place of any answer: a captive portal. */
  readonly portal: number;
  /**
   * The connection broke after Flows had the start, the browser repeated the request by itself, and something in front
   * of the engine refused the second one.
   */
  readonly refusedRepeat: number;
}

interface StoredHistory extends HistoryRow {
  readonly sessionId: SessionId;
  readonly visibleAt: number;
}

/** The server: the starts it has, the history it shows, the tokens it accepts. It has a clock of its own. */
export interface ServerModel {
  readonly starts: FlowsStart[];
  readonly requests: { readonly mark: string; readonly at: number; readonly sessionId: SessionId }[];
  readonly history: StoredHistory[];
  /** Tokens that the server accepts, by session. */
  readonly tokens: Map<SessionId, Set<string>>;
  gate: GateReason | null;
  flowGate: GateReason | null;
  readonly changed: Map<ContactUuid, ChangedContact>;
  isHealthy: boolean;
  clock(): number;
  /** Handles one start. `answer` is called when the answer reaches the client, if it ever does. */
  start(
    call: {
      readonly sessionId: SessionId;
      readonly token: string;
      readonly flowName: string;
      readonly request: StartRequest;
      readonly mark: string;
    },
    answer: (answer: StartAnswer) => void,
  ): void;
}

/** Makes an engine over Flows, with their rules and faults (.github/docs/contract/rest.md#start-a-flow). */
export function createServer(
  world: World,
  chance: Chance,
  setup: { readonly faults: ServerFaults; readonly skewMs: number },
): ServerModel {
  let startNumber = 0;
  const { faults, skewMs } = setup;
  const clock = (): number => world.trueNow() + skewMs;
  const heldOff = (cause: 'rate-limit' | 'intercepted'): StartAnswer => ({
    kind: 'held-off',
    cause,
    retryAfterMs: chance.pick([null, 0, 5_000, 60_000, 600_000, 899_000, 901_000, 7_200_000]),
  });

  const server: ServerModel = {
    starts: [],
    requests: [],
    history: [],
    tokens: new Map(),
    gate: null,
    flowGate: null,
    changed: new Map(),
    isHealthy: false,
    clock,
    start: (call, answer) => {
      const { request, sessionId, mark } = call;
      const draw = (p: number): boolean => !server.isHealthy && chance.is(p);
      const reply = (delayMs: number, label: string, what: StartAnswer): void => {
        world.at(delayMs, `answer ${label}`, () => {
          world.trace(() => `server answers ${mark}: ${JSON.stringify(what)}`);
          answer(what);
        });
      };
      const noAnswer = (): void => reply(chance.between(10, 3_000), mark, { kind: 'unknown', cause: 'no-answer' });
      world.trace(() => `server gets ${mark}`);
      server.requests.push({ mark, at: world.trueNow(), sessionId });
      if (draw(faults.resetBefore)) return noAnswer();
      if (server.tokens.get(sessionId)?.has(call.token) !== true || draw(faults.passing401))
        return reply(30, mark, { kind: 'unauthorized' });
      if (draw(faults.throttled)) return reply(30, mark, heldOff('rate-limit'));
      if (draw(faults.frontPage)) return reply(30, mark, heldOff('intercepted'));
      if (draw(faults.portal)) return reply(30, mark, { kind: 'unknown', cause: 'intercepted' });
      if (request.contactUuids.length > 100)
        return reply(30, mark, { kind: 'refused', status: 400, reason: 'too-many' });
      if (draw(faults.refuse)) return reply(30, mark, { kind: 'refused', status: 400, reason: 'room-already-waiting' });
      const [named] = request.contactUuids;
      if (named === undefined) return reply(30, mark, { kind: 'engine-500' });

      // The row's time is when the engine begins to work on the request, which may have waited before.
      const createdAt = clock() + chance.between(0, 30);
      const workMs = draw(faults.slow) ? chance.between(5_000, 115_000) : chance.between(60, 900);
      const takes = (isRolledBack: boolean): void => {
        startNumber += 1;
        server.starts.push({
          sessionId,
          contactUuids: request.contactUuids,
          flowUuid: request.flowUuid,
          mark,
          at: world.trueNow(),
          isAnsweredRefused: false,
        });
        world.trace(() => `Flows takes ${mark}${isRolledBack ? ' and the engine rolls back' : ''}`);
      };
      const stores = (): void => {
        server.history.push({
          sessionId,
          contactUuid: named,
          flowName: call.flowName,
          userName: sessionId.split('|')[1] ?? '',
          createdAt,
          visibleAt: world.trueNow(),
        });
      };
      const accepted = (): StartAnswer => ({
        kind: 'accepted',
        startUuid: `start-${startNumber}`,
        createdAt: clock(),
        contactUuids: request.contactUuids,
      });

      if (
        request.contactUuids.some((uuid) => server.changed.get(uuid)?.problem === 'deleted') ||
        draw(faults.fiveHundred)
      ) {
        return reply(workMs, mark, { kind: 'engine-500' });
      }
      if (draw(faults.rolledBack)) {
        world.at(workMs, `rollback ${mark}`, () => takes(true));
        return reply(workMs + 20, mark, { kind: 'engine-500' });
      }
      if (draw(faults.gatewayNothing))
        return reply(chance.between(100, 60_000), mark, { kind: 'unknown', cause: 'proxy-error' });
      if (draw(faults.gatewayThenRow)) {
        const proxyMs = chance.between(100, 60_000);
        world.at(proxyMs + chance.between(100, 55_000), `late row ${mark}`, () => {
          takes(false);
          stores();
        });
        return reply(proxyMs, mark, { kind: 'unknown', cause: 'proxy-error' });
      }
      const isHanging = draw(faults.hang);
      world.at(workMs, `work ${mark}`, () => {
        takes(false);
        stores();
        if (request.roomUuid !== null && draw(faults.repeated))
          return reply(30, mark, { kind: 'refused', status: 400, reason: 'room-already-waiting' });
        const start = server.starts.at(-1);
        if (start !== undefined && draw(faults.refusedRepeat)) {
          start.isAnsweredRefused = true;
          return reply(30, mark, chance.is(0.3) ? { kind: 'unauthorized' } : heldOff('rate-limit'));
        }
        if (isHanging) return reply(Math.max(0, 130_000 - workMs), mark, { kind: 'unknown', cause: 'no-answer' });
        if (draw(faults.resetAfter)) return noAnswer();
        if (draw(faults.html))
          return reply(20, mark, { kind: 'unknown', cause: chance.is(0.5) ? 'proxy-error' : 'intercepted' });
        if (draw(faults.noUuid)) return reply(20, mark, { kind: 'unknown', cause: 'answer-without-uuid' });
        return reply(20, mark, accepted());
      });
    },
  };
  return server;
}
