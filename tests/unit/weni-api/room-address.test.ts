import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { toListedRoom } from '../../../lib/weni/api/rooms.ts';
import { RoomRowWire } from '../../../lib/weni/api/schemas-rooms.ts';

const Capture = z.object({ response: z.object({ body: z.object({ results: z.array(z.looseObject({})) }) }) });
const recorded = Capture.parse(
  JSON.parse(readFileSync('tests/fixtures/captures/rest-46-room-list-ongoing.json', 'utf8')),
).response.body.results[0];

const addressOf = (change: object): string | undefined =>
  toListedRoom(RoomRowWire.parse({ ...recorded, ...change })).urn;
const named = (name: string | null) => ({ contact: { external_id: null, name } });

it('the address of a room is read only for a contact without a name', () => {
  expect(addressOf({})).toBeUndefined();
  expect(addressOf({ ...named('Ana'), urn: 'whatsapp:5582999000002' })).toBeUndefined();
  expect(addressOf({ ...named(null), urn: 'whatsapp:5582999000002' })).toBe('whatsapp:5582999000002');
  expect(addressOf({ ...named(' \u200e'), urn: 'whatsapp_username:ana' })).toBe('whatsapp_username:ana');
});

it.each([[null], [''], [undefined], [`whatsapp:${'9'.repeat(1_000)}`]])(
  'an address that says nothing, or is far too long, is left out: %j',
  (urn) => {
    expect(addressOf({ ...named(null), urn })).toBeUndefined();
  },
);
