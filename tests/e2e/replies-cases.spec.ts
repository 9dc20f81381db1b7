import type { ScenarioId } from '../sandbox/life/scenarios.ts';
import { expect, SEED, test, type Desk } from './harness.ts';
import { lastErasure } from './own-pages.ts';
import { roomOf, seedDispatch, showWaiting, waitingRow } from './replies-desk.ts';
import { pickFlow, pickGroup, send, skipFirstRun } from './sending.ts';

/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

const AGENT = SEED.people.agent1;
const TICKET_AFTER_ANSWER = 'Retomar atendimento';
const NO_TICKET = 'Só aviso';

/** Gives each case a person of its own, in the order of the list. */
function cast(
  desk: Desk,
  ids: readonly ScenarioId[],
): readonly { readonly id: ScenarioId; readonly contact: string; readonly name: string }[] {
  return ids.map((id, index) => {
    const person = desk.sandbox.contactAt(index);
    return { id, contact: person.uuid, name: person.name ?? '' };
  });
}

async function play(desk: Desk, people: ReturnType<typeof cast>, phase: 'prepare' | 'answer'): Promise<void> {
  for (const { id, contact } of people) await desk.sandbox.playScenario(id, { contact, agent: AGENT, phase });
}

test('C2, C3, C6, C9: tickets after the answer end as replied, other flow and queue', async ({ desk }) => {
  const people = cast(desk, ['C2', 'C3', 'C6', 'C9']);
  await play(desk, people, 'prepare');
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(
    desk,
    panel,
    TICKET_AFTER_ANSWER,
    people.map((person) => person.name),
  );

  await play(desk, people, 'answer');

  const ends: Partial<Record<ScenarioId, string>> = {
    C2: 'Replied',
    C3: 'Replied',
    C6: 'Replied · other flow',
    C9: 'Replied · queue',
  };
  for (const { id, name } of people) await expect(waitingRow(panel, name), id).toContainText(ends[id] ?? '');
  await expect.poll(() => desk.browser.badgeText()).toBe('4');
});

test('C1, C7, C10, C11: answers into an open ticket end as replied, a ticket alone does not', async ({ desk }) => {
  const people = cast(desk, ['C1', 'C7', 'C10', 'C11']);
  await play(desk, people, 'prepare');
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(
    desk,
    panel,
    NO_TICKET,
    people.map((person) => person.name),
  );
  for (const { name } of people) await expect(waitingRow(panel, name)).not.toContainText('Replied');

  await play(desk, people, 'answer');

  for (const { id, name } of people) await expect(waitingRow(panel, name), id).toContainText('Replied');
  await expect.poll(() => desk.browser.badgeText()).toBe('4');
});

test('C8: a waiting room closed by the agent is closed, and a later answer is not lost', async ({ desk }) => {
  const people = cast(desk, ['C8']);
  const name = people[0]?.name ?? '';
  await play(desk, people, 'prepare');
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, TICKET_AFTER_ANSWER, [name]);
  await expect(waitingRow(panel, name)).toContainText('Waiting');

  desk.sandbox.closeRoom(roomOf(desk.sandbox, name));
  await expect(waitingRow(panel, name)).toContainText('Closed');
  expect(await desk.browser.badgeText()).toBe('');

  desk.sandbox.reply(people[0]?.contact ?? '', { text: 'Oi!' });
  await expect(waitingRow(panel, name)).toContainText('Replied');
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
});

test('C4: everybody is offline when the ticket opens: replied, in the queue', async ({ desk }) => {
  const people = cast(desk, ['C4']);
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(
    desk,
    panel,
    TICKET_AFTER_ANSWER,
    people.map((person) => person.name),
  );

  await play(desk, people, 'answer');

  await expect(waitingRow(panel, people[0]?.name ?? '')).toContainText('Replied · queue');
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
});

test('C5: a member of a dispatched group replies: replied, from group', async ({ desk }) => {
  const { sandbox } = desk;
  const first = sandbox.contactAt(0);
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, TICKET_AFTER_ANSWER);
  await pickGroup(panel, 'VIP', 2);
  await send(panel);
  await expect(panel.getByRole('heading', { name: 'Done' })).toBeVisible();
  await showWaiting(panel);

  await sandbox.playScenario('C5', { contact: first.uuid, agent: AGENT, group: SEED.groups.vip, phase: 'answer' });

  await expect(waitingRow(panel, sandbox.contactAt(10).name ?? '')).toContainText('Replied · from group');
  await expect(waitingRow(panel, first.name ?? '')).not.toContainText('Replied');
});

test('C12: of two flows sent in Chats the newest is replied and the older one settled', async ({ desk }) => {
  const [person] = cast(desk, ['C12']);
  const options = { contact: person?.contact ?? '', agent: AGENT };
  // What the test before left was erased a moment ago. History and clock of the server are known to the second: starts nearer to the erasure may be taken for older ones.
  const { at } = await lastErasure(desk.browser);
  await expect.poll(() => Date.now() - at).toBeGreaterThan(2_000);
  await desk.sandbox.playScenario('C12', { ...options, phase: 'dispatch' });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await showWaiting(panel);
  const rows = waitingRow(panel, person?.name ?? '');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('sent in Chats');

  await desk.sandbox.playScenario('C12', { ...options, phase: 'answer' });

  await expect(rows.filter({ hasText: TICKET_AFTER_ANSWER })).toContainText('Replied');
  await expect(rows.filter({ hasText: 'Boas-vindas' })).toContainText('Another flow since');
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
});
