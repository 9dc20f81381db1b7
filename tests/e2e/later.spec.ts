import { toLocalInput } from '../../lib/util/time.ts';
import { expect, test } from './harness.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

test('a dispatch prepared for later is on the icon at its time, outlives the background, and goes out only by the presses of any dispatch', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  const names = uniqueNames(env.sandbox, 2);
  await panel.send.compose({ people: names });
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Prepare for later' }).click();
  // The minute that is running counts as now.
  await panel.root.getByLabel('Another time').fill(toLocalInput(Date.now()));
  await panel.root.getByRole('button', { name: 'Prepare', exact: true }).click();

  await expect(panel.root.getByText(/^Prepared for /)).toBeVisible();
  await expect.poll(async () => await env.browser.badgeText()).toBe('1');
  await env.browser.killBackground();
  await panel.page.reload();
  await expect(panel.root.getByText(/^Prepared for /)).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);

  await panel.root.getByRole('button', { name: 'Check and send' }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);
  await panel.send.button.click();
  await panel.dispatch.expectDone();

  expect(startedNames(env.sandbox)).toEqual(names.toSorted());
  await expect.poll(async () => await env.browser.badgeText()).toBe('');
});
