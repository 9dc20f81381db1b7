import { createDispatcher } from '../dispatch/dispatcher.ts';
import { DEFAULT_DISPATCH_SETTINGS, type DispatchSettings } from '../dispatch/ports.ts';
import { DispatchId, type RoomUuid, type SessionId } from '../ids.ts';
import { ERASURE_KEY, readErasure } from '../ledger/erasure.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { createFeed, type Scope } from '../messaging/feed.ts';
import { createMessageServer } from '../messaging/server.ts';
import type { FeedSingles } from '../messaging/views.ts';
import { assignedShortcuts } from '../platform/commands.ts';
import { createKeepAlive } from '../platform/keep-alive.ts';
import { hasHost, patternOf } from '../platform/permissions.ts';
import { uiLanguage } from '../platform/lifecycle.ts';
import type { SenderContext, ViewPort } from '../platform/runtime.ts';
import { readManagedPolicy, type Area } from '../platform/storage-areas.ts';
import { askFrame, focusedWindowId, focusTab, tabFacts } from '../platform/tabs.ts';
import { countReplied, countWaiting } from '../replies/badge.ts';
import type { ReplyWatcher } from '../replies/ports.ts';
import type { AwaitedRow } from '../replies/records.ts';
import { createReplyWatcher } from '../replies/watcher.ts';
import { agentKeyOf, readFlowsScope } from '../sessions/session.ts';
import { createSessions } from '../sessions/sessions.ts';
import { DAY_MS } from '../util/time.ts';
import type { Settings } from '../settings/settings.ts';
import { viewPolicy } from '../settings/policy.ts';
import { WeniApiError } from '../weni/api/errors.ts';
import { createAdmit } from './admit.ts';
import { createAccessService } from './services/access-service.ts';
import { createAudienceService } from './services/audience-service.ts';
import { createCatalogService } from './services/catalog-service.ts';
import { createDispatchAlarm } from './adapters/dispatch-alarm.ts';
import { createDispatchExclusions } from './adapters/dispatch-exclusions.ts';
import { createDispatchSessions } from './adapters/dispatch-sessions.ts';
import { createDispatchViews } from './views/dispatch-views.ts';
import { dispatchWeni } from './adapters/dispatch-server.ts';
import { createElasticPool } from './services/elastic-pool.ts';
import { createExclusionLists } from './services/exclusion-lists.ts';
import { toCallError } from './views/call-error.ts';
import { createTabFrames } from './browser/tab-frames.ts';
import { createHandlers, type HandlerPorts } from './handlers/handlers.ts';
import { openFromOutside, openNext } from './handlers/reply.ts';
import { createHostsService } from './services/hosts-service.ts';
import { identify } from './services/identify.ts';
import { createLastAgents } from './services/last-agents.ts';
import { createSignedInSessions } from './adapters/signed-in-sessions.ts';
import { createOwnContact } from './services/own-contact.ts';
import { createOwnNames } from './services/own-names.ts';
import { createPeopleService } from './services/people-service.ts';
import { createSecondaryProjects } from './services/secondary-projects.ts';
import { createQueueFlows } from './services/queue-flows.ts';
import { createPhones } from './services/phones.ts';
import { createLater } from './services/later.ts';
import { createPreflightService } from './services/preflight-service.ts';
import { createReplyWeni } from './adapters/reply-server.ts';
import type { Services } from './services.ts';
import { orNothing, storageState } from './browser/storage-state.ts';
import { createSectorHours } from './services/sector-hours-service.ts';
import { createSettingsService } from './services/settings-service.ts';
import { playSoundFor } from './browser/play-sound.ts';
import { createTwinFinder } from './services/twin-finder.ts';
import { createViewState } from './views/view-state.ts';
import { createReplyWords } from './services/reply-words.ts';
import { createRepliedCounts } from './views/replied-counts.ts';
import { createWatchRows } from './adapters/reply-rows.ts';
import { createWeniPool } from './services/weni-pool.ts';
import { createWords } from './services/words.ts';
import { createRunningWork } from './services/running-work.ts';

/**
 * What the start of the background provides: clock, random numbers, network, storage, and what to do on certain
 * events.
 */
export interface BackgroundPorts {
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly fetchOwnFile: (path: string) => Promise<unknown>;
  readonly isOnline: () => boolean;
  /** True after an erasure, when a new life has taken over: this one must start nothing any more. */
  readonly isOver: () => boolean;
  readonly ledger: Ledger;
  readonly sessionArea: Area;
  readonly localArea: Area;
  readonly log: Log;
  /** Shorter times in the sandbox build; empty in the store build. */
  readonly timings: () => Partial<Pick<DispatchSettings, 'undoMs' | 'notFoundMs' | 'bucketPerHour' | 'burst'>>;
  /** How long to wait for the answer to a start, ms. Only the sandbox build sets it. */
  readonly startTimeoutMs?: () => number | undefined;
  /** Resolves when settings and sessions are read. Messages and views are not served before. */
  readonly ready: Promise<void>;
  readonly onViewGone: (viewId: string, sender: SenderContext) => void;
  readonly onSessionFound: (apiOrigin: string) => Promise<void>;
  /** Called after a setting changed. It may be the language, in which the icon's title is written. */
  readonly onSettingsChanged: () => void;
  /** Length of a day for follow-ups, ms. Only the sandbox build sets it. */
  readonly followUpDayMs?: () => number | undefined;
  /** Called after drafts were kept for later, opened or dropped, so that icon and alarm follow. */
  readonly onPreparedChanged: () => void;
}

/** Makes the function that counts the people who replied and who are awaited, for the views of a scope. */
function countsOf({
  sessions,
  lastAgents,
  ledger,
  watcher,
  asOf,
}: Pick<Services, 'sessions' | 'ledger' | 'watcher'> & {
  readonly lastAgents: ReturnType<typeof createLastAgents>;
  readonly asOf: ReturnType<typeof createWatchRows>['asOf'];
}) {
  return async (scope: Scope): Promise<FeedSingles['counts']> => {
    const keys = new Set(
      (await sessions.list()).filter((session) => scope.sessionIds.has(session.sessionId)).map(agentKeyOf),
    );
    // While no agent is signed in, count the same people as the icon does, not those of every agent who ever used this
    // browser.
    const counted = keys.size === 0 ? await lastAgents.shown() : [...keys];
    const shown = watcher.shown((await Promise.all(counted.map((key) => ledger.listAwaited(key)))).flat());
    return { waiting: countWaiting(shown), replied: countReplied(shown), asOf: await asOf(counted) };
  };
}

/**
 * Builds all services of the background and connects them. The browser may stop the background between any two lines,
 * so everything that must survive is in the ledger or the session area; what is in memory is a cache.
 */
export function createBackground(ports: BackgroundPorts) {
  const { ledger, log, now } = ports;
  const onError = (event: string) => (error: unknown) => log.error(event, error);

  const settings = createSettingsService(ports.localArea, readManagedPolicy, () => {
    feed.changed({ singles: true });
    ports.onSettingsChanged();
  });
  const hosts = createHostsService(ports.localArea);
  /** False also when the browser rejects the pattern: then no permission can cover the origin. */
  const isPermitted = (origin: string) => hasHost(patternOf(origin)).catch(() => false);

  const sessions = createSessions({
    area: ports.sessionArea,
    now,
    identify: async (claim) => {
      await ports.onSessionFound(claim.apiOrigin);
      return await identify(claim, { fetch: ports.fetch, isPermitted, now });
    },
    apiOriginFor: hosts.apiOriginFor,
    isWorking: async (sessionId) => (await ledger.activeDispatches()).some((row) => row.sessionId === sessionId),
    isPermitted,
    onLeft: ({ document: { document }, why }) => {
      // The agent who pressed Send is no longer signed in here, so countdowns of this document's views must not commit.
      // If the document itself is gone, the view's port breaks and `onViewGone` does the same.
      for (const viewId of document === null || why === 'gone' ? [] : feed.viewsOf(document))
        void dispatcher.viewGone(viewId, 'session-gone').catch(onError('session left'));
      feed.changed({ singles: true });
      void live
        .refresh()
        .then(() => dispatcher.sessionChanged())
        .catch(onError('session left'));
    },
  });

  const weni = createWeniPool({
    sessions,
    fetch: ports.fetch,
    isPermitted,
    now,
    ...(ports.startTimeoutMs === undefined ? {} : { startTimeoutMs: ports.startTimeoutMs }),
    async onRefused(sessionId, token) {
      if (!(await sessions.refuseToken(sessionId, token))) return;
      feed.changed({ singles: true });
      // The page may already hold a newer token. Its frames report their session again: with the new token, or with
      // none.
      const askFrames = async () => {
        await frames.askAll(
          (await frames.ofSessions(new Set([sessionId]))).map(({ frame }) => frame),
          'frame:read-session',
          {},
        );
      };
      void askFrames().catch(onError('refused token'));
    },
  });
  const ownNames = createOwnNames({
    weni,
    now,
    onKnown: () =>
      void live
        .refresh()
        .then(() => dispatcher.sessionChanged())
        .catch(onError('names')),
    onError: onError('names'),
  });
  const live = createSignedInSessions({
    sessions,
    isNameUnique: ownNames.isUnique,
    readIsOnline: async (sessionId) => (await (await weni.of(sessionId)).api.getAgentStatus()).isOnline,
    onStatusChanged: () => feed.changed({ singles: true }),
    onRefreshed: (ids) => replyWords.keepOnly(ids),
    onError: onError('agent status'),
  });
  const access = createAccessService({ weni, now, onChange: () => feed.changed({ singles: true }) });
  const secondaryProjects = createSecondaryProjects({ weni, sessions, access, drafts: ledger });
  const queueFlows = createQueueFlows({ weni, now });
  const catalog = createCatalogService({
    weni,
    kept: ledger,
    queueFlows: queueFlows.of,
    sectors: (scope) => access.view(readFlowsScope(scope).sessionId).sectors,
    now,
    onError: onError('catalog'),
  });
  const phones = createPhones(ports.fetchOwnFile);
  const defaultCountry = () => settings.current().defaultCountry;
  const elastic = createElasticPool({
    weni,
    fetch: ports.fetch,
    onNotFlows: sessions.forgetFlows,
    now,
    after: ports.after,
  });
  const people = createPeopleService({ weni, kept: ledger, phones, defaultCountry, now, elastic: elastic.of });
  const audiences = createAudienceService({ weni, kept: ledger, people, now });
  const exclusions = createExclusionLists({ kept: ledger, now, twinsOf: people.twinsOf });
  const linkTwins: ReplyWatcher['linkTwins'] = (...given) => watcher.linkTwins(...given);
  const twins = createTwinFinder({ ...ports, weni, people, linkTwins, onError: onError('twins') });
  const ownContact = createOwnContact({ weni, kept: ledger, people, phones, defaultCountry });
  const works = createRunningWork({ now, onChange: () => feed.changed({ singles: true }) });

  const dispatchSettings = () => toDispatchSettings(settings.current(), ports.timings());

  const frames = createTabFrames({ sessions, askFrame, tabFacts, focusedWindow: focusedWindowId, after: ports.after });

  const keepAlive = createKeepAlive();
  const dispatcher = createDispatcher({
    ledger,
    clock: { now, after: ports.after },
    newDispatchId: () => DispatchId.parse(ports.newId()),
    weni: (session) => dispatchWeni(session, { weni, access, catalog, people }),
    sessions: createDispatchSessions({
      sessions,
      frames,
      isNameUnique: ownNames.isUnique,
      onReread: () => feed.changed({ singles: true }),
    }),
    exclusions: createDispatchExclusions({
      lists: exclusions,
      people,
      weni,
      exclusions: () => ({ groups: settings.current().excludedGroups, fields: settings.current().excludedFields }),
      now,
    }),
    keepAlive: { hold: () => ports.isOver() || keepAlive.hold(), release: keepAlive.release },
    alarms: createDispatchAlarm({ isOver: ports.isOver, now, onError: onError('alarm') }),
    isOnline: ports.isOnline,
    settings: dispatchSettings,
  });

  const replyWords = createReplyWords({ onWords: (words) => feed.changed({ words }) });
  const watchRows = createWatchRows(ledger);
  const watcher = createReplyWatcher({
    ledger: watchRows,
    weni: createReplyWeni(weni, replyWords),
    sessions: live,
    clock: { now, after: ports.after },
    random: ports.random,
    isOnScreen: live.isOnScreen,
    expiryDays: () => settings.current().expiryDays,
    report: ({ during, error }) => log.error(`replies ${during}`, error),
  });

  const replied = createRepliedCounts(ledger);
  watcher.onChange((changes) => replied.changed(changes.map(({ after }) => after)));
  const dispatchViews = createDispatchViews({ ledger, dispatcher, replied, now });

  const preflight = createPreflightService({
    weni,
    access,
    catalog,
    people,
    exclusions,
    sectorHours: createSectorHours({ weni, access, settings: settings.current, now }),
    ledger,
    settings: settings.current,
    burst: () => dispatchSettings().burst,
    usedThisHour: dispatchViews.usedThisHour,
    phones,
    now,
  });

  const later = createLater({
    ledger,
    audiences,
    watcher,
    preflight,
    now,
    newId: ports.newId,
    keepDays: () => settings.current().preparedDays,
    dayMs: () => ports.followUpDayMs?.() ?? DAY_MS,
    onRuleChanged: (dispatchId) => feed.changed({ dispatches: [dispatchId] }),
    onChanged: () => {
      feed.changed({ singles: true });
      ports.onPreparedChanged();
    },
  });

  const lastAgents = createLastAgents(ledger, live.agentKeys);
  const counts = countsOf({ sessions, lastAgents, ledger, watcher, asOf: watchRows.asOf });

  const view = createViewState({
    sessions,
    access,
    now,
    settings: settings.current,
    policy: () => viewPolicy(settings.policy()),
    draft: (sessionId) => ledger.getDraft(sessionId),
    storage: () => storageState(ledger),
    generation: async () => readErasure(await ledger.getKept(ERASURE_KEY)).generation,
    works: works.of,
    later: later.viewOf,
    shortcuts: assignedShortcuts,
    uiLanguage,
    counts,
    agentStatus: live.statusOf,
    async awaitedOfRoom(sessionId, roomUuid) {
      const session = live.get(sessionId);
      const rows = session === null ? [] : await ledger.listAwaited(session.agentKey);
      return watcher.shown(rows).find((row) => row.roomUuid === roomUuid) ?? null;
    },
  });

  const feed = createFeed({
    scopeOf: view.scopeOf,
    isStill: view.isStill,
    singlesOf: async (sender) => await view.singlesOf(sender, await view.scopeOf(sender)),
    dispatchesOf: (scope) => orNothing(dispatchViews.recentOf(scope)),
    dispatchView: dispatchViews.one,
    awaitedOf: async (scope) =>
      watcher.shown((await orNothing(ledger.listAllAwaited())).filter((row) => scope.sessionIds.has(row.sessionId))),
    peopleOf: dispatchViews.peopleOf,
    wordsOf: replyWords.of,
    after: ports.after,
    ready: ports.ready,
    onViewGone: ports.onViewGone,
    onError: onError('feed'),
  });

  watcher.onShown((rows) => feed.changed({ awaited: rows, singles: true }));

  const words = createWords(ports.fetchOwnFile);
  const services: Services = {
    now,
    log,
    ledger,
    sessions,
    weni,
    access,
    secondaryProjects,
    catalog,
    people,
    elastic,
    audiences,
    exclusions,
    ownContact,
    twins,
    works,
    preflight,
    prepared: later.prepared,
    followUps: later.followUps,
    recipes: later.recipes,
    dispatcher,
    watcher,
    replyWords,
    settings,
    hosts,
    frames,
    opener: openerOf({ frames, sessions, weni, watcher }),
    view,
    feed,
    phones,
    words,
  };

  return {
    services,
    live,
    /** The time (epoch ms) up to which the stored rows of these agents are known to be current, or null. */
    asOf: watchRows.asOf,
    /** Builds the message server; `own` are the ports that only the start of the background has. */
    server: (own: Omit<HandlerPorts, 'slice' | 'onAgentStatus' | 'onScreenChanged'>) => {
      const handlers = createHandlers(services, {
        ...own,
        onAgentStatus: live.statusHeard,
        onScreenChanged: live.refresh,
        slice: { now, pause: () => new Promise((resolve) => void ports.after(0, resolve)) },
      });
      return createMessageServer(handlers, { toCallError, log, ready: ports.ready, admit: createAdmit(sessions) });
    },
    connect(port: ViewPort): void {
      if (port.sender.kind === 'frame') void sessions.meet(port.sender).catch(onError('port'));
      feed.connect(port);
    },
    lastAgents,
    stopKeepingAlive: keepAlive.release,
    playSound: (sessionIds: ReadonlySet<string>) => playSoundFor(sessionIds, services),
    /**
     * Opens a chat on a click outside our views (notification, shortcut). The panel asks the agent what must be asked,
     * and shows what failed.
     */
    openFromOutside: (row: AwaitedRow) => openFromOutside(services, row),
    openNext: (sender: SenderContext) => view.scopeOf(sender).then((scope) => openNext(services, scope.sessionIds)),
  };
}

/** The dispatcher's settings: those of the agent, and in the sandbox build shorter times. */
const toDispatchSettings = (own: Settings, shorter: ReturnType<BackgroundPorts['timings']>): DispatchSettings => ({
  ...DEFAULT_DISPATCH_SETTINGS,
  undoMs: own.undoSeconds * 1_000,
  inFlight: own.inFlight,
  bucketPerHour: own.startsPerHour,
  retentionDays: own.keepDays,
  ...shorter,
});

/** What shows a chat in a tab of its session. */
function openerOf({
  frames,
  sessions,
  weni,
  watcher,
}: Pick<Services, 'frames' | 'sessions' | 'weni' | 'watcher'>): Services['opener'] {
  return {
    frames,
    shows: (frame, sessionId) => sessions.shownBy({ ...frame, ...frame.frame }) === sessionId,
    roomForPage: async (sessionId: SessionId, roomUuid: RoomUuid) => {
      const { api } = await weni.of(sessionId);
      return await api.getRoomForPage(roomUuid).catch((error: unknown) => {
        if (error instanceof WeniApiError) return null;
        throw error;
      });
    },
    focusTab,
    onOpened: (sessionId, roomUuid) => watcher.roomShown(sessionId, roomUuid),
  };
}

export type Background = ReturnType<typeof createBackground>;
