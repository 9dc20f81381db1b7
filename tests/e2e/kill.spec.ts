import { expect, test } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('the background dies between request and answer: an accepted start is found in the history and counts once; where Flows did not accept the person is unknown, and sent to again only after a warning', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 4);
  const [, , found = '', lost = ''] = names;
  const { panel } = await env.openChats();
  for (const [name, processed] of [
    [found, true],
    [lost, false],
  ] as const) {
    env.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: env.sandbox.contactByName(name).uuid,
      count: 1,
      action: { kind: 'hang', processed },
    });
  }
  await panel.send.toPeople(names);
  // All four requests must have left: a person whose request is noted on disk and has not left when the background
  // dies is rightly unknown.
  await expect.poll(() => startRequests(env.sandbox).length).toBe(4);
  const accepted = names.slice(0, 3).toSorted();
  await expect.poll(() => startedNames(env.sandbox)).toEqual(accepted);
  for (const name of [found, lost]) await expect(panel.dispatch.row(name)).toContainText('Sending');

  expect(await env.browser.killBackground()).toBe(true);

  await panel.dispatch.expectDone();
  for (const name of accepted) await expect(panel.dispatch.row(name)).toContainText('Accepted');
  await expect(panel.dispatch.row(lost)).toContainText('Unknown');
  await expect(panel.dispatch.row(lost)).toContainText('The browser stopped in between');
  expect(startedNames(env.sandbox)).toEqual(accepted);

  await panel.dispatch.filter('Unknown').click();
  await expect(panel.root.getByText('Nobody can tell whether it was sent')).toBeVisible();
  await panel.root.getByRole('button', { name: 'Send again to 1' }).click();
  await expect(panel.root.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Send again all the same to 1' })).toBeVisible();
  expect(startRequests(env.sandbox)).toHaveLength(4);
});

test('a page whose scripts are gone gets them back when the background starts, and never a second panel', async ({
  env,
}) => {
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  const wake = async (): Promise<void> => {
    expect(await env.browser.killBackground()).toBe(true);
    await (await env.browser.extensionPage('options.html')).getByRole('heading').first().waitFor();
  };
  await panel.root.evaluate((host) => host.setAttribute('data-first-copy', ''));
  await wake();
  const isFirstStill =
    (await page.locator('disparo-panel[data-first-copy]').count()) === 1 && (await chats.panelCount()) === 1;

  // Bootstrap and panel remove themselves, as they do when a newer copy of the scripts starts.
  await page.evaluate(() => {
    document.dispatchEvent(new CustomEvent('disparo:bootstrap', { detail: 'a newer copy' }));
    document.dispatchEvent(
      new CustomEvent('disparo:takeover', { detail: JSON.stringify({ version: '0', instance: 'a newer copy' }) }),
    );
  });
  await expect.poll(() => chats.panelCount()).toBe(0);
  await wake();

  await expect(new Panel(page.locator('disparo-panel:not([data-first-copy])')).landmark).toBeVisible();
  expect(isFirstStill).toBe(true);
  expect(await chats.panelCount()).toBe(1);
});
