import type { AwaitedChange } from '../replies/ports.ts';
import type { createTracking } from './adapters/reply-tracking.ts';
import type { Services } from './services.ts';

interface ChangeReactions {
  readonly trackAccepted: ReturnType<typeof createTracking>;
  /** Looks through the history after dispatches that have just ended. */
  readonly auditFinished: () => void;
  /** What waited for the end of all work may happen now. */
  readonly becomeCalm: () => void;
  readonly refreshRhythm: () => void;
  /** Tells the agent of answers: notification and sound. */
  readonly tell: (changes: readonly AwaitedChange[]) => void;
  readonly drawIcon: () => void;
}

/** Says what follows from a change of dispatches and of awaited people. */
export function reactToChanges({ dispatcher, feed, watcher }: Pick<Services, 'dispatcher' | 'feed' | 'watcher'>, reactions: ChangeReactions): void {
  dispatcher.onChange(({ dispatches, people, removed }) => {
    feed.changed({ dispatches: dispatches.map((row) => row.dispatchId), dispatchesGone: removed, people, singles: removed.length > 0 });
    reactions.trackAccepted(people.filter((row) => row.status === 'accepted').map((row) => `${row.dispatchId}:${row.n}`));
    const finished = dispatches.filter((row) => row.state.status === 'finished');
    if (finished.some((row) => (row.auditedAt ?? null) === null)) reactions.auditFinished();
    // Calm may also come by an undo or a cancel; what is left of a closed tab's session ends with its work.
    if (finished.length > 0 || removed.length > 0) reactions.becomeCalm();
  });
  watcher.onChange((changes) => {
    feed.changed({
      awaited: changes.map((change) => change.after),
      dispatches: [...new Set(changes.flatMap(({ after: row }) => (row.dispatchId === null ? [] : [row.dispatchId])))],
      singles: true,
    });
    reactions.refreshRhythm();
    reactions.tell(changes);
  });
  watcher.onShown(reactions.drawIcon);
}
