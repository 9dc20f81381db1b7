import type { Sandbox } from '../sandbox/api.ts';
import { expect, SEED, test } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';
import { uniqueNames, WIDE_BUCKET } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/** Goes from the picked people to the pre-flight, which opens for warnings, blockers or many people. */
async function openPreflight(panel: Panel): Promise<void> {
  await panel.send.review();
  await panel.root.getByRole('button', { name: /^(Send to|Check and send to) \d/ }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  await expect(panel.root.getByText('Share of the hourly budget, not counting others')).toBeVisible();
}

/** The names listed under a finding. */
async function namesWith(panel: Panel, finding: string): Promise<readonly string[]> {
  await panel.root
    .getByRole('group', { name: 'How findings are shown' })
    .getByRole('button', { name: 'By person' })
    .click();
  await panel.root
    .getByRole('group', { name: 'Filter people by finding' })
    .getByRole('button', { name: new RegExp(`^${finding}`) })
    .click();
  const names = await panel.root
    .getByRole('list', { name: 'People with findings' })
    .getByRole('listitem')
    .locator('bdi')
    .allInnerTexts();
  return names.toSorted();
}

const uuidOf = (sandbox: Sandbox, name: string): string => sandbox.contactByName(name).uuid;

test('who cannot be written to blocks, by name and reason, until unticked; who is warned of is named; a check that failed stands as unknown, never as fine', async ({
  env,
}) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  const names = uniqueNames(sandbox, 4);
  const [blocked = '', waiting = '', chatting = '', fine = ''] = names;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople(names);
  sandbox.changeContact(uuidOf(sandbox, blocked), { blocked: true });
  sandbox.openRoom({ contact: uuidOf(sandbox, waiting), user: SEED.people.agent1 }).isWaiting = true;
  sandbox.openRoom({ contact: uuidOf(sandbox, chatting), user: SEED.people.agent1 });
  await openPreflight(panel);
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  const blockers = panel.send.blockers;
  await expect(blockers).toContainText('Blocked contacts');

  await expect(panel.root.getByRole('button', { name: 'Send to 4 people' })).toBeDisabled();
  expect(await namesWith(panel, 'Blocked contacts')).toEqual([blocked]);
  expect(await namesWith(panel, 'A flow already waits for their answer')).toEqual([waiting]);
  expect(await namesWith(panel, 'In an open chat')).toContain(chatting);
  await panel.root
    .getByRole('group', { name: 'How findings are shown' })
    .getByRole('button', { name: 'By finding' })
    .click();
  for (const left of [3, 2]) {
    await blockers
      .getByRole('button', { name: /^Untick/ })
      .first()
      .click();
    await expect(panel.root.locator('.facts dd').first()).toHaveText(String(left));
  }
  await expect(blockers).toHaveCount(0);

  for (const endpoint of ['retrieve_flow_warning', 'list_contacts', 'room'])
    sandbox.faults.add({ endpoint, method: 'GET', action: { kind: 'status', status: 500, body: { detail: 'no' } } });
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect(panel.root.getByText(/^\d+ of \d+ checks failed; those people are shown as unknown\.$/)).toBeVisible();
  await expect(panel.send.warnings.getByRole('button', { name: /^Unknown/ }).first()).toBeVisible();
  expect(await namesWith(panel, 'A flow already waits for their answer')).toHaveLength(2);
  sandbox.faults.clear();
  await panel.send.button.click();

  await panel.dispatch.expectDone();
  expect(sandbox.flowsStarts().flatMap((start) => start.contacts)).toEqual(
    expect.arrayContaining([chatting, fine].map((name) => uuidOf(sandbox, name))),
  );
  expect(sandbox.flowsStarts()).toHaveLength(2);
});

test('a test goes to the agent alone, is marked as one, and leaves the draft as it is', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople(uniqueNames(sandbox, 2));
  await panel.send.review();
  const box = panel.root.getByRole('region', { name: 'Send to myself' });

  await box.getByRole('textbox').fill('11 98765-0026');
  await box.getByRole('button', { name: 'Save' }).click();
  await expect(box).toContainText('Zoë Ångström');
  await box.getByRole('button', { name: 'Send test', exact: true }).click();
  const anyway = box.getByRole('button', { name: 'Send test all the same' });
  await anyway
    .or(panel.root.getByRole('heading', { name: 'Done' }))
    .first()
    .waitFor();
  if (await anyway.isVisible()) await anyway.click();

  await panel.dispatch.expectDone();
  await expect(panel.root.getByText('Test', { exact: true })).toBeVisible();
  await expect(panel.dispatch.rows).toHaveCount(1);
  expect(sandbox.flowsStarts().map((start) => start.contacts)).toEqual([[uuidOf(sandbox, 'Zoë Ångström')]]);
  await panel.root.getByRole('button', { name: 'Back' }).first().click();
  await expect(panel.root.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
});

test('above the cap the number is typed; batches say what they cost and leave as three requests', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickGroup('Campanha 300', 300);
  await openPreflight(panel);
  await expect(panel.send.button).toBeDisabled();
  await expect(
    panel.root.getByText(
      '3 requests (0% of the hourly budget) and as many lines under Triggered flows in Chats, instead of 300 (30%).',
    ),
  ).toBeVisible();

  await panel.root.getByRole('checkbox', { name: /^Send in batches/ }).check();
  await panel.root.getByRole('textbox', { name: /^More than 200 people/ }).fill('299');
  await expect(panel.send.button).toBeDisabled();
  await panel.root.getByRole('textbox', { name: /^More than 200 people/ }).fill('300');
  await panel.send.button.click();

  await panel.dispatch.expectDone();
  expect(sandbox.flowsStarts().map((start) => start.contacts.length)).toEqual([100, 100, 100]);
});
