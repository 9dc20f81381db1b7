import { compose, expectDone, resultRows, sendTo, startedNames, startRequests } from './dispatching.ts';
import { expect, test } from './harness.ts';
import { pressSend, uniqueNames } from './sending.ts';

test.describe('the undo window', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 8_000, notFoundMs: 1_500 } } });

  test('undo gives back the exact draft, and no request ever left', async ({ desk }) => {
    const names = uniqueNames(desk.sandbox, 3);
    const { panel } = await desk.openChats();
    await sendTo(panel, names, 'Boas-vindas');
    await expect(panel.getByRole('heading', { name: 'Sending to 3 people' })).toBeVisible();

    await panel.getByRole('button', { name: 'Undo' }).click();

    await expect(panel.getByText('You undid it. Everything is still picked.')).toBeVisible();
    await panel.getByRole('navigation', { name: 'Steps to send' }).getByRole('button', { name: /Review/ }).click();
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

    await expect(next.panel.getByText('The tab was closed during the countdown. Your selection is kept.')).toBeVisible();
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

    await expect(panel.getByText('The browser stopped the extension during the countdown. Please confirm again.')).toBeVisible();
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
    expect(Math.min(...startRequests(desk.sandbox).map((request) => request.at))).toBeGreaterThanOrEqual(pressedAt + 1_500);
  });
});
