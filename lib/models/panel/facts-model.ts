import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ContactUuid } from '../../ids.ts';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { OutputOf } from '../../messaging/protocol.ts';

type ContactFact = OutputOf<'people:facts'>['people'][number];

/** What the background knows of picked people beside their names: numbers and fields, for previews of values. */
export interface FactsModel {
  readonly known: ReadonlySignal<ReadonlyMap<ContactUuid, ContactFact>>;
  /** Fetches what the background has read already; asks no server. */
  readonly fill: (contactUuids: readonly ContactUuid[]) => Promise<void>;
  /** The person on show: looked up where nobody read them yet. */
  readonly look: (contactUuid: ContactUuid) => Promise<void>;
}

/** People in one message: small enough for it to be made and read within a frame. */
const SLICE = 250;

/** Numbers and fields live in this view's memory only, and only of people it shows. */
export function createFactsModel(client: BackgroundClient): FactsModel {
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
        // A preview without a field shows its gap; the pre-flight reads it again and says what is missing.
      }
    },
    async look(contactUuid) {
      if (known.peek().has(contactUuid)) return;
      try {
        await read([contactUuid], true);
      } catch {
        // As above: nothing is sent by a preview.
      }
    },
  };
}
