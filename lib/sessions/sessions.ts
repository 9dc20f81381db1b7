import type { FlowsProject, ProjectUuid, SessionId } from '../ids.ts';
import {
  copyOf,
  createRegister,
  type FrameRecord,
  isSameProject,
  placeKey,
  type RegisterPorts,
  sameFrame,
  type Standing,
  type Stored,
} from './register.ts';
import { deploymentOf, proveApi, usableFlowsUrl, withDeployment, withoutFlows } from './deployments.ts';
import { isDead, isVouched, tokenVouched } from './token-memory.ts';
import {
  agentKeyOf,
  type FrameDocument,
  type FrameId,
  namesSamePerson,
  type SessionRecord,
  sessionIdOf,
  tokenExpiry,
} from './session.ts';
import type { SiteState } from './site-state.ts';
import type { Locale } from '../locales.ts';

/** A session report: what a tab frame says about its page. */
export interface FrameReport {
  readonly state: 'ready' | 'no-token' | 'no-project' | 'changing';
  readonly token: string | null;
  readonly projectUuid: string | null;
  readonly apiOrigin: string | null;
  readonly otherApiOrigins?: readonly string[] | undefined;
  readonly flowsOrigin: string | null;
  readonly language: Locale | null;
  readonly observerRuns: boolean;
}

/** Who a token belongs to, from a profile call, or why that could not be found out. */
export type Identity =
  | {
      readonly status: 'known';
      readonly agentEmail: string;
      readonly agentName: string;
      readonly projectUuid: ProjectUuid;
      readonly projectName: string;
      readonly isPrincipal?: boolean | undefined;
      readonly role: SessionRecord['role'];
    }
  | { readonly status: 'not-logged-in' | 'not-a-member' | 'offline' | 'server-trouble' | 'api-not-found' }
  | { readonly status: 'contract-drift'; readonly endpoint: string; readonly field: string };

export interface SessionPorts extends RegisterPorts {
  readonly identify: (claim: { apiOrigin: string; token: string; projectUuid: string }) => Promise<Identity>;
  /** API origin that the agent set for a page origin, or null. It overrides the origins seen. */
  readonly apiOriginFor: (pageOrigin: string) => Promise<string | null>;
  /**
   * Whether the installation's hosts or a granted permission cover an origin. Nothing of the agent's goes elsewhere.
   */
  readonly isPermitted: (origin: string) => Promise<boolean>;
}

/** How long the result of a profile call is used before the token is validated again. */
const IDENTITY_FRESH_MS = 10 * 60_000;

/** Whether a report shows what a session was made of. Only the server could tell whose another token is. */
const isSameClaim = (session: SessionRecord, report: FrameReport, apiOrigin: string | null) =>
  session.token === report.token &&
  session.apiOrigin === apiOrigin &&
  isSameProject(session.projectUuid, report.projectUuid);

/** The secondary project that a session keeps when it is identified again. */
const keptProject = (identity: { readonly isPrincipal?: boolean | undefined }, previous: SessionRecord | undefined) =>
  identity.isPrincipal === true && previous?.flowsProject !== undefined ? { flowsProject: previous.flowsProject } : {};

/**
 * Keeps who is signed in where. Two tabs, containers or accounts give two sessions, which never mix. A session belongs
 * to documents: a frame that shows another document leaves the session at that moment.
 */
export function createSessions(ports: SessionPorts) {
  const register = createRegister(ports);
  const {
    load,
    save,
    saveSoon,
    findFrame,
    findSession,
    recordOf,
    forgetIdle,
    detach,
    newFrame,
    invalidateReports,
    unsettled,
    goneDocuments,
    meet,
    leaveSession,
    oust,
    oustByOthers,
  } = register;

  /**
   * Compares a report with the session its frame showed so far. `renewed`: another token that claims to be of the same
   * person. `other-agent`: another agent, or not comparable. `other`: another project, or nothing to compare.
   */
  function compare(
    known: Stored,
    record: FrameRecord,
    report: FrameReport,
  ): 'same' | 'renewed' | 'other-agent' | 'other' {
    const session = findSession(known, record.sessionId ?? record.lastSessionId);
    if (session === undefined || report.state !== 'ready' || report.token === null) return 'other';
    if (!namesSamePerson(session.token, report.token)) return 'other-agent';
    if (!isSameProject(session.projectUuid, report.projectUuid)) return 'other';
    return session.token === report.token ? 'same' : 'renewed';
  }

  async function identify(
    known: Stored,
    claim: { apiOrigin: string; token: string; projectUuid: string },
  ): Promise<Identity & { readonly identifiedAt?: number }> {
    const { apiOrigin, token, projectUuid } = claim;
    const { sessions } = known;
    const found = sessions.find(
      (session) =>
        session.token === token &&
        session.apiOrigin === apiOrigin &&
        isSameProject(session.projectUuid, projectUuid) &&
        Math.abs(ports.now() - session.identifiedAt) < IDENTITY_FRESH_MS &&
        !isDead(session, ports.now()),
    );
    if (found !== undefined) return { status: 'known', ...found };
    return await ports.identify(claim);
  }

  /** Returns the token and project that a report claims, or the reason why there is nothing to ask about. */
  function claimOf(
    report: FrameReport,
  ):
    | { token: string; projectUuid: string }
    | Extract<SiteState, { status: 'changing' | 'no-project' | 'not-logged-in' }> {
    // The frame's own state comes first; only with `ready` does it give a token and a project.
    if (report.state === 'changing' || report.state === 'no-project') return { status: report.state };
    if (report.state === 'no-token' || report.token === null) return { status: 'not-logged-in' };
    if (report.projectUuid === null) return { status: 'no-project' };
    const expiry = tokenExpiry(report.token);
    if (expiry !== null && expiry <= ports.now()) return { status: 'not-logged-in' };
    return { token: report.token, projectUuid: report.projectUuid };
  }

  /** Puts the frame into the session of the agent who was identified, and updates that session. */
  function join(
    known: Stored,
    record: FrameRecord,
    found: {
      identity: Extract<Identity, { status: 'known' }> & { readonly identifiedAt?: number };
      apiOrigin: string;
      token: string;
      reportedFlows: string | null;
    },
  ): void {
    const { identity, apiOrigin, token } = found;
    const sessionId = sessionIdOf({ apiOrigin, ...identity });
    const before = findSession(known, record.sessionId ?? record.lastSessionId);
    const isOtherAgent = before !== undefined && agentKeyOf(before) !== agentKeyOf({ apiOrigin, ...identity });
    if (record.sessionId !== sessionId) leaveSession(known, record, isOtherAgent);
    oust(
      known,
      { ...record.frame, origin: record.origin },
      (session) => agentKeyOf(session) === agentKeyOf({ apiOrigin, ...identity }),
    );
    const previous = findSession(known, sessionId);
    const flowsUrl = deploymentOf(known.deployments, record.origin).flowsUrl ?? found.reportedFlows;
    const session: SessionRecord = {
      sessionId,
      apiOrigin,
      agentEmail: identity.agentEmail,
      agentName: identity.agentName,
      projectUuid: identity.projectUuid,
      projectName: identity.projectName,
      isPrincipal: identity.isPrincipal === true,
      ...keptProject(identity, previous),
      role: identity.role,
      ...tokenVouched(previous, token, ports.now()),
      pageOrigin: record.origin,
      flowsOrigin: flowsUrl,
      frames: [...(previous?.frames ?? []).filter((other) => !sameFrame(other, record.frame)), record.frame],
      identifiedAt: identity.identifiedAt ?? ports.now(),
    };
    known.sessions = [...known.sessions.filter((other) => other.sessionId !== sessionId), session];
    known.deployments = withDeployment(known.deployments, { pageOrigin: record.origin, apiOrigin, flowsUrl });
    record.sessionId = sessionId;
    record.site = { status: 'ready' };
  }

  /** The session that a sender shows now, without awaiting anything; null before the stored state was read. */
  function shownBy(sender: FrameDocument): SessionId | null {
    const known = register.known();
    return known === null ? null : (recordOf(known, sender)?.sessionId ?? null);
  }

  return {
    /** Tells how a sender relates to its frame. If another document was there, the sender replaces it. */
    async meet(sender: FrameDocument): Promise<Standing> {
      return meet(await load(), sender);
    },

    /**
     * Handles a session report. Reports of one frame may overlap; the last one wins. A frame that shows another agent,
     * project or host has no session until the server has answered. Null: the document is gone or unnamed.
     */
    async report(sender: FrameDocument, report: FrameReport): Promise<FrameRecord | null> {
      const known = await load();
      const standing = meet(known, sender);
      if (standing === 'gone' || standing === 'unnamed' || sender.document === null) return null;
      const number = invalidateReports(sender);
      const isNewest = () => register.isNewest(sender, number);
      const found = findFrame(known, sender);
      const record = found ?? newFrame(sender, sender.document);
      if (found === undefined) known.frames.push(record);
      const seen = [report.apiOrigin, ...(report.otherApiOrigins ?? [])].filter((origin) => origin !== null);
      const claim = claimOf(report);
      const relation = compare(known, record, report);
      const isHostShown = seen.some((origin) => origin === findSession(known, record.sessionId)?.apiOrigin);
      if (relation === 'other' || relation === 'other-agent') leaveSession(known, record, relation === 'other-agent');
      const { token } = report;
      if (report.state === 'ready' && token !== null)
        oust(known, sender, (session) => namesSamePerson(session.token, token));
      if (relation !== 'same' || !isHostShown) unsettled.set(placeKey(sender), number);
      record.hasTold = true;
      record.language = report.language;
      record.observerRuns = report.observerRuns;
      record.usedAt = ports.now();
      saveSoon();

      const set = 'status' in claim ? null : await ports.apiOriginFor(sender.origin);
      // A newer report came, or the document went, during the await: this report must change nothing.
      if (!isNewest()) return { ...(recordOf(known, sender) ?? record) };
      const shown = findSession(known, record.sessionId);
      if (shown !== undefined && (set === null ? !isHostShown : set !== shown.apiOrigin))
        leaveSession(known, record, false);
      const proof =
        'status' in claim
          ? { site: claim, identity: null, apiOrigin: null }
          : await proveApi({
              set,
              seen,
              proven: deploymentOf(known.deployments, sender.origin).apiOrigin,
              isPermitted: ports.isPermitted,
              ask: (apiOrigin) => identify(known, { apiOrigin, ...claim }),
            });
      const reportedFlows = await usableFlowsUrl(report.flowsOrigin, ports.isPermitted);
      if (!isNewest()) return { ...(recordOf(known, sender) ?? record) };
      unsettled.delete(placeKey(sender));
      record.usedAt = ports.now();
      if (proof.identity !== null && 'token' in claim)
        join(known, record, {
          identity: proof.identity,
          apiOrigin: proof.apiOrigin,
          token: claim.token,
          reportedFlows,
        });
      else {
        // No answer of the server: keep the session if the report still claims the same.
        const current = findSession(known, record.sessionId);
        const couldNotAsk = ['offline', 'server-trouble', 'api-not-found'].includes(proof.site.status);
        const isKept = couldNotAsk && current !== undefined && isSameClaim(current, report, proof.apiOrigin);
        if (!isKept) leaveSession(known, record, false);
        // This host has answered as Chats before; now something on the way answers in its place.
        record.site = isKept && proof.site.status === 'api-not-found' ? { status: 'server-trouble' } : proof.site;
      }
      await forgetIdle(known);
      await save();
      return { ...record };
    },

    /** Handles a closed tab (`frameId` null) or a frame that was removed. */
    async frameGone(tabId: number, frameId: number | null): Promise<void> {
      const known = await load();
      const isGone = (frame: FrameId) => frame.tabId === tabId && (frameId === null || frame.frameId === frameId);
      for (const record of known.frames.filter(({ frame }) => isGone(frame))) {
        detach(known, record, 'gone');
        invalidateReports(record.frame);
      }
      known.frames = known.frames.filter((record) => !isGone(record.frame));
      await forgetIdle(known);
      await save();
    },

    /** Handles a document that no longer answers. Does nothing if another document is in its frame by now. */
    async documentGone(sender: FrameDocument): Promise<void> {
      const known = await load();
      const record = recordOf(known, sender);
      if (record === undefined) return;
      detach(known, record, 'gone');
      invalidateReports(record.frame);
      goneDocuments.set(placeKey(record.frame), record.gone);
      known.frames = known.frames.filter((other) => other !== record);
      oustByOthers(known, sender.tabId);
      await forgetIdle(known);
      await save();
    },

    /** Forgets everything, for an erasure. The storage area itself is emptied by the caller. */
    async forgetAll(): Promise<void> {
      const known = await load();
      for (const { frame } of known.frames) invalidateReports(frame);
      known.sessions = [];
      known.frames = [];
      known.deployments = [];
      await register.settled();
    },

    async touch(
      sender: FrameDocument,
      edit: { readonly roomUuid?: string | null; readonly visible?: boolean },
    ): Promise<void> {
      const record = recordOf(await load(), sender);
      if (record === undefined) return;
      if (edit.roomUuid !== undefined) record.roomUuid = edit.roomUuid;
      if (edit.visible !== undefined) record.visible = edit.visible;
      if (edit.visible === true) record.usedAt = ports.now();
      await save();
    },

    /**
     * Marks a token that got a 401: it is not used until a profile call with it succeeds. A newer token of the same
     * agent is used at once. False: a profile call with this token has just succeeded, so the 401 changes nothing.
     */
    async refuseToken(sessionId: SessionId, token: string): Promise<boolean> {
      const known = await load();
      const session = findSession(known, sessionId);
      if (session === undefined || isVouched(session, token, ports.now())) return false;
      session.refusedToken = token;
      await forgetIdle(known);
      await save();
      return true;
    },

    /** Forgets a session's Flows URL that did not answer as Flows. The next document may report another one. */
    async forgetFlows(sessionId: SessionId): Promise<void> {
      const known = await load();
      const session = findSession(known, sessionId);
      if (session === undefined || session.flowsOrigin === null) return;
      known.deployments = withoutFlows(known.deployments, session.flowsOrigin);
      session.flowsOrigin = null;
      await save();
    },

    /** Sets the secondary project of a principal session. False: there is no such session any more. */
    async chooseFlowsProject(sessionId: SessionId, flowsProject: FlowsProject): Promise<boolean> {
      const session = findSession(await load(), sessionId);
      if (session === undefined || session.isPrincipal !== true) return false;
      session.flowsProject = flowsProject;
      await save();
      return true;
    },

    async forgetFinished(): Promise<void> {
      const known = await load();
      await forgetIdle(known);
      await save();
    },

    /** Returns what is known of exactly this document; null for any other document in the same frame. */
    async ofFrame(
      sender: FrameDocument,
    ): Promise<{ readonly record: FrameRecord; readonly session: SessionRecord | null } | null> {
      const known = await load();
      const record = recordOf(known, sender);
      if (record === undefined) return null;
      return { record: { ...record }, session: findSession(known, record.sessionId) ?? null };
    },

    shownBy,

    /** Whether this document shows this session now, with no newer report under check. Awaits nothing. */
    maySend: (sender: FrameDocument, sessionId: SessionId): boolean =>
      shownBy(sender) === sessionId && !unsettled.has(placeKey(sender)),

    /** Returns the session if its token may still be used, else null. */
    async live(sessionId: SessionId): Promise<SessionRecord | null> {
      const session = findSession(await load(), sessionId);
      return session === undefined || isDead(session, ports.now()) ? null : copyOf(session);
    },

    async list(): Promise<readonly SessionRecord[]> {
      return (await load()).sessions.map(copyOf);
    },

    async frames(): Promise<readonly FrameRecord[]> {
      return (await load()).frames.map((record) => ({ ...record }));
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
