import { expectDone, outcomeFilter, resultOf, sendTo, startedNames, startRequests } from './dispatching.ts';
import { expect, test } from './harness.ts';
import { uniqueNames } from './sending.ts';

test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('the background dies between request and answer, and Flows had accepted: found, accepted, once', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', contact: desk.sandbox.contactByName(names[0] ?? '').uuid, count: 1, action: { kind: 'hang', processed: true } });
  await sendTo(panel, names);
  await expect.poll(() => startedNames(desk.sandbox)).toContain(names[0]);
  await expect(resultOf(panel, names[0] ?? '')).toContainText('Sending');

  await desk.browser.killBackground();

  await expectDone(panel);
  for (const name of names) await expect(resultOf(panel, name)).toContainText('Accepted');
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});

test('the background dies between request and answer, and Flows had not accepted: unknown, and sent again only after a warning', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 3);
  const [lost = '', ...others] = names;
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', contact: desk.sandbox.contactByName(lost).uuid, count: 1, action: { kind: 'hang' } });
  await sendTo(panel, names);
  await expect.poll(() => startRequests(desk.sandbox).length).toBe(3);

  await desk.browser.killBackground();

  await expectDone(panel);
  await expect(resultOf(panel, lost)).toContainText('Unknown');
  await expect(resultOf(panel, lost)).toContainText('The browser stopped in between');
  expect(startedNames(desk.sandbox)).toEqual([...others].sort());
  expect(startRequests(desk.sandbox)).toHaveLength(3);

  await outcomeFilter(panel, 'Unknown').click();
  await expect(panel.getByText('Nobody can tell whether it was sent')).toBeVisible();
  await panel.getByRole('button', { name: 'Send again to 1' }).click();
  await expect(panel.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Send again all the same to 1' })).toBeVisible();
  expect(startRequests(desk.sandbox)).toHaveLength(3);
});
