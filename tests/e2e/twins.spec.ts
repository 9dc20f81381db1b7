import { specialUuid } from '../sandbox/world/seeded-contacts.ts';
import { expect, SEED, test } from './harness.ts';
import { startsByContact } from './sandbox-data.ts';

/** Dora's two contacts: with and without the ninth digit. */
const DORA = [specialUuid(18), specialUuid(19)];

/** With few contacts both of Dora's are on the first result page. */
test.use({ sandboxOptions: { contacts: 20 } });

test('two contacts of one human are warned of and one is kept by a press; an answer from the other one settles the row and counts once', async ({
  env,
}) => {
  const { sandbox, browser } = env;
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.peopleSearch.fill('Duplicada Dora');
  const rows = panel.root.getByRole('option', { name: 'Duplicada Dora' });
  await rows.nth(0).click();
  await rows.nth(1).click();
  await panel.send.expectPicked(2);

  await panel.send.review();
  await panel.root.getByRole('button', { name: /^Send to \d/ }).click();
  const care = panel.send.warnings;
  await expect(care.getByText('Two contacts of one person')).toBeVisible();
  await care.getByRole('button', { name: 'Keep one of each' }).click();
  await expect(panel.root.getByText('Two contacts of one person')).toHaveCount(0);
  await panel.send.button.click();
  await panel.dispatch.expectDone();

  const [started] = startsByContact(sandbox).keys();
  expect(startsByContact(sandbox).size).toBe(1);
  const other = DORA.find((uuid) => uuid !== started) ?? '';
  sandbox.openRoom({ contact: other, user: SEED.people.agent1 });
  sandbox.reply(other, { text: 'Sim, pode ser.' });
  await panel.waiting.show();
  await expect(panel.waiting.row('Duplicada Dora')).toContainText('answered from their other number');
  await expect.poll(() => browser.badgeText()).toBe('1');
});
