import type { SocketHint } from './hint.ts';

/** Remembers the newest `capacity` hints. */
export interface HintDedupe {
  /** True the first time a hint is seen; false when the same event comes again over another socket or group. */
  isNew(hint: SocketHint): boolean;
}

/**
 * The key of an event; two hints with the same key are the same event. It is (action, message uuid) or (action, room
 * uuid, modified_on), as described in .github/docs/contract/socket.md#the-same-event-twice. An agent with two tabs has
 * two sockets, which deliver every event twice, and `rooms.close` is sent to the queue's group and to the user's.
 *
 * The key of a room also contains the rest of the hint: the history of a room is posted after the room
 * (.github/docs/contract/pitfalls.md#history-after-the-room), and may come with the same modified_on but another last
 * message.
 *
 * @returns null for a status, which is never a duplicate: it has no identity, and a repeated status is a new event
 */
function hintKey(hint: SocketHint): string | null {
  switch (hint.kind) {
    case 'message':
      // A media message is created empty and filled by an update. Both have the same uuid, and both must be processed.
      return `m|${hint.event}|${hint.uuid}|${hint.isText}|${hint.hasMedia}`;
    case 'room':
      return `r|${hint.event}|${JSON.stringify(hint.room)}`;
    case 'agent-status':
      return null;
    default:
      return hint satisfies never;
  }
}

/**
 * Creates a filter for repeated hints.
 *
 * @param capacity how many keys are kept; the oldest is dropped first
 */
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
