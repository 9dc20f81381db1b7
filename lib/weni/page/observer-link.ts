import * as z from 'zod/mini';
import { ProjectUuid, RoomUuid } from '../../ids.ts';
import { detailOf, DOCUMENT_EVENTS } from './document-events.ts';
import { createSocketFrameFilter } from './socket-frame-filter.ts';
import { type ObservedSocket, type ObserverAsk, parseObserverMessage } from './observer-messages.ts';

/**
 * Text frames of the page's agent sockets, each once. `lost` > 0: some were missed, so the lists must be read by REST.
 */
export interface FrameBatch {
  frames: string[];
  lost: number;
}

/** The newest agent socket of the document. `late`: it was found after it had been opened, so a newer one may exist. */
export interface NewestSocket {
  projectUuid: ProjectUuid | null;
  late: boolean;
  open: boolean;
}

/** The active room in the page's store. `unknown`: there is no observer, or the page's internals have changed. */
export type ActiveRoom = { status: 'known'; roomUuid: RoomUuid | null } | { status: 'unknown' };

/**
 * The panel script's connection to the observer in the page's own world. Requests never reject; without an answer they
 * resolve to false, `unknown` or null.
 */
export interface ObserverLink {
  /** Calls back with each batch of socket frames; returns an unsubscribe function. */
  onFrames(callback: (batch: FrameBatch) => void): () => void;
  /** Calls back when a socket was created, opened or closed. After a socket opened, events may have been missed. */
  onSockets(callback: (newest: NewestSocket | null) => void): () => void;
  /** Null when no socket was seen; then storage and URL decide about the project. */
  newestSocket(): NewestSocket | null;
  /** Protocol version of the observer in the page; null until an observer has sent something. */
  version(): number | null;
  /**
   * Opens a room through the page's own store. `restRoom` is the room's REST object, for rooms that the page has not
   * loaded.
   */
  openRoom(roomUuid: RoomUuid, restRoom?: unknown): Promise<boolean>;
  activeRoom(): Promise<ActiveRoom>;
  /** The locale of the page's i18n instance, e.g. `pt-br`; null when it cannot be read. */
  locale(): Promise<string | null>;
}

interface LinkOptions {
  /** Unique per copy of the panel script. */
  instance: string;
  answerTimeoutMs?: number;
}

/** A longer detail cannot be a batch of the observer; parsing it would only cost time. */
const MAX_DETAIL_LENGTH = 2_000_000;
/** The observer sends at most ten events a second; only in a hidden tab it sends more, one per socket frame. */
const EVENTS_PER_SECOND = 100;

const ActiveRoomAnswer = z.object({ uuid: z.nullable(z.string()) });

/**
 * Creates the panel script's end of the observer protocol. It sends `hello` at once and again whenever an observer
 * announces itself, so either side may start first. When `signal` aborts it sends `bye`; the observer then keeps socket
 * frames in a queue.
 *
 * Source: .github/docs/contract/socket.md#how-it-is-observed, .github/docs/contract/page.md#opening-a-room.
 */
export function createObserverLink(document: Document, signal: AbortSignal, options: LinkOptions): ObserverLink {
  const { instance, answerTimeoutMs = 1_000 } = options;
  const frameListeners = new Set<(batch: FrameBatch) => void>();
  const socketListeners = new Set<(newest: NewestSocket | null) => void>();
  const waiting = new Map<string, (result: unknown) => void>();
  const filter = createSocketFrameFilter();
  let newest: NewestSocket | null = null;
  let version: number | null = null;
  let lastAskId = 0;
  let eventsThisSecond = 0;
  let droppedThisSecond = 0;

  const deliver = (batch: FrameBatch): void => {
    for (const listener of frameListeners) listener(batch);
  };

  /**
   * Whether one more event may be processed within this second. At the end of the second, dropped events are reported
   * as `lost`.
   */
  const isWithinLimit = (length: number): boolean => {
    if (eventsThisSecond === 0) {
      setTimeout(() => {
        const lost = droppedThisSecond;
        eventsThisSecond = 0;
        droppedThisSecond = 0;
        if (lost > 0 && !signal.aborted) deliver({ frames: [], lost });
      }, 1_000);
    }
    eventsThisSecond += 1;
    if (eventsThisSecond <= EVENTS_PER_SECOND && length <= MAX_DETAIL_LENGTH) return true;
    droppedThisSecond += 1;
    return false;
  };

  const sendAsk = (ask: ObserverAsk): void => {
    document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.ask, { detail: JSON.stringify(ask) }));
  };

  const request = (toAsk: (id: string) => ObserverAsk): Promise<unknown> =>
    new Promise((resolve) => {
      const id = `${instance}:${++lastAskId}`;
      const settle = (result: unknown): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
      };
      const timer = setTimeout(() => settle(null), answerTimeoutMs);
      waiting.set(id, settle);
      sendAsk(toAsk(id));
    });

  document.addEventListener(
    DOCUMENT_EVENTS.observed,
    (event) => {
      const detail = detailOf(event);
      if (detail === null || !isWithinLimit(detail.length)) return;
      const message = parseObserverMessage(detail);
      if (!message) return;
      version = message.v;
      switch (message.t) {
        case 'ready':
          sendAsk({ do: 'hello', by: instance });
          return;
        case 'sockets':
          newest = newestOf(message.sockets);
          for (const listener of socketListeners) listener(newest);
          return;
        case 'frames': {
          const batch = { frames: filter.keepNew(message.frames), lost: message.lost };
          if (batch.frames.length > 0 || batch.lost > 0) deliver(batch);
          return;
        }
        case 'answer':
          waiting.get(message.id)?.(message.result);
          return;
        default:
          message satisfies never;
      }
    },
    { signal },
  );
  signal.addEventListener('abort', () => sendAsk({ do: 'bye', by: instance }), { once: true });
  if (!signal.aborted) sendAsk({ do: 'hello', by: instance });

  return {
    onFrames(callback) {
      frameListeners.add(callback);
      return () => frameListeners.delete(callback);
    },
    onSockets(callback) {
      socketListeners.add(callback);
      return () => socketListeners.delete(callback);
    },
    newestSocket: () => newest,
    version: () => version,
    async openRoom(roomUuid, restRoom) {
      const result = await request((id) => ({
        do: 'open-room',
        id,
        uuid: roomUuid,
        ...(restRoom === undefined ? {} : { room: restRoom }),
      }));
      return result === true;
    },
    async activeRoom() {
      const answer = ActiveRoomAnswer.safeParse(await request((id) => ({ do: 'active-room', id })));
      if (!answer.success) return { status: 'unknown' };
      if (answer.data.uuid === null) return { status: 'known', roomUuid: null };
      const uuid = RoomUuid.safeParse(answer.data.uuid);
      return uuid.success ? { status: 'known', roomUuid: uuid.data } : { status: 'unknown' };
    },
    async locale() {
      const answer = await request((id) => ({ do: 'locale', id }));
      return typeof answer === 'string' && answer.length <= 35 ? answer : null;
    },
  };
}

function newestOf(sockets: readonly ObservedSocket[]): NewestSocket | null {
  const newest = sockets.toSorted((a, b) => b.n - a.n)[0];
  if (!newest) return null;
  const projectUuid = ProjectUuid.safeParse(newest.project?.toLowerCase());
  return { projectUuid: projectUuid.success ? projectUuid.data : null, late: newest.late, open: newest.open };
}
