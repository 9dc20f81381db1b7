import { createDispatcher } from '../dispatch/dispatcher.ts';
import { DEFAULT_SETTINGS as DISPATCH_DEFAULTS, type DispatchSettings, type LiveSession } from '../dispatch/ports.ts';
import { DispatchId, SessionId, type RoomUuid } from '../ids.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Log } from '../log.ts';
import { NO_COUNTS, createFeed, type Scope } from '../messaging/feed.ts';
import { createMessageServer, type Handlers } from '../messaging/server.ts';
import type { DispatchView, FeedSingles } from '../messaging/views.ts';
import { ensureAlarm, clearAlarm, SHORTEST_ALARM_MINUTES } from '../platform/alarms.ts';
import { assignedShortcuts } from '../platform/commands.ts';
import { createKeepAlive } from '../platform/keep-alive.ts';
import { hasHost, patternOf } from '../platform/permissions.ts';
import { uiLanguage } from '../platform/lifecycle.ts';
import type { SenderContext, ViewPort } from '../platform/runtime.ts';
import { readManagedPolicy, type Area } from '../platform/storage-areas.ts';
import { askFrame, focusedWindowId, focusTab, tabFacts } from '../platform/tabs.ts';
import { countReplied, countWaiting, knownAt } from '../replies/badge.ts';
import { WatchRow, type AwaitedRow } from '../replies/records.ts';
import type { ReplySession } from '../replies/ports.ts';
import { createReplyWatcher } from '../replies/watcher.ts';
import { agentKeyOf, type SessionRecord } from '../sessions/session.ts';
import { createSessions } from '../sessions/sessions.ts';
import { viewPolicy } from '../setup/policy.ts';
import { WeniApiError } from '../weni/api/errors.ts';
import { createAccessService } from './access-service.ts';
import { createAudienceService } from './audience-service.ts';
import { createCatalogService } from './catalog-service.ts';
import { dispatchWeni } from './dispatch-weni.ts';
import { createElasticDesk } from './elastic-desk.ts';
import { toCallError } from './errors.ts';
import { createFrames } from './frames.ts';
import { createCatalogHandlers } from './handlers-catalog.ts';
import { createDispatchHandlers } from './handlers-dispatch.ts';
import { createHistoryHandlers } from './handlers-history.ts';
import { createLineHandlers } from './handlers-lines.ts';
import { createOwnHandlers } from './handlers-own.ts';
import { createPageHandlers } from './handlers-page.ts';
import { createReplyHandlers, openFromOutside, openNext } from './handlers-replies.ts';
import { createSetupHandlers } from './handlers-setup.ts';
import { createTestHandlers } from './handlers-test.ts';
import { createHostsService } from './hosts-service.ts';
import { identify } from './identify.ts';
import { createOwnContact } from './own-contact.ts';
import { createOwnNames } from './own-names.ts';
import { createPeopleService } from './people-service.ts';
import { createPhones } from './phones.ts';
import { createPreflightService } from './preflight-service.ts';
import { createReplyWeni } from './reply-weni.ts';
import type { Services } from './services.ts';
import { createSettingsService } from './settings-service.ts';
import { createViewState } from './view-state.ts';
import { createRepliedCounts } from './replied-counts.ts';
import { createWeniPool } from './weni-pool.ts';
import { createWords } from './words.ts';
import { createWorkDesk } from './work-desk.ts';

/** What only an entrypoint may give: clock, chance, network, disk. */
export interface BackgroundPorts {
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly after: (delayMs: number, run: () => void) => () => void;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly fetchOwnFile: (path: string) => Promise<unknown>;
  readonly isOnline: () => boolean;
  readonly ledger: Ledger;
  readonly sessionArea: Area;
  readonly localArea: Area;
  readonly log: Log;
  /** The sandbox build shortens these; the store build has no such thing. */
  readonly timings: () => Partial<Pick<DispatchSettings, 'undoMs' | 'notFoundMs' | 'bucketPerHour' | 'burst'>>;
  /** Settings and sessions are read, the dispatcher took stock. */
  readonly ready: Promise<void>;
  readonly onViewGone: (viewId: string, sender: SenderContext) => void;
  readonly onSessionFound: (apiOrigin: string) => Promise<void>;
}

const DISPATCH_ALARM = 'dispatch';
const HOUR_MS = 3_600_000;
const RECENT_DISPATCHES = 50;

/** Builds everything the background is made of. All truth is in the ledger and the session area: it may stop between any two lines. */
export function createBackground(ports: BackgroundPorts) {
  const { ledger, log, now } = ports;
  const onError = (event: string) => (error: unknown) => log.error(event, error);

  const settings = createSettingsService(ports.localArea, readManagedPolicy, () => feed.changed({ singles: true }));
  const hosts = createHostsService(ports.localArea);
  const statuses = new Map<string, FeedSingles['agentStatus']>();
  /** The live sessions as of the last change; the watcher asks for them in the middle of its work. */
  const replySessions = new Map<SessionId, ReplySession>();

  const sessions = createSessions({
    area: ports.sessionArea,
    now,
    identify: async (claim) => {
      await ports.onSessionFound(claim.apiOrigin);
      return await identify(claim, { fetch: ports.fetch, now });
    },
    apiOriginFor: hosts.apiOriginFor,
    isWorking: async (sessionId) => (await ledger.activeDispatches()).some((row) => row.sessionId === sessionId),
    needsPermission: async (apiOrigin) => ports.isOnline() && !(await hasHost(patternOf(apiOrigin))),
  });

  /** Rooms that visible Chats frames show, by session. */
  const screens = new Map<SessionId, Set<string>>();

  async function refreshReplySessions(): Promise<void> {
    const frames = await sessions.frames();
    const live: SessionRecord[] = [];
    for (const session of await sessions.list()) {
      if ((await sessions.live(session.sessionId)) !== null && session.frames.length > 0) live.push(session);
    }
    // At once, with nothing awaited in between: whoever reads meanwhile must not find nobody signed in.
    replySessions.clear();
    screens.clear();
    for (const frame of frames) {
      if (frame.sessionId === null || frame.roomUuid === null || !frame.visible) continue;
      screens.set(frame.sessionId, (screens.get(frame.sessionId) ?? new Set()).add(frame.roomUuid));
    }
    for (const sessionId of statuses.keys()) if (!live.some((session) => session.sessionId === sessionId)) statuses.delete(sessionId);
    for (const session of live) {
      if (!statuses.has(session.sessionId)) {
        statuses.set(session.sessionId, 'unknown');
        void readAgentStatus(session.sessionId).catch(onError('agent status'));
      }
      replySessions.set(session.sessionId, {
        sessionId: session.sessionId,
        agentKey: agentKeyOf(session),
        agentEmail: session.agentEmail,
        projectUuid: session.projectUuid,
        isAdmin: session.role === 'admin',
        agentName: session.agentName,
        isNameUnique: ownNames.isMineAlone(session),
      });
    }
  }

  const weni = createWeniPool({
    sessions,
    fetch: ports.fetch,
    now,
    async onRefused(sessionId, token) {
      await sessions.refuseToken(sessionId, token);
      feed.changed({ singles: true });
      // The page may hold a newer one; whether it does or not, the frames tell it, and what follows from it.
      const askFrames = async () => {
        for (const { frame } of await frames.ofSessions(new Set([sessionId]))) await frames.ask(frame.frame, 'frame:read-session', {});
      };
      void askFrames().catch(onError('refused token'));
    },
  });
  const ownNames = createOwnNames({ weni, now, onKnown: () => void refreshReplySessions().then(() => dispatcher.sessionChanged()).catch(onError('names')), onError: onError('names') });
  const access = createAccessService({ weni, now, onChange: () => feed.changed({ singles: true }) });
  const catalog = createCatalogService({ weni, kept: ledger, now });
  const phones = createPhones(ports.fetchOwnFile);
  const defaultCountry = () => settings.current().defaultCountry;
  const elastic = createElasticDesk({ weni, fetch: ports.fetch, mayReach: (origin) => hasHost(patternOf(origin)), now, after: ports.after });
  const people = createPeopleService({ weni, kept: ledger, phones, defaultCountry, now, elastic: elastic.of });
  const audiences = createAudienceService({ weni, kept: ledger, people, now });
  const ownContact = createOwnContact({ weni, kept: ledger, people, phones, defaultCountry });
  const works = createWorkDesk({ now, onChange: () => feed.changed({ singles: true }) });

  const dispatchSettings = (): DispatchSettings => ({
    ...DISPATCH_DEFAULTS,
    undoMs: settings.current().undoSeconds * 1_000,
    inFlight: settings.current().inFlight,
    bucketPerHour: settings.current().startsPerHour,
    retentionDays: settings.current().keepDays,
    ...ports.timings(),
  });

  const toLive = async (sessionId: SessionId): Promise<LiveSession | null> => {
    const session = await sessions.live(sessionId);
    if (session === null) return null;
    return {
      sessionId,
      agentKey: agentKeyOf(session),
      projectUuid: session.projectUuid,
      tokenVersion: await tokenVersion(session.token),
      agentName: session.agentName,
      isAdmin: session.role === 'admin',
      nameIsMineAlone: ownNames.isMineAlone(session),
    };
  };

  const frames = createFrames({ sessions, askFrame, tabFacts, focusedWindow: focusedWindowId });

  const dispatcher = createDispatcher({
    ledger,
    clock: { now, after: ports.after },
    newDispatchId: () => DispatchId.parse(ports.newId()),
    weni: (session) => dispatchWeni(session, { weni, access, catalog, people }),
    sessions: {
      current: toLive,
      async rereadToken(sessionId, staleVersion) {
        const session = await sessions.live(sessionId);
        if (session !== null && (await tokenVersion(session.token)) === staleVersion) await sessions.refuseToken(sessionId, session.token);
        for (const { frame } of await frames.ofSessions(new Set([sessionId]))) await frames.ask(frame.frame, 'frame:read-session', {});
        const current = await toLive(sessionId);
        feed.changed({ singles: true });
        return current === null || current.tokenVersion === staleVersion ? null : current;
      },
    },
    keepAlive: createKeepAlive(),
    alarms: {
      ensure(isNeeded) {
        const work = isNeeded ? ensureAlarm(DISPATCH_ALARM, SHORTEST_ALARM_MINUTES) : clearAlarm(DISPATCH_ALARM);
        work.catch(onError('alarm'));
      },
    },
    isOnline: ports.isOnline,
    settings: dispatchSettings,
  });

  const watcher = createReplyWatcher({
    ledger: {
      listAwaited: (agentKey) => ledger.listAwaited(agentKey),
      listAwaitedOf: (agentKey, contactUuid) => ledger.listAwaitedOf(agentKey, contactUuid),
      putAwaited: (rows) => ledger.putAwaited(rows),
      async getWatch(sessionId) {
        const stored = WatchRow.safeParse(await ledger.getKept(watchKey(sessionId)));
        return stored.success ? stored.data : null;
      },
      async listOwnStarts(agentKey, contactUuid) {
        const starts: { flowName: string; sentAt: number }[] = [];
        for (const row of await ledger.peopleByContact(agentKey, contactUuid)) {
          const dispatch = row.sentAt === null ? null : await ledger.getDispatch(row.dispatchId);
          if (dispatch !== null && row.sentAt !== null) starts.push({ flowName: dispatch.flowName, sentAt: row.sentAt });
        }
        return starts;
      },
      putWatch: (row) => ledger.putKept({ key: watchKey(row.sessionId), value: row }),
    },
    weni: createReplyWeni(weni),
    sessions: { get: (sessionId) => replySessions.get(sessionId) ?? null, list: () => [...replySessions.values()] },
    clock: { now, after: ports.after },
    random: ports.random,
    isOnScreen: (sessionId, roomUuid) => screens.get(sessionId)?.has(roomUuid) === true,
    expiryDays: () => settings.current().expiryDays,
    report: ({ during, error }) => log.error(`replies ${during}`, error),
  });

  async function usedThisHour(sessionId: SessionId): Promise<number> {
    let used = 0;
    for (const row of await ledger.listDispatches({ sessionId, limit: RECENT_DISPATCHES })) {
      if (row.touchedAt < now() - HOUR_MS) continue;
      const counts = await dispatcher.counts(row.dispatchId);
      used += row.total - counts.queued - counts.skipped - counts.cancelled;
    }
    return used;
  }

  const preflight = createPreflightService({ weni, access, catalog, people, ledger, settings: settings.current, burst: () => dispatchSettings().burst, usedThisHour, phones, now });

  async function counts(scope: Scope): Promise<FeedSingles['counts']> {
    const keys = new Set((await sessions.list()).filter((session) => scope.sessionIds.has(session.sessionId)).map(agentKeyOf));
    const rows = keys.size === 0 ? await ledger.listAllAwaited() : (await Promise.all([...keys].map((key) => ledger.listAwaited(key)))).flat();
    return { waiting: countWaiting(rows), replied: countReplied(rows), asOf: await asOf(keys.size === 0 ? null : [...keys]) };
  }

  /** When the stored rows of some agents (null: of all) were last compared with the server or heard from it. */
  async function asOf(agentKeys: readonly string[] | null): Promise<number | null> {
    const kept = await ledger.listKept(WATCH_PREFIX);
    const watches = kept.flatMap(({ key, value }) => {
      const watch = WatchRow.safeParse(value);
      const isAsked = agentKeys === null || agentKeys.some((agentKey) => key.startsWith(`${WATCH_PREFIX}${agentKey}|`));
      return isAsked && watch.success ? [watch.data] : [];
    });
    return knownAt(watches);
  }

  const view = createViewState({
    sessions,
    access,
    now,
    settings: settings.current,
    policy: () => viewPolicy(settings.policy()),
    draft: (sessionId) => ledger.getDraft(sessionId),
    works: works.of,
    shortcuts: assignedShortcuts,
    uiLanguage,
    counts,
    agentStatus: (sessionId) => statuses.get(sessionId) ?? 'unknown',
    async awaitedOfRoom(sessionId, roomUuid) {
      const session = replySessions.get(sessionId);
      const rows = session === undefined ? [] : await ledger.listAwaited(session.agentKey);
      return rows.find((row) => row.roomUuid === roomUuid) ?? null;
    },
  });

  const replied = createRepliedCounts(ledger);
  watcher.onChange((changes) => replied.changed(changes.map(({ after }) => after)));

  async function dispatchView(id: string): Promise<DispatchView | null> {
    const dispatchId = DispatchId.parse(id);
    const row = await ledger.getDispatch(dispatchId);
    if (row === null) return null;
    const ahead = (await ledger.activeDispatches()).filter((other) => other.sessionId === row.sessionId && other.createdAt < row.createdAt && other.dispatchId !== dispatchId);
    return { row, counts: { ...NO_COUNTS, ...(await dispatcher.counts(dispatchId)) }, replied: await replied.of(row), ahead: ahead.length, heldUntil: dispatcher.heldUntil(dispatchId) };
  }

  const feed = createFeed({
    scopeOf: view.scopeOf,
    singlesOf: async (sender) => await view.singlesOf(sender, await view.scopeOf(sender)),
    async dispatchesOf(scope) {
      const views: DispatchView[] = [];
      for (const sessionId of scope.sessionIds) {
        for (const row of await ledger.listDispatches({ sessionId: SessionId.parse(sessionId), limit: RECENT_DISPATCHES })) {
          const found = await dispatchView(row.dispatchId);
          if (found !== null) views.push(found);
        }
      }
      return views;
    },
    dispatchView,
    awaitedOf: async (scope) => (await ledger.listAllAwaited()).filter((row) => scope.sessionIds.has(row.sessionId)),
    async peopleOf(id) {
      const dispatchId = DispatchId.parse(id);
      const row = await ledger.getDispatch(dispatchId);
      return row === null ? [] : await ledger.listPeople(dispatchId, { fromN: 0, limit: row.total });
    },
    after: ports.after,
    ready: ports.ready,
    onViewGone: ports.onViewGone,
    onError: onError('feed'),
  });

  const words = createWords(ports.fetchOwnFile);
  const services: Services = {
    now,
    log,
    ledger,
    sessions,
    weni,
    access,
    catalog,
    people,
    elastic,
    audiences,
    ownContact,
    works,
    preflight,
    dispatcher,
    watcher,
    settings,
    hosts,
    frames,
    opener: {
      frames,
      roomForPage: async (sessionId: SessionId, roomUuid: RoomUuid) => {
        const { api } = await weni.of(sessionId);
        return await api.getRoomForPage(roomUuid).catch((error: unknown) => {
          if (error instanceof WeniApiError) return null;
          throw error;
        });
      },
      focusTab,
      onOpened: (sessionId, roomUuid) => watcher.roomShown(sessionId, roomUuid),
    },
    view,
    feed,
    phones,
    words,
  };

  async function readAgentStatus(sessionId: SessionId): Promise<void> {
    const { api } = await weni.of(sessionId);
    statuses.set(sessionId, (await api.getAgentStatus()).isOnline ? 'online' : 'offline');
    feed.changed({ singles: true });
  }

  return {
    services,
    refreshReplySessions,
    replySessions: (): readonly ReplySession[] => [...replySessions.values()],
    liveAgentKeys: (): readonly string[] => [...replySessions.values()].map((session) => session.agentKey),
    asOf,
    roomsOnScreen: (): ReadonlySet<string> => new Set([...screens.values()].flatMap((rooms) => [...rooms])),
    /** Answers messages; `own` are the ports only the entrypoint has. */
    server: (own: Parameters<typeof createOwnHandlers>[1] & { readonly onSessionsChanged: () => Promise<void> }) => {
      const handlers: Handlers = {
        ...createPageHandlers(services, {
          onAgentStatus(sessionId, status) {
            statuses.set(sessionId, status === 'ONLINE' ? 'online' : 'offline');
            feed.changed({ singles: true });
          },
          onSessionsChanged: own.onSessionsChanged,
          onScreenChanged: refreshReplySessions,
        }),
        ...createCatalogHandlers(services),
        ...createLineHandlers(services, { now, pause: () => new Promise((resolve) => void ports.after(0, resolve)) }),
        ...createDispatchHandlers(services),
        ...createTestHandlers(services),
        ...createReplyHandlers(services),
        ...createHistoryHandlers(services),
        ...createSetupHandlers(services),
        ...createOwnHandlers(services, own),
      };
      return createMessageServer(handlers, { toCallError, log, ready: ports.ready });
    },
    connect: (port: ViewPort) => feed.connect(port),
    /** Lets one panel be heard: the Chats tab in front, else the one used last. */
    async ring(): Promise<void> {
      const chats = await frames.ofSessions(new Set(replySessions.keys()));
      const best = chats.find(({ frame }) => feed.hasFrameView(frame.frame.tabId)) ?? chats[0];
      if (best === undefined) return;
      view.ring(best.frame.frame);
      // A panel whose port broke with the last background connects again, and is told.
      await frames.ask(best.frame.frame, 'frame:wake', {});
      feed.changed({ singles: true });
    },
    /** Opens a chat for somebody who looks at no view of ours: what must be asked, or did not work, is said in the panel. */
    openFromOutside: (row: AwaitedRow) => openFromOutside(services, row),
    openNext: (sender: SenderContext) => view.scopeOf(sender).then((scope) => openNext(services, scope.sessionIds)),
  };
}

export type Background = ReturnType<typeof createBackground>;

const WATCH_PREFIX = 'watch:';
const watchKey = (sessionId: SessionId) => `${WATCH_PREFIX}${sessionId}`;

/** Tells two tokens apart without keeping either. */
async function tokenVersion(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return [...new Uint8Array(digest)].slice(0, 8).map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
