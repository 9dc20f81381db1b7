import type { ScenarioId } from '../sandbox/life/scenarios.ts';
import { lastErasure } from './extension-pages.ts';
import { expect, SEED, test, type TestEnvironment } from './harness.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20 } });

const AGENT = SEED.people.agent1;
const TICKET_AFTER_ANSWER = 'Retomar atendimento';
const NO_TICKET = 'Só aviso';

/** Gives each case a person of its own, in the order of the list. */
function cast(
  env: TestEnvironment,
  ids: readonly ScenarioId[],
): readonly { readonly id: ScenarioId; readonly contact: string; readonly name: string }[] {
  return ids.map((id, index) => {
    const person = env.sandbox.contactAt(index);
    return { id, contact: person.uuid, name: person.name ?? '' };
  });
}

async function play(env: TestEnvironment, people: ReturnType<typeof cast>, phase: 'prepare' | 'answer'): Promise<void> {
  for (const { id, contact } of people) await env.sandbox.playScenario(id, { contact, agent: AGENT, phase });
}

test('a reply of each kind ends as what it is: into an open ticket, into a ticket after it, in a queue, after a closed room, and to a flow sent in Chats', async ({
  env,
}) => {
  const { sandbox } = env;
  const people = cast(env, ['C1', 'C7', 'C10', 'C11', 'C2', 'C3', 'C6', 'C9', 'C8', 'C12']);
  const into = people.slice(0, 4);
  const after = people.slice(4, 8);
  const [closed, own] = people.slice(8);
  await play(env, [...into, ...after, ...people.slice(8, 9)], 'prepare');
  // The data of the previous test were erased a moment ago. The server's history is exact to the second, so a start
  // within a second of the erasure may be taken for one before it.
  const { at } = await lastErasure(env.browser);
  await expect.poll(() => Date.now() - at).toBeGreaterThan(2_000);
  const inChats = { contact: own?.contact ?? '', agent: AGENT };
  await sandbox.playScenario('C12', { ...inChats, phase: 'dispatch' });
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.waiting.show();
  const row = panel.waiting.row(own?.name ?? '');
  await expect(row).toHaveCount(1);
  await expect(row).toContainText('sent in Chats');
  await expect(panel.waiting.older(own?.name ?? '')).toHaveAccessibleName(/^1 earlier start/);
  await seedDispatch(
    env,
    panel,
    NO_TICKET,
    into.map((person) => person.name),
  );
  await seedDispatch(
    env,
    panel,
    TICKET_AFTER_ANSWER,
    [...after, ...people.slice(8, 9)].map((person) => person.name),
  );
  for (const { name } of into) await expect(panel.waiting.row(name)).not.toContainText('Replied');

  await play(env, [...into, ...after], 'answer');
  const ends: Partial<Record<ScenarioId, string>> = { C6: 'Replied · other flow', C9: 'Replied · queue' };
  for (const { id, name } of [...into, ...after])
    await expect(panel.waiting.row(name), id).toContainText(ends[id] ?? 'Replied');
  await expect.poll(() => env.browser.badgeText()).toBe('8');

  await expect(panel.waiting.row(closed?.name ?? '')).toContainText('Waiting');
  sandbox.closeRoom(roomOf(sandbox, closed?.name ?? ''));
  await expect(panel.waiting.row(closed?.name ?? '')).toContainText('Closed');
  sandbox.reply(closed?.contact ?? '', { text: 'Oi!' });
  await expect(panel.waiting.row(closed?.name ?? '')).toContainText('Replied');
  await expect.poll(() => env.browser.badgeText()).toBe('9');

  await sandbox.playScenario('C12', { ...inChats, phase: 'answer' });
  await expect(row.filter({ hasText: TICKET_AFTER_ANSWER })).toContainText('Replied');
  await panel.waiting.older(own?.name ?? '').click();
  await expect(panel.waiting.list.getByRole('listitem').filter({ hasText: 'Boas-vindas' })).toContainText(
    'Another flow since',
  );
  await expect.poll(() => env.browser.badgeText()).toBe('10');
});
