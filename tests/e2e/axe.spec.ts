import { axeFindings } from './axe-check.ts';
import { onPage, panelFrame } from './chats-page.ts';
import { expect, test } from './harness.ts';
import { dispatch } from './replies-desk.ts';
import { pickFlow, pickPeople, skipFirstRun } from './sending.ts';

/** Few people: every name is found once. */
test.use({ sandboxOptions: { contacts: 20 } });

for (const theme of ['light', 'dark'] as const) {
  test(`${theme}: axe finds nothing in the panel, and is left in doubt by nothing`, async ({ desk }) => {
    const { page, panel } = await desk.openChats({ query: { theme } });
    // High enough for the longest list: a row cut by the edge of what scrolls leaves axe in doubt.
    await page.setViewportSize({ width: 1366, height: 1400 });
    await skipFirstRun(panel);
    await expect(panelFrame(panel)).toHaveAttribute('data-theme', theme);
    // A child of <html> is judged without its background: moved into <body> axe sees the colours as a person does.
    const judge = async (): Promise<readonly string[]> => {
      await panel.evaluate((host) => host.ownerDocument.body.append(host));
      return await axeFindings(page, 'disparo-panel');
    };

    await expect(panel.getByRole('option').first()).toBeVisible();
    expect(await judge(), 'flows').toEqual([]);
    await pickFlow(panel, 'Retomar atendimento');
    await pickPeople(panel, ['Carla Dias']);
    expect(await judge(), 'people').toEqual([]);
    await panel.getByRole('button', { name: 'Clear', exact: true }).click();
    await panel.getByRole('button', { name: /Flow/ }).first().click();
    await dispatch(panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
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
    await panel.getByRole('button', { name: 'Collapse the panel' }).click();
    expect(await judge(), 'handle').toEqual([]);
    await onPage(page.mainFrame(), 'setTheme', 'light');
  });

  test(`${theme}: axe finds nothing in popup, options and history page, and is left in doubt by nothing`, async ({ desk }) => {
    const { panel } = await desk.openChats({ query: { theme } });
    await skipFirstRun(panel);
    await dispatch(panel, 'Retomar atendimento', ['Ana Souza']);

    for (const name of ['popup.html', 'options.html', 'history.html']) {
      const page = await desk.browser.extensionPage(name);
      await page.emulateMedia({ colorScheme: theme });
      await page.getByRole('heading').first().waitFor();
      // Colours on their way from one theme to the other are neither's.
      await page.evaluate(async () => void (await Promise.allSettled(document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished))));
      expect(await axeFindings(page, 'body'), name).toEqual([]);
      await page.close();
    }
  });
}
