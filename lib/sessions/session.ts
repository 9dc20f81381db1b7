import * as z from 'zod/mini';
import { ProjectUuid, SessionId } from '../ids.ts';

/** One frame of one tab: a place, where one document follows another. */
export const FrameId = z.object({ tabId: z.number(), frameId: z.number() });
export type FrameId = z.infer<typeof FrameId>;

/**
 * One document in a frame, as what it sends names it. `document` is the random name that our script made inside it (null:
 * the sender named none), `documentId` the browser's own name, null where the browser has none (Firefox before 153).
 */
export interface FrameDocument extends FrameId {
  readonly origin: string;
  readonly document: string | null;
  readonly documentId: string | null;
}

/**
 * A signed-in agent in one project on one deployment, with the token that proves it. Lives in the session storage
 * area only: the token must never reach a disk. Times are epoch ms.
 */
export const SessionRecord = z.object({
  sessionId: SessionId,
  apiOrigin: z.string(),
  agentEmail: z.string(),
  agentName: z.string(),
  projectUuid: ProjectUuid,
  projectName: z.string(),
  /**
   * Flows of a principal project are sent from a secondary one that is chosen first
   * (.github/docs/contract/rest.md#principal-projects), which we cannot do.
   */
  isPrincipal: z.optional(z.boolean()),
  role: z.literal(['admin', 'manager', 'agent']),
  token: z.string(),
  /** `exp` of the token, where it is a JWT that says so. */
  tokenExpiresAt: z.nullable(z.number()),
  /** The origin the token was read from: it may go to hosts seen from, or set for, that origin alone. */
  pageOrigin: z.string(),
  flowsOrigin: z.nullable(z.string()),
  frames: z.array(FrameId),
  identifiedAt: z.number(),
  /** A token that got a 401; it is not used again until a profile call is answered with it. */
  refusedToken: z.nullable(z.string()),
  /** When the profile was answered with a token that had been refused. */
  vouchedAt: z.optional(z.number()),
  /** Its last frame shows another agent now, or may: nothing of it goes on until a page shows it again. */
  isOusted: z.optional(z.boolean()),
  /** The tab of its last frame, once there is none: whoever logs in there sits at the desk in place of its agent. */
  lastTabId: z.optional(z.number()),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** `<api origin>|<agent e-mail>`, lower case: an agent over all their projects. */
export function agentKeyOf(session: { readonly apiOrigin: string; readonly agentEmail: string }): string {
  return `${session.apiOrigin}|${session.agentEmail}`.toLowerCase();
}

export function sessionIdOf(session: { readonly apiOrigin: string; readonly agentEmail: string; readonly projectUuid: string }): SessionId {
  return SessionId.parse(`${agentKeyOf(session)}|${session.projectUuid}`.toLowerCase());
}

function claimsOf(token: string): unknown {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
  } catch {
    // Not a JWT: Weni may change its token's form, and the server's answers tell end and owner just as well.
    return null;
  }
}

/** When a JWT says it ends, epoch ms; null for anything that is not such a token. */
export function tokenExpiry(token: string): number | null {
  const claims = z.object({ exp: z.number() }).safeParse(claimsOf(token));
  return claims.success ? claims.data.exp * 1_000 : null;
}

const Person = z.object({ iss: z.optional(z.string()), sub: z.optional(z.string()), email: z.optional(z.string()) });

/**
 * Whether two tokens say that they are of one person: same issuer, and the same `sub`, or the same e-mail where neither has
 * a `sub`. False whenever that cannot be compared. Nothing is verified: the server alone knows whose a token is.
 */
export function namesSamePerson(one: string, other: string): boolean {
  if (one === other) return true;
  const [a, b] = [Person.safeParse(claimsOf(one)), Person.safeParse(claimsOf(other))];
  if (!a.success || !b.success || a.data.iss !== b.data.iss) return false;
  if (a.data.sub !== undefined || b.data.sub !== undefined) return a.data.sub === b.data.sub;
  return a.data.email !== undefined && a.data.email.toLowerCase() === b.data.email?.toLowerCase();
}
