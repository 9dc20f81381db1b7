/** The token of a session, and the origins it may be sent to. */
export interface ApiCredential {
  /**
   * Read at every call, so that a renewed token is used at once. An empty token, or a rejection, means that there is no
   * session.
   */
  readonly token: () => string | Promise<string>;
  /**
   * Origins that were proven to be this agent's API, or that this very call is proving. No other origin gets the token.
   */
  readonly origins: readonly string[];
  /** Whether the extension has access to an origin now, by the manifest or by a granted permission. */
  readonly isPermitted: (origin: string) => Promise<boolean>;
}

/** The `Authorization` header of a request. */
export interface Bearer {
  readonly Authorization: string;
}

/**
 * Makes the `Authorization` header. No other function does. The URL must belong to one of the credential's origins, and
 * the browser must let the extension access that origin.
 *
 * @returns null when the request must not be sent: wrong origin, no access, or no usable token
 */
export async function bearerFor(credential: ApiCredential, url: string): Promise<Bearer | null> {
  const { origin } = new URL(url);
  if (!credential.origins.includes(origin) || !(await credential.isPermitted(origin))) return null;
  const token = await readToken(credential.token);
  return token === null ? null : { Authorization: `Bearer ${token}` };
}

// Refuse a token that is not visible ASCII: fetch would throw on the header, and the error would look like a lost
// connection.
async function readToken(read: ApiCredential['token']): Promise<string | null> {
  try {
    const token = await read();
    return /^[\x21-\x7e]+$/.test(token) ? token : null;
  } catch {
    return null;
  }
}
