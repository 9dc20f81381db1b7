import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';

type ContactFact = OutputOf<'people:facts'>['people'][number];

/** Numbers and fields of picked people, as the background knows them, for previews of values. */
export interface KnownContactsModel {
  readonly known: ReadonlySignal<ReadonlyMap<ContactUuid, ContactFact>>;
  /** The keys of contact fields seen in them, in alphabetical order. Flows gives every contact all keys. */
  readonly fields: ReadonlySignal<readonly string[]>;
  /** Fetches what the background has already read. Makes no request to the server. Never rejects. */
  readonly fill: (contactUuids: readonly ContactUuid[]) => Promise<void>;
  /** Fetches the facts of the person on screen, from the server if the background has not read them. Never rejects. */
  readonly look: (contactUuid: ContactUuid) => Promise<void>;
}

/** How many people one message carries: few enough that handling it takes less than a frame. */
const SLICE = 250;
/** Every contact has all keys, so the first ones tell them. */
const FIELDS_FROM = 100;

/** Keeps numbers and fields in this view's memory only, and only of people that the view shows. */
export function createKnownContactsModel(client: BackgroundClient): KnownContactsModel {
  const known = signal<ReadonlyMap<ContactUuid, ContactFact>>(new Map());
  let turn = 0;

  async function read(contactUuids: ContactUuid[], ask: boolean): Promise<void> {
    const { people } = await client.call('people:facts', { contactUuids, ask });
    if (people.length === 0) return;
    const next = new Map(known.peek());
    for (const person of people) next.set(person.contactUuid, person);
    known.value = next;
  }

  return {
    known,
    fields: computed(() => {
      const keys = new Set<string>();
      let read = 0;
      for (const { fields } of known.value.values()) {
        for (const key of Object.keys(fields)) keys.add(key);
        read += 1;
        if (read >= FIELDS_FROM) break;
      }
      return [...keys].toSorted((a, b) => a.localeCompare(b));
    }),
    async fill(contactUuids) {
      turn += 1;
      const mine = turn;
      const missing = contactUuids.filter((contactUuid) => !known.peek().has(contactUuid));
      try {
        for (let start = 0; start < missing.length; start += SLICE) {
          await read(missing.slice(start, start + SLICE), false);
          if (mine !== turn) return;
        }
      } catch {
        // The preview shows a gap for a missing field. The pre-flight reads it again and says what is missing.
      }
    },
    async look(contactUuid) {
      if (known.peek().has(contactUuid)) return;
      try {
        await read([contactUuid], true);
      } catch {
        // As above: the preview shows a gap.
      }
    },
  };
}
