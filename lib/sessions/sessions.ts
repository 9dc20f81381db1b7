import * as z from 'zod/mini';
import type { ProjectUuid, SessionId } from '../ids.ts';
import { believedFlows, Deployment, deploymentOf, proveApi, withDeployment, withoutFlows } from './deployments.ts';
import { FrameId, SessionRecord, sessionIdOf, tokenExpiry } from './session.ts';
import { isDead, isVouched, tokenVouched } from './token-memory.ts';

/** What a frame says about its page. */
export interface FrameReport {
  readonly state: 'ready' | 'no-token' | 'no-project' | 'changing';
  readonly token: string | null;
  readonly projectUuid: string | null;
  readonly apiOrigin: string | null;
  readonly otherApiOrigins?: readonly string[] | undefined;
  readonly flowsOrigin: string | null;
  readonly language: 'pt_BR' | 'es' | 'en' | null;
  readonly observerRuns: boolean;
}

/** Who a token belongs to, from a validating profile call, or why that could not be told. */
export type Identity =
  | { readonly status: 'known'; readonly agentEmail: string; readonly agentName: string; readonly projectUuid: ProjectUuid; readonly projectName: string; readonly isPrincipal?: boolean | undefined; readonly role: SessionRecord['role'] }
  | { readonly status: 'not-logged-in' | 'not-a-member' | 'offline' | 'server-trouble' | 'api-not-found' }
  | { readonly status: 'contract-drift'; readonly endpoint: string; readonly field: string };

export const FrameSite = z.union([
  z.object({ status: z.literal('checking') }),
  z.object({ status: z.literal('ready') }),
  z.object({ status: z.literal('not-logged-in') }),
  z.object({ status: z.literal('no-project') }),
  z.object({ status: z.literal('changing') }),
  z.object({ status: z.literal('api-not-found') }),
  z.object({ status: z.literal('api-needs-permission'), apiOrigin: z.string() }),
  z.object({ status: z.literal('not-a-member') }),
  z.object({ status: z.literal('contract-drift'), endpoint: z.string(), field: z.string() }),
  z.object({ status: z.literal('offline') }),
  z.object({ status: z.literal('server-trouble') }),
]);
export type FrameSite = z.infer<typeof FrameSite>;

const FrameRecord = z.object({
  frame: FrameId,
  origin: z.string(),
  sessionId: z.nullable(SessionRecord.shape.sessionId),
  site: FrameSite,
  language: z.nullable(z.literal(['pt_BR', 'es', 'en'])),
  observerRuns: z.boolean(),
  roomUuid: z.nullable(z.string()),
  visible: z.boolean(),
  usedAt: z.number(),
});
export type FrameRecord = z.infer<typeof FrameRecord>;

const Stored = z.object({ sessions: z.array(SessionRecord), frames: z.array(FrameRecord), deployments: z.optional(z.array(Deployment)) });
type Stored = z.infer<typeof Stored>;

export interface SessionPorts {
  /** The session storage area: memory only, gone with the browser. */
  readonly area: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  readonly now: () => number;
  readonly identify: (claim: { apiOrigin: string; token: string; projectUuid: string }) => Promise<Identity>;
  /** The agent's own setting for a page origin, or null. It wins over what was seen. */
  readonly apiOriginFor: (pageOrigin: string) => Promise<string | null>;
  /** A dispatch of this session runs or reconciles: the session outlives its last frame until that is done. */
  readonly isWorking: (sessionId: SessionId) => Promise<boolean>;
  /** Whether the hosts of the install or a granted permission cover an origin: nothing of the agent's leaves for any other. */
  readonly isPermitted: (origin: string) => Promise<boolean>;
}

const KEY = 'sessions';
/** A token is validated by a profile call, and again after this time. */
const IDENTITY_FRESH_MS = 10 * 60_000;

const sameFrame = (a: FrameId, b: FrameId) => a.tabId === b.tabId && a.frameId === b.frameId;

/**
 * Who is signed in where, and which session may do what (architecture 3). Two tabs, containers or accounts give two
 * sessions and never a mixture. State is read from the session area each time, so that a stopped background loses
 * nothing; changes are made one after another.
 */
export function createSessions(ports: SessionPorts) {
  let turn: Promise<unknown> = Promise.resolve();
  /** Reports of one frame overlap while a profile call is under way: only the newest may be believed. */
  const newestReport = new Map<string, number>();

  async function read(): Promise<Stored> {
    const stored = Stored.safeParse(await ports.area.get(KEY));
    return stored.success ? stored.data : { sessions: [], frames: [] };
  }

  function change<T>(edit: (stored: Stored) => Promise<T> | T): Promise<T> {
    const next = turn.then(async () => {
      const stored = await read();
      const result = await edit(stored);
      await ports.area.set(KEY, stored);
      return result;
    });
    turn = next.catch(() => undefined);
    return next;
  }

  async function forgetIdle(stored: Stored): Promise<void> {
    const keep: SessionRecord[] = [];
    for (const session of stored.sessions) {
      if (session.frames.length > 0 || (!isDead(session, ports.now()) && (await mayWork(session.sessionId)))) keep.push(session);
    }
    stored.sessions = keep;
  }

  /** Work that cannot be looked up may be there: a frame must be able to leave although the database does not open. */
  async function mayWork(sessionId: SessionId): Promise<boolean> {
    return await ports.isWorking(sessionId).catch(() => true);
  }

  function detach(stored: Stored, frame: FrameId): void {
    for (const session of stored.sessions) session.frames = session.frames.filter((other) => !sameFrame(other, frame));
  }

  const findFrame = (stored: Stored, frame: FrameId) => stored.frames.find((record) => sameFrame(record.frame, frame));

  const newFrame = (frame: FrameId, origin: string): FrameRecord => ({
    frame,
    origin,
    sessionId: null,
    site: { status: 'checking' },
    language: null,
    observerRuns: false,
    roomUuid: null,
    visible: true,
    usedAt: ports.now(),
  });

  /** Whether a report still shows what a session was made of: nobody can be asked who another token belongs to. */
  const isSameClaim = (session: SessionRecord, report: FrameReport, apiOrigin: string | null) =>
    session.token === report.token && session.apiOrigin === apiOrigin && session.projectUuid.toLowerCase() === report.projectUuid?.toLowerCase();

  async function identify(apiOrigin: string, token: string, projectUuid: string): Promise<Identity & { readonly identifiedAt?: number }> {
    const { sessions } = await read();
    const known = sessions.find(
      (session) =>
        session.token === token &&
        session.apiOrigin === apiOrigin &&
        session.projectUuid.toLowerCase() === projectUuid.toLowerCase() &&
        ports.now() - session.identifiedAt < IDENTITY_FRESH_MS &&
        !isDead(session, ports.now()),
    );
    if (known !== undefined) return { status: 'known', ...known };
    return await ports.identify({ apiOrigin, token, projectUuid });
  }

  async function siteOf(report: FrameReport, pageOrigin: string): Promise<{ site: FrameSite; identity: (Extract<Identity, { status: 'known' }> & { readonly identifiedAt?: number }) | null; apiOrigin: string | null }> {
    const nothing = { identity: null, apiOrigin: null };
    // What the frame says comes first: it gives neither token nor project with anything but `ready`.
    if (report.state === 'changing' || report.state === 'no-project') return { site: { status: report.state }, ...nothing };
    if (report.state === 'no-token' || report.token === null) return { site: { status: 'not-logged-in' }, ...nothing };
    if (report.projectUuid === null) return { site: { status: 'no-project' }, ...nothing };
    const { token, projectUuid } = report;
    const expiry = tokenExpiry(token);
    if (expiry !== null && expiry <= ports.now()) return { site: { status: 'not-logged-in' }, ...nothing };
    return await proveApi({
      set: await ports.apiOriginFor(pageOrigin),
      seen: [report.apiOrigin, ...(report.otherApiOrigins ?? [])].filter((origin) => origin !== null),
      proven: deploymentOf((await read()).deployments, pageOrigin).apiOrigin,
      isPermitted: ports.isPermitted,
      ask: (apiOrigin) => identify(apiOrigin, token, projectUuid),
    });
  }

  return {
    /** A frame tells what its page holds; answers what that means. Reports may overlap: the last one told wins. */
    async report(frame: FrameId, pageOrigin: string, report: FrameReport): Promise<FrameRecord> {
      const key = `${frame.tabId}:${frame.frameId}`;
      const number = (newestReport.get(key) ?? 0) + 1;
      newestReport.set(key, number);
      const { site, identity, apiOrigin } = await siteOf(report, pageOrigin);
      const reportedFlows = await believedFlows(report.flowsOrigin, ports.isPermitted);
      return await change(async (stored) => {
        const existing = findFrame(stored, frame);
        // Overtaken by a newer report, or the frame went away meanwhile: nothing of this one may stay.
        if (newestReport.get(key) !== number) return existing ?? newFrame(frame, pageOrigin);
        const record = existing ?? newFrame(frame, pageOrigin);
        if (existing === undefined) stored.frames.push(record);
        record.origin = pageOrigin;
        record.site = site;
        record.language = report.language;
        record.observerRuns = report.observerRuns;
        record.usedAt = ports.now();
        // Nobody can be asked while the network is away, or while something on the way answers: what was known of this frame stays.
        const current = stored.sessions.find((session) => session.sessionId === record.sessionId);
        if (['offline', 'server-trouble', 'api-not-found'].includes(site.status) && current !== undefined && isSameClaim(current, report, apiOrigin)) {
          // A host that answered as Chats before is Chats still: what answers now stands in between.
          if (site.status === 'api-not-found') record.site = { status: 'server-trouble' };
          return record;
        }
        detach(stored, frame);
        record.sessionId = null;
        if (identity !== null && apiOrigin !== null && report.token !== null) {
          const sessionId = sessionIdOf({ apiOrigin, ...identity });
          const flowsUrl = deploymentOf(stored.deployments, pageOrigin).flowsUrl ?? reportedFlows;
          const previous = stored.sessions.find((session) => session.sessionId === sessionId);
          const session: SessionRecord = {
            sessionId,
            apiOrigin,
            agentEmail: identity.agentEmail,
            agentName: identity.agentName,
            projectUuid: identity.projectUuid,
            projectName: identity.projectName,
            isPrincipal: identity.isPrincipal === true,
            role: identity.role,
            ...tokenVouched(previous, report.token, ports.now()),
            pageOrigin,
            flowsOrigin: flowsUrl,
            frames: [...(previous?.frames ?? []), frame],
            identifiedAt: identity.identifiedAt ?? ports.now(),
          };
          stored.sessions = [...stored.sessions.filter((other) => other.sessionId !== sessionId), session];
          stored.deployments = withDeployment(stored.deployments, { pageOrigin, apiOrigin, flowsUrl });
          record.sessionId = sessionId;
        }
        await forgetIdle(stored);
        return record;
      });
    },

    /** The tab was closed, or a frame of it went away. */
    async frameGone(tabId: number, frameId: number | null): Promise<void> {
      for (const [key, number] of newestReport) {
        if (key.startsWith(`${tabId}:`) && (frameId === null || key === `${tabId}:${frameId}`)) newestReport.set(key, number + 1);
      }
      await change(async (stored) => {
        const isGone = (frame: FrameId) => frame.tabId === tabId && (frameId === null || frame.frameId === frameId);
        stored.frames = stored.frames.filter((record) => !isGone(record.frame));
        for (const session of stored.sessions) session.frames = session.frames.filter((frame) => !isGone(frame));
        await forgetIdle(stored);
      });
    },

    async touch(frame: FrameId, edit: { readonly roomUuid?: string | null; readonly visible?: boolean }): Promise<void> {
      await change((stored) => {
        const record = findFrame(stored, frame);
        if (record === undefined) return;
        if (edit.roomUuid !== undefined) record.roomUuid = edit.roomUuid;
        if (edit.visible !== undefined) record.visible = edit.visible;
        if (edit.visible === true) record.usedAt = ports.now();
      });
    },

    /**
     * A token that got a 401 is not used again until a profile call is answered with it; a newer one of the same agent is
     * used at once. False: the profile vouched for it a moment ago, so that 401 was about the one call and changes nothing.
     */
    async refuseToken(sessionId: SessionId, token: string): Promise<boolean> {
      return await change(async (stored) => {
        const session = stored.sessions.find((other) => other.sessionId === sessionId);
        if (session === undefined || isVouched(session, token, ports.now())) return false;
        session.refusedToken = token;
        await forgetIdle(stored);
        return true;
      });
    },

    /** Flows did not answer as Flows at the URL known for a session: the next document may tell another one. */
    async forgetFlows(sessionId: SessionId): Promise<void> {
      await change((stored) => {
        const session = stored.sessions.find((other) => other.sessionId === sessionId);
        if (session === undefined || session.flowsOrigin === null) return;
        stored.deployments = withoutFlows(stored.deployments, session.flowsOrigin);
        session.flowsOrigin = null;
      });
    },

    async forgetFinished(): Promise<void> {
      await change(forgetIdle);
    },

    async ofFrame(frame: FrameId): Promise<{ readonly record: FrameRecord; readonly session: SessionRecord | null } | null> {
      const stored = await read();
      const record = findFrame(stored, frame);
      if (record === undefined) return null;
      return { record, session: stored.sessions.find((session) => session.sessionId === record.sessionId) ?? null };
    },

    /** The session with a token that may still be used, or null. */
    async live(sessionId: SessionId): Promise<SessionRecord | null> {
      const session = (await read()).sessions.find((other) => other.sessionId === sessionId);
      return session === undefined || isDead(session, ports.now()) ? null : session;
    },

    async list(): Promise<readonly SessionRecord[]> {
      return (await read()).sessions;
    },

    async frames(): Promise<readonly FrameRecord[]> {
      return (await read()).frames;
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
