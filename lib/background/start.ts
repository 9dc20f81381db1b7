import type { Ledger } from '../ledger/ledger.ts';
import { createLog, writeToConsole } from '../log.ts';
import { clearAlarm, ensureAlarm } from '../platform/alarms.ts';
import { uiLanguage } from '../platform/lifecycle.ts';
import { keysOf } from '../platform/storage-areas.ts';
import { activeTab, tabFacts } from '../platform/tabs.ts';
import { pageUrl } from '../platform/view-runtime.ts';
import type { AwaitedRow } from '../replies/records.ts';
import { createBackground } from './background.ts';
import { createBrowserListeners } from './browser/browser-listeners.ts';
import { eraseEverything } from './browser/erase.ts';
import { drawBadge, type IconPorts } from './browser/icon.ts';
import { createLife } from './browser/life.ts';
import { createNotifier } from './browser/notifier.ts';
import { setPanelWidth } from './browser/panel-width.ts';
import { answersAsChats } from './browser/probe-api.ts';
import { createProbe } from './browser/probe-documents.ts';
import { createSandboxTimings } from './sandbox-timings.ts';
import { createSiteScripts } from './browser/site-scripts.ts';
import { storageState } from './browser/storage-state.ts';
import { showTestNotice } from './browser/test-notice.ts';
import { createTracking } from './adapters/reply-tracking.ts';
import { createUpdates } from './browser/updates.ts';
import { reactToBrowser, REPLIES_ALARM } from './react-to-browser.ts';
import { reactToChanges } from './react-to-changes.ts';
import { createHistoryAudit } from './services/history-audit.ts';
import { chooseLocale } from './services/words.ts';
import { serially } from '../util/serially.ts';

export interface StartPorts {
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly isOnline: () => boolean;
  readonly openLedger: (options: { readonly now: () => number }) => Ledger;
}

const REPLIES_PERIOD_MINUTES = 1;
/** A frame that reloads is back within this time; one that does not answer then is gone. */
const PROBE_AFTER_MS = 2_000;

/** Registers every listener in this very tick, then takes stock. Called once per background, and by every erasure for the life after it. */
export function startBackground(ports: StartPorts, listeners = createBrowserListeners()): void {
  const life = createLife(ports);
  const start = { ...ports, fetch: life.fetch, after: life.after };
  const { now, after, session, local, ledger } = { ...ports, ...life };
  const log = createLog(writeToConsole, now);
  const onError = (event: string) => (error: unknown) => log.error(event, error);
  const timings = createSandboxTimings(start.fetch);
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => void (becomeReady = resolve));

  const background = createBackground({
    ...start,
    isOver: life.isOver,
    ledger,
    sessionArea: session,
    localArea: local,
    log,
    fetchOwnFile: async (path) => await (await start.fetch(pageUrl(`/${path.replace(/^\//, '')}`), {})).json(),
    timings: timings.current,
    startTimeoutMs: timings.startTimeoutMs,
    onSessionFound: timings.read,
    onSettingsChanged: () => drawIconNow(),
    ready,
    onViewGone(viewId, sender) {
      const gone = async () => {
        const isTabThere = sender.kind === 'frame' && (await tabFacts(sender.tabId)) !== null;
        await dispatcher.viewGone(viewId, isTabThere ? 'reloaded' : 'tab-closed');
        if (sender.kind === 'frame') after(PROBE_AFTER_MS, () => void probe(sender).catch(onError('probe')));
      };
      void gone().catch(onError('view gone'));
    },
  });
  const { services, lastAgents } = background;
  const { twins, dispatcher, watcher, sessions, settings, feed, view, frames } = services;

  const auditFinished = createHistoryAudit({ ledger, dispatcher, now });

  async function sessionsChanged(): Promise<void> {
    await background.live.refresh();
    void auditFinished().catch(onError('audit'));
    feed.changed({ singles: true });
    drawIconNow();
    await lastAgents.remember();
    await dispatcher.sessionChanged();
    await refreshRhythm();
  }

  const { probe, probeAll } = createProbe({ frames, sessions, onGone: sessionsChanged });

  const locale = async () => chooseLocale(settings.current().language, (await view.mainLanguage()) ?? null, uiLanguage());
  const icon: IconPorts = {
    now,
    storage: () => storageState(ledger),
    rows: async () => watcher.shown((await Promise.all((await lastAgents.shown()).map((key) => ledger.listAwaited(key)))).flat()),
    isLive: () => background.live.agentKeys().length > 0,
    asOf: async () => await background.asOf(await lastAgents.shown()),
    locale,
    words: services.words,
  };
  /** One after the other: of two drawings at once the older one could end last, and an answer would be on no badge. */
  const drawing = serially();
  const drawIconNow = () => void drawing(() => drawBadge(icon)).catch(onError('badge'));

  /** The quiet rhythm of reply look-ups: an alarm while anybody is awaited and somebody is signed in, else none. */
  async function refreshRhythm(): Promise<void> {
    drawIconNow();
    const delayMs = await watcher.nextDelay();
    if (delayMs === null) await clearAlarm(REPLIES_ALARM);
    else await ensureAlarm(REPLIES_ALARM, REPLIES_PERIOD_MINUTES);
  }

  const scripts = createSiteScripts({
    addedOrigins: async () => (await services.hosts.list()).map((host) => host.origin),
    managedOrigins: () => settings.policy().policy.hosts ?? [],
    onError: onError('inject'),
  });

  async function ensure(): Promise<void> {
    await scripts.register();
    await scripts.injectMissing();
    await refreshRhythm();
  }

  /** Ends this life, so that nothing of it is stored after the erasure, and begins the next one. */
  async function eraseAll(): Promise<number> {
    const open = await sessions.frames();
    await sessions.forgetAll();
    life.end();
    background.stopKeepingAlive();
    const empty = ports.openLedger({ now });
    const left = await eraseEverything(empty, now()).finally(() => {
      empty.close();
      startBackground(ports, listeners);
      // Views connect again, and find the new life.
      feed.close();
    });
    // Open pages are asked who they are, as after an install: they would wait for it for ever. The erasure waits for none of them.
    for (const record of open) for (const name of ['frame:wake', 'frame:read-session'] as const) void frames.ask(record, name, {});
    return left;
  }

  const track = async (rows: readonly AwaitedRow[]) => {
    await watcher.track(rows);
    await lastAgents.remember();
    feed.changed({ awaited: rows, singles: true });
    await refreshRhythm();
    void twins.link(rows).catch(onError('twins'));
  };
  const trackAccepted = createTracking({ after, getAwaited: (id) => ledger.getAwaited(id), track, onError: onError('track') });

  const tell = createNotifier({
    area: session,
    now,
    settings: settings.current,
    visibleSessions: async () => new Set((await sessions.frames()).flatMap((frame) => (frame.visible && frame.sessionId !== null ? [frame.sessionId] : []))),
    isOnScreen: background.live.isOnScreen,
    locale,
    words: life.within(services.words),
    playSound: background.ring,
    after,
    onError: onError('notify'),
  });
  reactToChanges(services, {
    trackAccepted,
    auditFinished: () => void auditFinished().catch(onError('audit')),
    becomeCalm: () => void becomeCalm().catch(onError('calm')),
    refreshRhythm: () => void refreshRhythm().catch(onError('rhythm')),
    tell,
    drawIcon: drawIconNow,
  });
  // An update waits while anything counts down, runs or is looked up.
  const updates = createUpdates({ area: local, show: view.setUpdate, isBusy: () => dispatcher.isBusy() });

  async function becomeCalm(): Promise<void> {
    // The last look through the history needs the session as well.
    await auditFinished().catch(onError('audit'));
    await sessions.forgetFinished();
    await background.live.refresh();
    await updates.applyIfCalm();
  }

  /** What a permission made possible, or took away: every open frame says again where its API is. */
  async function permissionsChanged(): Promise<void> {
    await ensure();
    await frames.askAll(await sessions.frames(), 'frame:read-session', {});
    feed.changed({ singles: true });
  }

  async function wish(action: 'toggle-panel' | 'quick-send' | 'open-palette', tabId: number | null): Promise<void> {
    const tab = tabId ?? (await activeTab())?.tabId ?? null;
    if (tab === null) return;
    const records = (await sessions.frames()).filter(({ frame }) => frame.tabId === tab);
    for (const record of records) view.request(record, action);
    await frames.askAll(records, 'frame:wake', {});
    feed.changed({ singles: true });
  }

  const whenReady = (event: string, work: () => Promise<void>) => {
    ready.then(work).catch(onError(event));
  };

  const server = background.server({
    ensure,
    eraseAll,
    // Who is signed in stands without the database, and its views are the ones who say that it fails.
    onSessionsChanged: () => sessionsChanged().catch(onError('sessions')),
    setPanelWidth: async (widthPx) => await setPanelWidth(local, await keysOf('local'), widthPx),
    updateSeen: updates.seen,
    testNotice: async () => showTestNotice(await locale(), services.words),
    isChatsApi: (apiOrigin) => answersAsChats(apiOrigin, start.fetch),
  });
  reactToBrowser({ listeners, background, ledger, updates, server, whenReady, drawIcon: drawIconNow, sessionsChanged, refreshRhythm, permissionsChanged, wish });

  async function takeStock(): Promise<void> {
    await settings.load().catch(onError('settings'));
    await updates.restore().catch(onError('update'));
    await background.live.refresh();
    await timings.restore(session);
  }
  takeStock().catch(onError('stock')).finally(becomeReady);
  whenReady('ensure', () => dispatcher.ensure().catch(onError('dispatches')).then(ensure));
  whenReady('tick', () => watcher.tick());
  // A tab may have left Chats while nobody was awake to see its port break.
  whenReady('probe', probeAll);
}
