/** What proves who asks, and where that proof may go. */
export interface ApiCredential {
  /** Read at every call, so a renewed token counts at once. Empty, or a rejection, means that there is no session. */
  readonly token: () => string | Promise<string>;
  /** Origins that were proven for this agent, or are being proven by this very call. No other one gets the token. */
  readonly origins: readonly string[];
  /** Whether the hosts of the install or a granted permission cover an origin now. */
  readonly isPermitted: (origin: string) => Promise<boolean>;
}

/** The header that says who asks. */
export interface Bearer {
  readonly Authorization: string;
}

/**
 * The only place that writes the header, and it asks first: the address must be one of the credential's origins, and the
 * browser must let the extension go there. Null = nothing may be sent.
 */
export async function bearerFor(credential: ApiCredential, url: string): Promise<Bearer | null> {
  const { origin } = new URL(url);
  if (!credential.origins.includes(origin) || !(await credential.isPermitted(origin))) return null;
  const token = await readToken(credential.token);
  return token === null ? null : { Authorization: `Bearer ${token}` };
}

// A token that cannot stand in a header would fail inside fetch and look like a lost connection.
async function readToken(read: ApiCredential['token']): Promise<string | null> {
  try {
    const token = await read();
    return /^[\x21-\x7e]+$/.test(token) ? token : null;
  } catch {
    return null;
  }
}
