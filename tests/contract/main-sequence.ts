import type { Sandbox } from '../sandbox/api.ts';
import { must } from '../sandbox/world/store.ts';
import type { Room } from '../sandbox/world/types.ts';
import type { LiveSocket } from './client.ts';
import type { Comparison } from './comparison.ts';
import { recording, type RecordedFrame } from './recordings.ts';

const PROJECT = '11111111-1111-4111-8111-111111111111';
const SUPPORT = '22222222-2222-4222-8222-222222222222';
const THREE_DAYS_MS = 3 * 24 * 3_600_000;

/** The uuids of the three rooms in the recording. */
const ROOM_1 = 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2';
const ROOM_2 = '1092c9fd-8bc5-42b9-80e2-56f551d66632';
const ROOM_3 = 'dcc5dde4-f381-4631-8d2e-c030f50c0317';

async function postStatus(sandbox: Sandbox, token: string, status: string): Promise<void> {
  const answer = await fetch(`${sandbox.apiOrigin}/v1/internal/permission/project/status/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ project: PROJECT, status }),
  });
  await answer.arrayBuffer();
}

/** Sends the frames that the recorded client sent over its socket, with the sandbox's ids. */
function sendRecorded(name: string, live: LiveSocket, replaceIds: (text: string) => string): void {
  const frames = recording<{ agent1: readonly RecordedFrame[] }>(name).agent1;
  for (const frame of frames) if (frame.dir === 'out') live.socket.send(replaceIds(JSON.stringify(frame.sent)));
}

/** Replays the recorded session in its order, from the first GET to the last refused message. */
export async function replayMainSequence(sandbox: Sandbox, compare: Comparison, agent1: LiveSocket): Promise<void> {
  const room = (recorded: string): Room =>
    must(sandbox.world.rooms.get(compare.ids.get(recorded) ?? ''), `room of ${recorded}`);
  const replaceIds = (text: string): string =>
    [...compare.ids].reduce((done, [from, to]) => done.replaceAll(from, to), text);

  for (const name of FIRST_READS) await compare.exchange(name);
  await postStatus(sandbox, 'oidc-agent2', 'ONLINE');
  await compare.exchange('rest-31-status-online-agent1');
  await compare.live('ws-start-flow-new-contact', () => compare.exchange('rest-32-start-flow-ok'));
  for (const name of START_ERRORS) await compare.exchange(name);
  sandbox.setSectorToggle(SUPPORT, false);
  await compare.exchange('rest-43-list-access-agent1-trigger-off');
  await compare.exchange('rest-44-list-access-admin-trigger-off');
  sandbox.setSectorToggle(SUPPORT, true);

  await compare.live('ws-flow-opens-room-for-starter', () =>
    compare.exchange('rest-45-external-room-create-after-flow'),
  );
  await compare.exchange('rest-46-room-list-ongoing');
  await compare.exchange('rest-47-room-retrieve');
  await compare.exchange('rest-48-msg-list');
  await compare.live('ws-contact-message-ongoing-room', () => compare.exchange('rest-49-external-msg-incoming'));
  await compare.exchange('rest-50-external-msg-incoming-without-attachments-key');
  await compare.live('ws-agent-message-rest', () => compare.exchange('rest-51-msg-create-agent'));
  await compare.exchange('rest-52-flow-warning-contact-with-open-room');
  await compare.exchange('rest-53-external-room-create-duplicate');
  await compare.live('ws-agent-message-over-ws', () => {
    sendRecorded('ws-agent-message-over-ws', agent1, replaceIds);
  });
  await compare.live('ws-start-flow-room-inside-24h', () => compare.exchange('rest-54-start-flow-room-inside-24h'));

  sandbox.ageRoom(room(ROOM_1).uuid, THREE_DAYS_MS);
  await compare.exchange('rest-55-room-retrieve-after-24h');
  await compare.exchange('rest-56-msg-create-agent-after-24h');
  await compare.live('ws-agent-message-over-ws-after-24h', () => {
    sendRecorded('ws-agent-message-over-ws-after-24h', agent1, replaceIds);
  });
  await compare.live('ws-start-flow-room-after-24h', () => compare.exchange('rest-57-start-flow-room-after-24h'));
  await compare.exchange('rest-58-msg-create-agent-while-waiting');
  await compare.exchange('rest-59-start-flow-room-already-waiting');
  await compare.exchange('rest-60-room-list-flow_start-tab');
  await compare.live('ws-reply-on-waiting-room-external-msg', () =>
    compare.exchange('rest-61-external-msg-reply-on-waiting-room'),
  );
  for (const name of AFTER_REPLY) await compare.exchange(name);
  await compare.live('ws-second-message-after-reply', () =>
    compare.exchange('rest-65-external-msg-second-after-reply'),
  );
  await compare.exchange('rest-66-start-flow-after-direct-reply');

  await compare.live('ws-second-contact-room', () =>
    compare.exchange('rest-67-external-room-create-no-flow-module-token'),
  );
  // For the recording, the room was moved to the first agent and into the past by hand.
  room(ROOM_2).user = 'agent1@example.com';
  sandbox.ageRoom(room(ROOM_2).uuid, THREE_DAYS_MS);
  await compare.live('ws-start-flow-room2-after-24h', () => compare.exchange('rest-68-start-flow-room2-after-24h'));
  await compare.live('ws-reply-reopens-ticket-with-history', () =>
    compare.exchange('rest-69-external-room-create-same-flow-reply'),
  );
  await compare.exchange('rest-70-room-retrieve-after-reopen');

  const third = sandbox.openRoom({
    contact: 'a0000000-0000-4000-8000-000000000003',
    user: 'agent1@example.com',
    queue: '33333333-3333-4333-8333-333333333333',
  });
  // Like the third room of the recording: no message yet, its contact known to Flows, custom fields set.
  sandbox.world.messages.delete(third.uuid);
  Object.assign(third, {
    lastMessage: null,
    lastInteraction: null,
    unread: 0,
    customFields: { city: 'Maceio' },
    config: { name: 'Support', uuid: PROJECT, is_billing_notified: true },
  });
  compare.ids.set(ROOM_3, third.uuid);
  sandbox.ageRoom(third.uuid, THREE_DAYS_MS);
  await compare.exchange('rest-71-start-flow-room3-after-24h');
  await compare.live('ws-reopen-ticket-without-history', () =>
    compare.exchange('rest-72-external-room-create-same-flow-no-history'),
  );
  await compare.live('ws-reply-after-reopen-without-history', () =>
    compare.exchange('rest-73-external-msg-reply-room3'),
  );

  await compare.live('ws-start-flow-agent2-then-offline', async () => {
    await compare.exchange('rest-74-start-flow-agent2');
    await postStatus(sandbox, 'oidc-agent2', 'offline');
    await postStatus(sandbox, 'oidc-agent1', 'offline');
  });
  await compare.live('ws-flow-opens-room-starter-offline', () =>
    compare.exchange('rest-75-external-room-create-starter-offline'),
  );
  await compare.live('ws-queue-room-contact-message', () => compare.exchange('rest-76-external-msg-queue-room'));
  await compare.live('ws-agent1-online-gets-queued-room', () => postStatus(sandbox, 'oidc-agent1', 'online'));
  await compare.live('ws-room-close-by-agent', () => compare.exchange('rest-77-room-close'));
  await compare.live('ws-room-close-external', () => compare.exchange('rest-78-external-room-close'));
  await compare.exchange('rest-79-external-room-create-bad-token');
  // The recorded client posted to the room that it had closed before.
  await compare.exchange('rest-80-external-msg-on-closed-room');
}

const FIRST_READS = [
  'rest-01-sector-list-admin',
  'rest-02-list-access-admin',
  'rest-03-sector-list-manager',
  'rest-04-list-access-manager',
  'rest-05-sector-list-agent1',
  'rest-06-list-access-agent1',
  'rest-07-project-retrieve-agent1',
  'rest-08-verify-access-agent1',
  'rest-09-queue-list-by-sector-agent1',
  'rest-10-feature-flags-agent1',
  'rest-11-list-contacts-agent1',
  'rest-12-list-contacts-page2',
  'rest-13-list-contacts-back-to-page1-with-previous-cursor',
  'rest-14-list-contacts-name-search',
  'rest-15-list-contacts-group-filter-page1',
  'rest-16-list-contacts-group-filter-page2-cursor-as-returned',
  'rest-17-list-contacts-bad-cursor',
  'rest-18-list-groups-agent1',
  'rest-19-list-flows-page1-chats-tag',
  'rest-20-list-flows-page2-chats-tag',
  'rest-21-list-flows-all-verify-chats-tag-false',
  'rest-22-flow-definitions',
  'rest-23-flow-definitions-webapp-param-flow_uuid',
  'rest-24-flow-templates',
  'rest-25-flow-warning-unknown-contact',
  'rest-26-auth-none',
  'rest-27-auth-expired-bearer',
  'rest-28-auth-drf-token',
  'rest-29-cors-preflight-extension-origin',
  'rest-30-cors-get-extension-origin',
] as const;

const START_ERRORS = [
  'rest-33-list-flows-start',
  'rest-34-start-flow-no-contact_name',
  'rest-35-start-flow-group-only',
  'rest-36-start-flow-contacts-empty',
  'rest-37-start-flow-unknown-flow',
  'rest-38-start-flow-unknown-contact',
  'rest-39-start-flow-untagged-flow',
  'rest-40-start-flow-body-flow-missing',
  'rest-41-start-flow-same-contact-again',
  'rest-42-start-flow-sector-cannot-trigger',
] as const;

const AFTER_REPLY = [
  'rest-62-room-retrieve-after-reply',
  'rest-63-room-list-ongoing-after-reply',
  'rest-64-room-list-flow_start-after-reply',
] as const;
