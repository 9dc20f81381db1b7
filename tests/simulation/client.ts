import type { AskFailure, DispatchSession, WeniPort } from '../../lib/dispatch/ports.ts';
import type { Stage } from './stage.ts';
import type { Life } from './world.ts';

/** The server port of one session in one life of the background, over a network with faults of its own. */
export function weniOf(stage: Stage, life: Life, session: DispatchSession): WeniPort {
  const { world, chance, play, server, watch } = stage;
  const token = session.tokenVersion;
  const isValid = (): boolean => server.tokens.get(session.sessionId)?.has(token) === true;
  const travel = (): Promise<void> => world.sleep(life, chance.between(20, 400), 'a read');
  const trouble = (p: number) => !server.isHealthy && chance.is(p);
  const guarded = async <T>(p: number, answer: () => T): Promise<T | AskFailure> => {
    await travel();
    if (!stage.isOnline()) return { kind: 'failed', cause: 'offline' };
    if (trouble(p)) return { kind: 'failed', cause: 'server' };
    if (trouble(play.faults.portal)) return { kind: 'failed', cause: 'intercepted' };
    if (trouble(play.faults.throttled))
      return { kind: 'failed', cause: 'rate-limit', retryAfterMs: chance.pick([null, 1_000, 120_000, 3_600_000]) };
    if (!isValid() || trouble(play.faults.passing401 * 0.5)) {
      stage.tokenRefused(session);
      return { kind: 'failed', cause: 'unauthorized' };
    }
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
            if (answer.kind === 'unauthorized') stage.tokenRefused(session);
            watch.answered(leaving, answer);
            resolve(answer);
          });
        if (!stage.isOnline()) {
          world.at(
            chance.between(1, 2_000),
            'no network',
            () => {
              watch.answered(leaving, { kind: 'unknown', cause: 'no-answer' });
              resolve({ kind: 'unknown', cause: 'no-answer' });
            },
            life,
          );
          return;
        }
        // A background that dies may take along a request that has not reached the server yet.
        world.at(chance.between(1, 40), `travel ${leaving.mark}`, arrive, chance.is(0.5) ? life : null);
      }),
    listFlowStarts: ({ sinceAt }) =>
      guarded(play.faults.historyFails, () => ({
        kind: 'ok' as const,
        rows: server.history.filter((row) => row.sessionId === session.sessionId && row.createdAt >= sinceAt),
        complete: !trouble(play.faults.historyFails * 0.3),
        serverAt: play.tellsTime ? Math.floor(server.clock() / 1_000) * 1_000 : null,
      })),
    checkAccess: () => guarded(play.faults.gateFails, () => ({ kind: 'ok' as const, gate: server.gate })),
    checkFlow: ({ flowUuid }) =>
      guarded(play.faults.gateFails, () => ({
        kind: 'ok' as const,
        gate: server.flowGate,
        flowName: play.flows.find((flow) => flow.flowUuid === flowUuid)?.flowName ?? null,
      })),
    changedContacts: () =>
      guarded(play.faults.gateFails, () => ({ kind: 'ok' as const, contacts: [...server.changed.values()] })),
  };
}
