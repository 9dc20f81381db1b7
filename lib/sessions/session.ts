import * as z from 'zod/mini';
import { ProjectUuid, SessionId } from '../ids.ts';

/** One frame of one tab; browsers give no better name for a document (contract platform §3). */
export const FrameId = z.object({ tabId: z.number(), frameId: z.number() });
export type FrameId = z.infer<typeof FrameId>;

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
  /** Flows of a principal project are sent from a secondary one that is chosen first (contract rest §1.6), which we cannot do. */
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
});
export type SessionRecord = z.infer<typeof SessionRecord>;

/** `<api origin>|<agent e-mail>`, lower case: an agent over all their projects. */
export function agentKeyOf(session: { readonly apiOrigin: string; readonly agentEmail: string }): string {
  return `${session.apiOrigin}|${session.agentEmail}`.toLowerCase();
}

export function sessionIdOf(session: { readonly apiOrigin: string; readonly agentEmail: string; readonly projectUuid: string }): SessionId {
  return SessionId.parse(`${agentKeyOf(session)}|${session.projectUuid}`.toLowerCase());
}

/** When a JWT says it ends, epoch ms; null for anything that is not such a token. */
export function tokenExpiry(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const text = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
    const claims = z.object({ exp: z.number() }).safeParse(JSON.parse(text));
    return claims.success ? claims.data.exp * 1_000 : null;
  } catch {
    // Not a JWT: Weni may change its token's form, and the server's 401 tells the end just as well.
    return null;
  }
}
