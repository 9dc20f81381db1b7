import { expect, test } from './harness.ts';
import { startRequests, startsByContact, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

const PEOPLE = 20;
const LIMIT = 5;

test('a dispatch that waits at 5 unopened replies starts nobody any more, also after the background was stopped; it goes on when one is opened, and everybody gets one start', async ({
  env,
}) => {
  const { sandbox } = env;
  const { panel } = await env.openChats();
  sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  await panel.send.compose({ people: uniqueNames(sandbox, PEOPLE) });
  await panel.send.review();
  await panel.root.getByLabel('Wait for me at').selectOption('5 unopened replies');
  await panel.send.confirm();
  await expect.poll(() => sandbox.flowsStarts().length, { intervals: [50] }).toBeGreaterThanOrEqual(LIMIT);
  for (const start of sandbox.flowsStarts().slice(0, LIMIT)) sandbox.reply(start.contacts[0] ?? '', { text: 'Oi!' });

  const waits = panel.root.getByText('Waiting for you: 5 unopened replies');
  await expect(waits).toBeVisible();
  await expect.poll(() => panel.dispatch.count('Sending')).toBe(0);
  const started = startRequests(sandbox).length;
  expect(started).toBeLessThan(PEOPLE);
  expect(await panel.dispatch.count('Queued')).toBe(PEOPLE - started);

  await env.browser.killBackground();
  // The panel connects again by itself, and that wakes the background.
  await panel.root.getByRole('button', { name: 'Pause' }).click();
  await expect(panel.root.getByText('Paused by you')).toBeVisible();
  await panel.dispatch.goOn.click();
  await expect(waits).toBeVisible();
  expect(startRequests(sandbox)).toHaveLength(started);

  await panel.root.getByRole('button', { name: 'Open the next reply' }).click();
  await expect.poll(() => startRequests(sandbox).length).toBeGreaterThan(started);
  await panel.showTab('Send');
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(PEOPLE);
  expect([...startsByContact(sandbox).values()]).toEqual(Array(PEOPLE).fill(1));
});
