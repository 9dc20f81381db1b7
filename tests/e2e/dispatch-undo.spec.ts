import { expect, SEED, test } from './harness.ts';
import { startRequests, uniqueNames } from './sandbox-data.ts';

test.describe('the undo window', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 8_000, notFoundMs: 1_500 } } });

  test('undone, reloaded, without its background or its tab: nothing is sent, and the draft is back and says why', async ({
    env,
  }) => {
    const names = uniqueNames(env.sandbox, 3);
    const { page, panel } = await env.openChats();
    const undo = panel.dispatch.undo;
    const review = panel.send.steps.getByRole('button', { name: /Review/ });
    await panel.send.toPeople(names, 'Boas-vindas');
    await expect(panel.root.getByRole('heading', { name: 'Sending to 3 people' })).toBeVisible();
    await undo.click();
    await expect(panel.root.getByText('You undid it. Everything is still picked.')).toBeVisible();
    await review.click();
    await expect(panel.root.getByText('Boas-vindas')).toBeVisible();
    for (const name of names) await expect(panel.root.getByText(name)).toBeVisible();

    await panel.send.confirm();
    await expect(undo).toBeVisible();
    await page.reload();
    await expect(
      panel.root.getByText('The page was reloaded during the countdown. Your selection is kept.'),
    ).toBeVisible();

    await review.click();
    await panel.send.confirm();
    await expect(undo).toBeVisible();
    await env.browser.killBackground();
    await expect(
      panel.root.getByText('The browser stopped the extension during the countdown. Please confirm again.'),
    ).toBeVisible();

    await review.click();
    await panel.send.confirm();
    await expect(undo).toBeVisible();
    await page.close();
    const next = await env.openChats();
    await expect(
      next.panel.root.getByText('The tab was closed during the countdown. Your selection is kept.'),
    ).toBeVisible();
    await expect(next.panel.root.getByRole('button', { name: 'Choose people' })).toBeVisible();
    expect(startRequests(env.sandbox)).toEqual([]);
  });
});

test.describe('the end of the undo window', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 1_500, notFoundMs: 1_500 } } });

  test('under a dialog of the page the countdown stands still, says so, and ends after the dialog', async ({ env }) => {
    const person = env.sandbox.contactAt(0);
    env.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
    const { page, panel, chats } = await env.openChats();
    await panel.skipFirstRun();
    await chats.ready();
    await chats.openCard(person.name ?? '');
    // In a narrow window the panel, opened again by its handle, lies over the chat, and a dialog of the page covers
    // it.
    await page.setViewportSize({ width: 1024, height: 768 });
    await expect(panel.landmark).toHaveAttribute('data-placement', 'overlay');
    await panel.open();
    await panel.send.toPeople(uniqueNames(env.sandbox, 2));
    await expect(panel.dispatch.undo).toBeVisible();

    await chats.call('openDialog');
    const handle = panel.root.getByRole('button', { name: /the countdown stands still while Chats shows a dialog/ });
    await expect(handle).toBeVisible();
    // An answer that was held back longer than the countdown lasts proves that its time is over.
    env.sandbox.faults.add({ endpoint: 'health', action: { kind: 'latency', delayMs: 3_000 } });
    await page.evaluate(
      async (address) => void (await fetch(address, { mode: 'no-cors' })),
      `${env.sandbox.apiOrigin}/health`,
    );
    await expect(handle).toBeVisible();
    expect(startRequests(env.sandbox)).toEqual([]);

    await page.keyboard.press('Escape');
    await panel.dispatch.expectDone();
    expect(startRequests(env.sandbox)).toHaveLength(2);
    await page.setViewportSize({ width: 1366, height: 768 });
  });
});
