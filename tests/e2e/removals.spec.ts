import { expectDone, sendTo } from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import { expectPicked, peopleSearch, showSource } from './picking.ts';
import { pickFlow, pickGroup, pickPeople, skipFirstRun, uniqueNames } from './sending.ts';

test('whoever is taken out of the selection is back by a press in the notice: one person, a group, everybody', async ({
  desk,
}) => {
  const [first = '', second = ''] = uniqueNames(desk.sandbox, 2);
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, [first, second]);
  await pickGroup(panel, 'VIP', 32);
  const undo = panel.getByRole('button', { name: 'Undo' });

  await panel.getByRole('button', { name: `Remove ${first}` }).click();
  await expectPicked(panel, 31);
  await expect(panel.getByText('Taken out of the selection.')).toBeVisible();
  await undo.click();
  await expectPicked(panel, 32);
  await expect(panel.getByRole('button', { name: `Remove ${first}` })).toBeVisible();

  await panel.getByRole('button', { name: 'Remove VIP' }).click();
  await expectPicked(panel, 2);
  await undo.click();
  await expectPicked(panel, 32);
  await expect(panel.getByRole('button', { name: 'Remove VIP' })).toBeVisible();

  await panel.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(panel.getByText('0 people', { exact: true }).first()).toBeVisible();
  await undo.click();
  await expectPicked(panel, 32);
  await expect(undo).toHaveCount(0);
});

test('whom the check unticked is back by a press in the notice, and is checked again', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 2);
  desk.sandbox.openRoom({ contact: desk.sandbox.contactByName(names[0] ?? '').uuid, user: SEED.people.agent2 });
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, names);
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await panel.getByRole('button', { name: 'Send to 2 people' }).click();
  const untick = panel.getByRole('button', { name: 'Untick this 1' });

  await untick.click();
  await expect(untick).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo' }).click();

  await expect(untick).toBeVisible();
});

test('a row of the list and an audience that were removed are back by a press in their notices', async ({ desk }) => {
  const [name = ''] = uniqueNames(desk.sandbox, 1);
  const { panel } = await desk.openChats();
  await sendTo(panel, [name]);
  await expectDone(panel);
  await panel.getByRole('tab', { name: /^Waiting/ }).click();
  const rows = panel.getByRole('list', { name: 'People awaited and replies' }).getByRole('listitem');

  await rows.getByRole('button', { name: `Remove ${name} from the list` }).click();
  await expect(rows).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(1);

  await panel.getByRole('tab', { name: 'Send' }).click();
  await panel.getByRole('button', { name: 'New dispatch' }).first().click();
  await pickFlow(panel, 'Retomar atendimento');
  await pickPeople(panel, [name]);
  await panel.getByRole('button', { name: 'Save as audience' }).click();
  await panel.getByRole('textbox', { name: 'Name of the audience' }).fill('Só ela');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await showSource(panel, 'Groups');
  const remove = panel.getByRole('button', { name: 'Delete audience Só ela' });
  await remove.click();
  await remove.click();
  await expect(remove).toHaveCount(0);
  await panel.getByRole('button', { name: 'Undo' }).click();

  await expect(remove).toBeVisible();
});

test('*Select all* takes who is loaded, and pressed again it reads on to the end of the list', async ({ desk }) => {
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await peopleSearch(panel).fill('a');
  await peopleSearch(panel).fill('');
  const shown = panel.getByText(/^[\d,]+\+? shown$/);
  await expect(shown).toHaveText(/^[\d,]+\+ shown$/);
  const picked = panel.getByText(/^[\d,]+ people$/).first();

  await panel.getByRole('button', { name: 'Select all', exact: true }).click();
  const loaded = Number((await picked.innerText()).replace(/\D/g, ''));
  await panel.getByRole('button', { name: /^Select all [\d,]+\+$/ }).click();
  await expect(shown).toHaveText(/^[\d,]+ shown$/);
  const all = Number((await picked.innerText()).replace(/\D/g, ''));

  expect(loaded).toBeLessThan(all);
  expect(all).toBeGreaterThan(300);
});
