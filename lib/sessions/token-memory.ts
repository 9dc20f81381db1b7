import { type SessionRecord, tokenExpiry } from './session.ts';

/**
 * After a profile call has succeeded with a token that got a 401 before, further 401s are ignored for this long: some
 * calls answer 401 although the log-in is good.
 */
const VOUCHED_MS = 60_000;

/**
 * Whether a session's token must not be used: the session was ousted by another agent, the token got a 401, or it has
 * expired.
 */
export function isDead(session: SessionRecord, now: number): boolean {
  return (
    session.isOusted === true ||
    session.refusedToken === session.token ||
    (session.tokenExpiresAt !== null && session.tokenExpiresAt <= now)
  );
}

/**
 * Returns the token fields of a session after a profile call with `token` succeeded. That success overrides an earlier
 * 401.
 */
export function tokenVouched(
  previous: SessionRecord | undefined,
  token: string,
  now: number,
): Pick<SessionRecord, 'token' | 'tokenExpiresAt' | 'refusedToken' | 'vouchedAt'> {
  const { refusedToken = null, vouchedAt } = previous ?? {};
  if (previous === undefined || refusedToken !== token)
    return { token, tokenExpiresAt: tokenExpiry(token), refusedToken, vouchedAt };
  // Another tab of the agent has reported a newer token meanwhile. Keep the newer one, because this one got a 401.
  if (previous.token !== token && !isDead(previous, now))
    return { token: previous.token, tokenExpiresAt: previous.tokenExpiresAt, refusedToken, vouchedAt };
  return { token, tokenExpiresAt: tokenExpiry(token), refusedToken: null, vouchedAt: now };
}

/** Whether to ignore a 401 with this token, because a profile call with it succeeded a moment ago. */
export function isVouched(session: SessionRecord, token: string, now: number): boolean {
  return session.token === token && session.vouchedAt !== undefined && Math.abs(now - session.vouchedAt) < VOUCHED_MS;
}
