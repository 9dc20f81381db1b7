import * as z from 'zod/mini';
import { FlowsProject, ProjectUuid, SessionId } from '../ids.ts';

/** One frame of one tab. Documents follow each other in it. */
export const FrameId = z.object({ tabId: z.number(), frameId: z.number() });
export type FrameId = z.infer<typeof FrameId>;

/**
 * One document in a frame, as its messages name it. `document` is the random name that our script made inside it; null
 * when the sender gave none. `documentId` is the browser's own name; null where the browser has none (Firefox before
 * 153).
 */
export interface FrameDocument extends FrameId {
  readonly origin: string;
  readonly document: string | null;
  readonly documentId: string | null;
}

/**
 * A signed-in agent in one project at one API host, with the token that proves it. It is kept in the session storage
 * area only, because the token must never reach a disk. Times are epoch ms.
 */
export const SessionRecord = z.object({
  sessionId: SessionId,
  apiOrigin: z.string(),
  agentEmail: z.string(),
  agentName: z.string(),
  projectUuid: ProjectUuid,
  projectName: z.string(),
  /**
   * A principal project sends flows through a secondary project that the agent chooses first
   * (.github/docs/contract/rest.md#principal-projects).
   */
  isPrincipal: z.optional(z.boolean()),
  /** The secondary project that is chosen now; absent until one is. */
  flowsProject: z.optional(FlowsProject),
  role: z.literal(['admin', 'manager', 'agent']),
  token: z.string(),
  /** When the token expires, epoch ms, from its `exp`; null when it is not a JWT with one. */
  tokenExpiresAt: z.nullable(z.number()),
  /**
   * The page origin that the token was read from. The token may only be sent to hosts seen from this origin or set for
   * it.
   */
  pageOrigin: z.string(),
  flowsOrigin: z.nullable(z.string()),
  frames: z.array(FrameId),
  identifiedAt: z.number(),
  /** A token that got a 401. It is not used again until a profile call with it succeeds. */
  refusedToken: z.nullable(z.string()),
  /** When a profile call succeeded with a token that had been refused before. */
  vouchedAt: z.optional(z.number()),
  /**
   * True when the last frame of the session shows another agent now, or possibly does. The session then stays unused
   * until a page shows it again.
   */
  isOusted: z.optional(z.boolean()),
  /**
   * Tab of the last frame, once the session has none. If another agent signs in there, they have taken this agent's
   * place.
   */
  lastTabId: z.optional(z.number()),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** Key of an agent over all their projects: `<api origin>|<agent e-mail>`, lower case. */
export function agentKeyOf(session: { readonly apiOrigin: string; readonly agentEmail: string }): string {
  return `${session.apiOrigin}|${session.agentEmail}`.toLowerCase();
}

/** Id of a session: `<api origin>|<agent e-mail>|<project uuid>`, lower case. */
export function sessionIdOf(session: {
  readonly apiOrigin: string;
  readonly agentEmail: string;
  readonly projectUuid: string;
}): SessionId {
  return SessionId.parse(`${agentKeyOf(session)}|${session.projectUuid}`.toLowerCase());
}

/**
 * Where flows and contacts of a session are read: the session's id and, under a principal project, the chosen secondary
 * project behind a `#`. Services of flows and contacts are keyed by it, so that nothing of one secondary project is
 * taken for something of another.
 */
export type FlowsScope = SessionId;

export function flowsScopeOf(session: {
  readonly sessionId: SessionId;
  readonly flowsProject?: FlowsProject | undefined;
}): FlowsScope {
  const { sessionId, flowsProject } = session;
  return flowsProject === undefined
    ? sessionId
    : SessionId.parse(`${sessionId}#${flowsProject.projectUuid.toLowerCase()}`);
}

/** The parts of a flows scope; `flowsProjectUuid` is null when it names no secondary project. */
export function readFlowsScope(scope: FlowsScope): {
  readonly sessionId: SessionId;
  readonly flowsProjectUuid: ProjectUuid | null;
} {
  const at = scope.lastIndexOf('#');
  const project = ProjectUuid.safeParse(at === -1 ? null : scope.slice(at + 1));
  return project.success
    ? { sessionId: SessionId.parse(scope.slice(0, at)), flowsProjectUuid: project.data }
    : { sessionId: scope, flowsProjectUuid: null };
}

function claimsOf(token: string): unknown {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    // Not a JWT. That is allowed: Weni may change the form of its tokens, and the server's answers also tell whose a
    // token is and when it ends.
    return null;
  }
}

/** Returns when a JWT expires, epoch ms; null for anything that is not a JWT with `exp`. */
export function tokenExpiry(token: string): number | null {
  const claims = z.object({ exp: z.number() }).safeParse(claimsOf(token));
  return claims.success ? claims.data.exp * 1_000 : null;
}

const Person = z.object({ iss: z.optional(z.string()), sub: z.optional(z.string()), email: z.optional(z.string()) });

/**
 * Whether two tokens claim to belong to the same person: same issuer and same `sub`, or the same e-mail where neither
 * has a `sub`. False whenever that cannot be compared. No signature is verified; only the server knows whose a token
 * is.
 */
export function namesSamePerson(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [Person.safeParse(claimsOf(one)), Person.safeParse(claimsOf(other))];
  if (!a.success || !b.success || a.data.iss !== b.data.iss) return false;
  if (a.data.sub !== undefined || b.data.sub !== undefined) return a.data.sub === b.data.sub;
  return a.data.email !== undefined && a.data.email.toLowerCase() === b.data.email?.toLowerCase();
}
