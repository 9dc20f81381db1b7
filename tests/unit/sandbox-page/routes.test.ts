import { expect, test } from 'vitest';
import { hostPath, matchRoute, parseHostPath, resolvePath, routeOf } from '../../sandbox/page/core/routes.js';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const ROOM = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';

test('a room address names the room', () => {
  expect(matchRoute(`/chats/${ROOM}?from=list`)).toEqual({
    name: 'room',
    path: `/chats/${ROOM}`,
    params: { roomId: ROOM },
    query: 'from=list',
  });
});

test('an unknown address goes to the list of chats', () => {
  expect(matchRoute('/nowhere')).toBeNull();
  expect(routeOf('/nowhere').path).toBe('/rooms');
  expect(routeOf('/').name).toBe('home');
});

test('a sector of the settings is found by its uuid', () => {
  expect(routeOf('/settings/sectors/abc')).toMatchObject({ name: 'sectors.edit', params: { uuid: 'abc' } });
});

test("a redirect's relative path means the room from the list of chats and nothing from an open room", () => {
  const fromList = resolvePath('/rooms', `chats/${ROOM}`);
  const fromRoom = resolvePath(`/chats/${ROOM}`, `chats/${ROOM}`);

  expect(fromList).toBe(`/chats/${ROOM}`);
  expect(fromRoom).toBe(`/chats/chats/${ROOM}`);
  expect(matchRoute(fromRoom)).toBeNull();
});

test.each([
  [`/projects/${PROJECT}/chats/init`, 'chats', '/rooms'],
  [`/projects/${PROJECT}/chats/chats/${ROOM}`, 'chats', `/chats/${ROOM}`],
  [`/projects/${PROJECT}/settings/chats/init`, 'settings', '/settings'],
  [`/projects/${PROJECT}/settings/chats/sectors/abc`, 'settings', '/settings/sectors/abc'],
  [`/projects/${PROJECT}/studio`, 'studio', ''],
])('the host address %s is read', (path, module, internal) => {
  expect(parseHostPath(path)).toEqual({ project: PROJECT, module, internal });
});

test.each(['/rooms', `/chats/${ROOM}`, '/settings/sectors/abc'])('the host address of %s reads back', (path) => {
  expect(parseHostPath(hostPath(PROJECT, path))?.internal).toBe(path);
});
