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

test('one of three fails, with answers slower than a second: two are accepted, the third is named, and only the third is sent again, past a check that finds something', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const [first = '', failing = '', last = ''] = names;
  const { uuid } = env.sandbox.contactByName(failing);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  env.sandbox.faults.add({ endpoint: 'start_flow', contact: uuid, count: 1, action: ENGINE_500 });

  await panel.send.toPeople(names);

  await panel.dispatch.expectDone();
  expect(startedNames(env.sandbox)).toEqual([first, last].sort());
  await expectNamesUnder(panel, 'Accepted', [first, last]);
  await expectNamesUnder(panel, 'Unknown', [failing], 'if Weni took it, its history would not show it');
  await expect(
    panel.root.getByText('Chats answered with an error, and nobody knows whether it was sent'),
  ).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Look again' })).toHaveCount(0);

  env.sandbox.openRoom({ contact: uuid, user: SEED.people.agent2 });
  await panel.root.getByRole('button', { name: 'Send again to 1' }).click();
  await panel.root.getByRole('button', { name: 'Send again all the same to 1' }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  await expect(panel.root.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.send.warnings).toBeVisible();
  const before = startRequests(env.sandbox).length;
  await panel.root.getByRole('button', { name: /^Send anyway \(\d/ }).click();

  await expect(panel.root.getByText(/^Sends again to people/)).toBeVisible();
  expect(before).toBe(3);
  // Nobody is sent to twice within a minute: until then the third person is queued in a dispatch of one.
  await expect(panel.root.getByText('0 of 1 processed')).toBeVisible();
  await expect(panel.dispatch.row(failing)).toContainText('Queued');
  await expect(
    panel.root.getByText(/nobody is sent two within a minute\. It goes on by itself at \d+:\d\d:\d\d/),
  ).toBeVisible();
  expect(startedNames(env.sandbox)).toEqual([first, last].sort());
});

test('every start of a template with variables fails: nobody is called accepted and each is named; then two of three starts are never answered: those people are shown as sending and end as unknown, and nobody is sent to again', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 6);
  const failing = names.slice(0, 3);
  const [answered = '', ...hanging] = names.slice(3);
  const { panel } = await env.openChats();
  const fault = env.sandbox.faults.add({ endpoint: 'start_flow', action: ENGINE_500 });
  await panel.skipFirstRun();
  await panel.send.pickFlow('Atualização de pedido');
  await panel.send.pickPeople(failing);
  await panel.send.review();
  await panel.root.getByRole('combobox', { name: 'name', exact: true }).selectOption('contact-first-name');
  await panel.root.getByRole('textbox', { name: 'Text for order' }).fill('#1000');
  await panel.send.confirm();

  await panel.dispatch.expectDone();
  expect(env.sandbox.flowsStarts()).toEqual([]);
  expect(await panel.dispatch.count('Accepted')).toBe(0);
  await expectNamesUnder(panel, 'Unknown', failing, 'if Weni took it, its history would not show it');
  const params = startRequests(env.sandbox).map((request) => request.body);
  expect(params).toHaveLength(3);
  expect(JSON.stringify(params)).toContain('#1000');

  env.sandbox.faults.remove(fault);
  for (const name of hanging)
    env.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: env.sandbox.contactByName(name).uuid,
      action: { kind: 'hang' },
    });
  await panel.dispatch.newDispatch.click();
  await panel.send.toPeople([answered, ...hanging]);

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
  expect(startRequests(env.sandbox)).toHaveLength(6);
});

test('60 people and the server breaks after 20: it stops, says so, goes on when told to, and the rest can be cancelled', async ({
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
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  await panel.dispatch.goOn.click();
  await expect.poll(() => panel.dispatch.count('Accepted')).toBeGreaterThan(22);
  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(panel.root.getByText('What was accepted already cannot be taken back.')).toBeVisible();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.dispatch.expectDone();
  const accepted = await panel.dispatch.count('Accepted');
  expect(accepted).toBe(env.sandbox.flowsStarts().length);
  expect(await panel.dispatch.count('Cancelled')).toBe(60 - failed - accepted);
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('300 people, connections cut, the page reloaded, the panel collapsed and the tab closed on the way: 300 of 300, each once', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', skip: 10, count: 2, action: { kind: 'resetAfter' } });
  await panel.send.toGroup(THREE_HUNDRED);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThan(20);

  await page.reload();
  await panel.collapse();
  await page.close();
  expect(env.sandbox.flowsStarts().length).toBeLessThan(300);

  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(300);
  const back = await env.openChats();
  await back.panel.open();
  await back.panel.history.openOnlyDispatch();
  await back.panel.dispatch.expectDone();
  await expect.poll(() => back.panel.dispatch.count('Accepted')).toBe(300);
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('the network is lost right after Send: the dispatch stops, says so, and goes on by itself', async ({ env }) => {
  const names = uniqueNames(env.sandbox, 8);
  const { panel } = await env.openChats();
  // Both requests that may be on their way have reached the server: nobody's is lost before it.
  const slow = env.sandbox.faults.add({
    endpoint: 'start_flow',
    action: { kind: 'latency', delayMs: 10_000, when: 'after' },
  });
  await panel.send.toPeople(names);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBe(2);

  await env.browser.setOffline(true);
  await expect(panel.root.getByText('It goes on when the network is back.')).toBeVisible();
  const started = env.sandbox.flowsStarts().length;
  expect(started).toBeLessThan(8);

  env.sandbox.faults.remove(slow);
  await env.browser.setOffline(false);
  await panel.dispatch.expectDone();
  await expectNamesUnder(panel, 'Accepted', names);
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});
