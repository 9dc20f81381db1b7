import { toLocalInput } from '../../lib/util/time.ts';
import { expect, test } from './harness.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

test('a dispatch prepared for later is on the icon at its time, outlives the background, and goes out only by the presses of any dispatch', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  const names = uniqueNames(env.sandbox, 2);
  await panel.send.compose({ people: names });
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Prepare for later' }).click();
  // The minute that is running counts as now.
  await panel.root.getByLabel('Another time').fill(toLocalInput(Date.now()));
  await panel.root.getByRole('button', { name: 'Prepare', exact: true }).click();

  await expect(panel.root.getByText(/^Prepared for /)).toBeVisible();
  await expect.poll(async () => await env.browser.badgeText()).toBe('1');
  await env.browser.killBackground();
  await panel.page.reload();
  await expect(panel.root.getByText(/^Prepared for /)).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);

  await panel.root.getByRole('button', { name: 'Check and send' }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);
  await panel.send.button.click();
  await panel.dispatch.expectDone();

  expect(startedNames(env.sandbox)).toEqual(names.toSorted());
  await expect.poll(async () => await env.browser.badgeText()).toBe('');
});

test.describe('with days of two seconds', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 400, notFoundMs: 1_500, dayMs: 2_000 } } });

  test('who has not answered is offered again some days later, without whoever answered; it goes out only by the presses of any dispatch', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    const names = uniqueNames(env.sandbox, 3);
    const [answers = '', ...silent] = names;
    await panel.send.toPeople(names);
    await panel.dispatch.expectDone();
    await expect(panel.root.getByRole('button', { name: /did not answer/ })).toHaveCount(0);
    await expect(panel.root.getByRole('button', { name: 'See in Waiting' })).toBeVisible();
    env.sandbox.reply(env.sandbox.contactByName(answers).uuid, { text: 'Oi' });
    await expect.poll(() => env.browser.badgeText()).toBe('1');

    await panel.root.getByRole('button', { name: 'If they do not answer…' }).click();
    await panel.root.getByRole('combobox', { name: 'Offer again after how many days?' }).selectOption('1');
    await panel.root.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(panel.root.getByText('2 people have not answered')).toBeVisible();
    expect(startRequests(env.sandbox)).toHaveLength(3);

    await panel.root.getByRole('button', { name: 'Check and send' }).click();
    await expect(panel.root.getByText('2 people without an answer are picked')).toBeVisible();
    await expect(panel.root.getByText('1: answered')).toBeVisible();
    await panel.send.confirm();
    await panel.dispatch.expectDone();

    expect(startedNames(env.sandbox)).toEqual([...names, ...silent].toSorted());
  });
});

test('a recipe made in the review brings flow, values and audience back from the palette; its dispatch has its name, and those who failed become an audience', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  const names = uniqueNames(env.sandbox, 2);
  await panel.send.compose({ people: names });
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Save as a recipe' }).click();
  await panel.root.getByLabel('Name of the recipe').fill('Boleto do mês');
  await panel.root.getByLabel('Who it goes to').selectOption({ label: 'These 2 people, as an audience' });
  await panel.root.getByLabel('Note for yourself').fill('Todo dia 5');
  await panel.root
    .getByRole('region', { name: 'Save as a recipe' })
    .getByRole('button', { name: 'Save', exact: true })
    .click();
  await expect(panel.root.getByText('Recipe saved.')).toBeVisible();
  await panel.root.getByRole('button', { name: 'For later', exact: true }).click();
  const recipes = panel.root.getByRole('region', { name: 'Recipes' });
  await expect(recipes.getByRole('listitem')).toContainText('Todo dia 5');
  await panel.root.getByRole('button', { name: 'Close' }).first().click();

  await panel.root.getByRole('button', { name: 'Command palette' }).click();
  await panel.root.getByRole('combobox').fill('Boleto');
  await panel.root.getByRole('option', { name: /^Recipe: Boleto do mês/ }).click();
  await expect(panel.send.reviewHeading).toBeVisible();
  await panel.send.confirm();
  await panel.dispatch.expectDone();

  expect(startedNames(env.sandbox)).toEqual(names.toSorted());
  await expect(panel.root.getByText(/^Boleto do mês · /)).toBeVisible();
  await panel.root.getByRole('button', { name: 'Keep as an audience' }).click();
  await panel.root.getByRole('button', { name: 'Who did not answer' }).click();
  await expect(panel.root.getByText('Audience saved.')).toBeVisible();
});
