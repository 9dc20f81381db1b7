import type { Person } from './world/types.ts';

/** Issues readable fake JWTs and finds the person of a token. */
export interface TokenIssuer {
  issue(email: string, expiresInMs?: number): string;
  /** The e-mail behind a bearer token, or null when it is unknown, expired or revoked. */
  emailOf(token: string): string | null;
  /** The e-mail behind a token of the engine's own scheme, or null. */
  emailOfDrfToken(token: string): string | null;
  /** Revokes one token, or all issued so far to a person. */
  revoke(emailOrToken: string): void;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

export function createTokenIssuer(people: readonly Person[], realNow: () => number, lifeMs: number): TokenIssuer {
  const issued = new Map<string, { readonly email: string; readonly expiresAt: number }>();
  const fixed = new Map(people.flatMap((person) => person.fixedTokens.map((token) => [token, person.email] as const)));
  let serial = 0;
  return {
    issue(email, expiresInMs = lifeMs) {
      const at = realNow();
      serial += 1;
      const person = people.find((each) => each.email === email);
      const token = [
        part({ alg: 'none', typ: 'JWT' }),
        part({
          email,
          name: person === undefined ? email : `${person.firstName} ${person.lastName}`,
          iat: Math.floor(at / 1000),
          exp: Math.floor((at + expiresInMs) / 1000),
          jti: `sandbox-${serial}`,
        }),
        'sandbox-signature',
      ].join('.');
      issued.set(token, { email, expiresAt: at + expiresInMs });
      return token;
    },
    emailOf(token) {
      const known = fixed.get(token);
      if (known !== undefined) return known;
      const row = issued.get(token);
      return row !== undefined && row.expiresAt > realNow() ? row.email : null;
    },
    emailOfDrfToken: (token) => people.find((person) => person.drfToken === token)?.email ?? null,
    revoke(emailOrToken) {
      for (const [token, row] of issued) if (token === emailOrToken || row.email === emailOrToken) issued.delete(token);
    },
  };
}
