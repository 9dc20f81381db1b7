/** Content of a frame about a changed room: as recorded, shortened to the fields that may matter. */
export function roomContent() {
  return {
    uuid: 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2',
    project_uuid: '11111111-1111-4111-8111-111111111111',
    callback_url: 'http://127.0.0.1/mr/event_callback/x',
    contact: {
      uuid: '420a1572-21f0-4bb3-bd87-d651ba01b7a8',
      external_id: 'a0000000-0000-4000-8000-000000000001',
      name: 'Ana Souza',
    },
    user: { first_name: 'Bob', last_name: 'Agent', email: 'agent1@example.com' },
    queue: {
      uuid: '33333333-3333-4333-8333-333333333333',
      name: 'Level 1',
      sector: '22222222-2222-4222-8222-222222222222',
      sector_name: 'Support',
    },
    unread_msgs: 1,
    last_message: {
      uuid: '9023c321-2c83-48f7-a562-fd4fc2fa5271',
      text: 'oi',
      created_on: '2026-11-20T22:03:04.664Z',
      user: null,
      contact: '420a1572-21f0-4bb3-bd87-d651ba01b7a8',
      media: [],
    },
    is_waiting: true,
    is_active: true,
    is_24h_valid: true,
    last_interaction: null,
    protocol: null,
    service_chat: null,
    ticket_uuid: '80acd177-6ece-47c6-bdfd-d0370311e82d',
    flowstart_data: { name: 'Reengage after 24h', is_deleted: false, created_on: '2026-11-20T22:03:08.049Z' },
    created_on: '2026-11-17T19:03:06.803495-03:00',
    modified_on: '2026-11-20T19:03:09.254839-03:00',
    ended_at: null,
    ended_by: null,
  };
}

export function messageContent() {
  return {
    uuid: '0f6105d9-3f40-4540-9c0a-f380c3c0759d',
    room: 'c9c2e34b-7c2f-49d9-8420-892a0d1162b2',
    user: null,
    contact: { uuid: '420a1572-21f0-4bb3-bd87-d651ba01b7a8', name: 'Ana Souza' },
    text: 'oi, estou aqui',
    media: [],
    created_on: '2026-11-20T19:03:09.229000-03:00',
    internal_note: null,
  };
}

/** A backend event as sent: its content is a JSON string. */
export function frameOf(action: string, content: unknown): string {
  return JSON.stringify({ type: 'notify', action, content: JSON.stringify(content) });
}
