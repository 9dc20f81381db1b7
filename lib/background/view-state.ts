import type { Settings } from '../messaging/settings.ts';
import type { FeedSingles, SiteState, SessionView, ShortcutView } from '../messaging/views.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Scope } from '../messaging/feed.ts';
import { EMPTY_DRAFT, type Draft } from '../recipients/draft.ts';
import type { AwaitedRow } from '../replies/records.ts';
import { ContactUuid, RoomUuid, type SessionId } from '../ids.ts';
import type { FrameRecord, Sessions } from '../sessions/sessions.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { AccessService } from './access-service.ts';
import { NO_ACCESS } from './access-service.ts';
import { chooseLocale, type Locale } from './words.ts';

type Request = NonNullable<FeedSingles['request']>;

export interface ViewStatePorts {
  readonly sessions: Pick<Sessions, 'ofFrame' | 'list' | 'frames' | 'live'>;
  readonly access: Pick<AccessService, 'view'>;
  readonly now: () => number;
  readonly settings: () => Settings;
  readonly policy: () => FeedSingles['policy'];
  readonly draft: (sessionId: SessionId) => Promise<Draft | null>;
  readonly shortcuts: () => Promise<readonly ShortcutView[]>;
  readonly uiLanguage: () => string;
  readonly counts: (scope: Scope) => Promise<FeedSingles['counts']>;
  readonly agentStatus: (sessionId: SessionId) => FeedSingles['agentStatus'];
  readonly works: (sessionId: SessionId) => FeedSingles['works'];
  readonly awaitedOfRoom: (sessionId: SessionId, roomUuid: string) => Promise<Pick<AwaitedRow, 'contactUuid' | 'contactName'> | null>;
}

export const toSessionView = (session: SessionRecord): SessionView => ({
  sessionId: session.sessionId,
  apiOrigin: session.apiOrigin,
  agentEmail: session.agentEmail,
  agentName: session.agentName,
  projectUuid: session.projectUuid,
  projectName: session.projectName,
  role: session.role,
});

/** What each view is told, made from the stores at the moment of telling. */
export function createViewState(ports: ViewStatePorts) {
  const requests = new Map<number, Request>();
  let update: FeedSingles['update'] = null;
  let sound: { readonly seq: number; readonly tabId: number; readonly frameId: number } | null = null;

  async function mainFrame(): Promise<FrameRecord | null> {
    const frames = await ports.sessions.frames();
    return [...frames].filter((frame) => frame.sessionId !== null).sort((a, b) => Number(b.visible) - Number(a.visible) || b.usedAt - a.usedAt)[0] ?? null;
  }

  async function frameOf(sender: SenderContext): Promise<FrameRecord | null> {
    if (sender.kind === 'page') return await mainFrame();
    return (await ports.sessions.ofFrame({ tabId: sender.tabId, frameId: sender.frameId }))?.record ?? null;
  }

  async function sessionOf(sender: SenderContext): Promise<SessionRecord | null> {
    const frame = await frameOf(sender);
    return frame?.sessionId === null || frame === null ? null : await ports.sessions.live(frame.sessionId);
  }

  return {
    sessionOf,

    async scopeOf(sender: SenderContext): Promise<Scope> {
      if (sender.kind === 'frame') {
        const session = await sessionOf(sender);
        return { sessionIds: new Set(session === null ? [] : [session.sessionId]) };
      }
      const live: string[] = [];
      for (const session of await ports.sessions.list()) if ((await ports.sessions.live(session.sessionId)) !== null) live.push(session.sessionId);
      return { sessionIds: new Set(live) };
    },

    /** Language of the Chats page used last, where it tells. */
    mainLanguage: async (): Promise<Locale | null> => (await mainFrame())?.language ?? null,

    /** @param pageLanguage what the sender's page shows by its own account; null = what it last told */
    async localeOf(sender: SenderContext, pageLanguage: Locale | null): Promise<Locale> {
      const frame = await frameOf(sender);
      return chooseLocale(ports.settings().language, pageLanguage ?? frame?.language ?? null, ports.uiLanguage());
    },

    async singlesOf(sender: SenderContext, scope: Scope): Promise<FeedSingles> {
      const frame = await frameOf(sender);
      const session = await sessionOf(sender);
      const site: SiteState = frame === null ? { status: 'checking' } : frame.site.status === 'ready' && session === null ? { status: 'not-logged-in' } : frame.site;
      const room = RoomUuid.safeParse(frame?.roomUuid);
      const awaited = session !== null && room.success ? await ports.awaitedOfRoom(session.sessionId, room.data) : null;
      return {
        site,
        session: session === null ? null : toSessionView(session),
        access: session === null ? NO_ACCESS : ports.access.view(session.sessionId),
        draft: (session === null ? null : await ports.draft(session.sessionId)) ?? EMPTY_DRAFT,
        settings: ports.settings(),
        locale: chooseLocale(ports.settings().language, frame?.language ?? null, ports.uiLanguage()),
        shortcuts: [...(await ports.shortcuts())],
        counts: await ports.counts(scope),
        agentStatus: session === null ? 'unknown' : ports.agentStatus(session.sessionId),
        roomShown: room.success
          ? { roomUuid: room.data, contactUuid: awaited === null ? null : ContactUuid.parse(awaited.contactUuid), contactName: awaited?.contactName ?? null }
          : null,
        request: sender.kind === 'frame' ? (requests.get(sender.tabId) ?? null) : null,
        sound: sender.kind === 'frame' && sound?.tabId === sender.tabId && sound.frameId === sender.frameId ? { seq: sound.seq } : null,
        update,
        policy: ports.policy(),
        works: session === null ? [] : ports.works(session.sessionId),
      };
    },

    /** What the panel of a tab should do now; the last wish wins. */
    request(tabId: number, action: Request['action'], askFor?: string): void {
      // By the clock, not by counting: a background that was stopped in between must not start over below the last wish.
      requests.set(tabId, { seq: Math.max(ports.now(), (requests.get(tabId)?.seq ?? 0) + 1), action, ...(askFor === undefined ? {} : { askFor }) });
    },

    /** Lets the panel of one frame be heard, and no other. */
    ring(frame: { readonly tabId: number; readonly frameId: number }): void {
      sound = { seq: Math.max(ports.now(), (sound?.seq ?? 0) + 1), tabId: frame.tabId, frameId: frame.frameId };
    },

    setUpdate(next: FeedSingles['update']): void {
      update = next;
    },
  };
}

export type ViewState = ReturnType<typeof createViewState>;
