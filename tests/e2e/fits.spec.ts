import { expect, test, type ChatsTab } from './harness.ts';
import { layoutTroubles, unreachable, wholeRows } from './layout-check.ts';
import type { PageMode } from './page-objects/panel.ts';
import { uniqueNames } from './sandbox-data.ts';

/** Sizes of the window in CSS pixels: a screen of 1366×768 at 200, 150 and 125 % zoom, and 320 px (WCAG 1.4.10). */
const SIZES = [
  { width: 683, height: 384, mode: 'standalone' },
  { width: 911, height: 512, mode: 'iframe' },
  { width: 1093, height: 614, mode: 'federated' },
  { width: 320, height: 640, mode: 'standalone' },
] as const satisfies readonly { width: number; height: number; mode: PageMode }[];

async function expectAllInReach({ panel }: ChatsTab, where: string): Promise<void> {
  expect(await unreachable(panel.root), where).toEqual([]);
  expect(await layoutTroubles(panel.root), where).toEqual([]);
}

for (const { width, height, mode } of SIZES) {
  test(`at ${width}×${height} (${mode}) the whole job is done: lists show two rows and every control can be brought under the pointer`, async ({
    env,
  }) => {
    const tab = await env.openPage({ mode });
    const { panel } = tab;
    await tab.page.setViewportSize({ width, height });
    await panel.landmark.waitFor();
    if (await panel.handle.isVisible()) await panel.open();
    await panel.skipFirstRun();
    const names = uniqueNames(env.sandbox, 5);

    await panel.send.flowSearch.waitFor();
    await panel.root.getByRole('option').first().waitFor();
    expect(await wholeRows(panel.root.getByRole('listbox', { name: 'Flows' })), 'flows').toBeGreaterThanOrEqual(2);
    await expectAllInReach(tab, 'flows');
    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.pickPeople(names);
    await panel.send.peopleSearch.fill('');
    await panel.send.contacts.getByRole('option').nth(2).waitFor();
    expect(await wholeRows(panel.send.contacts), 'people').toBeGreaterThanOrEqual(2);
    await expectAllInReach(tab, 'people');
    await panel.send.unfoldSelection();
    await expectAllInReach(tab, 'people with all chips');
    for (const source of ['Groups', 'Paste', 'New'] as const) {
      await panel.send.showSource(source);
      await panel.settled();
      await expectAllInReach(tab, source);
    }
    await panel.send.review();
    await panel.send.reviewHeading.waitFor();
    await expectAllInReach(tab, 'review');
    await panel.send.confirm();
    await panel.dispatch.expectDone();
    await expectAllInReach(tab, 'result');
    await panel.waiting.show();
    await panel.waiting.list.getByRole('listitem').first().waitFor();
    await expectAllInReach(tab, 'waiting');
    await panel.showTab('History');
    await panel.settled();
    await expectAllInReach(tab, 'history');

    expect(new Set(env.sandbox.flowsStarts().flatMap((start) => start.contacts)).size).toBe(names.length);
  });
}

test('at 1366×768 eight contacts stand in the list while five people are picked', async ({ env }) => {
  const tab = await env.openPage();
  const { panel } = tab;
  await tab.page.setViewportSize({ width: 1366, height: 768 });
  await panel.landmark.waitFor();
  await panel.skipFirstRun();

  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(uniqueNames(env.sandbox, 5));
  await panel.send.peopleSearch.fill('');
  await panel.send.contacts.getByRole('option').nth(9).waitFor();

  expect(await wholeRows(panel.send.contacts)).toBeGreaterThanOrEqual(8);
});
