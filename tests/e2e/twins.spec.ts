import { specialUuid } from '../sandbox/world/seeded-contacts.ts';
import { expectDone, startsByContact } from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import { showWaiting, waitingRow } from './replies-desk.ts';
import { pickFlow, sendButton, skipFirstRun } from './sending.ts';

/** Dora's two contacts: with and without the ninth digit. */
const DORA = [specialUuid(18), specialUuid(19)];

/** Few people, so that the two contacts of Dora are on the first page. */
test.use({ sandboxOptions: { contacts: 20 } });

test('two contacts of one human are warned of and one is kept by a press; an answer from the other one settles the row and counts once', async ({
  desk,
}) => {
  const { sandbox, browser } = desk;
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await pickFlow(panel, 'Retomar atendimento');
  await panel.getByRole('searchbox', { name: 'Search by name or number' }).fill('Duplicada Dora');
  const rows = panel.getByRole('option', { name: 'Duplicada Dora' });
  await rows.nth(0).click();
  await rows.nth(1).click();
  await panel.getByText('2 people', { exact: true }).waitFor();

  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await panel.getByRole('button', { name: /^Send to \d/ }).click();
  const care = panel.getByRole('region', { name: 'Needs a look' });
  await expect(care.getByText('Two contacts of one person')).toBeVisible();
  await care.getByRole('button', { name: 'Keep one of each' }).click();
  await expect(panel.getByText('Two contacts of one person')).toHaveCount(0);
  await sendButton(panel).click();
  await expectDone(panel);

  const [started] = startsByContact(sandbox).keys();
  expect(startsByContact(sandbox).size).toBe(1);
  const other = DORA.find((uuid) => uuid !== started) ?? '';
  sandbox.openRoom({ contact: other, user: SEED.people.agent1 });
  sandbox.reply(other, { text: 'Sim, pode ser.' });
  await showWaiting(panel);
  await expect(waitingRow(panel, 'Duplicada Dora')).toContainText('answered from their other number');
  await expect.poll(() => browser.badgeText()).toBe('1');
});
