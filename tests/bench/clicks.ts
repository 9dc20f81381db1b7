import { expect as baseExpect, type Locator } from '@playwright/test';
import { THREE_HUNDRED } from '../e2e/sandbox-data.ts';
import { countEffort, FLOW, type Scene } from './click-scenario.ts';
import type { Figure, Group } from './figure.ts';
import type { Effort } from './hand.ts';

/** Presses are counted, not seconds, so a busy machine may take its time. */
const expect = baseExpect.configure({ timeout: 60_000 });

const peopleSearch = ({ panel }: Scene): Locator => panel.send.peopleSearch;
const contact = ({ panel }: Scene, name: string): Locator => panel.root.getByRole('option', { name });
const numberBox = ({ panel }: Scene): Locator => panel.root.getByRole('textbox', { name: /^More than \d+ people/ });

async function expectPicked({ panel }: Scene, count: number): Promise<void> {
  await expect(panel.root.getByText(new RegExp(`^${count} (selected|person|people)$`)).first()).toBeVisible();
}

async function pickFlowByMouse({ panel, hand }: Scene): Promise<void> {
  await hand.click(panel.handle);
  await hand.click(panel.root.getByRole('option', { name: FLOW.name }));
}

async function threeRecents(scene: Scene): Promise<void> {
  const { panel, hand, names } = scene;
  await pickFlowByMouse(scene);
  // Recent people stand together at the top: the first and, with Shift, the last pick all between them.
  await hand.click(contact(scene, names[0] ?? ''));
  await hand.shiftClick(contact(scene, names.at(-1) ?? ''));
  await expectPicked(scene, names.length);
  await hand.click(panel.root.getByRole('button', { name: `Send to ${names.length} people` }));
}

async function threeBySearch(scene: Scene): Promise<void> {
  const { panel, hand, names } = scene;
  await pickFlowByMouse(scene);
  for (const [index, name] of names.entries()) {
    if (index > 0) await hand.click(panel.root.getByRole('button', { name: 'Clear the search' }));
    await expect(peopleSearch(scene)).toBeFocused();
    await hand.search(name);
    await hand.click(contact(scene, name));
  }
  await expectPicked(scene, names.length);
  await hand.click(panel.root.getByRole('button', { name: `Send to ${names.length} people` }));
}

async function groupByMouse(scene: Scene): Promise<void> {
  const { panel, hand } = scene;
  await pickFlowByMouse(scene);
  await hand.click(panel.root.getByRole('button', { name: 'Groups', exact: true }));
  await hand.click(panel.root.getByRole('option', { name: THREE_HUNDRED.name }));
  await expectPicked(scene, THREE_HUNDRED.members);
  await hand.click(panel.root.getByRole('button', { name: 'Review', exact: true }));
  await hand.click(panel.root.getByRole('button', { name: /^Check and send to/ }));
  await expect(numberBox(scene)).toBeFocused();
  await hand.typeDigits(String(THREE_HUNDRED.members));
  await hand.click(panel.send.button);
}

/** The flow that was sent last is the first one in the palette, the group the first of the groups. */
async function groupByKeys(scene: Scene): Promise<void> {
  const { panel, hand } = scene;
  await hand.shortcut('open-palette');
  await expect(panel.root.getByRole('combobox')).toBeFocused();
  // An agent presses Enter only after reading what it does; the flows appear a moment after the palette.
  await expect(panel.root.getByRole('option').first()).toContainText(FLOW.name);
  await hand.press('Enter');
  await expect(peopleSearch(scene)).toBeFocused();
  await hand.press('Shift+Tab');
  await hand.press('ArrowRight');
  await expect(panel.root.getByRole('option', { name: THREE_HUNDRED.name })).toBeVisible();
  await hand.press('ArrowDown');
  await hand.press('Space');
  await expectPicked(scene, THREE_HUNDRED.members);
  await hand.press('ControlOrMeta+Enter');
  await expect(panel.root.getByRole('button', { name: /^Check and send to/ })).toBeEnabled();
  await hand.press('ControlOrMeta+Enter');
  await expect(numberBox(scene)).toBeFocused();
  await hand.typeDigits(String(THREE_HUNDRED.members));
  await expect(panel.send.button).toBeEnabled();
  await hand.press('ControlOrMeta+Enter');
}

async function oneKnownByKeys(scene: Scene): Promise<void> {
  const { panel, hand, names } = scene;
  const [name = ''] = names;
  await hand.shortcut('toggle-panel');
  await expect(panel.send.flowSearch).toBeFocused();
  await hand.search(FLOW.name.slice(0, 4));
  await expect(panel.root.getByRole('option').first()).toContainText(FLOW.name);
  await hand.press('Enter');
  await expect(peopleSearch(scene)).toBeFocused();
  await hand.search(name);
  await expect(contact(scene, name)).toBeVisible();
  await hand.press('Enter');
  await expectPicked(scene, 1);
  await hand.press('ControlOrMeta+Enter');
  await expect(panel.root.getByRole('button', { name: 'Send to 1 person' })).toBeEnabled();
  await hand.press('ControlOrMeta+Enter');
}

function tell({ clicks, keys, letters }: Effort): string {
  return [
    clicks > 0 ? `${clicks} clicks` : '',
    keys > 0 ? `${keys} keys` : '',
    letters > 0 ? `+ text (${letters} letters of searches)` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The number of presses in the real page's own dispatch, counted by the same rules. */
function besidePage(figure: Figure, baseline: number): Figure {
  return {
    ...figure,
    baseline,
    ratio: Number((figure.value / baseline).toFixed(2)),
    note: `${figure.note ?? ''}; baseline measured on the real page`,
  };
}

/**
 * Counts how often an agent presses something, from a loaded page with a collapsed panel until the server has all
 * starts. Keys and clicks are counted and reported separately.
 */
export const clicks: Group = {
  ids: ['clicks.three_recents', 'clicks.three_search', 'clicks.group300', 'keys.group300', 'keys.one_known'],
  async measure() {
    const figure = (id: string, effort: Effort, about: string): Figure => ({
      id,
      value: id.startsWith('keys') ? effort.keys : effort.clicks,
      unit: 'count',
      n: 1,
      note: `${tell(effort)}; ${about}`,
    });
    const recents = await countEffort(3, threeRecents);
    const search = await countEffort(3, threeBySearch);
    const group = await countEffort('group', groupByMouse);
    const groupKeys = await countEffort('group', groupByKeys);
    const oneKnown = await countEffort(1, oneKnownByKeys);
    return [
      besidePage(
        figure(
          'clicks.three_recents',
          recents,
          'people and flow used two days ago, nothing to warn of; the last person with Shift, one by one it is 6',
        ),
        9,
      ),
      besidePage(figure('clicks.three_search', search, 'flow used two days ago, nothing to warn of'), 16),
      besidePage(figure('clicks.group300', group, 'the number is typed, three of the keys'), 335),
      figure('keys.group300', groupKeys, 'palette, last flow; digits counted; the real page shows no groups'),
      figure('keys.one_known', oneKnown, 'shortcut first; impossible on the real page'),
    ];
  },
};
