import type { DispatchId, SessionId } from '../ids.ts';
import type { Draft, ReturnReason } from '../draft/draft.ts';

/** Where a session's draft lives. */
export function draftKey(sessionId: SessionId): string {
  return sessionId;
}

/** Where the draft of a dispatch waits while it counts down. */
export function heldDraftKey(dispatchId: DispatchId): string {
  return `held:${dispatchId}`;
}

/** Where a newer draft is put when an undone dispatch gives the older one back. Nothing picked is thrown away. */
export function asideDraftKey(sessionId: SessionId): string {
  return `aside:${sessionId}`;
}

/** The draft as given back: exactly what was confirmed, and why it was not sent. Its revision only ever grows. */
export function returnedDraft(held: Draft, current: Draft | null, returned: { readonly reason: ReturnReason; readonly at: number }): Draft {
  return { ...held, returned, revision: Math.max(held.revision, current?.revision ?? 0) + 1 };
}

/** Whether somebody picked something in it. */
export function hasPicks(draft: Draft): boolean {
  return draft.people.length > 0 || draft.groups.length > 0 || draft.flowUuid !== null || draft.unresolvedLines.length > 0;
}
