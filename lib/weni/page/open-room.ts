import type { ProjectUuid, RoomUuid } from '../../ids.ts';
import { readName } from '../../util/seen-text.ts';
import type { PageMode } from './mode.ts';
import type { ObserverLink } from './observer-link.ts';
import { decideRoomOnScreen } from './room-on-screen.ts';
import { every, maybe, SELECTORS } from './selectors.ts';

/** Result of opening a room; `opened` only if the room was then seen on screen. */
export type OpenRoomResult =
  | { status: 'opened'; how: 'store' | 'card' }
  /**
   * Only a full navigation can open the room. It would discard what the agent is typing and change the agent's status,
   * so the agent decides.
   */
  | { status: 'needs-navigation'; url: string };

/** The room to open, with what helps to find it in the page. */
export interface RoomToOpen {
  roomUuid: RoomUuid;
  projectUuid: ProjectUuid;
  /** The name as the page writes it on the card, without invisible characters; empty when unknown. */
  contactName: string;
  /** The room as REST returns it, for rooms that the page has not loaded (it loads the first 30). */
  restRoom?: unknown;
}

interface OpenRoomPorts {
  document: Document;
  origin: string;
  mode: PageMode;
  link: Pick<ObserverLink, 'openRoom' | 'activeRoom'>;
  /** The newest room that the page requested from its API, or null. */
  newestRequested: () => RoomUuid | null;
  wait: (delayMs: number) => Promise<void>;
  isVisible?: (element: Element) => boolean;
}

/** The room must appear within this time; it is checked at this interval. */
const VERIFY_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** URL that opens the room when it is loaded. In iframe mode it is the URL of the iframe. */
export function roomUrl(target: {
  mode: PageMode;
  origin: string;
  projectUuid: ProjectUuid;
  roomUuid: RoomUuid;
}): string {
  const { mode, origin, projectUuid, roomUuid } = target;
  const path = mode === 'federated' ? `/projects/${projectUuid}/chats/chats/${roomUuid}` : `/chats/${roomUuid}`;
  return origin + path;
}

/**
 * Opens a room without a page load: through the page's own store, or by a click on the visible card with exactly this
 * name. If no card or more than one has the name, none is clicked. A try counts only if the room is on screen within 1
 * s.
 *
 * Opening marks the room as read in the page, as a click of the agent does. Source:
 * .github/docs/contract/page.md#opening-a-room.
 */
export async function openRoom(room: RoomToOpen, ports: OpenRoomPorts): Promise<OpenRoomResult> {
  const { document, link, wait, newestRequested, isVisible = isRendered } = ports;

  const isOnScreen = async (): Promise<boolean> => {
    if (maybe(SELECTORS.chatHeader, document) === null) return false;
    const shown = decideRoomOnScreen(await link.activeRoom(), newestRequested(), true);
    return shown.status === 'room' && shown.roomUuid === room.roomUuid;
  };
  const isVerified = async (): Promise<boolean> => {
    for (let waitedMs = 0; waitedMs < VERIFY_MS; waitedMs += LOOK_EVERY_MS) {
      if (await isOnScreen()) return true;
      await wait(LOOK_EVERY_MS);
    }
    return isOnScreen();
  };

  if ((await link.openRoom(room.roomUuid, room.restRoom)) && (await isVerified()))
    return { status: 'opened', how: 'store' };

  const card = uniqueCard(document, room.contactName, isVisible);
  if (card) {
    card.click();
    if (await isVerified()) return { status: 'opened', how: 'card' };
  }
  const { mode, origin } = ports;
  return {
    status: 'needs-navigation',
    url: roomUrl({ mode, origin, projectUuid: room.projectUuid, roomUuid: room.roomUuid }),
  };
}

/**
 * The only visible card with exactly this name, else null. Cards carry no uuid, so two cards with one name cannot be
 * told apart.
 */
export function uniqueCard(
  document: Document,
  contactName: string,
  isVisible: (element: Element) => boolean = isRendered,
): HTMLElement | null {
  const name = readName(contactName);
  if (name === null) return null;
  const named = every(SELECTORS.roomCards, document).filter((card) => isVisible(card) && bearsName(card, name));
  return named.length === 1 ? (named[0] ?? null) : null;
}

function bearsName(card: Element, name: string): boolean {
  return [card, ...card.querySelectorAll('*')].some(
    (element) =>
      readName(element.getAttribute('title')) === name ||
      (element.childElementCount === 0 && readName(element.textContent) === name),
  );
}

function isRendered(element: Element): boolean {
  return element.getClientRects().length > 0;
}
