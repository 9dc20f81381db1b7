import type { Feed } from '../../messaging/feed.ts';
import type { TabFrames } from './tab-frames.ts';
import type { ViewState } from '../views/view-state.ts';

export interface RingPorts {
  readonly frames: TabFrames;
  readonly view: Pick<ViewState, 'ring'>;
  readonly feed: Pick<Feed, 'hasFrameView' | 'changed'>;
}

/** Lets one panel of these sessions be heard: the Chats tab in front, else the one used last. */
export async function ringFor(sessionIds: ReadonlySet<string>, { frames, view, feed }: RingPorts): Promise<void> {
  const chats = await frames.ofSessions(sessionIds);
  const best = chats.find(({ frame }) => feed.hasFrameView(frame.frame.tabId)) ?? chats[0];
  if (best === undefined) return;
  view.ring(best.frame);
  // A panel whose port broke with the last background connects again, and is told.
  await frames.askAll([best.frame], 'frame:wake', {});
  feed.changed({ singles: true });
}
