/** The two Web Storage areas of the page's origin. Reading throws when the browser blocks storage. */
export interface PageStorage {
  session: Pick<Storage, 'getItem'>;
  local: Pick<Storage, 'getItem'>;
}

/**
 * Reads a stored text, which may be raw or JSON; the page's own readers try JSON first (chats-webapp
 * src/utils/storage.js).
 */
export function readStored(storage: Pick<Storage, 'getItem'>, key: string): string | null {
  const raw = storage.getItem(key);
  if (raw === null) return null;
  const value = parseOrRaw(raw);
  return typeof value === 'string' && value !== '' && value !== 'undefined' ? value : null;
}

/**
 * The token that the page would use now, or null. The copy in session storage comes before the one in local storage,
 * which all tabs of the origin share. In standalone mode the session's Keycloak record can be fresher than
 * `chats_token`, which the page writes only at its start, so the one that expires later is used. In Connect's local
 * storage the Keycloak record is stale and is never read (.github/docs/contract/page.md#login-and-project).
 */
export function readToken(storage: PageStorage, mode: 'standalone' | 'iframe' | 'federated'): string | null {
  const stored =
    headerSafe(readStored(storage.session, 'chats_token')) ?? headerSafe(readStored(storage.local, 'chats_token'));
  const refreshed = mode === 'standalone' ? headerSafe(keycloakToken(storage.session)) : null;
  if (refreshed === null || stored === null) return refreshed ?? stored;
  return expiresAt(refreshed) >= expiresAt(stored) ? refreshed : stored;
}

/** Epoch ms at which a JWT expires; 0 when it has no expiry or is no JWT. */
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

/** Returns only a token that can stand in an Authorization header: visible ASCII. */
function headerSafe(token: string | null): string | null {
  return token !== null && /^[\x21-\x7e]{1,8192}$/.test(token) ? token : null;
}

/** Recognises JSON by its first characters; raw tokens and uuids do not match. */
const MAY_BE_JSON = /^\s*(?:["[{]|(?:-?\d[\d.eE+-]*|true|false|null)\s*$)/;

function parseOrRaw(raw: string): unknown {
  // Do not let JSON.parse throw on a raw token: the first error of a script costs 10 ms (the browser builds its stack
  // over the whole script), and this code runs before the panel is shown.
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
