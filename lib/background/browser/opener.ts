import type { AwaitedRow } from '../../replies/records.ts';
import type { RoomUuid, SessionId } from '../../ids.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import type { TabFrames } from './tab-frames.ts';

export interface OpenerPorts {
  readonly frames: TabFrames;
  /** Whether that document still shows the session. Waits for nothing. */
  readonly shows: (frame: FrameRecord, sessionId: SessionId) => boolean;
  /** The REST room as the page itself would get it, without its callback address; null when it is not ours to see. */
  readonly roomForPage: (sessionId: SessionId, roomUuid: RoomUuid) => Promise<unknown>;
  readonly focusTab: (tabId: number) => Promise<void>;
  /** The room is on screen now. */
  readonly onOpened: (sessionId: SessionId, roomUuid: RoomUuid) => Promise<void>;
}

export type OpenResult = { ok: true } | { ok: false; reason: 'no-room' | 'no-tab' | 'needs-navigation' | 'not-shown'; tabTitle: string | null };

/**
 * Shows the chat of an awaited person in the right tab and project. Only a frame of the very session may be asked:
 * a room of one agent or project means nothing in another's page. Asked in a panel, it is that panel's own tab, whatever
 * the browser takes to be in front.
 */
export async function openReply(row: Pick<AwaitedRow, 'sessionId' | 'roomUuid' | 'contactName'>, about: { mayNavigate: boolean; sender: SenderContext }, ports: OpenerPorts): Promise<OpenResult> {
  const { roomUuid, sessionId } = row;
  const { mayNavigate, sender } = about;
  if (roomUuid === null) return { ok: false, reason: 'no-room', tabTitle: null };
  const known = await ports.frames.ofSessions(new Set([sessionId]));
  const best = known.find(({ frame }) => sender.kind === 'frame' && frame.document === sender.document) ?? known.find(({ tab }) => sender.kind === 'frame' && tab.tabId === sender.tabId) ?? known[0];
  if (best === undefined) return { ok: false, reason: 'no-tab', tabTitle: null };
  // Closed between the look and the click.
  const isThere = await ports.focusTab(best.tab.tabId).then(
    () => true,
    () => false,
  );
  if (!isThere) return { ok: false, reason: 'no-tab', tabTitle: null };
  const room = await ports.roomForPage(sessionId, roomUuid);
  // It took a request: by now the frame may show somebody else, who must not be given name and room.
  if (!ports.shows(best.frame, sessionId)) return { ok: false, reason: 'no-tab', tabTitle: null };
  const answer = await ports.frames.ask(best.frame, 'frame:open-room', { roomUuid, contactName: row.contactName, room, mayNavigate });
  if (answer?.result === 'opened') {
    // A page that was sent elsewhere shows the room when it says so itself; until then nobody has seen the answer.
    if (!mayNavigate) await ports.onOpened(sessionId, roomUuid);
    return { ok: true };
  }
  return { ok: false, reason: answer?.result === 'needs-navigation' ? 'needs-navigation' : 'not-shown', tabTitle: best.tab.title };
}
