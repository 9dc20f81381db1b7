import { panelCount, panelFrame } from './chats-page.ts';
import { expectDone, outcomeFilter, resultOf, sendTo, startedNames, startRequests } from './dispatching.ts';
import { expect, test } from './harness.ts';
import { skipFirstRun, uniqueNames } from './sending.ts';

test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('the background dies between request and answer, and Flows had accepted: found, accepted, once', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: desk.sandbox.contactByName(names[0] ?? '').uuid,
    count: 1,
    action: { kind: 'hang', processed: true },
  });
  await sendTo(panel, names);
  // All three: a request that is noted and has not left when the background dies is rightly unknown.
  await expect.poll(() => startedNames(desk.sandbox)).toEqual([...names].sort());
  await expect(resultOf(panel, names[0] ?? '')).toContainText('Sending');

  expect(await desk.browser.killBackground()).toBe(true);

  await expectDone(panel);
  for (const name of names) await expect(resultOf(panel, name)).toContainText('Accepted');
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});

test('the background dies between request and answer, and Flows had not accepted: unknown, and sent again only after a warning', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const [lost = '', ...others] = names;
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: desk.sandbox.contactByName(lost).uuid,
    count: 1,
    action: { kind: 'hang' },
  });
  await sendTo(panel, names);
  await expect.poll(() => startRequests(desk.sandbox).length).toBe(3);

  expect(await desk.browser.killBackground()).toBe(true);

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

test('a page whose scripts are gone gets them back when the background starts, and never a second panel', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  const wake = async (): Promise<void> => {
    expect(await desk.browser.killBackground()).toBe(true);
    await (await desk.browser.extensionPage('options.html')).getByRole('heading').first().waitFor();
  };
  await panel.evaluate((host) => host.setAttribute('data-first-copy', ''));
  await wake();
  const isFirstStill =
    (await page.locator('disparo-panel[data-first-copy]').count()) === 1 && (await panelCount(page)) === 1;

  // What a copy does that hears of a newer one: bootstrap and panel leave.
  await page.evaluate(() => {
    document.dispatchEvent(new CustomEvent('disparo:bootstrap', { detail: 'a newer copy' }));
    document.dispatchEvent(
      new CustomEvent('disparo:takeover', { detail: JSON.stringify({ version: '0', instance: 'a newer copy' }) }),
    );
  });
  await expect.poll(() => panelCount(page)).toBe(0);
  await wake();

  await expect(panelFrame(page.locator('disparo-panel:not([data-first-copy])'))).toBeVisible();
  expect(isFirstStill).toBe(true);
  expect(await panelCount(page)).toBe(1);
});
