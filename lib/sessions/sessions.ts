import type { ProjectUuid, SessionId } from '../ids.ts';
import { copyOf, createRegister, type FrameRecord, isSameProject, placeKey, type RegisterPorts, sameFrame, type Standing, type Stored } from './register.ts';
import { believedFlows, deploymentOf, proveApi, withDeployment, withoutFlows } from './deployments.ts';
import { isDead, isVouched, tokenVouched } from './token-memory.ts';
import { agentKeyOf, type FrameDocument, type FrameId, namesSamePerson, type SessionRecord, sessionIdOf, tokenExpiry } from './session.ts';
import type { SiteState } from './site-state.ts';
import type { Locale } from '../locales.ts';

/** What a frame says about its page. */
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

/** Who a token belongs to, from a validating profile call, or why that could not be told. */
export type Identity =
  | { readonly status: 'known'; readonly agentEmail: string; readonly agentName: string; readonly projectUuid: ProjectUuid; readonly projectName: string; readonly isPrincipal?: boolean | undefined; readonly role: SessionRecord['role'] }
  | { readonly status: 'not-logged-in' | 'not-a-member' | 'offline' | 'server-trouble' | 'api-not-found' }
  | { readonly status: 'contract-drift'; readonly endpoint: string; readonly field: string };

export interface SessionPorts extends RegisterPorts {
  readonly identify: (claim: { apiOrigin: string; token: string; projectUuid: string }) => Promise<Identity>;
  /** The agent's own setting for a page origin, or null. It wins over what was seen. */
  readonly apiOriginFor: (pageOrigin: string) => Promise<string | null>;
  /** Whether the hosts of the install or a granted permission cover an origin: nothing of the agent's leaves for any other. */
  readonly isPermitted: (origin: string) => Promise<boolean>;
}

/** A token is validated by a profile call, and again after this time. */
const IDENTITY_FRESH_MS = 10 * 60_000;

/**
 * Who is signed in where, and which session may do what. Two tabs, containers or accounts give two sessions and never a
 * mixture. A session hangs on documents: a frame that shows another one has no part in it from that moment on.
 */
export function createSessions(ports: SessionPorts) {
  const register = createRegister(ports);
  const { load, save, saveSoon, findFrame, findSession, recordOf, forgetIdle, detach, newFrame, overtake, unsettled, buried, meet, leave, oust, oustByOthers } = register;

  /**
   * What a report means beside the session shown in its frame so far: the very same token and project; a `renewed` token of
   * the same person by its own words; another agent, or one that cannot be compared; or another project.
   */
  function compare(known: Stored, record: FrameRecord, report: FrameReport): 'same' | 'renewed' | 'other-agent' | 'other' {
    const session = findSession(known, record.sessionId ?? record.lastSessionId);
    if (session === undefined || report.state !== 'ready' || report.token === null) return 'other';
    if (!namesSamePerson(session.token, report.token)) return 'other-agent';
    if (!isSameProject(session.projectUuid, report.projectUuid)) return 'other';
    return session.token === report.token ? 'same' : 'renewed';
  }

  /** Whether a report still shows what a session was made of: nobody can be asked who another token belongs to. */
  const isSameClaim = (session: SessionRecord, report: FrameReport, apiOrigin: string | null) =>
    session.token === report.token && session.apiOrigin === apiOrigin && isSameProject(session.projectUuid, report.projectUuid);

  async function identify(known: Stored, claim: { apiOrigin: string; token: string; projectUuid: string }): Promise<Identity & { readonly identifiedAt?: number }> {
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

  /** What is claimed by a report, or why there is nothing to ask about. */
  function claimOf(report: FrameReport): { token: string; projectUuid: string } | Extract<SiteState, { status: 'changing' | 'no-project' | 'not-logged-in' }> {
    // What the frame says comes first: it gives neither token nor project with anything but `ready`.
    if (report.state === 'changing' || report.state === 'no-project') return { status: report.state };
    if (report.state === 'no-token' || report.token === null) return { status: 'not-logged-in' };
    if (report.projectUuid === null) return { status: 'no-project' };
    const expiry = tokenExpiry(report.token);
    if (expiry !== null && expiry <= ports.now()) return { status: 'not-logged-in' };
    return { token: report.token, projectUuid: report.projectUuid };
  }

  /** Puts the frame into the session of who was identified, and renews that session. */
  function join(known: Stored, record: FrameRecord, found: { identity: Extract<Identity, { status: 'known' }> & { readonly identifiedAt?: number }; apiOrigin: string; token: string; reportedFlows: string | null }): void {
    const { identity, apiOrigin, token } = found;
    const sessionId = sessionIdOf({ apiOrigin, ...identity });
    const before = findSession(known, record.sessionId ?? record.lastSessionId);
    const isOtherAgent = before !== undefined && agentKeyOf(before) !== agentKeyOf({ apiOrigin, ...identity });
    if (record.sessionId !== sessionId) leave(known, record, isOtherAgent);
    oust(known, { ...record.frame, origin: record.origin }, (session) => agentKeyOf(session) === agentKeyOf({ apiOrigin, ...identity }));
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

  /** What is true of a sender now, without waiting; nobody before the stored state was read. */
  function shownBy(sender: FrameDocument): SessionId | null {
    const known = register.known();
    return known === null ? null : (recordOf(known, sender)?.sessionId ?? null);
  }

  return {
    /** Says who a sender is in its frame, and takes the frame from the document before it when there was one. */
    async meet(sender: FrameDocument): Promise<Standing> {
      return meet(await load(), sender);
    },

    /**
     * A frame tells what its page holds; answers what that means, or null for a document that is gone. Reports may overlap: the
     * last one told wins. Whoever shows another agent, project or host is nobody until the answer is there.
     */
    async report(sender: FrameDocument, report: FrameReport): Promise<FrameRecord | null> {
      const known = await load();
      const standing = meet(known, sender);
      if (standing === 'gone' || standing === 'unnamed' || sender.document === null) return null;
      const number = overtake(sender);
      const isNewest = () => register.isNewest(sender, number);
      const found = findFrame(known, sender);
      const record = found ?? newFrame(sender, sender.document);
      if (found === undefined) known.frames.push(record);
      const seen = [report.apiOrigin, ...(report.otherApiOrigins ?? [])].filter((origin) => origin !== null);
      const claim = claimOf(report);
      const claimed = compare(known, record, report);
      const isHostShown = seen.some((origin) => origin === findSession(known, record.sessionId)?.apiOrigin);
      if (claimed === 'other' || claimed === 'other-agent') leave(known, record, claimed === 'other-agent');
      const { token } = report;
      if (report.state === 'ready' && token !== null) oust(known, sender, (session) => namesSamePerson(session.token, token));
      if (claimed !== 'same' || !isHostShown) unsettled.set(placeKey(sender), number);
      record.hasTold = true;
      record.language = report.language;
      record.observerRuns = report.observerRuns;
      record.usedAt = ports.now();
      saveSoon();

      const set = 'status' in claim ? null : await ports.apiOriginFor(sender.origin);
      // Overtaken by a newer report, or the document went away meanwhile: nothing of this one may stay.
      if (!isNewest()) return { ...(recordOf(known, sender) ?? record) };
      const shown = findSession(known, record.sessionId);
      if (shown !== undefined && (set === null ? !isHostShown : set !== shown.apiOrigin)) leave(known, record, false);
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
      const reportedFlows = await believedFlows(report.flowsOrigin, ports.isPermitted);
      if (!isNewest()) return { ...(recordOf(known, sender) ?? record) };
      unsettled.delete(placeKey(sender));
      record.usedAt = ports.now();
      if (proof.identity !== null && 'token' in claim) join(known, record, { identity: proof.identity, apiOrigin: proof.apiOrigin, token: claim.token, reportedFlows });
      else {
        // Nobody can be asked while the network is away, or while something on the way answers: what was known of this frame stays.
        const current = findSession(known, record.sessionId);
        const isAway = ['offline', 'server-trouble', 'api-not-found'].includes(proof.site.status);
        const isKept = isAway && current !== undefined && isSameClaim(current, report, proof.apiOrigin);
        if (!isKept) leave(known, record, false);
        // A host that answered as Chats before is Chats still: what answers now stands in between.
        record.site = isKept && proof.site.status === 'api-not-found' ? { status: 'server-trouble' } : proof.site;
      }
      await forgetIdle(known);
      await save();
      return { ...record };
    },

    /** The tab was closed, or a frame of it went away. */
    async frameGone(tabId: number, frameId: number | null): Promise<void> {
      const known = await load();
      const isGone = (frame: FrameId) => frame.tabId === tabId && (frameId === null || frame.frameId === frameId);
      for (const record of known.frames.filter(({ frame }) => isGone(frame))) {
        detach(known, record, 'gone');
        overtake(record.frame);
      }
      known.frames = known.frames.filter((record) => !isGone(record.frame));
      await forgetIdle(known);
      await save();
    },

    /** A document that answered nothing any more; nothing happens where another one is there by now. */
    async documentGone(sender: FrameDocument): Promise<void> {
      const known = await load();
      const record = recordOf(known, sender);
      if (record === undefined) return;
      detach(known, record, 'gone');
      overtake(record.frame);
      buried.set(placeKey(record.frame), record.gone);
      known.frames = known.frames.filter((other) => other !== record);
      oustByOthers(known, sender.tabId);
      await forgetIdle(known);
      await save();
    },

    /** Everything is forgotten, as after an erasure; the area itself is left to whoever empties it. */
    async forgetAll(): Promise<void> {
      const known = await load();
      for (const { frame } of known.frames) overtake(frame);
      known.sessions = [];
      known.frames = [];
      known.deployments = [];
      await register.settled();
    },

    async touch(sender: FrameDocument, edit: { readonly roomUuid?: string | null; readonly visible?: boolean }): Promise<void> {
      const record = recordOf(await load(), sender);
      if (record === undefined) return;
      if (edit.roomUuid !== undefined) record.roomUuid = edit.roomUuid;
      if (edit.visible !== undefined) record.visible = edit.visible;
      if (edit.visible === true) record.usedAt = ports.now();
      await save();
    },

    /**
     * A token that got a 401 is not used again until a profile call is answered with it; a newer one of the same agent is
     * used at once. False: the profile vouched for it a moment ago, so that 401 was about the one call and changes nothing.
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

    /** Flows did not answer as Flows at the URL known for a session: the next document may tell another one. */
    async forgetFlows(sessionId: SessionId): Promise<void> {
      const known = await load();
      const session = findSession(known, sessionId);
      if (session === undefined || session.flowsOrigin === null) return;
      known.deployments = withoutFlows(known.deployments, session.flowsOrigin);
      session.flowsOrigin = null;
      await save();
    },

    async forgetFinished(): Promise<void> {
      const known = await load();
      await forgetIdle(known);
      await save();
    },

    /** What is known of exactly this document; null for any other one in the same frame. */
    async ofFrame(sender: FrameDocument): Promise<{ readonly record: FrameRecord; readonly session: SessionRecord | null } | null> {
      const known = await load();
      const record = recordOf(known, sender);
      if (record === undefined) return null;
      return { record: { ...record }, session: findSession(known, record.sessionId) ?? null };
    },

    shownBy,

    /** Whether this document shows that session now and nothing newer was told that is not settled yet. Waits for nothing. */
    maySend: (sender: FrameDocument, sessionId: SessionId): boolean => shownBy(sender) === sessionId && !unsettled.has(placeKey(sender)),

    /** The session with a token that may still be used, or null. */
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
