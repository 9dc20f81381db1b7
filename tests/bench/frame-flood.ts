import type { Sandbox } from '../sandbox/api.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';

/** Any contact of the engine: the product finds the sender by the room. */
const CONTACT = '00000000-0000-4000-8000-000000000001';
let poured = 0;

/** The socket frame for a customer's message; different for each number. */
function frameOf(room: string): string {
  poured += 1;
  const content = {
    uuid: `00000000-0000-4000-8000-${String(poured).padStart(12, '0')}`,
    user: null,
    room,
    contact: {
      uuid: CONTACT,
      name: 'Ana',
      email: null,
      document: null,
      status: '',
      custom_fields: null,
      room: null,
      created_on: '2026-01-01T00:00:00Z',
    },
    text: `Oi ${poured}`,
    seen: false,
    media: [],
    created_on: new Date().toISOString(),
    metadata: null,
    replied_message: null,
    internal_note: null,
  };
  return JSON.stringify({ type: 'notify', action: 'msg.create', content: JSON.stringify(content) });
}

/** Sends frames at an even pace to every page of the first agent, for the rooms in turn. @returns how many were sent */
export async function pourFrames(
  sandbox: Sandbox,
  rooms: readonly string[],
  about: { readonly perSecond: number; readonly forMs: number },
): Promise<number> {
  const startedAt = performance.now();
  let sent = 0;
  for (;;) {
    const elapsedMs = performance.now() - startedAt;
    if (elapsedMs >= about.forMs) return sent;
    const due = Math.floor((elapsedMs / 1_000) * about.perSecond);
    for (; sent < due; sent += 1) sandbox.sendRawFrame(SEED.people.agent1, frameOf(rooms[sent % rooms.length] ?? ''));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
