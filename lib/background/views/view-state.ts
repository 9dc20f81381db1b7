import type { Settings } from '../../settings/settings.ts';
import { NOTHING_LATER, type FeedSingles, type SessionView, type ShortcutView } from '../../messaging/views.ts';
import type { SiteState } from '../../sessions/site-state.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import type { Scope } from '../../messaging/feed.ts';
import { EMPTY_DRAFT, type Draft } from '../../draft/draft.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import { ContactUuid, RoomUuid, type SessionId } from '../../ids.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { AccessService } from '../services/access-service.ts';
import { NO_ACCESS } from '../services/access-service.ts';
import type { Locale } from '../../locales.ts';
import { chooseLocale } from '../services/words.ts';

type Request = NonNullable<FeedSingles['request']>;

export interface ViewStatePorts {
  readonly sessions: Pick<Sessions, 'ofFrame' | 'list' | 'frames' | 'live' | 'shownBy'>;
  readonly access: Pick<AccessService, 'view'>;
  readonly now: () => number;
  readonly settings: () => Settings;
  readonly policy: () => FeedSingles['policy'];
  readonly draft: (sessionId: SessionId) => Promise<Draft | null>;
  readonly generation: () => Promise<number>;
  readonly storage: () => Promise<FeedSingles['storage']>;
  readonly shortcuts: () => Promise<readonly ShortcutView[]>;
  readonly uiLanguage: () => string;
  readonly counts: (scope: Scope) => Promise<FeedSingles['counts']>;
  readonly agentStatus: (sessionId: SessionId) => FeedSingles['agentStatus'];
  readonly later: (session: SessionRecord) => Promise<FeedSingles['later']>;
  readonly works: (sessionId: SessionId) => FeedSingles['works'];
  readonly awaitedOfRoom: (
    sessionId: SessionId,
    roomUuid: string,
  ) => Promise<Pick<AwaitedRow, 'contactUuid' | 'contactName'> | null>;
}

export const toSessionView = (session: SessionRecord): SessionView => ({
  sessionId: session.sessionId,
  apiOrigin: session.apiOrigin,
  agentEmail: session.agentEmail,
  agentName: session.agentName,
  projectUuid: session.projectUuid,
  projectName: session.projectName,
  ...(session.isPrincipal === true ? { isPrincipal: true } : {}),
  ...(session.flowsProject === undefined ? {} : { flowsProject: session.flowsProject }),
  role: session.role,
});

/** Builds the singles of each view from the stores at the moment they are sent, and keeps requests to panels. */
export function createViewState(ports: ViewStatePorts) {
  /**
   * The newest request for the panel of each document, by the document's nonce. With a `sessionId`, only a view of
   * that session gets it.
   */
  const requests = new Map<string, { readonly request: Request; readonly sessionId: string | null }>();
  let update: FeedSingles['update'] = null;
  let sound: { readonly seq: number; readonly document: string } | null = null;

  const NO_COUNTS: FeedSingles['counts'] = { waiting: 0, replied: 0, asOf: null };

  async function mainFrame(): Promise<FrameRecord | null> {
    const frames = await ports.sessions.frames();
    return (
      [...frames]
        .filter((frame) => frame.sessionId !== null)
        .sort((a, b) => Number(b.visible) - Number(a.visible) || b.usedAt - a.usedAt)[0] ?? null
    );
  }

  async function frameOf(sender: SenderContext): Promise<FrameRecord | null> {
    if (sender.kind === 'extension-page') return await mainFrame();
    return (await ports.sessions.ofFrame(sender))?.record ?? null;
  }

  async function sessionOf(sender: SenderContext): Promise<SessionRecord | null> {
    const frame = await frameOf(sender);
    return frame?.sessionId === null || frame === null ? null : await ports.sessions.live(frame.sessionId);
  }

  function requestFor(sender: SenderContext, session: SessionRecord | null): Request | null {
    const kept = sender.kind === 'frame' && sender.document !== null ? requests.get(sender.document) : undefined;
    if (kept === undefined || (kept.sessionId !== null && kept.sessionId !== session?.sessionId)) return null;
    return kept.request;
  }

  return {
    sessionOf,
    /**
     * The record of the document that asks. For an extension page: the visible Chats frame with a session that was
     * used last.
     */
    frameOf,

    /**
     * Whether the sender still shows the session of this scope. Synchronous, so that nothing changes before data is
     * sent.
     */
    isStill(sender: SenderContext, scope: Scope): boolean {
      if (sender.kind === 'extension-page') return true;
      const shown = ports.sessions.shownBy(sender);
      return shown === null ? scope.sessionIds.size === 0 : scope.sessionIds.size === 0 || scope.sessionIds.has(shown);
    },

    async scopeOf(sender: SenderContext): Promise<Scope> {
      if (sender.kind === 'frame') {
        const session = await sessionOf(sender);
        return { sessionIds: new Set(session === null ? [] : [session.sessionId]) };
      }
      const live: string[] = [];
      for (const session of await ports.sessions.list())
        if ((await ports.sessions.live(session.sessionId)) !== null) live.push(session.sessionId);
      return { sessionIds: new Set(live) };
    },

    /** The language of the Chats page that was used last, or null if it is not known. */
    mainLanguage: async (): Promise<Locale | null> => (await mainFrame())?.language ?? null,

    /** @param pageLanguage the language that the sender's page shows now; null: the one it last reported */
    async localeOf(sender: SenderContext, pageLanguage: Locale | null): Promise<Locale> {
      const frame = await frameOf(sender);
      return chooseLocale(ports.settings().language, pageLanguage ?? frame?.language ?? null, ports.uiLanguage());
    },

    async singlesOf(sender: SenderContext, scope: Scope): Promise<FeedSingles> {
      const frame = await frameOf(sender);
      const session = await sessionOf(sender);
      const site: SiteState =
        frame === null
          ? { status: 'checking' }
          : frame.site.status === 'ready' && session === null
            ? { status: 'not-logged-in' }
            : frame.site;
      const room = RoomUuid.safeParse(frame?.roomUuid);
      const storage = await ports.storage();
      // While the database fails, still send everything that needs no database, or the view would wait for ever.
      const isReadable = storage === 'fine';
      const readable = isReadable ? session : null;
      const awaited =
        readable !== null && room.success ? await ports.awaitedOfRoom(readable.sessionId, room.data) : null;
      return {
        site,
        session: session === null ? null : toSessionView(session),
        access: session === null ? NO_ACCESS : ports.access.view(session.sessionId),
        draft: (readable === null ? null : await ports.draft(readable.sessionId)) ?? EMPTY_DRAFT,
        storage,
        generation: isReadable ? await ports.generation() : 0,
        settings: ports.settings(),
        locale: chooseLocale(ports.settings().language, frame?.language ?? null, ports.uiLanguage()),
        shortcuts: [...(await ports.shortcuts())],
        // Counts over all agents are for the popup only: a frame without a session gets none.
        counts: !isReadable || (sender.kind === 'frame' && session === null) ? NO_COUNTS : await ports.counts(scope),
        agentStatus: session === null ? 'unknown' : ports.agentStatus(session.sessionId),
        roomShown: room.success
          ? {
              roomUuid: room.data,
              contactUuid: awaited === null ? null : ContactUuid.parse(awaited.contactUuid),
              contactName: awaited?.contactName ?? null,
            }
          : null,
        request: frame === null ? null : requestFor(sender, session),
        sound:
          sender.kind === 'frame' && session !== null && sound !== null && sound.document === sender.document
            ? { seq: sound.seq }
            : null,
        update,
        policy: ports.policy(),
        later: readable === null ? NOTHING_LATER : await ports.later(readable),
        works: session === null ? [] : ports.works(session.sessionId),
      };
    },

    /**
     * Asks the panel of one document to do something. A newer request replaces an older one.
     *
     * @param about the awaited row that the panel asks the agent about; sent only while the document shows its session
     */
    request(
      { document }: { readonly document: string },
      action: Request['action'],
      about?: { readonly sessionId: string; readonly id: string },
    ): void {
      // The sequence number is a timestamp: a counter would restart at 0 with the background, and the panel would
      // ignore requests below the last number it has seen.
      const seq = Math.max(ports.now(), (requests.get(document)?.request.seq ?? 0) + 1);
      requests.set(document, {
        request: { seq, action, ...(about === undefined ? {} : { askFor: about.id }) },
        sessionId: about?.sessionId ?? null,
      });
    },

    /** Makes the panel of this document play the sound. A newer call replaces an older one. */
    playSound({ document }: { readonly document: string }): void {
      sound = { seq: Math.max(ports.now(), (sound?.seq ?? 0) + 1), document };
    },

    setUpdate(next: FeedSingles['update']): void {
      update = next;
    },
  };
}

export type ViewState = ReturnType<typeof createViewState>;
