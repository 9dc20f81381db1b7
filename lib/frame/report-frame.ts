import type { RoomUuid } from '../ids.ts';
import { CallFailed, DOCUMENT_GONE, type BackgroundClient } from '../messaging/background-client.ts';
import type { InputOf, OutputOf } from '../messaging/protocol.ts';
import { NO_HOSTS, watchApiOrigin, type PageHosts } from '../weni/page/api-origin.ts';
import type { ChatsRoot } from '../weni/page/chats-root.ts';
import { watchPageLanguage, type PageLanguage } from '../weni/page/language.ts';
import { detectMode } from '../weni/page/mode.ts';
import type { ObserverLink } from '../weni/page/observer-link.ts';
import { isSameSession, readPageSession, type PageSession } from '../weni/page/page-session.ts';
import { watchRoomOnScreen } from '../weni/page/room-on-screen.ts';
import { watchSession } from '../weni/page/watch-session.ts';
import { createHintDedupe } from '../weni/socket/dedupe.ts';
import { toHint } from '../weni/socket/frames.ts';
import type { SocketHint } from '../weni/socket/hint.ts';
import { paced } from './paced.ts';

type SessionReport = InputOf<'page:session-changed'>;
type SiteStatus = OutputOf<'page:session-changed'>['site']['status'];

const TROUBLE_AGAIN_MS = 10_000;
/** A login or a host that was refused is asked about again after so long: the refusal may pass, and then nothing on the page changes. */
const REFUSED_AGAIN_MS = [30_000, 120_000] as const;
const REFUSED_LATER_MS = 600_000;

/** The page can make any of the events that lead here, as often as it likes: what they cost the background is fixed here. */
const SESSION_PACE = { everyMs: 500, burst: 5 };
const EVENT_PACE = { everyMs: 100, burst: 1 };
const GAP_PACE = { everyMs: 1_000, burst: 1 };
/** Frames read in a second; the page's socket never brings that many, except what waited for us at the start. */
const FRAMES_PER_SECOND = 500;

export interface ReportPorts {
  readonly window: Window & typeof globalThis;
  readonly client: Pick<BackgroundClient, 'call'>;
  readonly link: ObserverLink;
  /** Hosts that count over http too; only the sandbox build names any. */
  readonly httpHosts: readonly string[];
  readonly signal: AbortSignal;
  /** A call failed because nobody answers any more. */
  readonly onSilence: () => void;
  /** The name of this document, as of now. */
  readonly documentNonce: () => string;
  /** The background takes this document for one that is gone: it takes a new name. */
  readonly renewDocument: () => void;
}

export interface FrameReporter {
  /** The page's session as it is now, for a background that met a 401. */
  readSession(): PageSession;
  /** The newest room the page asked its API for; null when none. */
  newestRequested(): RoomUuid | null;
  /** Chats was mounted anew: language and mode are read again. */
  rootFound(found: ChatsRoot): void;
  /** Tells the background everything again: after it was away. */
  repeat(): void;
}

/** The page's languages by the names of our locales. */
export const LOCALES = { 'pt-BR': 'pt_BR', 'es': 'es', 'en': 'en' } as const satisfies Record<PageLanguage, SessionReport['language']>;

/** Tells the background what this frame's page holds and does: session, socket hints, room on screen, visibility. */
export function reportFrame(ports: ReportPorts): FrameReporter {
  const { window, client, link, signal } = ports;
  const { document } = window;
  const seen = createHintDedupe();
  let hosts: PageHosts = NO_HOSTS;
  /** The API as the background proved it; null while it did not. */
  let provenApi: string | null = null;
  let language: PageLanguage | null = null;
  let root: ChatsRoot | null = null;
  let session: PageSession | null = null;
  let told = '';
  let roomShown: RoomUuid | null = null;
  let again: ReturnType<typeof setTimeout> | undefined;
  let refusals = 0;
  let lookAtLanguage: (() => void) | null = null;
  let hints: SocketHint[] = [];
  let framesRead = 0;
  let framesFrom = 0;
  let hasOpened = false;

  const readSession = (): PageSession =>
    readPageSession({
      storage: () => ({ session: window.sessionStorage, local: window.localStorage }),
      mode: root === null ? 'standalone' : detectMode(root.root, window),
      pathname: window.location.pathname,
      newestSocket: link.newestSocket(),
    });

  const notify = (call: Promise<unknown>) => {
    call.catch(() => ports.onSilence());
  };

  function toReport(current: PageSession): SessionReport {
    const base = { apiOrigin: hosts.apiOrigin, otherApiOrigins: [...hosts.otherApiOrigins], flowsOrigin: hosts.flowsBaseUrl, language: language === null ? null : LOCALES[language], observerRuns: link.version() !== null };
    switch (current.status) {
      case 'ready':
        return { ...base, state: 'ready', token: current.token, projectUuid: current.projectUuid };
      case 'changing':
        return { ...base, state: 'changing', token: null, projectUuid: null };
      case 'no-project':
        return { ...base, state: 'no-project', token: null, projectUuid: null };
      case 'no-token':
      case 'blocked':
        return { ...base, state: 'no-token', token: null, projectUuid: null };
      default:
        return current satisfies never;
    }
  }

  function tell(isRepeat: boolean): void {
    if (session === null || signal.aborted) return;
    const report = toReport(session);
    const text = JSON.stringify(report);
    if (!isRepeat && text === told) return;
    told = text;
    const toldAs = ports.documentNonce();
    const telling = client.call('page:session-changed', report).then(({ site, session: proven }) => {
      provenApi = proven?.apiOrigin ?? null;
      lookAgainIfInTrouble(site.status);
      // Of a frame it did not know the background kept nothing, and of the document before this one it knows too much.
      tellScreen();
    });
    // Not heard is not told: the next thing that happens here tells it again.
    notify(telling.catch((error: unknown) => {
      told = '';
      if (signal.aborted) return;
      if (error instanceof CallFailed && error.error.detail === DOCUMENT_GONE) {
        // Only a document that is there can read this: it was taken for the one before it.
        if (ports.documentNonce() === toldAs) ports.renewDocument();
        tell(true);
        return;
      }
      tellAgainSoon();
      throw error;
    }));
  }

  const tellSoon = paced(() => tell(false), SESSION_PACE, signal);
  const tellAgain = paced(() => tell(true), SESSION_PACE, signal);
  const tellScreen = paced(
    () => notify(client.call('page:room-shown', { roomUuid: roomShown, visible: document.visibilityState === 'visible' })),
    EVENT_PACE,
    signal,
  );

  /** Nobody else asks again when the network or the server was away, or refused: a page that changes nothing tells nothing. */
  function lookAgainIfInTrouble(status: SiteStatus): void {
    clearTimeout(again);
    const isRefused = session?.status === 'ready' && (status === 'not-logged-in' || status === 'api-not-found');
    const delayMs = isRefused ? (REFUSED_AGAIN_MS[refusals] ?? REFUSED_LATER_MS) : TROUBLE_AGAIN_MS;
    if (!isRefused) refusals = 0;
    if (!isRefused && status !== 'offline' && status !== 'server-trouble') return;
    again = setTimeout(() => {
      if (isRefused) refusals += 1;
      tell(true);
    }, delayMs);
  }

  function tellAgainSoon(): void {
    clearTimeout(again);
    again = setTimeout(() => tell(true), TROUBLE_AGAIN_MS);
  }

  const tellSocket = (state: 'opened' | 'closed') => notify(client.call('page:socket', { state }));
  /** Frames were missed: the background compares by REST, as after a gap of the socket. */
  const tellGap = paced(() => tellSocket('opened'), GAP_PACE, signal);
  const tellSockets = paced(
    () => {
      const isOpen = link.newestSocket()?.open === true;
      // One that opened and is closed again by now was a gap all the same.
      if (hasOpened || isOpen) tellSocket('opened');
      if (!isOpen) tellSocket('closed');
      hasOpened = false;
    },
    EVENT_PACE,
    signal,
  );
  const tellHints = paced(
    () => {
      const gathered = hints;
      hints = [];
      notify(client.call('page:frames', { hints: gathered }));
    },
    EVENT_PACE,
    signal,
  );

  /** How many of so many frames may be read now. */
  function ration(wanted: number): number {
    const now = performance.now();
    if (now - framesFrom >= 1_000) {
      framesFrom = now;
      framesRead = 0;
    }
    const allowed = Math.min(wanted, FRAMES_PER_SECOND - framesRead);
    framesRead += allowed;
    return allowed;
  }

  watchSession(
    { window, document, link, read: readSession },
    (current) => {
      session = current;
      tellSoon();
    },
    signal,
  );
  watchApiOrigin(window, { httpHosts: ports.httpHosts, signal }, (found) => {
    hosts = found;
    tellSoon();
  });
  link.onSockets((newest) => {
    tellSoon();
    hasOpened ||= newest?.open === true;
    tellSockets();
  });
  link.onFrames(({ frames, lost }) => {
    const readable = frames.slice(0, ration(frames.length));
    for (const frame of readable) {
      const hint = toHint(frame);
      if (hint !== null && seen.isNew(hint)) hints.push(hint);
    }
    if (hints.length > 0) tellHints();
    if (lost > 0 || readable.length < frames.length) tellGap();
  });
  const rooms = watchRoomOnScreen(
    { window, document, link, isApi: (origin) => origin === (provenApi ?? hosts.apiOrigin) },
    (room) => {
      if (room.status === 'unknown') return;
      roomShown = room.status === 'room' ? room.roomUuid : null;
      tellScreen();
    },
    signal,
  );
  const onVisibility = paced(
    () => {
      tellSoon();
      notify(client.call('page:focused', { visible: document.visibilityState === 'visible' }));
    },
    EVENT_PACE,
    signal,
  );
  document.addEventListener('visibilitychange', onVisibility, { signal });
  window.addEventListener('focus', onVisibility, { signal });
  const onNetworkBack = () => {
    tellAgain();
    onVisibility();
    // The page's socket may not have noticed, and a hidden tab gets no focus: compare all the same.
    tellGap();
  };
  window.addEventListener('online', onNetworkBack, { signal });
  // A page in the cache answers nobody, so the background has forgotten this frame by now.
  window.addEventListener('pageshow', (event) => event.persisted && tellAgain(), { signal });
  signal.addEventListener('abort', () => clearTimeout(again), { once: true });

  return {
    readSession,
    newestRequested: rooms.newestRequested,
    rootFound(found) {
      root = found;
      const current = readSession();
      if (session === null || !isSameSession(current, session)) {
        session = current;
        tellSoon();
      }
      if (lookAtLanguage !== null) return lookAtLanguage();
      lookAtLanguage = watchPageLanguage(
        { document, window, link },
        (page) => {
          language = page;
          tellSoon();
        },
        signal,
      );
    },
    repeat: () => tell(true),
  };
}
