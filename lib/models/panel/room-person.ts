import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { RoomUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';
import type { FlashModel } from '../shared/flash-model.ts';

type RoomContact = OutputOf<'chat:contact'>['contact'];

/** The contact of the chat on screen, looked up on demand. */
export interface RoomPerson {
  /** Null before `read`, during the look-up, and if the chat has no contact. */
  readonly person: ReadonlySignal<RoomContact>;
  /** Looks up the contact, once per room. Resolves when the answer is in `person`. Never rejects. */
  readonly read: () => Promise<void>;
}

/** @param room the room on screen, from the feed */
export function createRoomPerson(
  client: BackgroundClient,
  flash: FlashModel,
  room: ReadonlySignal<{ readonly roomUuid: RoomUuid } | null>,
): RoomPerson {
  const person = signal<RoomContact>(null);
  let askedRoom: string | null = null;
  let reading: Promise<void> = Promise.resolve();

  const lookUp = async (roomUuid: RoomUuid): Promise<void> => {
    const isKnown = await flash.attempt(async () => {
      const { contact } = await client.call('chat:contact', { roomUuid });
      if (askedRoom === roomUuid) person.value = contact;
      return { ok: true };
    });
    // After a failure, the next `read` tries again.
    if (!isKnown && askedRoom === roomUuid) askedRoom = null;
  };
  return {
    person,
    read() {
      const roomUuid = room.peek()?.roomUuid ?? null;
      if (roomUuid === askedRoom) return reading;
      askedRoom = roomUuid;
      person.value = null;
      reading = roomUuid === null ? Promise.resolve() : lookUp(roomUuid);
      return reading;
    },
  };
}
