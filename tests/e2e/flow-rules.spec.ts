import { expect, test } from './harness.ts';
import { uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

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
