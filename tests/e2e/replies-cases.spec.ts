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

test('C2, C3, C6, C9: tickets after the answer end as replied, other flow and queue', async ({ env }) => {
  const people = cast(env, ['C2', 'C3', 'C6', 'C9']);
  await play(env, people, 'prepare');
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(
    env,
    panel,
    TICKET_AFTER_ANSWER,
    people.map((person) => person.name),
  );

  await play(env, people, 'answer');

  const ends: Partial<Record<ScenarioId, string>> = {
    C2: 'Replied',
    C3: 'Replied',
    C6: 'Replied · other flow',
    C9: 'Replied · queue',
  };
  for (const { id, name } of people) await expect(panel.waiting.row(name), id).toContainText(ends[id] ?? '');
  await expect.poll(() => env.browser.badgeText()).toBe('4');
});

test('C1, C7, C10, C11: answers into an open ticket end as replied, a ticket alone does not', async ({ env }) => {
  const people = cast(env, ['C1', 'C7', 'C10', 'C11']);
  await play(env, people, 'prepare');
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(
    env,
    panel,
    NO_TICKET,
    people.map((person) => person.name),
  );
  for (const { name } of people) await expect(panel.waiting.row(name)).not.toContainText('Replied');

  await play(env, people, 'answer');

  for (const { id, name } of people) await expect(panel.waiting.row(name), id).toContainText('Replied');
  await expect.poll(() => env.browser.badgeText()).toBe('4');
});

test('C8: a waiting room closed by the agent is closed, and a later answer is not lost', async ({ env }) => {
  const people = cast(env, ['C8']);
  const name = people[0]?.name ?? '';
  await play(env, people, 'prepare');
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, TICKET_AFTER_ANSWER, [name]);
  await expect(panel.waiting.row(name)).toContainText('Waiting');

  env.sandbox.closeRoom(roomOf(env.sandbox, name));
  await expect(panel.waiting.row(name)).toContainText('Closed');
  expect(await env.browser.badgeText()).toBe('');

  env.sandbox.reply(people[0]?.contact ?? '', { text: 'Oi!' });
  await expect(panel.waiting.row(name)).toContainText('Replied');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
});

test('C4: everybody is offline when the ticket opens: replied, in the queue', async ({ env }) => {
  const people = cast(env, ['C4']);
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(
    env,
    panel,
    TICKET_AFTER_ANSWER,
    people.map((person) => person.name),
  );

  await play(env, people, 'answer');

  await expect(panel.waiting.row(people[0]?.name ?? '')).toContainText('Replied · queue');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
});

test('C5: a member of a dispatched group replies: replied, from group', async ({ env }) => {
  const { sandbox } = env;
  const first = sandbox.contactAt(0);
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow(TICKET_AFTER_ANSWER);
  await panel.send.pickGroup('VIP', 2);
  await panel.send.reviewAndConfirm();
  await expect(panel.root.getByRole('heading', { name: 'Done' })).toBeVisible();
  await panel.waiting.show();

  await sandbox.playScenario('C5', { contact: first.uuid, agent: AGENT, group: SEED.groups.vip, phase: 'answer' });

  await expect(panel.waiting.row(sandbox.contactAt(10).name ?? '')).toContainText('Replied · from group');
  await expect(panel.waiting.row(first.name ?? '')).not.toContainText('Replied');
});

test('C12: of two flows sent in Chats the newest is replied and the older one settled', async ({ env }) => {
  const [person] = cast(env, ['C12']);
  const options = { contact: person?.contact ?? '', agent: AGENT };
  // The data of the previous test were erased a moment ago. The server's history is exact to the second, so a start
  // within a second of the erasure may be taken for one before it.
  const { at } = await lastErasure(env.browser);
  await expect.poll(() => Date.now() - at).toBeGreaterThan(2_000);
  await env.sandbox.playScenario('C12', { ...options, phase: 'dispatch' });
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.waiting.show();
  const rows = panel.waiting.row(person?.name ?? '');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('sent in Chats');

  await env.sandbox.playScenario('C12', { ...options, phase: 'answer' });

  await expect(rows.filter({ hasText: TICKET_AFTER_ANSWER })).toContainText('Replied');
  await expect(rows.filter({ hasText: 'Boas-vindas' })).toContainText('Another flow since');
  await expect.poll(() => env.browser.badgeText()).toBe('1');
});
