import type { DispatchId } from '../../ids.ts';
import type { LaterView } from '../../messaging/views.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { createFollowUpService, type FollowUpPorts } from './follow-up-service.ts';
import { createRecipeService, type RecipePorts } from './recipe-service.ts';
import { createPreparedService, type PreparedPorts } from './prepared-service.ts';

interface LaterPorts extends Omit<FollowUpPorts, 'ledger' | 'prepared' | 'onChanged'>, Omit<PreparedPorts, 'ledger'> {
  readonly ledger: FollowUpPorts['ledger'] & PreparedPorts['ledger'] & RecipePorts['ledger'];
  readonly audiences: RecipePorts['audiences'];
  /** Called when the rule of a dispatch changed, besides `onChanged`. */
  readonly onRuleChanged: (dispatchId: DispatchId) => void;
}

/** Everything that is kept for later: prepared drafts, follow-ups and recipes. */
export function createLater(ports: LaterPorts) {
  const prepared = createPreparedService(ports);
  const followUps = createFollowUpService({
    ...ports,
    prepared,
    onChanged(dispatchId) {
      ports.onRuleChanged(dispatchId);
      ports.onChanged();
    },
  });
  const recipes = createRecipeService({ ...ports, prepared });
  return {
    prepared,
    followUps,
    recipes,
    /** What is kept for later in a session, as views show it. */
    viewOf: async (session: SessionRecord): Promise<LaterView> => ({
      ...(await prepared.viewOf(session)),
      followUps: await followUps.viewsOf(session.sessionId),
      recipes: await recipes.viewsOf(session),
    }),
  };
}
