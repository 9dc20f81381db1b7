import { countOf, expectDone, resultOf, sendTo, startedNames, startRequests } from './dispatching.ts';
import { expect, test } from './harness.ts';
import { askFromOwnPage } from './own-pages.ts';
import { uniqueNames } from './sending.ts';

// Each start on a connection of its own: a browser repeats one by itself where a kept connection breaks.
test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 1_500, notFoundMs: 1_500 } } });

test('one start meets a 401 that passes: the profile is asked whether the login is good, and it goes on by itself', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', count: 1, action: { kind: 'tokenExpired' } });
  const profiles = () =>
    desk.sandbox.log({ path: '/accounts/profile/' }).filter(({ client }) => client !== 'page').length;
  const before = profiles();

  await sendTo(panel, names);

  await expectDone(panel);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
  expect(startRequests(desk.sandbox)).toHaveLength(4);
  expect(profiles()).toBeGreaterThan(before);
});

test('the server asks to wait: everybody stays queued, it says until when, and goes on by itself', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 4);
  const { panel } = await desk.openChats();
  // One start at a time: a second refusal would count as one in a row or as one beside the first, by chance.
  await askFromOwnPage(desk.browser, 'settings:save', { settings: { inFlight: 1 } });
  desk.sandbox.faults.add({
    endpoint: 'start_flow',
    count: 1,
    action: { kind: 'status', status: 429, body: 'Too Many Requests', retryAfterSeconds: 4 },
  });

  await sendTo(panel, names);

  await expect(panel.getByText('The server asked to wait')).toBeVisible();
  await expect(panel.getByText(/It tries again by itself at \d+:\d\d:\d\d/)).toBeVisible();
  for (const name of names) await expect(resultOf(panel, name)).toContainText('Queued');
  await expectDone(panel);
  expect(await countOf(panel, 'Accepted')).toBe(4);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});

test('one page of a captive portal in place of an answer: it pauses with Go on, and goes on by itself', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 2);
  const { panel } = await desk.openChats();
  await sendTo(panel, names);
  desk.sandbox.faults.add({ endpoint: 'list_access', count: 1, action: { kind: 'html', status: 200 } });

  await expect(panel.getByText('Something on the way answered instead of Chats')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Go on' })).toBeVisible();
  await expect(panel.getByText('Chats has changed')).toHaveCount(0);
  await expectDone(panel);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});

test('a proxy refuses a start with a page of its own: nobody is called refused, and Go on sends to everybody', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 3);
  const { panel } = await desk.openChats();
  const fault = desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'html', status: 403 } });

  await sendTo(panel, names);

  await expect(panel.getByText('Something on the way answered instead of Chats')).toBeVisible();
  expect(await countOf(panel, 'Refused')).toBe(0);
  expect(await countOf(panel, 'Queued')).toBe(3);
  desk.sandbox.faults.remove(fault);
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expectDone(panel);
  expect(startedNames(desk.sandbox)).toEqual([...names].sort());
});
