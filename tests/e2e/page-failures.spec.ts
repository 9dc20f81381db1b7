import type { Locator } from '@playwright/test';
import {
  countOf,
  ENGINE_500,
  expectDone,
  openPast,
  outcomeFilter,
  resultOf,
  sendAgain,
  sendTo,
  sendToGroup,
  SIXTY,
  startedNames,
  startRequests,
  startsByContact,
  THREE_HUNDRED,
  WIDE_BUCKET,
} from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import { pickFlow, pickPeople, pressSend, skipFirstRun, uniqueNames } from './sending.ts';

// What the page's own feature does under each of these failures is in
// .github/docs/contract/page.md#failures-of-the-pages-own-dispatch: it says "success" when nothing left, "error" when
// everybody was reached, or nothing at all. Browsers resend on a reused connection by themselves, which no extension
// can tell apart, so the server closes each one here.
test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/** The names under one outcome, as the agent reads them after pressing its filter. */
async function expectNamesUnder(
  panel: Locator,
  word: 'Accepted' | 'Unknown',
  names: readonly string[],
  reason?: string,
): Promise<void> {
  await outcomeFilter(panel, word).click();
  await expect(panel.getByRole('list', { name: 'Outcome of each person' }).getByRole('listitem')).toHaveCount(
    names.length,
  );
  for (const name of names) {
    await expect(resultOf(panel, name)).toContainText(word);
    if (reason !== undefined) await expect(resultOf(panel, name)).toContainText(reason);
  }
}

test('one of three fails, with answers slower than a second: two are accepted, the third is named, and only the third would be sent again', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const [first = '', failing = '', last = ''] = names;
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  desk.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: desk.sandbox.contactByName(failing).uuid,
    count: 1,
    action: ENGINE_500,
  });

  await sendTo(panel, names);

  await expectDone(panel);
  expect(startedNames(desk.sandbox)).toEqual([first, last].sort());
  await expectNamesUnder(panel, 'Accepted', [first, last]);
  await expectNamesUnder(panel, 'Unknown', [failing], 'if Weni took it, its history would not show it');

  await sendAgain(panel, 1);
  // Nobody is asked for twice within a minute: until then the third stands queued in a dispatch of one.
  await expect(panel.getByText('0 of 1 processed')).toBeVisible();
  await expect(resultOf(panel, failing)).toContainText('Queued');
  await expect(
    panel.getByText(/nobody is sent two within a minute\. It goes on by itself at \d+:\d\d:\d\d/),
  ).toBeVisible();
  expect(startedNames(desk.sandbox)).toEqual([first, last].sort());
});

test('sent again past a check that finds something: it shows what, and nothing leaves before its own press', async ({
  desk,
}) => {
  const [name = ''] = uniqueNames(desk.sandbox, 1);
  const { panel } = await desk.openChats();
  const { uuid } = desk.sandbox.contactByName(name);
  desk.sandbox.faults.add({ endpoint: 'start_flow', contact: uuid, count: 1, action: ENGINE_500 });
  await sendTo(panel, [name]);
  await expectDone(panel);
  desk.sandbox.openRoom({ contact: uuid, user: SEED.people.agent2 });

  await outcomeFilter(panel, 'Unknown').click();
  await panel.getByRole('button', { name: 'Send again to 1' }).click();
  await panel.getByRole('button', { name: 'Send again all the same to 1' }).click();
  await expect(panel.getByRole('heading', { name: 'Before it is sent' })).toBeVisible();
  await expect(panel.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.getByRole('region', { name: 'Needs a look' })).toBeVisible();
  const before = startRequests(desk.sandbox).length;
  await panel.getByRole('button', { name: /^Send anyway \(\d/ }).click();

  await expect(panel.getByText(/^Sends again to people/)).toBeVisible();
  expect(before).toBe(1);
});

test('every start fails, of a template with variables: nobody is called accepted, and each is named', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: ENGINE_500 });
  await skipFirstRun(panel);
  await pickFlow(panel, 'Atualização de pedido');
  await pickPeople(panel, names);
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await panel.getByRole('combobox', { name: 'name', exact: true }).selectOption('contact-first-name');
  await panel.getByRole('textbox', { name: 'Text for order' }).fill('#1000');

  await pressSend(panel);

  await expectDone(panel);
  expect(desk.sandbox.flowsStarts()).toEqual([]);
  expect(await countOf(panel, 'Accepted')).toBe(0);
  await expectNamesUnder(panel, 'Unknown', names, 'if Weni took it, its history would not show it');
  await expect(panel.getByText('Chats answered with an error, and nobody knows whether it was sent')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Look again' })).toHaveCount(0);
  const params = startRequests(desk.sandbox).map((request) => request.body);
  expect(params).toHaveLength(3);
  expect(JSON.stringify(params)).toContain('#1000');
});

test('two of three never answer: they stand as sending, the third as accepted, and all can be let be', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const [answered = '', ...hanging] = names;
  const { panel } = await desk.openChats();
  for (const name of hanging)
    desk.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: desk.sandbox.contactByName(name).uuid,
      action: { kind: 'hang' },
    });

  await sendTo(panel, names);

  await expect(resultOf(panel, answered)).toContainText('Accepted');
  for (const name of hanging) await expect(resultOf(panel, name)).toContainText('Sending');
  await expect(panel.getByText('1 of 3 processed')).toBeVisible();
  expect(startedNames(desk.sandbox)).toEqual([answered]);

  // Whoever waits too long may close the browser's worker; then they are looked up and named unknown, never sent again.
  await desk.browser.killBackground();
  await expectDone(panel);
  await expectNamesUnder(panel, 'Unknown', hanging, 'The browser stopped in between');
  expect(startedNames(desk.sandbox)).toEqual([answered]);
  expect(startRequests(desk.sandbox)).toHaveLength(3);
});

test('the connection is cut while the server goes on: everybody is found accepted, nobody twice', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300, when: 'after' } });
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'resetAfter' } });

  await sendTo(panel, names);

  await expectDone(panel);
  await expectNamesUnder(panel, 'Accepted', names);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});

test('60 people and the connections cut on the way: all accepted, each once', async ({ desk }) => {
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', skip: 30, count: 2, action: { kind: 'resetAfter' } });

  await sendToGroup(panel, SIXTY);

  await expectDone(panel);
  await expect.poll(() => countOf(panel, 'Accepted')).toBe(60);
  const counts = startsByContact(desk.sandbox);
  expect(counts.size).toBe(60);
  expect([...counts.values()].every((count) => count === 1)).toBe(true);
});

test('60 people and the server breaks after 20: it stops, says so, and goes on when told to', async ({ desk }) => {
  const { panel } = await desk.openChats();
  const fault = desk.sandbox.faults.add({ endpoint: 'start_flow', skip: 20, action: ENGINE_500 });

  await sendToGroup(panel, SIXTY);

  await expect(panel.getByText('The Chats server has trouble')).toBeVisible();
  await expect.poll(() => countOf(panel, 'Unknown')).toBeGreaterThan(0);
  const failed = startRequests(desk.sandbox).length - 20;
  expect(failed).toBeLessThanOrEqual(6);
  expect(desk.sandbox.flowsStarts()).toHaveLength(20);
  expect(await countOf(panel, 'Accepted')).toBe(20);
  await expect.poll(() => countOf(panel, 'Unknown')).toBe(failed);
  expect(await countOf(panel, 'Queued')).toBe(40 - failed);

  desk.sandbox.faults.remove(fault);
  // Slow enough that some are still queued when the agent ends it.
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_000 } });
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect.poll(() => countOf(panel, 'Accepted')).toBeGreaterThan(25);
  await panel.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await expectDone(panel);
  expect(await countOf(panel, 'Accepted')).toBe(desk.sandbox.flowsStarts().length);
  expect([...startsByContact(desk.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('60 people at 1.5 s each: the figures on screen are the true ones, and the rest can be cancelled', async ({
  desk,
}) => {
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });

  await sendToGroup(panel, SIXTY);

  await expect.poll(() => countOf(panel, 'Accepted')).toBeGreaterThanOrEqual(4);
  await panel.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await expectDone(panel);
  const accepted = await countOf(panel, 'Accepted');
  expect(accepted).toBe(desk.sandbox.flowsStarts().length);
  expect(await countOf(panel, 'Cancelled')).toBe(60 - accepted);
});

test('300 people and the page reloaded on the way: 300 of 300, each once', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await sendToGroup(panel, THREE_HUNDRED);
  await expect.poll(() => startRequests(desk.sandbox).length, { intervals: [50] }).toBeGreaterThan(20);

  await page.reload();
  expect(desk.sandbox.flowsStarts().length).toBeLessThan(300);

  await expect.poll(() => desk.sandbox.flowsStarts().length).toBe(300);
  await openPast(panel);
  await expectDone(panel);
  expect(await countOf(panel, 'Accepted')).toBe(300);
  expect([...startsByContact(desk.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('the network goes right after Send: it stops, says so, and goes on by itself', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 8);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300, when: 'after' } });
  await sendTo(panel, names);
  await expect.poll(() => startRequests(desk.sandbox).length, { intervals: [50] }).toBeGreaterThan(1);

  await desk.browser.setOffline(true);
  await expect(panel.getByText('It goes on when the network is back.')).toBeVisible();
  const started = desk.sandbox.flowsStarts().length;
  expect(started).toBeLessThan(8);

  await desk.browser.setOffline(false);
  await expectDone(panel);
  await expectNamesUnder(panel, 'Accepted', names);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});
