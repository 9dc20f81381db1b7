import { expect, test } from 'vitest';
import { createStores } from '../../sandbox/page/core/stores.js';

const settled = () => new Promise<void>((resolve) => queueMicrotask(resolve));

test('a watcher of the room runs once, after the change', async () => {
  const stores = createStores();
  const seen: (string | undefined)[] = [];
  stores.watch('activeRoom', () => seen.push(stores.rooms.activeRoom?.uuid));

  stores.rooms.setActiveRoom({ uuid: 'a' });
  stores.rooms.setActiveRoom({ uuid: 'b' });
  const atOnce = seen.length;
  await settled();

  expect(atOnce).toBe(0);
  expect(seen).toEqual(['b']);
});

test('a room changed in place is not a new list', async () => {
  const stores = createStores();
  const seen: string[] = [];
  stores.watch('rooms', () => seen.push('list'));
  stores.watch('touched', () => seen.push('drawn'));

  stores.touch();
  await settled();

  expect(seen).toEqual(['drawn']);
});

test('a reassigned list is noticed, and its rooms are found by uuid', async () => {
  const stores = createStores();
  const seen: string[] = [];
  stores.watch('rooms', () => seen.push('list'));

  stores.rooms.rooms = [{ uuid: 'a' }, { uuid: 'b' }];
  await settled();

  expect(seen).toEqual(['list']);
  expect(stores.rooms.getRoomById('b')).toEqual({ uuid: 'b' });
  expect(stores.pinia._s.get('rooms')).toBe(stores.rooms);
});

test('a removed watcher is not called', async () => {
  const stores = createStores();
  const seen: string[] = [];
  const leave = stores.watch('touched', () => seen.push('drawn'));

  leave();
  stores.touch();
  await settled();

  expect(seen).toEqual([]);
});
