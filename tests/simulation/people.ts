import type { Dispatcher } from '../../lib/dispatch/dispatcher-api.ts';
import type { DispatchRow } from '../../lib/dispatch/records.ts';
import type { ContactUuid, DispatchId } from '../../lib/ids.ts';
import type { ActionName } from './scenario.ts';
import type { Stage } from './stage.ts';
import { createFollowUps, type DecideFollowUp } from './follow-ups.ts';
import { awaitedOn, dispatchesOn, peopleOn } from './watch.ts';

/** Numbers of the people of the first batch, if there is one; a batch holds a hundred people. */
const FIRST_BATCH = Array.from({ length: 100 }, (_, n) => n);

/**
 * Plays the agents, their views, and everything that goes wrong around them.
 *
 * @returns a function that performs one action
 */
export function createPeople(stage: Stage, decide?: DecideFollowUp): (action: ActionName) => void {
  const { world, chance, play, disk, server, watch, rooms, unsurePauses } = stage;
  let drafts = 0;
  const follow = createFollowUps(stage, decide);

  /**
   * What a view does after a confirmation: usually it commits when the countdown ends; sometimes late, from another
   * view, or never.
   */
  function viewCommits(dispatch: DispatchRow, viewId: string): void {
    if (dispatch.state.status !== 'counting-down') return;
    const lateMs = chance.is(0.1) ? chance.between(14_000, 40_000) : chance.between(0, 400);
    if (chance.is(0.06)) return;
    world.at(dispatch.state.endsAt - world.now() + lateMs, 'commit', () => {
      void stage
        .dispatcher()
        ?.commit(dispatch.dispatchId, chance.is(0.05) ? 'another view' : viewId)
        .then((result) => {
          world.trace(() => `commit ${dispatch.dispatchId.slice(-2)}: ${JSON.stringify(result)}`);
          if (result.kind === 'too-early') viewCommitsAgain(dispatch.dispatchId, viewId, result.remainingMs);
        });
    });
  }

  function viewCommitsAgain(dispatchId: DispatchId, viewId: string, delayMs: number): void {
    world.at(delayMs + chance.between(0, 200), 'commit again', () => {
      void stage.dispatcher()?.commit(dispatchId, viewId);
    });
  }

  function confirmSome(times: number): void {
    const dispatcher = stage.dispatcher();
    if (dispatcher === undefined) return;
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
      people: picked.map((contactUuid: ContactUuid) => ({
        contactUuid,
        name: null,
        roomUuid: rooms.get(contactUuid) ?? null,
        params: { mark },
      })),
      draftRevision: null,
      peopleCheckedAt: world.now(),
      isTest: false,
      holdBackAt: play.holdBackAt,
    };
    for (let i = 0; i < times; i += 1) {
      const viewId = agent.views[i % agent.views.length] ?? 'view';
      void dispatcher.confirm({ ...input, viewId }).then((result) => {
        world.trace(
          () =>
            `confirm ${mark}: ${result.kind}${result.kind === 'confirmed' ? ` ${result.dispatch.dispatchId.slice(-2)} ×${result.dispatch.total}` : ''}`,
        );
        if (result.kind === 'confirmed') viewCommits(result.dispatch, viewId);
      });
    }
  }

  /** Somebody answers. */
  function reply(): void {
    const silent = awaitedOn(disk).filter((row) => row.status === 'sent');
    if (silent.length === 0) return;
    const at = world.now();
    void stage.putAwaited({ ...chance.pick(silent), status: 'replied', repliedAt: at, updatedAt: at });
  }

  /** The agent opens a reply or puts it away; with none left, they look at one once more. */
  function handle(): void {
    const rows = awaitedOn(disk);
    const open = rows.filter((row) => row.status === 'replied');
    const answered = open.length > 0 ? open : rows.filter((row) => row.repliedAt !== null);
    if (answered.length === 0) return;
    const row = chance.pick(answered);
    const at = world.now();
    watch.acted(row.sessionId);
    void stage.putAwaited(
      chance.is(0.5)
        ? { ...row, status: 'opened', openedAt: at, updatedAt: at }
        : { ...row, status: 'dismissed', updatedAt: at },
    );
  }

  const followUp = (): void => follow.followUp((dispatch, viewId) => viewCommits(dispatch, viewId));

  function act(action: ActionName): void {
    const dispatcher = stage.dispatcher();
    const all = dispatchesOn(disk);
    const dispatch = all.length > 0 ? chance.pick(all) : null;
    const dispatchId = dispatch?.dispatchId;
    const someNs = (): number[] =>
      peopleOn(disk)
        .filter((row) => row.dispatchId === dispatchId)
        .map((row) => row.n)
        .filter(() => chance.is(0.7));
    const agent = chance.pick(play.agents);
    world.trace(() => `— ${action} ${dispatchId?.slice(-2) ?? ''}`);
    const about = (fn: (dispatcher: Dispatcher, dispatchId: DispatchId) => void): void => {
      if (dispatcher !== undefined && dispatchId !== undefined) fn(dispatcher, dispatchId);
    };
    switch (action) {
      case 'confirm':
        return confirmSome(1);
      case 'confirm-twice':
        return confirmSome(2);
      case 'undo':
        return about((d, id) => void d.undo(id));
      case 'pause':
        return about((d, id) => {
          // The agent cannot pause a countdown: the view shows the undo in place of the pause.
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
          if (dispatch !== null) {
            watch.agreed(dispatch.sessionId);
            watch.acted(dispatch.sessionId);
          }
          void d.resume(id);
        });
      case 'cancel':
        return about((d, id) => void d.cancel(id));
      case 'retry':
      case 'retry-twice':
        return about((d, id) => {
          const ns = someNs();
          const viewId = stage.agentOf(dispatch?.sessionId ?? agent.sessionId).views[0] ?? 'view';
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
      case 'follow-up':
        return followUp();
      case 'follow-up-twice':
        followUp();
        return void world.at(chance.between(0, 90_000), 'follow-up again', followUp);
      case 'split':
        return about((d, id) => {
          const viewId = stage.agentOf(dispatch?.sessionId ?? agent.sessionId).views[0] ?? 'view';
          void d.retry(id, FIRST_BATCH, viewId).then((result) => {
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
            void stage
              .dispatcher()
              ?.release(id, viewId)
              .then((result) => {
                if (result.kind === 'done') viewCommitsAgain(id, viewId, 10_000);
              });
          });
        });
      case 'kill':
        return stage.end(false);
      case 'power-cut':
        return stage.end(true);
      case 'disk-fails':
        return disk.fail(chance.is(0.5) ? 'full' : 'failed');
      case 'disk-works':
        return disk.fail(null);
      case 'token-expires': {
        server.tokens.set(agent.sessionId, new Set());
        const refresh = (): void => stage.refreshToken(agent);
        world.at(chance.is(0.5) ? 0 : chance.between(100, 60_000), 'token refresh', refresh);
        return;
      }
      case 'log-out':
        stage.setLive(agent, false);
        return;
      case 'log-in':
        stage.setLive(agent, true);
        return;
      case 'offline':
        stage.setOnline(false);
        return void dispatcher?.offline();
      case 'online':
        stage.setOnline(true);
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
        server.changed.set(contactUuid, {
          contactUuid,
          problem: chance.pick(['blocked', 'stopped', 'deleted', 'no-urn', null] as const),
        });
        return;
      }
      case 'clock-jumps':
        return world.jump(chance.pick([-3_600_000, -400_000, -30_000, 30_000, 400_000, 1_200_000]));
      case 'reply':
        return reply();
      case 'handle':
        return handle();
      case 'set-hold-back':
        return about((d, id) => {
          if (dispatch !== null) watch.acted(dispatch.sessionId);
          void d.setHoldBack(id, chance.between(0, 3)).then(() => watch.awaitedChanged());
        });
      case 'tick':
        return void dispatcher?.tick();
      case 'ensure':
        return void dispatcher?.ensure();
      default:
        return action satisfies never;
    }
  }

  return act;
}
