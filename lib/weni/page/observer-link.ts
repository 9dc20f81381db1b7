import * as z from 'zod/mini';
import { ProjectUuid, RoomUuid } from '../../ids.ts';
import { detailOf, DOCUMENT_EVENTS } from './document-events.ts';
import { createFrameFilter } from './frame-filter.ts';
import { type ObservedSocket, type ObserverAsk, parseObserverMessage } from './observer-messages.ts';

/** Raw frames of the page's agent sockets, each once; `lost` > 0 means some were missed and REST must be asked. */
export interface FrameBatch {
  frames: string[];
  lost: number;
}

/** The newest agent socket of the document. `late`: found after it was opened, so an even newer one may exist. */
export interface NewestSocket {
  projectUuid: ProjectUuid | null;
  late: boolean;
  open: boolean;
}

/** The page store's active room; `unknown` when the observer is not there or the page's internals have changed. */
export type ActiveRoom = { status: 'known'; roomUuid: RoomUuid | null } | { status: 'unknown' };

/** What the isolated side can hear from, and ask of, the observer in the page. Asks never reject: silence means no. */
export interface ObserverLink {
  /** Calls back with each batch; returns an unsubscribe function. */
  onFrames(callback: (batch: FrameBatch) => void): () => void;
  /** Calls back when a socket was made, opened or closed (an opened one is a reason for a REST diff). */
  onSockets(callback: (newest: NewestSocket | null) => void): () => void;
  /** Null when no socket was seen: storage and address then decide about the project. */
  newestSocket(): NewestSocket | null;
  /** Protocol version of the observer in the page, null while none has spoken ("observer not running"). */
  version(): number | null;
  /** Opens a room through the page's own store; `restRoom` is the REST object for rooms the page has not loaded. */
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

/** A longer detail is no batch of the observer, and parsing it would only cost time. */
const MAX_DETAIL_LENGTH = 2_000_000;
/** The observer says ten things a second at most, more only for single frames of a hidden tab. */
const EVENTS_PER_SECOND = 100;

const ActiveRoomAnswer = z.object({ uuid: z.nullable(z.string()) });

/**
 * The isolated side of the observer protocol. Says hello at once and again whenever an observer announces itself,
 * so either side may come first; says goodbye when `signal` aborts, and the observer then queues.
 *
 * Source: .github/docs/contract/socket.md#how-it-is-observed, .github/docs/contract/page.md#opening-a-room.
 */
export function createObserverLink(document: Document, signal: AbortSignal, options: LinkOptions): ObserverLink {
  const { instance, answerTimeoutMs = 1_000 } = options;
  const frameListeners = new Set<(batch: FrameBatch) => void>();
  const socketListeners = new Set<(newest: NewestSocket | null) => void>();
  const waiting = new Map<string, (result: unknown) => void>();
  const filter = createFrameFilter();
  let newest: NewestSocket | null = null;
  let version: number | null = null;
  let asked = 0;
  let heard = 0;
  let unheard = 0;

  const deliver = (batch: FrameBatch): void => {
    for (const listener of frameListeners) listener(batch);
  };

  /** Whether one more event of this second may be looked at; what may not is told as lost when the second is over. */
  const mayHear = (length: number): boolean => {
    if (heard === 0) {
      setTimeout(() => {
        const lost = unheard;
        heard = 0;
        unheard = 0;
        if (lost > 0 && !signal.aborted) deliver({ frames: [], lost });
      }, 1_000);
    }
    heard += 1;
    if (heard <= EVENTS_PER_SECOND && length <= MAX_DETAIL_LENGTH) return true;
    unheard += 1;
    return false;
  };

  const say = (ask: ObserverAsk): void => {
    document.dispatchEvent(new CustomEvent(DOCUMENT_EVENTS.ask, { detail: JSON.stringify(ask) }));
  };

  const request = (toAsk: (id: string) => ObserverAsk): Promise<unknown> =>
    new Promise((resolve) => {
      const id = `${instance}:${++asked}`;
      const settle = (result: unknown): void => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(result);
      };
      const timer = setTimeout(() => settle(null), answerTimeoutMs);
      waiting.set(id, settle);
      say(toAsk(id));
    });

  document.addEventListener(
    DOCUMENT_EVENTS.observed,
    (event) => {
      const detail = detailOf(event);
      if (detail === null || !mayHear(detail.length)) return;
      const message = parseObserverMessage(detail);
      if (!message) return;
      version = message.v;
      switch (message.t) {
        case 'ready':
          say({ do: 'hello', by: instance });
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
  signal.addEventListener('abort', () => say({ do: 'bye', by: instance }), { once: true });
  if (!signal.aborted) say({ do: 'hello', by: instance });

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
