import type { ProjectUuid, RoomUuid } from '../../ids.ts';
import { readName } from '../../util/seen-text.ts';
import type { PageMode } from './mode.ts';
import type { ObserverLink } from './observer-link.ts';
import { decideRoomOnScreen } from './room-on-screen.ts';
import { every, maybe, SELECTORS } from './selectors.ts';

/** How asking for a room ended; `opened` only when the room was seen on screen. */
export type OpenRoomResult =
  | { status: 'opened'; how: 'store' | 'card' }
  /** Only a full navigation is left: it drops what is being typed and flips the agent's status, so the agent decides. */
  | { status: 'needs-navigation'; url: string };

/** The room wanted, with what helps to find it in the page. */
export interface RoomToOpen {
  roomUuid: RoomUuid;
  projectUuid: ProjectUuid;
  /** The name that the page writes on the card, without marks that nobody sees; empty when unknown. */
  contactName: string;
  /** The room as REST sends it, for rooms beyond the first 30 that the page has not loaded. */
  restRoom?: unknown;
}

interface OpenRoomPorts {
  document: Document;
  origin: string;
  mode: PageMode;
  link: Pick<ObserverLink, 'openRoom' | 'activeRoom'>;
  /** The newest room the page asked its API for; null when none. */
  newestRequested: () => RoomUuid | null;
  wait: (delayMs: number) => Promise<void>;
  isVisible?: (element: Element) => boolean;
}

/** The room must be on screen within this time, looked for at this pace. */
const VERIFY_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** Address whose full load opens the room; the frame's own address in iframe mode. */
export function roomUrl(target: { mode: PageMode; origin: string; projectUuid: ProjectUuid; roomUuid: RoomUuid }): string {
  const { mode, origin, projectUuid, roomUuid } = target;
  const path = mode === 'federated' ? `/projects/${projectUuid}/chats/chats/${roomUuid}` : `/chats/${roomUuid}`;
  return origin + path;
}

/**
 * Opens a room without disturbing the page: through its own store, else by clicking the one visible card that bears
 * exactly this name (none or two: no guess). Each try counts only when the room is on screen within 1 s.
 *
 * Opening marks the room as read in the page, as the agent's own click does. Source:
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

  if ((await link.openRoom(room.roomUuid, room.restRoom)) && (await isVerified())) return { status: 'opened', how: 'store' };

  const card = uniqueCard(document, room.contactName, isVisible);
  if (card) {
    card.click();
    if (await isVerified()) return { status: 'opened', how: 'card' };
  }
  const { mode, origin } = ports;
  return { status: 'needs-navigation', url: roomUrl({ mode, origin, projectUuid: room.projectUuid, roomUuid: room.roomUuid }) };
}

/** The only visible card with exactly this name, else null. Cards carry no uuid, so two equal names are none. */
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
      readName(element.getAttribute('title')) === name || (element.childElementCount === 0 && readName(element.textContent) === name),
  );
}

function isRendered(element: Element): boolean {
  return element.getClientRects().length > 0;
}
