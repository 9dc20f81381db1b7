import { seeFirstSteps } from './extension-pages.ts';
import { expect, SEED, test } from './harness.ts';
import { roomOf, uniqueNames } from './sandbox-data.ts';

for (const mode of ['standalone', 'iframe', 'federated'] as const) {
  test(`${mode}: an agent finds people by search, sends, sees each outcome, a badge says who answered, and one click opens the chat`, async ({
    env,
  }) => {
    await seeFirstSteps(env.browser, false);
    const { panel, chats } = await env.openChats({ mode });
    const names = uniqueNames(env.sandbox, 3);
    const [, answering = ''] = names;
    await panel.root.getByRole('button', { name: 'Skip' }).click();

    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.pickPeople(names);
    await panel.send.reviewAndConfirm();

    await expect(panel.root.getByRole('heading', { name: 'Done' })).toBeVisible();
    const results = panel.root.getByRole('list', { name: 'Outcome of each person' });
    for (const name of names)
      await expect(results.getByRole('listitem').filter({ hasText: name })).toContainText('Accepted');
    const starts = env.sandbox.flowsStarts();
    expect(
      starts
        .map((start) => start.contacts)
        .flat()
        .sort(),
    ).toEqual(names.map((name) => env.sandbox.contactByName(name).uuid).sort());
    expect(starts.every((start) => start.flow === SEED.flows.reengage)).toBe(true);

    await panel.showTab('Waiting');
    const awaited = panel.waiting.list.getByRole('listitem');
    await expect(awaited).toHaveCount(3);
    env.sandbox.reply(env.sandbox.contactByName(answering).uuid, { text: 'Oi, quero sim' });

    await expect.poll(() => env.browser.badgeText()).toBe('1');
    await expect(awaited.first()).toContainText(answering);

    const { frame } = chats;
    await panel.waiting.openChat(answering);
    await expect.poll(() => chats.openRoomUuid()).toBe(roomOf(env.sandbox, answering));
    await expect(frame.getByTestId('home-chat-headers')).toContainText(answering);
    await expect.poll(() => env.browser.badgeText()).toBe('');
    await expect(panel.waiting.row(answering)).toContainText('Opened');
    // Marking a room as read is a PATCH request, which only the page may send.
    expect(env.sandbox.log({ method: 'PATCH' }).filter((entry) => entry.client !== 'page')).toEqual([]);
  });
}

test('a few people get a flow without values straight from the list, after the checks', async ({ env }) => {
  const { panel } = await env.openChats();
  const names = uniqueNames(env.sandbox, 2);
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople(names);
  await expect(panel.send.reviewHeading).toHaveCount(0);

  await panel.send.confirm();

  await expect(panel.root.getByRole('heading', { name: 'Done' })).toBeVisible();
  expect(
    env.sandbox
      .flowsStarts()
      .flatMap((start) => start.contacts)
      .sort(),
  ).toEqual(names.map((name) => env.sandbox.contactByName(name).uuid).sort());
});
