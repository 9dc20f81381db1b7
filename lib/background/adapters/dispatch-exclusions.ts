import type { Contact } from '../../contacts/contact.ts';
import type { DispatchSession, ExclusionsPort } from '../../dispatch/ports.ts';
import type { ContactUuid } from '../../ids.ts';
import { createContactLookup } from '../../preflight/contact-facts.ts';
import type { Check, Exclusions } from '../../preflight/preflight-facts.ts';
import { exclusionOf } from '../../preflight/preflight-person.ts';
import { flowsScopeOf, type FlowsScope } from '../../sessions/session.ts';
import type { ExclusionLists } from '../services/exclusion-lists.ts';
import type { PeopleService } from '../services/people-service.ts';
import type { WeniPool } from '../services/weni-pool.ts';
import { asking } from './asking.ts';

/**
 * Implements the dispatcher's port to exclusions: the agent's own list, and the groups and fields of settings and policy
 * as they are now. Contacts are judged as they were read last; the dispatcher reads those that changed before it sends.
 */
export function createDispatchExclusions(ports: {
  readonly lists: Pick<ExclusionLists, 'excludedOf'>;
  readonly people: Pick<PeopleService, 'known' | 'remember'>;
  readonly weni: Pick<WeniPool, 'of'>;
  readonly exclusions: () => Exclusions;
  readonly now: () => number;
}): ExclusionsPort {
  /**
   * Contacts that were asked for and not found: deleted, or a row that does not parse. Nothing more can be known of
   * them; the checks before sending said so.
   */
  const notFound = new Map<FlowsScope, Set<ContactUuid>>();
  const known = (scope: FlowsScope, contactUuid: ContactUuid): Contact | null =>
    ports.people.known(scope, contactUuid)?.contact ?? null;

  return {
    async judge(session: DispatchSession, contactUuids) {
      const scope = flowsScopeOf(session);
      const exclusions = ports.exclusions();
      // A list that cannot be read leaves everybody unknown in the checks, and the agent confirmed all the same.
      const excluded = new Set(await ports.lists.excludedOf(scope, contactUuids));
      const hasRules = exclusions.groups.length + exclusions.fields.length > 0;
      const unread: ContactUuid[] = [];
      for (const contactUuid of hasRules ? contactUuids : []) {
        const contact = known(scope, contactUuid);
        const found = contact === null ? null : exclusionOf(contact, exclusions);
        if (found !== null && found !== 'unknown') excluded.add(contactUuid);
        else if (contact === null && !excluded.has(contactUuid) && notFound.get(scope)?.has(contactUuid) !== true)
          unread.push(contactUuid);
      }
      return { excluded, unread };
    },

    async read(session, contactUuids) {
      const scope = flowsScopeOf(session);
      return await asking(async () => {
        const { api } = await ports.weni.of(scope);
        const lookup = createContactLookup(
          { now: ports.now, listContactsPage: (query) => api.listContactsPage(query) },
          (contactUuid) => ports.people.known(scope, contactUuid),
        );
        const found = new Map<ContactUuid, Check<Contact | null>>();
        for (const step of lookup.plan(contactUuids, 'use')) await step(found, undefined);
        ports.people.remember(
          scope,
          [...found.values()].flatMap((check) => (check.known && check.value !== null ? [check.value] : [])),
        );
        const gone = notFound.get(scope) ?? new Set();
        notFound.set(scope, gone);
        for (const contactUuid of contactUuids) if (known(scope, contactUuid) === null) gone.add(contactUuid);
        return { kind: 'ok' } as const;
      });
    },
  };
}
