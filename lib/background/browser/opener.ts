import type { AwaitedRow } from '../../replies/records.ts';
import type { RoomUuid, SessionId } from '../../ids.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import type { TabFrames } from './tab-frames.ts';

export interface OpenerPorts {
  readonly frames: TabFrames;
  /**
   * Whether that document still shows the session. Synchronous, so that nothing can change before the answer is used.
   */
  readonly shows: (frame: FrameRecord, sessionId: SessionId) => boolean;
  /** The room as the REST API gives it to the page, without its `callback_url`; null when the agent may not see it. */
  readonly roomForPage: (sessionId: SessionId, roomUuid: RoomUuid) => Promise<unknown>;
  readonly focusTab: (tabId: number) => Promise<void>;
  /** Called when the page has shown the room. */
  readonly onOpened: (sessionId: SessionId, roomUuid: RoomUuid) => Promise<void>;
}

export type OpenResult =
  | { ok: true }
  | { ok: false; reason: 'no-room' | 'no-tab' | 'needs-navigation' | 'not-shown'; tabTitle: string | null };

/**
 * Shows the chat of an awaited person in a tab of the person's session. Frames of other sessions are never asked,
 * because a room belongs to one agent and project. A request from a panel opens the chat in the panel's own tab, even
 * if the browser reports another tab as the active one.
 *
 * @param about `mayNavigate`: the page may leave what it shows now to open the chat (the agent agreed to it);
 *   `focusComposer`: the caret goes into the page's composer
 */
export async function openReply(
  row: Pick<AwaitedRow, 'sessionId' | 'roomUuid' | 'contactName'>,
  about: { mayNavigate: boolean; focusComposer?: boolean; sender: SenderContext },
  ports: OpenerPorts,
): Promise<OpenResult> {
  const { roomUuid, sessionId } = row;
  const { mayNavigate, sender } = about;
  if (roomUuid === null) return { ok: false, reason: 'no-room', tabTitle: null };
  const known = await ports.frames.ofSessions(new Set([sessionId]));
  const best =
    known.find(({ frame }) => sender.kind === 'frame' && frame.document === sender.document) ??
    known.find(({ tab }) => sender.kind === 'frame' && tab.tabId === sender.tabId) ??
    known[0];
  if (best === undefined) return { ok: false, reason: 'no-tab', tabTitle: null };
  // The tab may have been closed since the frames were read; focusing it then rejects.
  const isThere = await ports.focusTab(best.tab.tabId).then(
    () => true,
    () => false,
  );
  if (!isThere) return { ok: false, reason: 'no-tab', tabTitle: null };
  const room = await ports.roomForPage(sessionId, roomUuid);
  // During the request another agent may have signed in in this frame. That agent must not get this name and room.
  if (!ports.shows(best.frame, sessionId)) return { ok: false, reason: 'no-tab', tabTitle: null };
  const answer = await ports.frames.ask(best.frame, 'frame:open-room', {
    roomUuid,
    contactName: row.contactName,
    room,
    mayNavigate,
    ...(about.focusComposer === true ? { focusComposer: true } : {}),
  });
  if (answer?.result === 'opened') {
    // With `mayNavigate` the page may be loading: it reports `page:room-shown` when it shows the room. Until then the
    // reply does not count as seen.
    if (!mayNavigate) await ports.onOpened(sessionId, roomUuid);
    return { ok: true };
  }
  return {
    ok: false,
    reason: answer?.result === 'needs-navigation' ? 'needs-navigation' : 'not-shown',
    tabTitle: best.tab.title,
  };
}
