import { axeFindings } from './axe-check.ts';
import { onPage, panelFrame } from './chats-page.ts';
import { expectDone } from './dispatching.ts';
import { expect, SEED, test, type ChatsTab } from './harness.ts';
import { askFromOwnPage } from './own-pages.ts';
import { digitsAt, pasteLines, resultFilter, showSource } from './picking.ts';
import { dispatch, showWaiting } from './replies-desk.ts';
import { pickFlow, pickPeople, sendButton, skipFirstRun } from './sending.ts';

/** Few people: every name is found once. An undo window that is judged lasts longer than a look takes. */
test.use({ sandboxOptions: { contacts: 20, extension: { undoMs: 10_000, notFoundMs: 1_500 } } });

/** All rules of axe look at one theme, and in the other those whose answer hangs on colours: a look takes more than a second. */
const LOOKS = [
  { theme: 'light', rules: null },
  { theme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
] as const;

/** A child of <html> is judged without its background: moved into <body> axe sees the colours as a person does. */
async function judgePanel({ page, panel }: ChatsTab): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const { theme, rules } of LOOKS) {
    await onPage(page.mainFrame(), 'setTheme', theme);
    await expect(panelFrame(panel)).toHaveAttribute('data-theme', theme);
    await panel.evaluate((host) => host.ownerDocument.body.append(host));
    findings.push(...(await axeFindings(page, 'disparo-panel', rules)).map((finding) => `${theme} ${finding}`));
  }
  return findings;
}

test('axe finds nothing in the panel, light and dark, and is left in doubt by nothing', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ query: { theme: 'light' } });
  // High enough for the longest list: a row cut by the edge of what scrolls leaves axe in doubt.
  await page.setViewportSize({ width: 1366, height: 1400 });
  await skipFirstRun(panel);
  const judge = async (): Promise<readonly string[]> => await judgePanel({ page, panel });

  await expect(panel.getByRole('option').first()).toBeVisible();
  expect(await judge(), 'flows').toEqual([]);
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, ['Carla Dias']);
  expect(await judge(), 'people').toEqual([]);
  await showSource(panel, 'Groups');
  await expect(panel.getByRole('option').first()).toBeVisible();
  expect(await judge(), 'groups').toEqual([]);
  await showSource(panel, 'Paste');
  expect(await judge(), 'paste').toEqual([]);
  await pasteLines(panel, [digitsAt(desk.sandbox, 5), 'not a number', '+55 82 99999-0000']);
  await expect(resultFilter(panel, 'All')).toBeVisible();
  expect(await judge(), 'paste results').toEqual([]);

  const steps = panel.getByRole('navigation', { name: 'Steps to send' });
  await steps.getByRole('button', { name: /Flow/ }).click();
  await pickFlow(panel, 'Atualização de pedido');
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(panel.getByRole('combobox', { name: 'name', exact: true })).toBeVisible();
  expect(await judge(), 'review with variables').toEqual([]);
  await steps.getByRole('button', { name: /Flow/ }).click();
  await pickFlow(panel, 'Retomar atendimento');
  await showSource(panel, 'Contacts');
  await panel.getByRole('button', { name: 'Clear', exact: true }).click();
  // Somebody whose chat is open is a warning: the pre-flight shows itself at any hour.
  desk.sandbox.openRoom({ contact: desk.sandbox.contactByName('Bruno Lima').uuid, user: SEED.people.agent1 });
  await pickPeople(panel, ['Ana Souza', 'Bruno Lima']);
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  const press = sendButton(panel);
  await press.click();
  await expect(panel.getByText('Share of the hourly budget, not counting others')).toBeVisible();
  expect(await judge(), 'pre-flight').toEqual([]);
  await press.click();
  await expect(panel.getByRole('heading', { name: 'Sending to 2 people' })).toBeVisible();
  expect(await judge(), 'countdown').toEqual([]);
  await expectDone(panel);
  await showWaiting(panel);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  expect(await judge(), 'waiting').toEqual([]);
  await panel.getByRole('tab', { name: 'Send' }).click();
  expect(await judge(), 'result').toEqual([]);
  await panel.getByRole('tab', { name: 'History' }).click();
  expect(await judge(), 'history').toEqual([]);
  await panel.getByRole('button', { name: 'Set-up check' }).click();
  await expect(panel.getByRole('region', { name: 'What was checked' })).toBeVisible();
  expect(await judge(), 'set-up check').toEqual([]);
  await panel.getByRole('button', { name: 'Command palette' }).click();
  expect(await judge(), 'palette').toEqual([]);
  await panel.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await panel.getByRole('tab', { name: 'Send' }).click();
  await panel.getByRole('button', { name: 'New dispatch' }).click();
  desk.sandbox.setProjectToggle(SEED.projects.central, false);
  await panel.getByRole('button', { name: 'Set-up check' }).click();
  await panel.getByRole('button', { name: 'Check again' }).first().click();
  await panel.getByRole('region', { name: 'Set-up check' }).getByRole('button', { name: 'Close' }).click();
  await expect(panel.getByText('Nothing can be sent until it is on.')).toBeVisible();
  expect(await judge(), 'toggle off').toEqual([]);
  await panel.getByRole('button', { name: 'Collapse the panel' }).click();
  expect(await judge(), 'handle').toEqual([]);
  desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  const signedOut = await desk.openChats({ query: { theme: 'light' } });
  // Every panel follows the one that was collapsed.
  await signedOut.panel.getByRole('button', { name: /^Open Disparo/ }).click();
  await expect(signedOut.panel.getByText('Log in to Chats first')).toBeVisible();
  expect(await judgePanel(signedOut), 'not logged in').toEqual([]);
});

test('axe finds nothing in popup, options and history page, light and dark, and is left in doubt by nothing', async ({
  desk,
}) => {
  const { panel } = await desk.openChats({ query: { theme: 'light' } });
  await skipFirstRun(panel);
  await dispatch(panel, 'Retomar atendimento', ['Ana Souza']);

  for (const name of ['popup.html', 'options.html', 'history.html']) {
    const page = await desk.browser.extensionPage(name);
    await page.getByRole('heading').first().waitFor();
    for (const { theme, rules } of LOOKS) {
      // By the setting: what the system prefers cannot be set on a page of the extension in Firefox.
      await askFromOwnPage(desk.browser, 'settings:save', { settings: { theme } });
      await expect(page.locator('main')).toHaveAttribute('data-theme', theme);
      // Colours on their way from one theme to the other are neither's.
      await page.evaluate(
        async () =>
          void (await Promise.allSettled(
            document
              .getAnimations()
              .filter((each) => each instanceof CSSTransition)
              .map((each) => each.finished),
          )),
      );
      expect(await axeFindings(page, 'body', rules), `${name}, ${theme}`).toEqual([]);
    }
    await page.close();
  }
});
