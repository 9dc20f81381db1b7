import { axeFindings } from './axe-check.ts';
import { askFromExtensionPage } from './extension-pages.ts';
import { type ChatsTab, expect, SEED, test } from './harness.ts';
import { digitsAt } from './sandbox-data.ts';

/** With few contacts a search by name finds one person. The countdown lasts longer than axe needs to judge it. */
test.use({ sandboxOptions: { contacts: 20, extension: { undoMs: 10_000, notFoundMs: 1_500 } } });

/**
 * All rules of axe are run in one theme, and in the other only those that depend on colours, because a full run takes
 * more than a second.
 */
const LOOKS = [
  { theme: 'light', rules: null },
  { theme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
] as const;

/**
 * axe ignores the background of an element beside <body>. Moved into <body> the panel is judged by the colours that a
 * person sees.
 */
async function judgePanel({ page, panel, chats }: ChatsTab): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const { theme, rules } of LOOKS) {
    await chats.call('setTheme', theme);
    await expect(panel.landmark).toHaveAttribute('data-theme', theme);
    await panel.root.evaluate((host) => host.ownerDocument.body.append(host));
    findings.push(...(await axeFindings(page, 'disparo-panel', rules)).map((finding) => `${theme} ${finding}`));
  }
  return findings;
}

test('axe finds no violation and nothing undecided in the panel, light and dark', async ({ env }) => {
  const tab = await env.openChats({ query: { theme: 'light' } });
  const { page, panel } = tab;
  // The window is higher than the longest list, because axe cannot decide on a row that is cut by the edge of its
  // scroll area.
  await page.setViewportSize({ width: 1366, height: 1400 });
  await panel.skipFirstRun();
  const judge = async (): Promise<readonly string[]> => await judgePanel(tab);

  await expect(panel.root.getByRole('option').first()).toBeVisible();
  expect(await judge(), 'flows').toEqual([]);
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Carla Dias']);
  expect(await judge(), 'people').toEqual([]);
  await panel.send.showSource('Groups');
  await expect(panel.root.getByRole('option').first()).toBeVisible();
  expect(await judge(), 'groups').toEqual([]);
  await panel.send.showSource('Paste');
  expect(await judge(), 'paste').toEqual([]);
  await panel.send.paste.check([digitsAt(env.sandbox, 5), 'not a number', '+55 82 99999-0000']);
  await expect(panel.send.paste.filter('All')).toBeVisible();
  expect(await judge(), 'paste results').toEqual([]);

  const steps = panel.send.steps;
  await steps.getByRole('button', { name: /Flow/ }).click();
  await panel.send.pickFlow('Atualização de pedido');
  await panel.send.review();
  await expect(panel.root.getByRole('combobox', { name: 'name', exact: true })).toBeVisible();
  expect(await judge(), 'review with variables').toEqual([]);
  await steps.getByRole('button', { name: /Flow/ }).click();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.showSource('Contacts');
  await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();
  // A person with an open chat is a warning, so the pre-flight is shown at any hour of the run.
  env.sandbox.openRoom({ contact: env.sandbox.contactByName('Bruno Lima').uuid, user: SEED.people.agent1 });
  await panel.send.pickPeople(['Ana Souza', 'Bruno Lima']);
  await panel.send.review();
  const press = panel.send.button;
  await press.click();
  await expect(panel.root.getByText('Share of the hourly budget, not counting others')).toBeVisible();
  expect(await judge(), 'pre-flight').toEqual([]);
  await press.click();
  await expect(panel.root.getByRole('heading', { name: 'Sending to 2 people' })).toBeVisible();
  expect(await judge(), 'countdown').toEqual([]);
  await panel.dispatch.expectDone();
  await panel.waiting.show();
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  expect(await judge(), 'waiting').toEqual([]);
  await panel.showTab('Send');
  expect(await judge(), 'result').toEqual([]);
  await panel.showTab('History');
  expect(await judge(), 'history').toEqual([]);
  await panel.root.getByRole('button', { name: 'Set-up check' }).click();
  await expect(panel.root.getByRole('region', { name: 'What was checked' })).toBeVisible();
  expect(await judge(), 'set-up check').toEqual([]);
  await panel.root.getByRole('button', { name: 'Command palette' }).click();
  expect(await judge(), 'palette').toEqual([]);
  await panel.root.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await panel.showTab('Send');
  await panel.dispatch.newDispatch.click();
  env.sandbox.setProjectToggle(SEED.projects.central, false);
  await panel.root.getByRole('button', { name: 'Set-up check' }).click();
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await panel.root.getByRole('region', { name: 'Set-up check' }).getByRole('button', { name: 'Close' }).click();
  await expect(panel.root.getByText('Nothing can be sent until it is on.')).toBeVisible();
  expect(await judge(), 'toggle off').toEqual([]);
  await panel.collapse();
  expect(await judge(), 'handle').toEqual([]);
  env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
  const signedOut = await env.openChats({ query: { theme: 'light' } });
  // A panel that is opened later is collapsed like the one before.
  await signedOut.panel.open();
  await expect(signedOut.panel.root.getByText('Log in to Chats first')).toBeVisible();
  expect(await judgePanel(signedOut), 'not logged in').toEqual([]);
});

test('axe finds no violation and nothing undecided in popup, options and history page, light and dark', async ({
  env,
}) => {
  const { panel } = await env.openChats({ query: { theme: 'light' } });
  await panel.skipFirstRun();
  await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);

  for (const name of ['popup.html', 'options.html', 'history.html']) {
    const page = await env.browser.extensionPage(name);
    await page.getByRole('heading').first().waitFor();
    for (const { theme, rules } of LOOKS) {
      // The theme comes from the setting, because Firefox cannot emulate the preferred theme on an extension page.
      await askFromExtensionPage(env.browser, 'settings:save', { settings: { theme } });
      await expect(page.locator('main')).toHaveAttribute('data-theme', theme);
      // During a change of theme the colours are between the two.
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
      if (name !== 'history.html') continue;
      await page.getByRole('button', { name: 'From sent to talked' }).click();
      await page.getByRole('region', { name: 'From sent to talked' }).waitFor();
      expect(await axeFindings(page, 'body', rules), `${name}, funnel, ${theme}`).toEqual([]);
      await page.getByRole('button', { name: 'All dispatches' }).click();
    }
    await page.close();
  }
});
