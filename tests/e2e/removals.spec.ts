import { expect, SEED, test } from './harness.ts';
import { uniqueNames } from './sandbox-data.ts';

test('whoever is taken out of the selection is back by a press in the notice: one person, a group, everybody', async ({
  env,
}) => {
  const [first = '', second = ''] = uniqueNames(env.sandbox, 2);
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople([first, second]);
  await panel.send.pickGroup('VIP', 32);
  const undo = panel.dispatch.undo;

  await panel.root.getByRole('button', { name: `Remove ${first}` }).click();
  await panel.send.expectPicked(31);
  await expect(panel.root.getByText('Taken out of the selection.')).toBeVisible();
  await undo.click();
  await panel.send.expectPicked(32);
  await expect(panel.root.getByRole('button', { name: `Remove ${first}` })).toBeVisible();

  await panel.root.getByRole('button', { name: 'Remove VIP' }).click();
  await panel.send.expectPicked(2);
  await undo.click();
  await panel.send.expectPicked(32);
  await expect(panel.root.getByRole('button', { name: 'Remove VIP' })).toBeVisible();

  await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();
  await expect(panel.root.getByText('0 people', { exact: true }).first()).toBeVisible();
  await undo.click();
  await panel.send.expectPicked(32);
  await expect(undo).toHaveCount(0);
});

test('whom the check unticked is back by a press in the notice, and is checked again', async ({ env }) => {
  const names = uniqueNames(env.sandbox, 2);
  env.sandbox.openRoom({ contact: env.sandbox.contactByName(names[0] ?? '').uuid, user: SEED.people.agent2 });
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(names);
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Send to 2 people' }).click();
  const untick = panel.root.getByRole('button', { name: 'Untick this 1' });

  await untick.click();
  await expect(untick).toHaveCount(0);
  await panel.dispatch.undo.click();

  await expect(untick).toBeVisible();
});

test('a row of the list and an audience that were removed are back by a press in their notices', async ({ env }) => {
  const [name = ''] = uniqueNames(env.sandbox, 1);
  const { panel } = await env.openChats();
  await panel.send.toPeople([name]);
  await panel.dispatch.expectDone();
  await panel.root.getByRole('tab', { name: /^Waiting/ }).click();
  const rows = panel.waiting.list.getByRole('listitem');

  await rows.getByRole('button', { name: `Remove ${name} from the list` }).click();
  await expect(rows).toHaveCount(0);
  await panel.dispatch.undo.click();
  await expect(rows).toHaveCount(1);

  await panel.showTab('Send');
  await panel.dispatch.newDispatch.first().click();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople([name]);
  await panel.root.getByRole('button', { name: 'Save as audience' }).click();
  await panel.root.getByRole('textbox', { name: 'Name of the audience' }).fill('Só ela');
  await panel.root.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.send.showSource('Groups');
  const remove = panel.root.getByRole('button', { name: 'Delete audience Só ela' });
  await remove.click();
  await remove.click();
  await expect(remove).toHaveCount(0);
  await panel.dispatch.undo.click();

  await expect(remove).toBeVisible();
});

test('*Select all* takes who is loaded, and pressed again it reads on to the end of the list', async ({ env }) => {
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.peopleSearch.fill('a');
  await panel.send.peopleSearch.fill('');
  const shown = panel.root.getByText(/^[\d,]+\+? shown$/);
  await expect(shown).toHaveText(/^[\d,]+\+ shown$/);
  const picked = panel.root.getByText(/^[\d,]+ people$/).first();

  await panel.root.getByRole('button', { name: 'Select all', exact: true }).click();
  const loaded = Number((await picked.innerText()).replace(/\D/g, ''));
  await panel.root.getByRole('button', { name: /^Select all [\d,]+\+$/ }).click();
  await expect(shown).toHaveText(/^[\d,]+ shown$/);
  const all = Number((await picked.innerText()).replace(/\D/g, ''));

  expect(loaded).toBeLessThan(all);
  expect(all).toBeGreaterThan(300);
});
