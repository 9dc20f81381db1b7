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
import { toHint } from '../weni/socket/socket-frames.ts';
import type { SocketHint } from '../weni/socket/hint.ts';
import { paced } from './paced.ts';

type SessionReport = InputOf<'page:session-changed'>;
type SiteStatus = OutputOf<'page:session-changed'>['site']['status'];

const RETRY_AFTER_TROUBLE_MS = 10_000;
/**
 * Delays after which a refused login or host is reported again: the refusal may end without any change on the page that
 * would cause a report.
 */
const RETRY_REFUSED_MS = [30_000, 120_000] as const;
const RETRY_REFUSED_LATER_MS = 600_000;

/** The page can cause any of these events as often as it likes. These limits bound what that costs the background. */
const SESSION_PACE = { everyMs: 500, burst: 5 };
const EVENT_PACE = { everyMs: 100, burst: 1 };
const GAP_PACE = { everyMs: 1_000, burst: 1 };
/**
 * How many socket frames are read in a second. The page's socket brings fewer, except those that waited for us at the
 * start.
 */
const FRAMES_PER_SECOND = 500;

export interface ReportPorts {
  readonly window: Window & typeof globalThis;
  readonly client: Pick<BackgroundClient, 'call'>;
  readonly link: ObserverLink;
  /** Hosts that are accepted over http; empty except in the sandbox build. */
  readonly httpHosts: readonly string[];
  readonly signal: AbortSignal;
  /** Called when the background does not answer. */
  readonly onSilence: () => void;
  /** The current nonce of this document. */
  readonly documentNonce: () => string;
  /** Gives this document a new nonce, because the background takes the old one for a document that is gone. */
  readonly renewDocument: () => void;
}

export interface FrameReporter {
  /** Reads the page's session now; the background asks for it after a 401. */
  readSession(): PageSession;
  /** The room that the page requested last from its API; null if there was none. */
  newestRequested(): RoomUuid | null;
  /** Call it when Chats was mounted: reads language and mode again. */
  rootFound(found: ChatsRoot): void;
  /** Reports everything again, for a background that was restarted. */
  repeat(): void;
}

/**
 * While a document is younger than this and has asked no server yet, its session is not reported: the background would
 * say that the server was not found, moments before the page's first request names it.
 */
const FIRST_REQUEST_MS = 3_000;

/** Our locale for each language of the page. */
export const LOCALES = { 'pt-BR': 'pt_BR', es: 'es', en: 'en' } as const satisfies Record<
  PageLanguage,
  SessionReport['language']
>;

/**
 * Reports to the background what happens in this frame: page session, hints of the socket, room on screen, visibility.
 */
export function reportFrame(ports: ReportPorts): FrameReporter {
  const { window, client, link, signal } = ports;
  const { document } = window;
  let hosts: PageHosts = NO_HOSTS;
  /** The API origin at which the background identified the session; null before. */
  let provenApi: string | null = null;
  let language: PageLanguage | null = null;
  let root: ChatsRoot | null = null;
  let session: PageSession | null = null;
  let reported = '';
  let roomShown: RoomUuid | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
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
    const base = {
      apiOrigin: hosts.apiOrigin,
      otherApiOrigins: [...hosts.otherApiOrigins],
      flowsOrigin: hosts.flowsBaseUrl,
      language: language === null ? null : LOCALES[language],
      observerRuns: link.version() !== null,
    };
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

  /** @param isRepeat true: sends the report even if it equals the last one */
  function reportSession(isRepeat: boolean): void {
    if (session === null || signal.aborted) return;
    const report = toReport(session);
    const text = JSON.stringify(report);
    if (!isRepeat && text === reported) return;
    const waitMs = FIRST_REQUEST_MS - window.performance.now();
    if (waitMs > 0 && report.state === 'ready' && hosts.apiOrigin === null && [...hosts.otherApiOrigins].length === 0) {
      clearTimeout(retryTimer);
      retryTimer = setTimeout(() => reportSession(false), waitMs);
      return;
    }
    reported = text;
    const nonce = ports.documentNonce();
    const reporting = client.call('page:session-changed', report).then(({ site, session: proven }) => {
      provenApi = proven?.apiOrigin ?? null;
      retryIfInTrouble(site.status);
      // The background may have no record of this frame, or one of the previous document: send room and visibility
      // again.
      reportScreen();
    });
    // If the report was not delivered, clear `reported`, so that the next event sends it again.
    notify(
      reporting.catch((error: unknown) => {
        reported = '';
        if (signal.aborted) return;
        if (error instanceof CallFailed && error.error.detail === DOCUMENT_GONE) {
          // We received the answer, so this document is not gone: the background took it for the previous one.
          if (ports.documentNonce() === nonce) ports.renewDocument();
          reportSession(true);
          return;
        }
        retrySoon();
        throw error;
      }),
    );
  }

  const reportSessionSoon = paced(() => reportSession(false), SESSION_PACE, signal);
  const repeatSession = paced(() => reportSession(true), SESSION_PACE, signal);
  const reportScreen = paced(
    () =>
      notify(client.call('page:room-shown', { roomUuid: roomShown, visible: document.visibilityState === 'visible' })),
    EVENT_PACE,
    signal,
  );

  /**
   * After trouble with network or server, or a refusal, reports again later: on an unchanged page nothing else would.
   */
  function retryIfInTrouble(status: SiteStatus): void {
    clearTimeout(retryTimer);
    const isRefused = session?.status === 'ready' && (status === 'not-logged-in' || status === 'api-not-found');
    const delayMs = isRefused ? (RETRY_REFUSED_MS[refusals] ?? RETRY_REFUSED_LATER_MS) : RETRY_AFTER_TROUBLE_MS;
    if (!isRefused) refusals = 0;
    if (!isRefused && status !== 'offline' && status !== 'server-trouble') return;
    retryTimer = setTimeout(() => {
      if (isRefused) refusals += 1;
      reportSession(true);
    }, delayMs);
  }

  function retrySoon(): void {
    clearTimeout(retryTimer);
    retryTimer = setTimeout(() => reportSession(true), RETRY_AFTER_TROUBLE_MS);
  }

  const reportSocket = (state: 'opened' | 'closed') => notify(client.call('page:socket', { state }));
  /** Socket frames were missed. `opened` makes the background compare the server's lists, as after a reconnect. */
  const reportGap = paced(() => reportSocket('opened'), GAP_PACE, signal);
  const reportSockets = paced(
    () => {
      const isOpen = link.newestSocket()?.open === true;
      // Report `opened` also for a socket that has closed again since: frames may have been missed before it opened.
      if (hasOpened || isOpen) reportSocket('opened');
      if (!isOpen) reportSocket('closed');
      hasOpened = false;
    },
    EVENT_PACE,
    signal,
  );
  const reportHints = paced(
    () => {
      const gathered = hints;
      hints = [];
      notify(client.call('page:frames', { hints: gathered }));
    },
    EVENT_PACE,
    signal,
  );

  /** How many of the `wanted` socket frames may be read now. */
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
      reportSessionSoon();
    },
    signal,
  );
  watchApiOrigin(window, { httpHosts: ports.httpHosts, signal }, (found) => {
    hosts = found;
    reportSessionSoon();
  });
  link.onSockets((newest) => {
    reportSessionSoon();
    hasOpened ||= newest?.open === true;
    reportSockets();
  });
  link.onFrames(({ frames, lost }) => {
    const readable = frames.slice(0, ration(frames.length));
    for (const frame of readable) {
      const hint = toHint(frame);
      if (hint !== null) hints.push(hint);
    }
    if (hints.length > 0) reportHints();
    if (lost > 0 || readable.length < frames.length) reportGap();
  });
  const rooms = watchRoomOnScreen(
    { window, document, link, isApi: (origin) => origin === (provenApi ?? hosts.apiOrigin) },
    (room) => {
      if (room.status === 'unknown') return;
      roomShown = room.status === 'room' ? room.roomUuid : null;
      reportScreen();
    },
    signal,
  );
  const onVisibility = paced(
    () => {
      reportSessionSoon();
      notify(client.call('page:focused', { visible: document.visibilityState === 'visible' }));
    },
    EVENT_PACE,
    signal,
  );
  document.addEventListener('visibilitychange', onVisibility, { signal });
  window.addEventListener('focus', onVisibility, { signal });
  const onNetworkBack = () => {
    repeatSession();
    onVisibility();
    // The page's socket may not have noticed the break, and a hidden tab gets no focus event: compare anyway.
    reportGap();
  };
  window.addEventListener('online', onNetworkBack, { signal });
  // A page in the back/forward cache answers nothing, so the background may have detached this frame meanwhile.
  window.addEventListener('pageshow', (event) => event.persisted && repeatSession(), { signal });
  signal.addEventListener('abort', () => clearTimeout(retryTimer), { once: true });

  return {
    readSession,
    newestRequested: rooms.newestRequested,
    rootFound(found) {
      root = found;
      const current = readSession();
      if (session === null || !isSameSession(current, session)) {
        session = current;
        reportSessionSoon();
      }
      if (lookAtLanguage !== null) return lookAtLanguage();
      lookAtLanguage = watchPageLanguage(
        { document, window, link },
        (page) => {
          language = page;
          reportSessionSoon();
        },
        signal,
      );
    },
    repeat: () => reportSession(true),
  };
}
