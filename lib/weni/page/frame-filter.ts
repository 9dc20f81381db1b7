import { createLru } from '../../util/lru.ts';

/** How many frames are remembered; both copies of an event arrive within one batch of each other. */
const REMEMBERED = 256;

/** Remembers the newest frames of this document. */
export interface FrameFilter {
  /** Returns the raw frames that did not come over another socket before, in order. */
  keepNew(frames: readonly (readonly [raw: string, socket: number])[]): string[];
}

/**
 * Drops the second copy of an event when two agent sockets live in one document: the page leaves its old socket open
 * after a remount and both deliver everything (.github/docs/contract/page.md#remount). Equal frames of the *same*
 * socket pass: what they mean is decided by their uuids, later.
 */
export function createFrameFilter(): FrameFilter {
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
