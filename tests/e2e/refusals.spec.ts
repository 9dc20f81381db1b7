import { askFromExtensionPage } from './extension-pages.ts';
import { expect, test } from './harness.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

// Each start has a connection of its own, because a browser repeats a request by itself when a kept connection
// breaks.
test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 1_500, notFoundMs: 1_500 } } });

test('one start gets a 401 once: the profile is asked whether the log-in is good, and the dispatch goes on by itself', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', count: 1, action: { kind: 'tokenExpired' } });
  const profiles = () =>
    env.sandbox.log({ path: '/accounts/profile/' }).filter(({ client }) => client !== 'page').length;
  const before = profiles();

  await panel.send.toPeople(names);

  await panel.dispatch.expectDone();
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
  expect(startRequests(env.sandbox)).toHaveLength(4);
  expect(profiles()).toBeGreaterThan(before);
});

test('the server asks to wait: everybody stays queued, the panel says until when, and the dispatch goes on by itself', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 4);
  const { panel } = await env.openChats();
  // One start at a time: of two requests in flight it would be chance whether the second refusal counts as one in a
  // row.
  await askFromExtensionPage(env.browser, 'settings:save', { settings: { inFlight: 1 } });
  env.sandbox.faults.add({
    endpoint: 'start_flow',
    count: 1,
    action: { kind: 'status', status: 429, body: 'Too Many Requests', retryAfterSeconds: 4 },
  });

  await panel.send.toPeople(names);

  await expect(panel.root.getByText('The server asked to wait')).toBeVisible();
  await expect(panel.root.getByText(/It tries again by itself at \d+:\d\d:\d\d/)).toBeVisible();
  for (const name of names) await expect(panel.dispatch.row(name)).toContainText('Queued');
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(4);
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});

test('one page of a captive portal in place of an answer: the dispatch pauses with Go on, and goes on by itself', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 2);
  const { panel } = await env.openChats();
  await panel.send.toPeople(names);
  env.sandbox.faults.add({ endpoint: 'list_access', count: 1, action: { kind: 'html', status: 200 } });

  await expect(panel.root.getByText('Something on the way answered instead of Chats')).toBeVisible();
  await expect(panel.dispatch.goOn).toBeVisible();
  await expect(panel.root.getByText('Chats has changed')).toHaveCount(0);
  await panel.dispatch.expectDone();
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});

test('a proxy refuses a start with a page of its own: nobody is called refused, and Go on sends to everybody', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 3);
  const { panel } = await env.openChats();
  const fault = env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'html', status: 403 } });

  await panel.send.toPeople(names);

  await expect(panel.root.getByText('Something on the way answered instead of Chats')).toBeVisible();
  expect(await panel.dispatch.count('Refused')).toBe(0);
  expect(await panel.dispatch.count('Queued')).toBe(3);
  env.sandbox.faults.remove(fault);
  await panel.dispatch.goOn.click();
  await panel.dispatch.expectDone();
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});
