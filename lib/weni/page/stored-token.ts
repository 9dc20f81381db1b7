/** Where the two Web Storage areas of the page's origin are read from; reading may throw where storage is blocked. */
export interface PageStorage {
  session: Pick<Storage, 'getItem'>;
  local: Pick<Storage, 'getItem'>;
}

/** A value may be stored raw or as JSON; the page's own readers try JSON first (chats-webapp src/utils/storage.js). */
export function readStored(storage: Pick<Storage, 'getItem'>, key: string): string | null {
  const raw = storage.getItem(key);
  if (raw === null) return null;
  const value = parseOrRaw(raw);
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : null;
}

/**
 * The token the page would use now, or null. Session copy first: the local one is shared by all tabs of the origin.
 * Standalone, the Keycloak record of the session is fresher than `chats_token`, which is only written at start; in
 * Connect's local storage that record is stale and is never read (.github/docs/contract/page.md#login-and-project).
 */
export function readToken(storage: PageStorage, mode: 'standalone' | 'iframe' | 'federated'): string | null {
  const stored = headerSafe(readStored(storage.session, 'chats_token')) ?? headerSafe(readStored(storage.local, 'chats_token'));
  const refreshed = mode === 'standalone' ? headerSafe(keycloakToken(storage.session)) : null;
  if (refreshed === null || stored === null) return refreshed ?? stored;
  return expiresAt(refreshed) >= expiresAt(stored) ? refreshed : stored;
}

/** Epoch ms at which a JWT expires; 0 when it says nothing (an opaque token). */
export function expiresAt(token: string): number {
  const payload = token.split('.')[1];
  if (payload === undefined) return 0;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return isRecord(claims) && typeof claims['exp'] === 'number' ? claims['exp'] * 1_000 : 0;
  } catch {
    return 0;
  }
}

function keycloakToken(session: Pick<Storage, 'getItem'>): string | null {
  const record = parseOrRaw(session.getItem('keycloak:user') ?? 'null');
  return isRecord(record) && typeof record['token'] === 'string' ? record['token'] : null;
}

/** Only what can stand in an Authorization header: visible ASCII. */
function headerSafe(token: string | null): string | null {
  return token !== null && /^[\x21-\x7e]{1,8192}$/.test(token) ? token : null;
}

/** JSON of any kind, by its first letters: raw tokens and uuids are none. */
const MAY_BE_JSON = /^\s*(?:["[{]|(?:-?\d[\d.eE+-]*|true|false|null)\s*$)/;

function parseOrRaw(raw: string): unknown {
  // The first error of a script costs 10 ms (its stack is looked up in all of the script), and this is read before the panel shows.
  if (!MAY_BE_JSON.test(raw)) return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
