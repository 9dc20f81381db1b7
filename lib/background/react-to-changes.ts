import type { DispatchRow } from '../dispatch/records.ts';
import type { AwaitedChange } from '../replies/ports.ts';
import type { createTracking } from './adapters/reply-tracking.ts';
import type { Services } from './services.ts';

interface ChangeReactions {
  /** Hands accepted people to the reply watcher: those whose start is linked to a room, and all others. */
  readonly trackAccepted: Readonly<Record<'linked' | 'other', ReturnType<typeof createTracking>>>;
  /** Audits dispatches that have just ended. */
  readonly auditFinished: () => void;
  /** Called when the dispatcher may have become idle; does what waited for that. */
  readonly onIdle: () => void;
  /** Counts the runs of the flow of new and of finished dispatches. */
  readonly countRuns: (rows: readonly DispatchRow[]) => void;
  /** Waits until the rules for follow-ups of changed dispatches are known; looks at the time where one has ended. */
  readonly rememberRules: (reading: Promise<void>, hasEnded: boolean) => void;
  readonly refreshRepliesAlarm: () => void;
  /** Shows notifications and plays the sound for new replies. */
  readonly notifyReplies: (changes: readonly AwaitedChange[]) => void;
  readonly drawIcon: () => void;
}

/** Connects changes of dispatches and awaited people with what follows from them. */
export function reactToChanges(
  { dispatcher, feed, followUps, watcher }: Pick<Services, 'dispatcher' | 'feed' | 'followUps' | 'watcher'>,
  reactions: ChangeReactions,
): void {
  dispatcher.onChange(({ dispatches, people, removed }) => {
    feed.changed({
      dispatches: dispatches.map((row) => row.dispatchId),
      dispatchesGone: removed,
      people,
      singles: removed.length > 0,
    });
    const accepted = people.filter((row) => row.status === 'accepted');
    const idsOf = (rows: typeof people) => rows.map((row) => `${row.dispatchId}:${row.n}`);
    reactions.trackAccepted.linked(idsOf(accepted.filter((row) => row.roomUuid !== null)));
    reactions.trackAccepted.other(idsOf(accepted.filter((row) => row.roomUuid === null)));
    reactions.countRuns(dispatches);
    const ruled = dispatches.filter((row) => (row.followUp ?? null) !== null);
    if (ruled.length + removed.length > 0)
      reactions.rememberRules(
        followUps.changed(ruled, removed),
        ruled.some((row) => row.state.status === 'finished'),
      );
    const finished = dispatches.filter((row) => row.state.status === 'finished');
    if (finished.some((row) => (row.auditedAt ?? null) === null)) reactions.auditFinished();
    // The dispatcher may be idle now, also after an undo or a cancel. A session whose tab is closed ends with its work.
    if (finished.length > 0 || removed.length > 0) reactions.onIdle();
  });
  watcher.onChange((changes) => {
    followUps.awaitedChanged();
    feed.changed({
      awaited: changes.map((change) => change.after),
      dispatches: [...new Set(changes.flatMap(({ after: row }) => (row.dispatchId === null ? [] : [row.dispatchId])))],
      singles: true,
    });
    // Replies came, or some were opened or handled: a dispatch that waits for that may go on.
    void dispatcher.repliesChanged();
    reactions.refreshRepliesAlarm();
    reactions.notifyReplies(changes);
  });
  watcher.onShown(() => {
    followUps.awaitedChanged();
    reactions.drawIcon();
  });
}
