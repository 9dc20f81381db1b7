import type { ConfirmedPerson } from '../../dispatch/dispatcher-api.ts';
import { numberOf } from '../../contacts/contact-row.ts';
import type { Draft } from '../../draft/draft.ts';
import { readName } from '../../util/seen-text.ts';
import { resolveParams } from '../../draft/variables.ts';
import { flowsScopeOf, type SessionRecord } from '../../sessions/session.ts';
import { FLOW_CONFIRM_MS } from './catalog-service.ts';
import type { Services } from '../services.ts';

/**
 * Resolves the values and the room of each person of a draft as they are now. A dispatch sends exactly these, even if
 * the contact changes later.
 *
 * @throws {WeniApiError} when the flow's variables could not be read
 */
export async function freezePeople(
  services: Pick<Services, 'catalog' | 'preflight'>,
  session: SessionRecord,
  draft: Draft,
): Promise<ConfirmedPerson[]> {
  const { catalog, preflight } = services;
  const scope = flowsScopeOf(session);
  const flow = draft.flowUuid === null ? null : await catalog.preview(scope, draft.flowUuid, FLOW_CONFIRM_MS);
  const plan = {
    names: flow?.variables ?? [],
    optional: flow?.otherVariables ?? [],
    mappings: draft.variables,
    agent: { name: session.agentName, email: session.agentEmail },
    language: flow?.templates[0]?.language,
  };
  return draft.people.map((person) => {
    const contact = preflight.knownContact(scope, person.contactUuid);
    const params = resolveParams(plan, {
      contactUuid: person.contactUuid,
      name: contact?.name ?? person.name,
      number: contact === null ? '' : numberOf(contact.urns),
      fields: contact?.fields ?? {},
      values: person.values ?? {},
    });
    return {
      contactUuid: person.contactUuid,
      name: readName(person.name) ?? contact?.name ?? null,
      roomUuid: preflight.closedWindowRoom(scope, person.contactUuid),
      params: Object.keys(params).length === 0 ? null : params,
      isFromGroup: person.origins.every((origin) => origin.kind === 'group'),
    };
  });
}
