import { createLru } from '../../util/lru.ts';

/** How many socket frames are remembered. Both copies of an event arrive within one batch of each other. */
const REMEMBERED = 256;

/** Remembers the newest socket frames of this document. */
export interface SocketFrameFilter {
  /** Returns, in order, the frames that did not already come over another socket. */
  keepNew(frames: readonly (readonly [raw: string, socket: number])[]): string[];
}

/**
 * Drops the second copy of an event when the document has two agent sockets: after a remount the page leaves its old
 * socket open, and both receive everything (.github/docs/contract/page.md#remount). Equal frames on the *same* socket
 * pass; `isRepeat` in the background compares what they say.
 */
export function createSocketFrameFilter(): SocketFrameFilter {
  const seen = createLru<string, number>(REMEMBERED);
  return {
    keepNew(frames) {
      const kept: string[] = [];
      for (const [raw, socket] of frames) {
        const before = seen.get(raw);
        if (before !== undefined && before !== socket) continue;
        kept.push(raw);
        seen.set(raw, socket);
      }
      return kept;
    },
  };
}
