import type { DispatchRow } from '../../lib/dispatch/records.ts';
import { decideFollowUp } from '../../lib/replies/follow-up.ts';
import type { Stage } from './stage.ts';
import { awaitedOn, dispatchesOn, peopleOn } from './watch.ts';

/** How the people of a follow-up are decided; a sabotage replaces it. */
export type DecideFollowUp = typeof decideFollowUp;

/**
 * Plays agents who open the follow-up of a dispatch and send it, as the background does: who
 * has not answered is decided from what is on disk, and confirmed like any draft.
 */
export function createFollowUps(stage: Stage, decide: DecideFollowUp = decideFollowUp) {
  const { world, chance, disk, watch } = stage;
  /** The background life in which a follow-up of each agent is being confirmed: one draft after the other. */
  const busy = new Map<string, unknown>();
  let drafts = 0;

  /** @param commits what a view does after the confirmation */
  function followUp(commits: (dispatch: DispatchRow, viewId: string) => void): void {
    const dispatcher = stage.dispatcher();
    const over = dispatchesOn(disk).filter(({ state }) => state.status === 'finished');
    if (dispatcher === undefined || over.length === 0) return;
    const parent = chance.pick(over);
    const { agentKey, sessionId, dispatchId, flowUuid, flowName } = parent;
    if (busy.get(agentKey) === dispatcher) return;
    const started = peopleOn(disk).filter((row) => row.agentKey === agentKey);
    const awaited = awaitedOn(disk).filter((row) => row.agentKey === agentKey);
    const { people } = decide(new Set([dispatchId]), awaited, started);
    if (people.length === 0) return;
    watch.followed(
      parent,
      people.map(({ contactUuid }) => contactUuid),
    );
    drafts += 1;
    const viewId = stage.agentOf(sessionId).views[0] ?? 'view';
    busy.set(agentKey, dispatcher);
    const input = {
      sessionId,
      viewId,
      flowUuid,
      flowName,
      mode: 'singles' as const,
      people: people.map((person) => ({ ...person, roomUuid: null, params: { mark: `f${drafts}` } })),
      draftRevision: null,
      peopleCheckedAt: world.now(),
      isTest: false,
    };
    void dispatcher.confirm(input).then((result) => {
      busy.delete(agentKey);
      world.trace(() => `follow-up of ${dispatchId.slice(-2)} to ${people.length}: ${result.kind}`);
      if (result.kind === 'confirmed') commits(result.dispatch, viewId);
    });
  }

  return { followUp };
}
