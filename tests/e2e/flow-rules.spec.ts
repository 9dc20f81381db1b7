import { expect, test } from './harness.ts';
import { SIXTY, uniqueNames, WIDE_BUCKET } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

test('batches are not offered for a flow that opens its ticket before the answer, and one line says why', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Chamado imediato');
  await panel.send.pickGroup(SIXTY.name, SIXTY.members);
  await panel.send.review();
  await panel.send.check();

  await expect(
    panel.root.getByText(
      'Batches are not offered: this flow opens its ticket before the answer, and in a batch Weni refuses every ticket.',
    ),
  ).toBeVisible();
  await expect(panel.root.getByRole('checkbox', { name: /^Send in batches/ })).toHaveCount(0);
});

test('a template that is not listed keeps its variables: nothing is sent without their values', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Modelo que sumiu');
  await panel.send.pickPeople(uniqueNames(sandbox, 1));
  await panel.send.review();
  await expect(
    panel.root.getByText('This flow seems to send a template that could not be found, so its text is not known.'),
  ).toBeVisible();
  const send = panel.send.button;
  await panel.root.getByRole('combobox', { name: 'name', exact: true }).selectOption('text');
  await expect(panel.root.getByText('name is empty for:')).toBeVisible();
  await expect(send).toBeDisabled();

  await panel.root.getByRole('textbox', { name: 'Text for name' }).fill('Ana');
  await send.click();
  await expect(panel.send.warnings).toContainText('template gone_template');
  await send.click();

  await panel.dispatch.expectDone();
  expect(sandbox.flowsStarts().map(({ params }) => params)).toEqual([{ name: 'Ana' }]);
});
