import { expect, SEED, test } from './harness.ts';
import { seeFirstSteps } from './own-pages.ts';
import { pickFlow, pickPeople, pressSend, send, skipFirstRun, uniqueNames } from './sending.ts';

for (const mode of ['standalone', 'iframe', 'federated'] as const) {
  test(`${mode}: an agent finds people by search, sends, sees each outcome, and a badge says who answered`, async ({
    desk,
  }) => {
    await seeFirstSteps(desk.browser, false);
    const { panel } = await desk.openChats({ mode });
    const names = uniqueNames(desk.sandbox, 3);
    const [, answering = ''] = names;
    await panel.getByRole('button', { name: 'Skip' }).click();

    await pickFlow(panel, 'Retomar atendimento');
    await pickPeople(panel, names);
    await send(panel);

    await expect(panel.getByRole('heading', { name: 'Done' })).toBeVisible();
    const results = panel.getByRole('list', { name: 'Outcome of each person' });
    for (const name of names)
      await expect(results.getByRole('listitem').filter({ hasText: name })).toContainText('Accepted');
    const starts = desk.sandbox.flowsStarts();
    expect(
      starts
        .map((start) => start.contacts)
        .flat()
        .sort(),
    ).toEqual(names.map((name) => desk.sandbox.contactByName(name).uuid).sort());
    expect(starts.every((start) => start.flow === SEED.flows.reengage)).toBe(true);

    await panel.getByRole('tab', { name: 'Waiting' }).click();
    const awaited = panel.getByRole('list', { name: 'People awaited and replies' }).getByRole('listitem');
    await expect(awaited).toHaveCount(3);
    desk.sandbox.reply(desk.sandbox.contactByName(answering).uuid, { text: 'Oi, quero sim' });

    await expect.poll(() => desk.browser.badgeText()).toBe('1');
    await expect(awaited.first()).toContainText(answering);
  });
}

test('a few people get a flow without values straight from the list, after the checks', async ({ desk }) => {
  const { panel } = await desk.openChats();
  const names = uniqueNames(desk.sandbox, 2);
  await skipFirstRun(panel);
  await pickFlow(panel, 'Boas-vindas');
  await pickPeople(panel, names);
  await expect(panel.getByRole('heading', { name: 'Review' })).toHaveCount(0);

  await pressSend(panel);

  await expect(panel.getByRole('heading', { name: 'Done' })).toBeVisible();
  expect(
    desk.sandbox
      .flowsStarts()
      .flatMap((start) => start.contacts)
      .sort(),
  ).toEqual(names.map((name) => desk.sandbox.contactByName(name).uuid).sort());
});
