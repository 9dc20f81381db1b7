import { expect, SEED, test } from './harness.ts';
import { roomOf, startedNames, uniqueNames, WIDE_BUCKET } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

test('who is put on the own exclusion list blocks until taken out, a closed sector is told, each in one line; the options list that person and let them go', async ({
  env,
}) => {
  const { sandbox } = env;
  const names = uniqueNames(sandbox, 3);
  const [never = '', first = '', second = ''] = names;
  sandbox.closeSector('Vendas');
  const { panel } = await env.openChats({ agent: SEED.people.admin });
  await panel.send.compose({ flow: 'Boas-vindas', people: names });
  await panel.root.getByRole('button', { name: 'Show all' }).click();
  await panel.root.getByRole('searchbox', { name: 'Search the selected' }).fill(never);
  await panel.root.getByRole('button', { name: 'Never send to this 1' }).click();
  await expect(panel.root.getByText('On your exclusion list now.')).toBeVisible();
  await panel.send.expectPicked(2);

  await panel.send.showSource('Contacts');
  await panel.send.peopleSearch.fill(never);
  await panel.root.getByRole('option', { name: never }).click();
  await panel.send.review();
  await panel.send.button.click();
  await expect(panel.send.preflightHeading).toBeVisible();
  const listed = panel.send.blockers.getByRole('button', { name: /^Blocks: On your exclusion list/ });
  await expect(listed).toHaveAttribute('aria-expanded', 'false');
  await listed.press('Enter');
  await expect(panel.send.blockers).toContainText('You decided never to send to them.');
  await expect(panel.send.blockers).toContainText(never);
  const closed = panel.send.warnings.getByRole('button', { name: /Their answer will be refused/ });
  await expect(closed).toContainText('sector Vendas · closed now');
  await closed.click();
  await expect(panel.send.warnings).toContainText('Chats refuses every new chat');

  await panel.send.blockers.getByRole('button', { name: 'Untick this 1' }).click();
  await expect(panel.send.blockers).toHaveCount(0);
  await panel.send.button.click();
  await panel.dispatch.expectDone();
  expect(startedNames(sandbox)).toEqual([first, second].toSorted());
  // The finding tells the truth: the answer opens no chat.
  expect(sandbox.reply(sandbox.contactByName(first).uuid, { text: 'Oi' })).toBe('flow');
  expect(roomOf(sandbox, first)).toBe('');

  const options = await env.browser.extensionPage('options.html');
  const list = options.getByRole('region', { name: /^Exclusion list of / });
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await list.getByRole('button', { name: `Take ${never} off the list` }).click();
  await expect(options.getByText(/^Nobody is on it\./)).toBeVisible();
});
