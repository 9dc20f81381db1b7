import * as z from 'zod/mini';
import { ContactUuid, type SessionId } from '../../ids.ts';
import type { Contact } from '../../contacts/contact.ts';
import type { PhoneBook } from '../../numbers/phone.ts';
import type { KeptPort } from './catalog-service.ts';
import type { PeopleService } from './people-service.ts';
import type { WeniPool } from './weni-pool.ts';

export interface OwnContactPorts {
  readonly weni: Pick<WeniPool, 'of'>;
  readonly kept: KeptPort;
  readonly people: Pick<PeopleService, 'remember'>;
  readonly phones: () => Promise<PhoneBook>;
  readonly defaultCountry: () => string;
}

const OwnPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) });
export type OwnPerson = z.infer<typeof OwnPerson>;

/**
 * The agent's own contact, to which *Send to myself* sends. Stored per session as uuid and name; the phone number is
 * not stored.
 */
export function createOwnContact(ports: OwnContactPorts) {
  const key = (sessionId: SessionId) => `test:self:${sessionId}`;

  return {
    async get(sessionId: SessionId): Promise<OwnPerson | null> {
      const stored = OwnPerson.safeParse(await ports.kept.getKept(key(sessionId)));
      return stored.success ? stored.data : null;
    },

    /**
     * Finds the contact with this number, in every spelling, and stores it as the agent's own.
     *
     * @throws {WeniApiError}
     */
    async set(
      sessionId: SessionId,
      number: string,
    ): Promise<{ ok: true; person: OwnPerson } | { ok: false; reason: string }> {
      const phone = (await ports.phones()).parse(number, ports.defaultCountry());
      if (!phone.ok) return { ok: false, reason: phone.reason };
      const { api } = await ports.weni.of(sessionId);
      const found: Contact[] = [];
      for (const digits of phone.spellings) {
        const page = await api.listContactsPage({ urn: `whatsapp:${digits}` });
        found.push(...page.rows);
      }
      ports.people.remember(sessionId, found);
      const [contact] = found;
      if (contact === undefined) return { ok: false, reason: 'self-not-found' };
      if (found.length > 1) return { ok: false, reason: 'several' };
      const person = { contactUuid: contact.contactUuid, name: contact.name };
      await ports.kept.putKept({ key: key(sessionId), value: person });
      return { ok: true, person };
    },
  };
}

export type OwnContact = ReturnType<typeof createOwnContact>;
