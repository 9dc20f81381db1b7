import { expectDone, SIXTY, WIDE_BUCKET } from './dispatching.ts';
import { expect, test } from './harness.ts';
import { pickFlow, pickGroup, pickPeople, sendButton, skipFirstRun, uniqueNames } from './sending.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

test('batches are not offered for a flow that opens its ticket before the answer, and one line says why', async ({
  desk,
}) => {
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Chamado imediato');
  await pickGroup(panel, SIXTY.name, SIXTY.members);
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await panel.getByRole('button', { name: /^Check and send/ }).click();

  await expect(
    panel.getByText(
      'Batches are not offered: this flow opens its ticket before the answer, and in a batch Weni refuses every ticket.',
    ),
  ).toBeVisible();
  await expect(panel.getByRole('checkbox', { name: /^Send in batches/ })).toHaveCount(0);
});

test('a template that is not listed keeps its variables: nothing is sent without their values', async ({ desk }) => {
  const { panel } = await desk.openChats();
  const { sandbox } = desk;
  await skipFirstRun(panel);
  await pickFlow(panel, 'Modelo que sumiu');
  await pickPeople(panel, uniqueNames(sandbox, 1));
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(
    panel.getByText('This flow seems to send a template that could not be found, so its text is not known.'),
  ).toBeVisible();
  const send = sendButton(panel);
  await expect(panel.getByText('1 variable has no value yet.')).toBeVisible();
  await expect(send).toBeDisabled();

  await panel.getByRole('textbox', { name: 'Text for name' }).fill('Ana');
  await send.click();
  await expect(panel.getByRole('region', { name: 'Needs a look' })).toContainText('template gone_template');
  await send.click();

  await expectDone(panel);
  expect(sandbox.flowsStarts().map(({ params }) => params)).toEqual([{ name: 'Ana' }]);
});
