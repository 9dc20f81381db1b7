import type { FrameDocument } from '../../sessions/session.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { TabFrames } from './tab-frames.ts';

export interface ProbePorts {
  readonly frames: Pick<TabFrames, 'ask'>;
  readonly sessions: Pick<Sessions, 'documentGone' | 'frames'>;
  readonly onGone: () => Promise<void>;
}

/**
 * Asks documents whether they still exist and detaches those that do not answer. A question names the document, so a
 * new document in the same tab frame does not answer for the old one.
 */
export function createProbe({ frames, sessions, onGone }: ProbePorts) {
  async function probe(asked: FrameDocument): Promise<void> {
    const { document, tabId, frameId } = asked;
    if (document === null || (await frames.ask({ frame: { tabId, frameId }, document }, 'frame:describe', {})) !== null)
      return;
    await sessions.documentGone(asked);
    await onGone();
  }

  return {
    probe,
    async probeAll(): Promise<void> {
      await Promise.all((await sessions.frames()).map((record) => probe({ ...record, ...record.frame })));
    },
  };
}
