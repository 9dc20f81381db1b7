import type { SocketHint } from './hint.ts';

/** Remembers what it saw, newest `capacity` only. */
export interface HintDedupe {
  /** True the first time a hint is shown, false for the same event coming again by another socket or group. */
  isNew(hint: SocketHint): boolean;
}

/**
 * The key under which two hints are the same event: (action, message uuid), or (action, room uuid, modified_on), as
 * .github/docs/contract/socket.md#the-same-event-twice says. The pair of sockets of an agent with two tabs delivers
 * every event twice, and `rooms.close` reaches the queue and the user group. Null = never a duplicate: statuses have no
 * identity, and repeat for a reason.
 *
 * A room key also has what the hint says: a room's history is posted after the room
 * (.github/docs/contract/pitfalls.md#history-after-the-room), and may come with the same modified_on and another last
 * message.
 */
function hintKey(hint: SocketHint): string | null {
  switch (hint.kind) {
    case 'message':
      // A media message comes empty and is filled by an update; both have one uuid, and both count.
      return `m|${hint.event}|${hint.uuid}|${hint.isText}|${hint.hasMedia}`;
    case 'room':
      return `r|${hint.event}|${JSON.stringify(hint.room)}`;
    case 'agent-status':
      return null;
    default:
      return hint satisfies never;
  }
}

/** @param capacity how many keys are kept; the oldest goes first */
export function createHintDedupe(capacity = 2_000): HintDedupe {
  const seen = new Set<string>();
  return {
    isNew(hint) {
      const key = hintKey(hint);
      if (key === null) return true;
      if (seen.has(key)) return false;
      seen.add(key);
      if (seen.size > capacity) {
        const [oldest] = seen;
        if (oldest !== undefined) seen.delete(oldest);
      }
      return true;
    },
  };
}
