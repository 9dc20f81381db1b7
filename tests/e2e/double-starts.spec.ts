import { expect, SEED, test } from './harness.ts';
import { startRequests, startsByContact } from './sandbox-data.ts';

/**
 * With few contacts a search by name finds one person. Connections are kept alive, because a browser repeats a
 * request by itself only on a connection that was used before.
 */
test.use({ sandboxOptions: { contacts: 20, keepAlive: true } });

test('a start that the browser repeated by itself is found in the history, and the panel says so, and nobody else is called anything', async ({
  env,
}) => {
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

test('a repeated start to a person whose chat is open is not shown as refused because of its first copy', async ({
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
