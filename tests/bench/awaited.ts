import { DispatchId, FlowUuid, ProjectUuid, ContactUuid, RoomUuid } from '../../lib/ids.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { agentKeyOf, sessionIdOf } from '../../lib/sessions/session.ts';
import type { ExtensionBrowser } from '../e2e/browser.ts';
import type { Sandbox } from '../sandbox/api.ts';
import { indexedUuid } from '../sandbox/random-ids.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { putStored } from './stored.ts';

const SENT_AGO_MS = 60 * 60_000;
const FLOWS = ['Retomar atendimento', 'Boas-vindas', 'Atualização de pedido'] as const;

/**
 * Stores awaited rows for the first ordinary people, as a dispatch of the first agent an hour ago would leave them.
 *
 * @param waitingRooms the rooms that the starts are linked to, by contact
 */
export async function awaitPeople(
  browser: ExtensionBrowser,
  sandbox: Sandbox,
  about: { readonly count: number; readonly waitingRooms?: ReadonlyMap<string, string> },
): Promise<void> {
  const session = { apiOrigin: sandbox.apiOrigin, agentEmail: SEED.people.agent1, projectUuid: SEED.projects.central };
  const dispatchId = DispatchId.parse(indexedUuid('d0000000', 1));
  const rows = Array.from({ length: about.count }, (_, n): AwaitedRow => {
    const contact = sandbox.contactAt(n);
    const room = about.waitingRooms?.get(contact.uuid);
    const sentAt = Date.now() - SENT_AGO_MS - n;
    return {
      id: `${dispatchId}:${n}`,
      sessionId: sessionIdOf(session),
      agentKey: agentKeyOf(session),
      projectUuid: ProjectUuid.parse(session.projectUuid),
      contactUuid: ContactUuid.parse(contact.uuid),
      contactName: contact.name,
      flowUuid: FlowUuid.parse(SEED.flows.reengage),
      flowName: FLOWS[n % FLOWS.length] ?? FLOWS[0],
      dispatchId,
      origin: 'disparo',
      sentAt,
      status: room === undefined ? 'sent' : 'waiting-room',
      place: { kind: 'none' },
      roomUuid: room === undefined ? null : RoomUuid.parse(room),
      ticketUuid: null,
      repliedAt: null,
      replyMessageUuid: null,
      openedAt: null,
      remindAt: null,
      updatedAt: sentAt,
    };
  });
  await putStored(
    browser,
    rows.map((row) => ({ store: 'awaited', key: row.id, value: row })),
  );
}
