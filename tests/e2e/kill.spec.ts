import { expect, test } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('the background dies between request and answer of an accepted start: the person is found in the history and is accepted once', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: env.sandbox.contactByName(names[0] ?? '').uuid,
    count: 1,
    action: { kind: 'hang', processed: true },
  });
  await panel.send.toPeople(names);
  // All three requests must have left: a person whose request is noted on disk and has not left when the background
  // dies is rightly unknown.
  await expect.poll(() => startedNames(env.sandbox)).toEqual([...names].sort());
  await expect(panel.dispatch.row(names[0] ?? '')).toContainText('Sending');

  expect(await env.browser.killBackground()).toBe(true);

  await panel.dispatch.expectDone();
  for (const name of names) await expect(panel.dispatch.row(name)).toContainText('Accepted');
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});

test('the background dies between request and answer of a start that Flows did not accept: the person is unknown, and sent to again only after a warning', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const [lost = '', ...others] = names;
  const { panel } = await env.openChats();
  env.sandbox.faults.add({
    endpoint: 'start_flow',
    contact: env.sandbox.contactByName(lost).uuid,
    count: 1,
    action: { kind: 'hang' },
  });
  await panel.send.toPeople(names);
  await expect.poll(() => startRequests(env.sandbox).length).toBe(3);

  expect(await env.browser.killBackground()).toBe(true);

  await panel.dispatch.expectDone();
  await expect(panel.dispatch.row(lost)).toContainText('Unknown');
  await expect(panel.dispatch.row(lost)).toContainText('The browser stopped in between');
  expect(startedNames(env.sandbox)).toEqual([...others].sort());
  expect(startRequests(env.sandbox)).toHaveLength(3);

  await panel.dispatch.filter('Unknown').click();
  await expect(panel.root.getByText('Nobody can tell whether it was sent')).toBeVisible();
  await panel.root.getByRole('button', { name: 'Send again to 1' }).click();
  await expect(panel.root.getByText('They may get the message twice.')).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Send again all the same to 1' })).toBeVisible();
  expect(startRequests(env.sandbox)).toHaveLength(3);
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
