import * as z from 'zod/mini';

/** The body with which the engine's framework refuses a request without a token. */
const Refusal = z.object({ detail: z.string() });
const PROBE_MS = 8_000;

/**
 * Whether a Chats API answers at an origin. The engine refuses a profile call without a token with 401 or 403 and its
 * own JSON (.github/docs/contract/rest.md#login); any other answer, or none, means that this is not a Chats API. No
 * token is sent.
 */
export async function answersAsChats(
  apiOrigin: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<boolean> {
  try {
    const response = await fetch(`${apiOrigin}/v1/accounts/profile/`, {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PROBE_MS),
    });
    if (response.status !== 401 && response.status !== 403) return false;
    return Refusal.safeParse(await response.json()).success;
  } catch {
    // No network, no permission or no JSON: not an API that we could work with.
    return false;
  }
}
