import type { DispatchId, SessionId } from '../ids.ts';
import type { Draft, ReturnReason } from '../draft/draft.ts';

/** Key of a session's draft. */
export function draftKey(sessionId: SessionId): string {
  return sessionId;
}

/** Key of the draft that a dispatch was confirmed from, kept while the dispatch counts down. */
export function heldDraftKey(dispatchId: DispatchId): string {
  return `held:${dispatchId}`;
}

/** Key of a newer draft that an undo would overwrite. It is moved here, so that nothing the agent picked is lost. */
export function asideDraftKey(sessionId: SessionId): string {
  return `aside:${sessionId}`;
}

/**
 * Makes the draft that an undo puts back: exactly what was confirmed, with the reason why it was not sent. Its revision
 * is higher than that of both drafts, because a revision only ever grows.
 *
 * @param returned.at epoch ms
 */
export function returnedDraft(
  held: Draft,
  current: Draft | null,
  returned: { readonly reason: ReturnReason; readonly at: number },
): Draft {
  return { ...held, returned, revision: Math.max(held.revision, current?.revision ?? 0) + 1 };
}

/** Whether the agent has picked anything in this draft. */
export function hasPicks(draft: Draft): boolean {
  return (
    draft.people.length > 0 || draft.groups.length > 0 || draft.flowUuid !== null || draft.unresolvedLines.length > 0
  );
}
