import type { Page } from '@playwright/test';
import { expect, test } from './harness.ts';

test.use({ sandboxOptions: { contacts: 20 } });

const CONTROLS = new Set([
  'button',
  'textbox',
  'searchbox',
  'checkbox',
  'switch',
  'combobox',
  'link',
  'tab',
  'option',
  'listbox',
  'spinbutton',
  'separator',
  'tabpanel',
  'progressbar',
]);

/**
 * Controls without a name as a screen reader gets them: the browser's own accessibility tree, from our landmark down.
 */
async function namelessInChromium(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const root = nodes.find((node) => node.role?.value === 'complementary' && node.name?.value === 'Disparo');
  const found: string[] = [];
  let controls = 0;
  const walk = (id: string): void => {
    const node = byId.get(id);
    if (node === undefined) return;
    if (!node.ignored && CONTROLS.has(String(node.role?.value))) {
      controls += 1;
      if (String(node.name?.value ?? '').trim() === '') found.push(`${node.role?.value} ${node.backendDOMNodeId}`);
    }
    for (const child of node.childIds ?? []) walk(child);
  };
  if (root !== undefined) walk(root.nodeId);
  return controls < 5 ? ['the tree shows no panel'] : found;
}

test('a screen reader finds the panel, its sections, each control by name in all of them, and hears the end of a dispatch', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  const frame = panel.landmark;
  await expect(panel.send.flowSearch).toBeVisible();

  await expect(frame).toMatchAriaSnapshot(`
    - complementary "Disparo":
      - separator "Width of the panel"
      - heading "Disparo" [level=1]
      - button "Command palette"
      - button "Set-up check"
      - button "Collapse the panel"
      - tablist "Sections of the panel":
        - tab "Send" [selected]
        - tab "Waiting"
        - tab "History"
      - tabpanel "Send":
        - navigation "Steps to send":
          - button /Flow/
          - button /People/ [disabled]
          - button /Review/ [disabled]
        - search:
          - searchbox "Search flow"
        - listbox "Flows with the label chats"
  `);
  await panel.send.pickFlow('Retomar atendimento');
  await expect(panel.send.contacts).toHaveAttribute('aria-multiselectable', 'true');
  await panel.send.pickPeople(['Ana Souza']);
  await expect(panel.root.getByRole('option', { name: 'Ana Souza' })).toHaveAttribute('aria-selected', 'true');
  await panel.send.reviewAndConfirm();
  await expect(panel.root.getByRole('status').filter({ hasText: /Done/ }).first()).toHaveCount(1);

  const nameless = async (): Promise<readonly string[]> => [
    ...(await frame.ariaSnapshot())
      .split('\n')
      .filter((line) =>
        /^\s*- (button|textbox|searchbox|checkbox|switch|combobox|link|tab|option|spinbutton)(:| \[|$)/.test(line),
      ),
    ...(env.browser.which === 'chromium' ? await namelessInChromium(page) : []),
  ];
  for (const tab of ['Waiting', 'History', 'Send']) {
    await panel.root.getByRole('tab', { name: tab }).click();
    expect(await nameless(), tab).toEqual([]);
  }
});

test('focus is seen, nothing moves longer than 150 ms and nothing at all under reduced motion, and in forced colours the edges and the chosen tab are drawn', async ({
  env,
  which,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  // A spinner is the only thing that turns without end. One is added here, because nothing may be loading at this
  // moment.
  await panel.landmark.evaluate((frame) =>
    frame.append(Object.assign(frame.ownerDocument.createElement('span'), { className: 'spinner' })),
  );
  const turning = async (): Promise<string[]> =>
    await panel.root.evaluate((host) =>
      Array.from(host.shadowRoot?.querySelectorAll('*') ?? [])
        .map((element) => getComputedStyle(element).animationName)
        .filter((name) => name !== 'none'),
    );
  const longest = async (): Promise<number> =>
    await panel.root.evaluate((host) => {
      const seconds = (text: string): number =>
        Math.max(
          ...text
            .split(',')
            .map((part) => (part.trim().endsWith('ms') ? Number.parseFloat(part) / 1000 : Number.parseFloat(part))),
        );
      return Math.max(
        0,
        ...Array.from(host.shadowRoot?.querySelectorAll('*') ?? []).map((element) =>
          seconds(getComputedStyle(element).transitionDuration),
        ),
      );
    });

  expect(await longest()).toBeGreaterThan(0);
  expect(await longest()).toBeLessThanOrEqual(0.15);
  expect(await turning()).toContain('turn');
  await panel.tab('Send').focus();
  await page.keyboard.press('ArrowRight');
  const tab = panel.tab('Waiting');
  await expect(tab).toBeFocused();
  expect(
    await tab.evaluate((element) => [getComputedStyle(element).outlineStyle, getComputedStyle(element).outlineWidth]),
  ).toEqual(['solid', '2px']);

  // Firefox cannot be told at run time here that somebody wants less motion, nor forced colours.
  if (which === 'firefox') return;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(longest).toBe(0);
  expect(await turning()).toEqual([]);
  await page.emulateMedia({ reducedMotion: 'no-preference' });

  await page.emulateMedia({ forcedColors: 'active' });
  expect(await panel.landmark.evaluate((element) => getComputedStyle(element).borderLeftStyle)).toBe('solid');
  expect(await tab.evaluate((element) => getComputedStyle(element).borderBottomWidth)).toBe('3px');
  await page.emulateMedia({ forcedColors: 'none' });
});
