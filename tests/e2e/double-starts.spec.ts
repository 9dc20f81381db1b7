import { expect, SEED, test } from './harness.ts';
import { startRequests, startsByContact } from './sandbox-data.ts';

/** Few people: every name is found once. Kept-alive connections: only on a used one does a browser repeat by itself. */
test.use({ sandboxOptions: { contacts: 20, keepAlive: true } });

test('a start that the browser repeated by itself is found in the history and said', async ({ env }) => {
  const { sandbox } = env;
  const { panel } = await env.openChats();
  const ana = sandbox.contactByName('Ana Souza').uuid;
  sandbox.faults.add({ endpoint: 'start_flow', count: 1, contact: ana, action: { kind: 'resetAfter' } });

  await panel.send.toPeople(['Ana Souza', 'Bruno Lima']);
  await panel.dispatch.expectDone();

  expect(startsByContact(sandbox).get(ana)).toBe(2);
  expect(startRequests(sandbox).filter((entry) => entry.client === 'extension')).toHaveLength(3);
  await expect(panel.dispatch.row('Ana Souza')).toContainText("Weni's history shows this start twice");
  await expect(panel.dispatch.row('Ana Souza')).toContainText('Accepted');
  await expect(panel.dispatch.row('Bruno Lima')).not.toContainText('twice');
  await expect(panel.root.getByText("Weni's history shows the start of 1 person twice")).toBeVisible();
  const history = await env.browser.extensionPage('history.html');
  await expect(history.getByRole('region', { name: 'All dispatches' }).getByText('1 seen twice')).toBeVisible();
});

test('a start from a chat of its own that the browser repeated is not called refused because of itself', async ({
  env,
}) => {
  const { sandbox } = env;
  const ana = sandbox.contactByName('Ana Souza').uuid;
  sandbox.openRoom({ contact: ana, user: SEED.people.agent1, ageMs: 30 * 3_600_000 });
  const { panel } = await env.openChats();
  sandbox.faults.add({ endpoint: 'start_flow', count: 1, contact: ana, action: { kind: 'resetAfter' } });

  await panel.send.toPeople(['Ana Souza', 'Bruno Lima']);
  await panel.dispatch.expectDone();

  const answers = startRequests(sandbox).filter((entry) => JSON.stringify(entry.body).includes(ana));
  expect(answers).toHaveLength(2);
  expect(startsByContact(sandbox).get(ana)).toBe(1);
  await expect(panel.dispatch.row('Ana Souza')).toContainText('Accepted');
  await expect(panel.dispatch.row('Bruno Lima')).toContainText('Accepted');
});

test('a dispatch that went through as sent is called nothing else', async ({ env }) => {
  const { panel } = await env.openChats();

  await panel.send.toPeople(['Carla Dias', 'Diego Alves']);
  await panel.dispatch.expectDone();

  await expect
    .poll(() => env.sandbox.log().filter((entry) => entry.path.includes('list_flows_start')).length)
    .toBeGreaterThan(0);
  await expect(panel.root.getByText('twice')).toHaveCount(0);
  expect(startRequests(env.sandbox)).toHaveLength(2);
});
