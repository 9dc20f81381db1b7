import { describe, expect, it } from 'vitest';
import { agentKeyOf, sessionIdOf, tokenExpiry } from '../../../lib/sessions/session.ts';
import { jwt, PROJECT, T0 } from './arrange.ts';

describe('tokenExpiry', () => {
  it('reads the time of expiry from a JWT', () => {
    expect(tokenExpiry(jwt(T0))).toBe(T0);
  });

  it.each(['', 'abc', 'a.b.c', 'a.e30.c', `a.${btoa('null')}.c`, `a.${btoa('{"exp":"soon"}')}.c`, 'a.%%%.c'])(
    'is null for %j',
    (token) => {
      expect(tokenExpiry(token)).toBeNull();
    },
  );
});

describe('keys', () => {
  it('consist of host and agent, and the project for a session, in lower case', () => {
    const session = { apiOrigin: 'https://E.example', agentEmail: 'Ana@X.org', projectUuid: PROJECT.toUpperCase() };

    expect(agentKeyOf(session)).toBe('https://e.example|ana@x.org');
    expect(sessionIdOf(session)).toBe(`https://e.example|ana@x.org|${PROJECT}`);
  });
});
