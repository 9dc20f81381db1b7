import type { Ledger } from '../ledger/ledger.ts';
import { createLog, writeToConsole } from '../log.ts';
import { clearAlarm, ensureAlarm } from '../platform/alarms.ts';
import { uiLanguage } from '../platform/lifecycle.ts';
import { keysOf } from '../platform/storage-areas.ts';
import { activeTab, tabFacts } from '../platform/tabs.ts';
import { pageUrl } from '../platform/view-runtime.ts';
import type { AwaitedRow } from '../replies/records.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { createBackground } from './background.ts';
import { createBrowserListeners } from './browser/browser-listeners.ts';
import { createLaterAlarm } from './browser/later-alarm.ts';
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
import { createRunWitness, WITNESS_AFTER_MS } from './services/run-witness.ts';
import { watchChatEndings } from './services/watch-chat-endings.ts';
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
/**
 * How long accepted people are collected before the reply watcher gets them: it reads all awaited rows each time, and a
 * dispatch accepts several people a second. A start that is linked to a room is looked up soon, before the flow opens
 * another ticket in that room. The others are found in the ledger by their first message in any case.
 */
const GATHER_LINKED_MS = 1_000;
const GATHER_OTHERS_MS = 3_000;
/** How long after its port broke a frame is asked whether it still exists. A frame that reloads is back by then. */
const PROBE_AFTER_MS = 2_000;

/**
 * Starts one life of the background: registers every listener synchronously (otherwise the event that woke the worker
 * is lost), then recovers from storage. Called once per background, and again after every erasure.
 */
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
    followUpDayMs: timings.dayMs,
    onSessionFound: timings.read,
    onSettingsChanged: () => drawIconNow(),
    onPreparedChanged: () => void later.review().catch(onError('later')),
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
  const witness = createRunWitness({
    ledger,
    countRuns: services.catalog.countRuns,
    isLive: (sessionId) => background.live.get(sessionId) !== null,
    now,
    after,
    delayMs: () => timings.witnessMs() ?? WITNESS_AFTER_MS,
    onChanged: (dispatchId) => feed.changed({ dispatches: [dispatchId] }),
    onError: onError('witness'),
  });

  const endings = watchChatEndings(background, { ledger, now, after, onError: onError('chat endings') });

  async function sessionsChanged(): Promise<void> {
    await background.live.refresh();
    void endings.check().catch(onError('chat endings'));
    void auditFinished().catch(onError('audit'));
    void witness.check().catch(onError('witness'));
    feed.changed({ singles: true });
    drawIconNow();
    await lastAgents.remember();
    await dispatcher.sessionChanged();
    await refreshRepliesAlarm();
  }

  const { probe, probeAll } = createProbe({ frames, sessions, onGone: sessionsChanged });

  const locale = async () =>
    chooseLocale(settings.current().language, (await view.mainLanguage()) ?? null, uiLanguage());
  const icon: IconPorts = {
    now,
    storage: () => storageState(ledger),
    rows: async () =>
      watcher.shown((await Promise.all((await lastAgents.shown()).map((key) => ledger.listAwaited(key)))).flat()),
    due: () => later.due(),
    isLive: () => background.live.agentKeys().length > 0,
    asOf: async () => await background.asOf(await lastAgents.shown()),
    locale,
    words: services.words,
  };
  /** Draws one after the other: of two at once, the older could end last and leave an outdated count on the badge. */
  const drawing = serially();
  const drawIconNow = () => void drawing(() => drawBadge(icon)).catch(onError('badge'));

  /** Keeps the alarm of the reply look-ups only while an agent is signed in and people are awaited. Redraws the icon. */
  async function refreshRepliesAlarm(): Promise<void> {
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
    await refreshRepliesAlarm();
  }

  /** Ends this life, so that it stores nothing after the erasure, deletes everything and starts the next life. */
  async function eraseAll(): Promise<number> {
    const open = await sessions.frames();
    await sessions.forgetAll();
    life.end();
    background.stopKeepingAlive();
    const empty = ports.openLedger({ now });
    const left = await eraseEverything(empty, now()).finally(() => {
      empty.close();
      startBackground(ports, listeners);
      // Closing the ports makes the views connect again, to the new life.
      feed.close();
    });
    // Open pages report their session only when it changes, so ask them, or the new life never learns of them. Not
    // awaited: a page that does not answer must not delay the erasure.
    for (const record of open)
      for (const name of ['frame:wake', 'frame:read-session'] as const) void frames.ask(record, name, {});
    return left;
  }

  const track = async (rows: readonly AwaitedRow[]) => {
    await watcher.track(rows);
    await lastAgents.remember();
    feed.changed({ awaited: rows, singles: true });
    await refreshRepliesAlarm();
    twins.linkLater(rows);
  };
  const trackEvery = (gatherMs: number) =>
    createTracking({
      after,
      gatherMs,
      getAwaitedRows: (ids) => ledger.getAwaitedRows(ids),
      track,
      onError: onError('track'),
    });

  const later = createLaterAlarm({
    services,
    agentKeys: background.live.agentKeys,
    isOver: life.isOver,
    drawIcon: drawIconNow,
    now,
    settings: settings.current,
    visibleSessions: () => visibleIn(sessions),
    locale,
    words: life.within(services.words),
  });
  const notifyReplies = createNotifier({
    area: session,
    now,
    settings: settings.current,
    visibleSessions: () => visibleIn(sessions),
    isOnScreen: background.live.isOnScreen,
    locale,
    words: life.within(services.words),
    playSound: background.playSound,
    after,
    onError: onError('notify'),
  });
  reactToChanges(services, {
    trackAccepted: { linked: trackEvery(GATHER_LINKED_MS), other: trackEvery(GATHER_OTHERS_MS) },
    auditFinished: () => void auditFinished().catch(onError('audit')),
    countRuns: witness.changed,
    rememberRules: (reading, hasEnded) =>
      void reading.then(() => (hasEnded ? later.review() : undefined)).catch(onError('later')),
    onIdle: () => void onIdle().catch(onError('idle')),
    refreshRepliesAlarm: () => void refreshRepliesAlarm().catch(onError('replies alarm')),
    notifyReplies,
    drawIcon: drawIconNow,
  });
  // An update waits while a dispatch counts down, runs or has people to be looked up.
  const updates = createUpdates({ area: local, show: view.setUpdate, isBusy: () => dispatcher.isBusy() });

  async function onIdle(): Promise<void> {
    // Audit first: it asks the server, so it needs the session that `forgetFinished` may remove.
    await auditFinished().catch(onError('audit'));
    await sessions.forgetFinished();
    await background.live.refresh();
    await updates.applyIfIdle();
  }

  /** After a permission was granted or removed, frames report again: it decides whether their API can be reached. */
  async function permissionsChanged(): Promise<void> {
    await ensure();
    await frames.askAll(await sessions.frames(), 'frame:read-session', {});
    feed.changed({ singles: true });
  }

  async function requestPanelAction(
    action: 'toggle-panel' | 'quick-send' | 'open-palette' | 'done-next',
    tabId: number | null,
  ): Promise<void> {
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
    // Sessions do not need the database, so a failing database must not fail this message: views show that it fails.
    onSessionsChanged: () => sessionsChanged().catch(onError('sessions')),
    setPanelWidth: async (widthPx) => await setPanelWidth(local, await keysOf('local'), widthPx),
    updateSeen: updates.seen,
    testNotice: async () => showTestNotice(await locale(), services.words),
    isChatsApi: (apiOrigin) => answersAsChats(apiOrigin, start.fetch),
  });
  reactToBrowser({
    listeners,
    background,
    ledger,
    updates,
    server,
    whenReady,
    drawIcon: drawIconNow,
    sessionsChanged,
    refreshRepliesAlarm,
    later,
    permissionsChanged,
    requestPanelAction,
  });

  async function recover(): Promise<void> {
    await settings.load().catch(onError('settings'));
    await updates.restore().catch(onError('update'));
    await background.live.refresh();
    await timings.restore(session);
  }
  recover().catch(onError('recover')).finally(becomeReady);
  whenReady('ensure', () => dispatcher.ensure().catch(onError('dispatches')).then(ensure));
  whenReady('later', later.review);
  whenReady('tick', () => watcher.tick());
  // A tab may have left Chats while the background was stopped and could not see its port break.
  whenReady('probe', probeAll);
}

/** Ids of the sessions that have a visible frame. */
async function visibleIn({ frames }: Pick<Sessions, 'frames'>): Promise<ReadonlySet<string>> {
  return new Set(
    (await frames()).flatMap((frame) => (frame.visible && frame.sessionId !== null ? [frame.sessionId] : [])),
  );
}
