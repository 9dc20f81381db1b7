import { deskReady, onPage, openCard, panelFrame } from './chats-page.ts';
import { compose, expectDone, resultRows, sendTo, startedNames, startRequests } from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import { pressSend, skipFirstRun, uniqueNames } from './sending.ts';

test.describe('the undo window', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 8_000, notFoundMs: 1_500 } } });

  test('undo gives back the exact draft, and no request ever left', async ({ desk }) => {
    const names = uniqueNames(desk.sandbox, 3);
    const { panel } = await desk.openChats();
    await sendTo(panel, names, 'Boas-vindas');
    await expect(panel.getByRole('heading', { name: 'Sending to 3 people' })).toBeVisible();

    await panel.getByRole('button', { name: 'Undo' }).click();

    await expect(panel.getByText('You undid it. Everything is still picked.')).toBeVisible();
    await panel
      .getByRole('navigation', { name: 'Steps to send' })
      .getByRole('button', { name: /Review/ })
      .click();
    await expect(panel.getByText('Boas-vindas')).toBeVisible();
    for (const name of names) await expect(panel.getByText(name)).toBeVisible();
    expect(startRequests(desk.sandbox)).toEqual([]);
  });

  test('a tab closed in the window: not sent, and the draft says why in the next one', async ({ desk }) => {
    const names = uniqueNames(desk.sandbox, 2);
    const { page, panel } = await desk.openChats();
    await sendTo(panel, names);
    await expect(panel.getByRole('button', { name: 'Undo' })).toBeVisible();

    await page.close();
    const next = await desk.openChats();

    await expect(
      next.panel.getByText('The tab was closed during the countdown. Your selection is kept.'),
    ).toBeVisible();
    await expect(next.panel.getByRole('button', { name: 'Choose people' })).toBeVisible();
    expect(startRequests(desk.sandbox)).toEqual([]);
  });

  test('a page reloaded in the window: not sent, and the draft says why', async ({ desk }) => {
    const { page, panel } = await desk.openChats();
    await sendTo(panel, uniqueNames(desk.sandbox, 2));
    await expect(panel.getByRole('button', { name: 'Undo' })).toBeVisible();

    await page.reload();

    await expect(panel.getByText('The page was reloaded during the countdown. Your selection is kept.')).toBeVisible();
    expect(startRequests(desk.sandbox)).toEqual([]);
  });

  test('a background that dies in the window: not sent, and the draft says why', async ({ desk }) => {
    const { panel } = await desk.openChats();
    await sendTo(panel, uniqueNames(desk.sandbox, 2));
    await expect(panel.getByRole('button', { name: 'Undo' })).toBeVisible();

    await desk.browser.killBackground();

    await expect(
      panel.getByText('The browser stopped the extension during the countdown. Please confirm again.'),
    ).toBeVisible();
    expect(startRequests(desk.sandbox)).toEqual([]);
  });
});

test.describe('the end of the undo window', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 1_500, notFoundMs: 1_500 } } });

  test('the first request leaves after the window, not before', async ({ desk }) => {
    const names = uniqueNames(desk.sandbox, 2);
    const { panel } = await desk.openChats();
    await compose(panel, { people: names });
    await panel.getByRole('button', { name: 'Review', exact: true }).click();
    await expect(panel.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
    const pressedAt = Date.now();

    await pressSend(panel);

    await expectDone(panel);
    await expect(resultRows(panel)).toHaveCount(2);
    expect(startedNames(desk.sandbox)).toEqual([...names].sort());
    // The press is earlier than the confirmation by what the checks took: the window counts from the later of the two.
    expect(Math.min(...startRequests(desk.sandbox).map((request) => request.at))).toBeGreaterThanOrEqual(
      pressedAt + 1_500,
    );
  });

  test('under a dialog of the page it stands still, says so, and ends after it', async ({ desk }) => {
    const person = desk.sandbox.contactAt(0);
    desk.sandbox.openRoom({ contact: person.uuid, user: SEED.people.agent1 });
    const { page, panel } = await desk.openChats();
    const frame = page.mainFrame();
    await skipFirstRun(panel);
    await deskReady(frame);
    await openCard(frame, person.name ?? '');
    // Where the panel lies over the page, as it does when it is opened in spite of the chat, a dialog of the page covers it.
    await page.setViewportSize({ width: 1024, height: 768 });
    await expect(panelFrame(panel)).toHaveAttribute('data-placement', 'overlay');
    await panel.getByRole('button', { name: /^Open Disparo/ }).click();
    await sendTo(panel, uniqueNames(desk.sandbox, 2));
    await expect(panel.getByRole('button', { name: 'Undo' })).toBeVisible();

    await onPage(frame, 'openDialog');
    const handle = panel.getByRole('button', { name: /the countdown stands still while Chats shows a dialog/ });
    await expect(handle).toBeVisible();
    // An answer that takes longer than the window proves that its time is over.
    desk.sandbox.faults.add({ endpoint: 'health', action: { kind: 'latency', delayMs: 3_000 } });
    await page.evaluate(
      async (address) => void (await fetch(address, { mode: 'no-cors' })),
      `${desk.sandbox.apiOrigin}/health`,
    );
    await expect(handle).toBeVisible();
    expect(startRequests(desk.sandbox)).toEqual([]);

    await page.keyboard.press('Escape');
    await expectDone(panel);
    expect(startRequests(desk.sandbox)).toHaveLength(2);
    await page.setViewportSize({ width: 1366, height: 768 });
  });
});
