import * as z from 'zod/mini';
import type { Ledger } from '../ledger/ledger.ts';
import { createLog, writeToConsole } from '../log.ts';
import { clearAlarm, clearAllAlarms, ensureAlarm, onAlarm } from '../platform/alarms.ts';
import { onShortcut } from '../platform/commands.ts';
import { injectIntoOpenTab, registerForHosts } from '../platform/inject.ts';
import { applyUpdate, onBrowserStart, onInstalled, onUpdateAvailable, uiLanguage } from '../platform/lifecycle.ts';
import { onNoticeClicked } from '../platform/notifications.ts';
import { builtInHosts, dropOptional, onPermissionsChanged } from '../platform/permissions.ts';
import { onMessage, onView, type SenderContext } from '../platform/runtime.ts';
import { localArea, sessionArea } from '../platform/storage-areas.ts';
import { activeTab, onTabGone, tabFacts, tabsAt } from '../platform/tabs.ts';
import { extensionVersion, pageUrl } from '../platform/view-runtime.ts';
import { createBackground } from './background.ts';
import { drawBadge, type IconPorts } from './icon.ts';
import { GROUP_NOTICE, notify, REPLY_NOTICE } from './notifier.ts';
import { createSandboxTimings } from './sandbox-timings.ts';
import { chooseLocale } from './words.ts';

export interface StartPorts {
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly isOnline: () => boolean;
  readonly openLedger: (options: { readonly now: () => number }) => Ledger;
}

const REPLIES_ALARM = 'replies';
const REPLIES_PERIOD_MINUTES = 1;
/** A frame that reloads is back within this time; one that does not answer then is gone. */
const PROBE_AFTER_MS = 2_000;
const AGENTS_KEY = 'replies:agents';
/** How many dispatches back, and how long after the end, the history is looked through for repeated starts. */
const AUDITED = 20;
const AUDIT_WITHIN_MS = 24 * 3_600_000;
const PAGE: SenderContext = { kind: 'page' };

/** Registers every listener in this very tick, then takes stock. Called once per background life. */
export function startBackground(start: StartPorts): void {
  const { now, after } = start;
  const session = sessionArea();
  const local = localArea();
  const log = createLog(writeToConsole, now);
  const onError = (event: string) => (error: unknown) => log.error(event, error);
  const ledger = start.openLedger({ now });
  const timings = createSandboxTimings(start.fetch);
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  const background = createBackground({
    ...start,
    ledger,
    sessionArea: session,
    localArea: local,
    log,
    fetchOwnFile: async (path) => await (await start.fetch(pageUrl(`/${path.replace(/^\//, '')}`), {})).json(),
    timings: timings.current,
    onSessionFound: timings.read,
    ready,
    onViewGone(viewId, sender) {
      const gone = async () => {
        const isTabThere = sender.kind === 'frame' && (await tabFacts(sender.tabId)) !== null;
        await dispatcher.viewGone(viewId, isTabThere ? 'reloaded' : 'tab-closed');
        if (sender.kind === 'frame') after(PROBE_AFTER_MS, () => void probe(sender.tabId, sender.frameId).catch(onError('probe')));
      };
      void gone().catch(onError('view gone'));
    },
  });
  const { services } = background;
  const { dispatcher, watcher, sessions, settings, feed, view, frames } = services;

  async function probe(tabId: number, frameId: number): Promise<void> {
    if ((await frames.ask({ tabId, frameId }, 'frame:describe', {})) !== null) return;
    await sessions.frameGone(tabId, frameId);
    await sessionsChanged();
  }

  /** Finished dispatches nobody looked through the history for yet: just ended, or ended while nobody was signed in. */
  const auditByAudit = serially();
  const auditFinished = () => auditByAudit(async () => {
    for (const row of await ledger.listDispatches({ sessionId: null, limit: AUDITED })) {
      const { state, auditedAt = null } = row;
      const isDue = state.status === 'finished' && (auditedAt === null || auditedAt < state.at) && now() - state.at < AUDIT_WITHIN_MS;
      if (isDue) await dispatcher.audit(row.dispatchId);
    }
  });

  async function sessionsChanged(): Promise<void> {
    await background.refreshReplySessions();
    void auditFinished().catch(onError('audit'));
    const agents = [...new Set(background.liveAgentKeys())];
    if (agents.length > 0) await ledger.putKept({ key: AGENTS_KEY, value: agents });
    feed.changed({ singles: true });
    await dispatcher.sessionChanged();
    await refreshRhythm();
  }

  const locale = async () => chooseLocale(settings.current().language, (await view.mainLanguage()) ?? null, uiLanguage());
  /** The agents signed in now, else those of the last time. */
  async function shownAgents(): Promise<readonly string[]> {
    const live = background.liveAgentKeys();
    if (live.length > 0) return [...new Set(live)];
    const stored = z.array(z.string()).safeParse(await ledger.getKept(AGENTS_KEY));
    return stored.success ? stored.data : [];
  }

  const icon: IconPorts = {
    rows: async () => (await Promise.all((await shownAgents()).map((key) => ledger.listAwaited(key)))).flat(),
    isLive: () => background.liveAgentKeys().length > 0,
    asOf: async () => await background.asOf(await shownAgents()),
    locale,
    words: services.words,
  };
  const drawIconNow = () => void drawBadge(icon).catch(onError('badge'));

  /** The quiet rhythm of reply look-ups: an alarm while anybody is awaited and somebody is signed in, else none. */
  async function refreshRhythm(): Promise<void> {
    const delayMs = await watcher.nextDelay();
    if (delayMs === null) await clearAlarm(REPLIES_ALARM);
    else await ensureAlarm(REPLIES_ALARM, REPLIES_PERIOD_MINUTES);
    drawIconNow();
  }

  async function ensure(): Promise<void> {
    const added = (await services.hosts.list()).map((host) => `${host.origin}/*`).filter((pattern) => !builtInHosts().includes(pattern));
    await registerForHosts(added);
    await refreshRhythm();
  }

  async function eraseAll(): Promise<number> {
    await ledger.eraseAll();
    await session.clear();
    await local.clear();
    await clearAllAlarms();
    await registerForHosts([]);
    await dropOptional(builtInHosts());
    await settings.load();
    drawIconNow();
    const left = await ledger.exportAll();
    return left.dispatches.length + left.people.length + left.awaited.length;
  }

  dispatcher.onChange((change) => {
    feed.changed({ dispatches: change.dispatches.map((row) => row.dispatchId), dispatchesGone: change.removed, people: change.people, singles: change.removed.length > 0 });
    const accepted = change.people.filter((row) => row.status === 'accepted').map((row) => `${row.dispatchId}:${row.n}`);
    const track = async () => {
      const rows = (await Promise.all(accepted.map((id) => ledger.getAwaited(id)))).filter((row) => row !== null);
      if (rows.length === 0) return;
      await watcher.track(rows);
      feed.changed({ awaited: rows, singles: true });
      await refreshRhythm();
    };
    if (accepted.length > 0) void track().catch(onError('track'));
    if (change.dispatches.some((row) => row.state.status === 'finished')) void updateIfCalm().catch(onError('update'));
  });

  watcher.onChange((changes) => {
    feed.changed({
      awaited: changes.map((change) => change.after),
      dispatches: [...new Set(changes.flatMap(({ after: row }) => (row.dispatchId === null ? [] : [row.dispatchId])))],
      singles: true,
    });
    void refreshRhythm().catch(onError('rhythm'));
    void notify(changes, {
      area: session,
      now,
      settings: settings.current,
      isChatsVisible: async () => (await sessions.frames()).some((frame) => frame.visible),
      roomsOnScreen: background.roomsOnScreen,
      locale,
      words: services.words,
      playSound: background.ring,
    }).catch(onError('notify'));
  });

  // An update waits while anything counts down, runs or is looked up.
  let waitingVersion: string | null = null;
  async function updateIfCalm(): Promise<void> {
    if (waitingVersion !== null && !(await dispatcher.isBusy())) applyUpdate();
  }

  async function injectEverywhere(): Promise<void> {
    const added = (await services.hosts.list()).map((host) => `${host.origin}/*`);
    for (const tabId of await tabsAt([...builtInHosts(), ...added])) {
      await injectIntoOpenTab(tabId).catch(onError('inject'));
    }
  }

  async function wish(action: 'toggle-panel' | 'quick-send' | 'open-palette', tabId: number | null): Promise<void> {
    const tab = tabId ?? (await activeTab())?.tabId ?? null;
    if (tab === null) return;
    view.request(tab, action);
    for (const record of await sessions.frames()) if (record.frame.tabId === tab) await frames.ask(record.frame, 'frame:wake', {});
    feed.changed({ singles: true });
  }

  const whenReady = (event: string, work: () => Promise<void>) => {
    ready.then(work).catch(onError(event));
  };

  const server = background.server({ ensure, eraseAll, onSessionsChanged: sessionsChanged });
  onMessage(async (message, sender) => {
    await ready;
    return await server(message, sender);
  });
  onView((port) => background.connect(port));
  onAlarm((name) => {
    whenReady('alarm', async () => {
      if (name === REPLIES_ALARM) {
        await watcher.tick();
        await refreshRhythm();
      } else await dispatcher.tick();
    });
  });
  onShortcut((name, tabId) => {
    whenReady('shortcut', async () => {
      if (name === 'next-reply') await background.openNext(PAGE);
      else if (name === 'toggle-panel' || name === 'quick-send' || name === 'open-palette') await wish(name, tabId);
    });
  });
  onTabGone((tabId) => {
    whenReady('tab gone', async () => {
      await sessions.frameGone(tabId, null);
      await sessionsChanged();
    });
  });
  onInstalled((reason, previousVersion) => {
    whenReady('installed', async () => {
      if (reason === 'update' && previousVersion !== null) view.setUpdate({ from: previousVersion, to: extensionVersion() });
      await injectEverywhere();
    });
  });
  onBrowserStart(drawIconNow);
  onPermissionsChanged(() => whenReady('permissions', ensure));
  onUpdateAvailable((version) => {
    waitingVersion = version;
    whenReady('update', updateIfCalm);
  });
  const listenForNoticeClicks = onNoticeClicked((id) => {
    whenReady('notice', async () => {
      await clearNotice(id);
      if (id === GROUP_NOTICE) await background.openNext(PAGE);
      const row = id.startsWith(REPLY_NOTICE) ? await ledger.getAwaited(id.slice(REPLY_NOTICE.length)) : null;
      if (row !== null) await background.openFromOutside(row);
    });
  });
  listenForNoticeClicks();
  globalThis.addEventListener('online', () => whenReady('online', () => dispatcher.online()));
  globalThis.addEventListener('offline', () => whenReady('offline', () => dispatcher.offline()));

  async function takeStock(): Promise<void> {
    await settings.load();
    await background.refreshReplySessions();
    await timings.restore(session);
  }
  takeStock().catch(onError('stock')).finally(becomeReady);
  whenReady('ensure', async () => {
    await dispatcher.ensure();
    await ensure();
    await watcher.tick();
  });
}
