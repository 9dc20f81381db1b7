import type { Feed } from '../../messaging/feed.ts';
import type { TabFrames } from './tab-frames.ts';
import type { ViewState } from '../views/view-state.ts';

export interface PlaySoundPorts {
  readonly frames: TabFrames;
  readonly view: Pick<ViewState, 'playSound'>;
  readonly feed: Pick<Feed, 'hasFrameView' | 'changed'>;
}

/** Plays the sound in one panel of these sessions: in the Chats tab in front, or else in the one used last. */
export async function playSoundFor(
  sessionIds: ReadonlySet<string>,
  { frames, view, feed }: PlaySoundPorts,
): Promise<void> {
  const chats = await frames.ofSessions(sessionIds);
  const best = chats.find(({ frame }) => feed.hasFrameView(frame.frame.tabId)) ?? chats[0];
  if (best === undefined) return;
  view.playSound(best.frame);
  // The panel may have no port, if the background was restarted. `frame:wake` makes it connect, and the feed then
  // brings it the request to play.
  await frames.askAll([best.frame], 'frame:wake', {});
  feed.changed({ singles: true });
}
