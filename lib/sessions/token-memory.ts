import { type SessionRecord, tokenExpiry } from './session.ts';

/** A profile call answered with a token that had met a 401 outweighs further ones for so long: some calls answer 401 to a good login. */
const VOUCHED_MS = 60_000;

/** Whether a session's token may not be used: another agent is there instead, it met a 401, or it ended by its own word. */
export function isDead(session: SessionRecord, now: number): boolean {
  return session.isOusted === true || session.refusedToken === session.token || (session.tokenExpiresAt !== null && session.tokenExpiresAt <= now);
}

/** What a session knows of tokens after the profile was answered with `token`: that answer outweighs an earlier 401. */
export function tokenVouched(previous: SessionRecord | undefined, token: string, now: number): Pick<SessionRecord, 'token' | 'tokenExpiresAt' | 'refusedToken' | 'vouchedAt'> {
  const { refusedToken = null, vouchedAt } = previous ?? {};
  if (previous === undefined || refusedToken !== token) return { token, tokenExpiresAt: tokenExpiry(token), refusedToken, vouchedAt };
  // Another tab of the agent brought a newer token meanwhile: the one that met a 401 does not take its place.
  if (previous.token !== token && !isDead(previous, now)) return { token: previous.token, tokenExpiresAt: previous.tokenExpiresAt, refusedToken, vouchedAt };
  return { token, tokenExpiresAt: tokenExpiry(token), refusedToken: null, vouchedAt: now };
}

/** Whether a 401 to one call says nothing about the token, because the profile vouched for it a moment ago. */
export function isVouched(session: SessionRecord, token: string, now: number): boolean {
  return session.token === token && session.vouchedAt !== undefined && Math.abs(now - session.vouchedAt) < VOUCHED_MS;
}
