import { expect, SEED, test } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';
import {
  ENGINE_500,
  SIXTY,
  startedNames,
  startRequests,
  startsByContact,
  THREE_HUNDRED,
  uniqueNames,
  WIDE_BUCKET,
} from './sandbox-data.ts';

// What the page's own feature does under each of these failures is in
// .github/docs/contract/page.md#failures-of-the-pages-own-dispatch: it says "success" when nothing left, "error" when
// everybody was reached, or nothing at all. Browsers resend on a reused connection by themselves, which no extension
// can tell apart, so the server closes each one here.
test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/** The names under one outcome, as the agent reads them after pressing its filter. */
async function expectNamesUnder(
  panel: Panel,
  word: 'Accepted' | 'Unknown',
  names: readonly string[],
  reason?: string,
): Promise<void> {
  await panel.dispatch.filter(word).click();
  await expect(panel.dispatch.rows).toHaveCount(names.length);
  for (const name of names) {
    await expect(panel.dispatch.row(name)).toContainText(word);
    if (reason !== undefined) await expect(panel.dispatch.row(name)).toContainText(reason);
  }
}

test('one of three starts fails, with answers slower than a second: two people are accepted, the third is named, and only the third would be sent to again', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const [first = '', failing = '', last = ''] = names;
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  env.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: env.sandbox.contactByName(failing).uuid,
    count: 1,
    action: ENGINE_500,
  });

  await panel.send.toPeople(names);

  await panel.dispatch.expectDone();
  expect(startedNames(env.sandbox)).toEqual([first, last].sort());
  await expectNamesUnder(panel, 'Accepted', [first, last]);
  await expectNamesUnder(panel, 'Unknown', [failing], 'if Weni took it, its history would not show it');

  await panel.dispatch.sendAgain(1);
  // Nobody is sent to twice within a minute: until then the third person is queued in a dispatch of one.
  await expect(panel.root.getByText('0 of 1 processed')).toBeVisible();
  await expect(panel.dispatch.row(failing)).toContainText('Queued');
  await expect(
    panel.root.getByText(/nobody is sent two within a minute\. It goes on by itself at \d+:\d\d:\d\d/),
  ).toBeVisible();
  expect(startedNames(env.sandbox)).toEqual([first, last].sort());
});

test('Send again runs the checks: a finding is shown, and nothing leaves before it is confirmed by a press of its own', async ({
  env,
}) => {
  const [name = ''] = uniqueNames(env.sandbox, 1);
  const { panel } = await env.openChats();
  const { uuid } = env.sandbox.contactByName(name);
  env.sandbox.faults.add({ endpoint: 'start_flow', contact: uuid, count: 1, action: ENGINE_500 });
  await panel.send.toPeople([name]);
  await panel.dispatch.expectDone();
  env.sandbox.openRoom({ contact: uuid, user: SEED.people.agent2 });

  await panel.dispatch.filter('Unknown').click();
  await panel.root.getByRole('button', { name: 'Send again to 1' }).click();
  await panel.root.getByRole('button', { name: 'Send again all the same to 1' }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  await expect(panel.root.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.send.warnings).toBeVisible();
  const before = startRequests(env.sandbox).length;
  await panel.root.getByRole('button', { name: /^Send anyway \(\d/ }).click();

  await expect(panel.root.getByText(/^Sends again to people/)).toBeVisible();
  expect(before).toBe(1);
});

test('every start of a template with variables fails: nobody is shown as accepted, and each person is named', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: ENGINE_500 });
  await panel.skipFirstRun();
  await panel.send.pickFlow('Atualização de pedido');
  await panel.send.pickPeople(names);
  await panel.send.review();
  await panel.root.getByRole('combobox', { name: 'name', exact: true }).selectOption('contact-first-name');
  await panel.root.getByRole('textbox', { name: 'Text for order' }).fill('#1000');

  await panel.send.confirm();

  await panel.dispatch.expectDone();
  expect(env.sandbox.flowsStarts()).toEqual([]);
  expect(await panel.dispatch.count('Accepted')).toBe(0);
  await expectNamesUnder(panel, 'Unknown', names, 'if Weni took it, its history would not show it');
  await expect(
    panel.root.getByText('Chats answered with an error, and nobody knows whether it was sent'),
  ).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Look again' })).toHaveCount(0);
  const params = startRequests(env.sandbox).map((request) => request.body);
  expect(params).toHaveLength(3);
  expect(JSON.stringify(params)).toContain('#1000');
});

test('two of three starts are never answered: those people are shown as sending and end as unknown, and nobody is sent to again', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const [answered = '', ...hanging] = names;
  const { panel } = await env.openChats();
  for (const name of hanging)
    env.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: env.sandbox.contactByName(name).uuid,
      action: { kind: 'hang' },
    });

  await panel.send.toPeople(names);

  await expect(panel.dispatch.row(answered)).toContainText('Accepted');
  for (const name of hanging) await expect(panel.dispatch.row(name)).toContainText('Sending');
  await expect(panel.root.getByText('1 of 3 processed')).toBeVisible();
  expect(startedNames(env.sandbox)).toEqual([answered]);

  // The browser may stop the background while it waits. Then the people are looked up and shown as unknown, and never
  // sent to again.
  await env.browser.killBackground();
  await panel.dispatch.expectDone();
  await expectNamesUnder(panel, 'Unknown', hanging, 'The browser stopped in between');
  expect(startedNames(env.sandbox)).toEqual([answered]);
  expect(startRequests(env.sandbox)).toHaveLength(3);
});

test('the connection is cut while the server goes on: everybody is found accepted, and nobody is started twice', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300, when: 'after' } });
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'resetAfter' } });

  await panel.send.toPeople(names);

  await panel.dispatch.expectDone();
  await expectNamesUnder(panel, 'Accepted', names);
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});

test('60 people and the connections cut on the way: all accepted, each once', async ({ env }) => {
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', skip: 30, count: 2, action: { kind: 'resetAfter' } });

  await panel.send.toGroup(SIXTY);

  await panel.dispatch.expectDone();
  await expect.poll(() => panel.dispatch.count('Accepted')).toBe(60);
  const counts = startsByContact(env.sandbox);
  expect(counts.size).toBe(60);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
});

test('60 people and the server fails after 20: the dispatch stops, says so, and goes on when told to', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  const fault = env.sandbox.faults.add({ endpoint: 'start_flow', skip: 20, action: ENGINE_500 });

  await panel.send.toGroup(SIXTY);

  await expect(panel.root.getByText('The Chats server has trouble')).toBeVisible();
  await expect.poll(() => panel.dispatch.count('Unknown')).toBeGreaterThan(0);
  const failed = startRequests(env.sandbox).length - 20;
  expect(failed).toBeLessThanOrEqual(6);
  expect(env.sandbox.flowsStarts()).toHaveLength(20);
  expect(await panel.dispatch.count('Accepted')).toBe(20);
  await expect.poll(() => panel.dispatch.count('Unknown')).toBe(failed);
  expect(await panel.dispatch.count('Queued')).toBe(40 - failed);

  env.sandbox.faults.remove(fault);
  // Slow enough that some people are still queued when the agent cancels.
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_000 } });
  await panel.dispatch.goOn.click();
  await expect.poll(() => panel.dispatch.count('Accepted')).toBeGreaterThan(25);
  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(env.sandbox.flowsStarts().length);
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('60 people at 1.5 s each: the figures on screen are the true ones, and the rest can be cancelled', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });

  await panel.send.toGroup(SIXTY);

  await expect.poll(() => panel.dispatch.count('Accepted')).toBeGreaterThanOrEqual(4);
  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.dispatch.expectDone();
  const accepted = await panel.dispatch.count('Accepted');
  expect(accepted).toBe(env.sandbox.flowsStarts().length);
  expect(await panel.dispatch.count('Cancelled')).toBe(60 - accepted);
});

test('300 people and the page reloaded on the way: 300 of 300, each once', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.send.toGroup(THREE_HUNDRED);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThan(20);

  await page.reload();
  expect(env.sandbox.flowsStarts().length).toBeLessThan(300);

  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(300);
  await panel.history.openOnlyDispatch();
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(300);
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('the network is lost right after Send: the dispatch stops, says so, and goes on by itself', async ({ env }) => {
  const names = uniqueNames(env.sandbox, 8);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300, when: 'after' } });
  await panel.send.toPeople(names);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThan(1);

  await env.browser.setOffline(true);
  await expect(panel.root.getByText('It goes on when the network is back.')).toBeVisible();
  const started = env.sandbox.flowsStarts().length;
  expect(started).toBeLessThan(8);

  await env.browser.setOffline(false);
  await panel.dispatch.expectDone();
  await expectNamesUnder(panel, 'Accepted', names);
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});
