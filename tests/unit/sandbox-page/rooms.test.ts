import { expect, test } from 'vitest';
import {
  belongsTo,
  classifyRoom,
  lastMessageText,
  parseSystemMessage,
  roomTitle,
  sortRooms,
  unreadTotal,
} from '../../sandbox/page/core/rooms.js';

const mine = { email: 'ana@example.com' };

test('a waiting room is listed under sent flows, whichever agent has it', () => {
  expect(classifyRoom({ uuid: 'a', is_waiting: true, user: mine })).toBe('flow_start');
  expect(classifyRoom({ uuid: 'a', is_waiting: true, user: null })).toBe('flow_start');
});

test('a room with an agent is ongoing and one without is waiting', () => {
  expect(classifyRoom({ uuid: 'a', is_waiting: false, user: mine })).toBe('ongoing');
  expect(classifyRoom({ uuid: 'a', is_waiting: false, user: null })).toBe('waiting');
});

test('a title joins service, protocol and name and skips what is missing', () => {
  expect(roomTitle({ uuid: 'a', service_chat: null, protocol: '20261004', contact: { name: 'Diego Marques' } })).toBe(
    '20261004 | Diego Marques',
  );
  expect(roomTitle({ uuid: 'a', contact: { name: null } })).toBe('');
});

test("another agent's room and a closed room do not belong to the lists", () => {
  expect(belongsTo({ uuid: 'a', user: { email: 'other@example.com' } }, mine.email)).toBe(false);
  expect(belongsTo({ uuid: 'a', user: mine, is_active: false }, mine.email)).toBe(false);
  expect(belongsTo({ uuid: 'a', user: null }, mine.email)).toBe(true);
});

test('the last message says when it is mine, and none at all is empty', () => {
  expect(lastMessageText({ uuid: 'a', last_message: { text: 'Bom dia!', user: mine.email } }, 'You')).toBe(
    'You: Bom dia!',
  );
  expect(lastMessageText({ uuid: 'a', last_message: null }, 'You')).toBe('');
});

test('only unread rooms of an agent count for the host', () => {
  expect(
    unreadTotal([
      { uuid: 'a', user: mine, unread_msgs: 4 },
      { uuid: 'b', user: null, unread_msgs: 2 },
      { uuid: 'c', user: mine, unread_msgs: 0 },
      { uuid: 'd', user: mine, is_waiting: true, unread_msgs: 1 },
    ]),
  ).toBe(1);
});

test('pinned rooms come first, then the newest activity, rooms without any on top', () => {
  const rooms = [
    { uuid: 'old', last_interaction: '2026-11-20T10:00:00Z' },
    { uuid: 'new', last_interaction: '2026-11-20T12:00:00-03:00' },
    { uuid: 'pinned', last_interaction: '2026-11-01T00:00:00Z', is_pinned: true },
    { uuid: 'silent', last_interaction: null },
  ];

  expect(sortRooms(rooms, 'ongoing', 'newest').map((room) => room.uuid)).toEqual(['pinned', 'silent', 'new', 'old']);
});

test('a system message is its JSON and a text with a brace is a text', () => {
  expect(parseSystemMessage('{"method":"fs","content":{"name":"Boas-vindas"}}')?.method).toBe('fs');
  expect(parseSystemMessage('{not json')).toBeNull();
  expect(parseSystemMessage('Olá')).toBeNull();
});
