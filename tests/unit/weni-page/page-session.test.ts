import { describe, expect, it } from 'vitest';
import { ProjectUuid } from '../../../lib/ids.ts';
import { projectOfPath, readPageSession } from '../../../lib/weni/page/page-session.ts';
import { expiresAt } from '../../../lib/weni/page/stored-token.ts';

const P1 = '11111111-1111-4111-8111-111111111111';
const P2 = '22222222-2222-4222-8222-222222222222';

const area = (items: Record<string, string>) => ({ getItem: (key: string) => items[key] ?? null });
const jwt = (exp: number) => `h.${btoa(JSON.stringify({ exp })).replaceAll('=', '')}.s`;
const socket = (project: string | null, more: { late?: boolean; open?: boolean } = {}) => ({
  projectUuid: project === null ? null : ProjectUuid.parse(project),
  late: more.late ?? false,
  open: more.open ?? true,
});

function read(given: {
  session?: Record<string, string>;
  local?: Record<string, string>;
  mode?: 'standalone' | 'iframe' | 'federated';
  pathname?: string;
  newestSocket?: ReturnType<typeof socket>;
}) {
  return readPageSession({
    storage: () => ({ session: area(given.session ?? {}), local: area(given.local ?? {}) }),
    mode: given.mode ?? 'federated',
    pathname: given.pathname ?? '/',
    newestSocket: given.newestSocket ?? null,
  });
}

describe('page session', () => {
  it('prefers session storage, because all tabs of the origin share local storage', () => {
    const session = read({
      session: { chats_token: 'mine', chats_projectUuid: P1 },
      local: { chats_token: 'other-tab', chats_projectUuid: P2 },
    });

    expect(session).toEqual({ status: 'ready', token: 'mine', projectUuid: P1 });
  });

  it('falls back to local storage key by key, as the page does', () => {
    const session = read({ session: { chats_token: 'mine' }, local: { chats_projectUuid: P2 } });

    expect(session).toEqual({ status: 'ready', token: 'mine', projectUuid: P2 });
  });

  it('reads values stored as JSON', () => {
    const session = read({ session: { chats_token: '"quoted"', chats_projectUuid: JSON.stringify(P1.toUpperCase()) } });

    expect(session).toEqual({ status: 'ready', token: 'quoted', projectUuid: P1 });
  });

  it.each(['', 'null', 'undefined', '""', '{"a":1}', 'two words', 'line\nbreak'])(
    'does not accept %j as a token',
    (chats_token) => {
      expect(read({ session: { chats_token, chats_projectUuid: P1 } })).toEqual({ status: 'no-token' });
    },
  );

  it('says whether the token or the project is missing', () => {
    expect(read({})).toEqual({ status: 'no-token' });
    expect(read({ session: { chats_token: 't' } })).toEqual({ status: 'no-project' });
    expect(read({ session: { chats_token: 't', chats_projectUuid: 'not-a-uuid' } })).toEqual({ status: 'no-project' });
  });

  it('says that storage is blocked', () => {
    const session = readPageSession({
      storage: () => {
        throw new DOMException('denied', 'SecurityError');
      },
      mode: 'standalone',
      pathname: '/',
      newestSocket: null,
    });

    expect(session).toEqual({ status: 'blocked' });
  });

  it('uses the fresher Keycloak token in standalone mode, and never in the others', () => {
    const items = {
      chats_token: jwt(100),
      'keycloak:user': JSON.stringify({ token: jwt(200) }),
      chats_projectUuid: P1,
    };

    expect(read({ session: items, mode: 'standalone' })).toMatchObject({ token: jwt(200) });
    expect(read({ session: items, mode: 'federated' })).toMatchObject({ token: jwt(100) });
    expect(read({ session: items, mode: 'iframe' })).toMatchObject({ token: jwt(100) });
  });

  it('keeps chats_token in standalone mode when the Keycloak record is older', () => {
    const items = {
      chats_token: jwt(300),
      'keycloak:user': JSON.stringify({ token: jwt(200) }),
      chats_projectUuid: P1,
    };

    expect(read({ session: items, mode: 'standalone' })).toMatchObject({ token: jwt(300) });
  });

  it('is changing while storage and the newest socket name different projects', () => {
    const session = read({ session: { chats_token: 't', chats_projectUuid: P1 }, newestSocket: socket(P2) });

    expect(session).toEqual({ status: 'changing', storedProject: P1, otherProject: P2, other: 'socket' });
  });

  it('is changing while storage and URL name different projects', () => {
    const session = read({
      session: { chats_token: 't', chats_projectUuid: P1 },
      pathname: `/projects/${P2}/chats/init`,
      newestSocket: socket(P1),
    });

    expect(session).toEqual({ status: 'changing', storedProject: P1, otherProject: P2, other: 'address' });
  });

  it.each([
    ['closed', socket(P2, { open: false })],
    ['without a project', socket(null)],
  ])('uses the stored project while the newest socket is %s', (_, newestSocket) => {
    expect(read({ session: { chats_token: 't', chats_projectUuid: P1 }, newestSocket }).status).toBe('ready');
  });

  it('trusts the URL more than a socket found late, and uses that socket only when the URL names no project', () => {
    const session = { chats_token: 't', chats_projectUuid: P1 };
    const newestSocket = socket(P2, { late: true });

    expect(read({ session, newestSocket, pathname: `/projects/${P1}/chats` }).status).toBe('ready');
    expect(read({ session, newestSocket, pathname: '/rooms' }).status).toBe('changing');
  });

  it('reads the project of a URL in any case, and null from a malformed one', () => {
    expect(projectOfPath(`/projects/${P1.toUpperCase()}/chats/init`)).toBe(P1);
    expect(projectOfPath('/projects/create')).toBeNull();
    expect(projectOfPath(`/orgs/${P1}/projects`)).toBeNull();
  });

  it('reads when a token expires, and 0 for an opaque one', () => {
    expect(expiresAt(jwt(1_700_000_000))).toBe(1_700_000_000_000);
    expect(expiresAt('opaque')).toBe(0);
    expect(expiresAt('a.!!!.c')).toBe(0);
  });
});
