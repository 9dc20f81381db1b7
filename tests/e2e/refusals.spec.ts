import { askFromExtensionPage } from './extension-pages.ts';
import { expect, test } from './harness.ts';
import { startedNames, uniqueNames } from './sandbox-data.ts';

// Each start has a connection of its own, because a browser repeats a request by itself when a kept connection
// breaks.
test.use({ sandboxOptions: { keepAlive: false, extension: { undoMs: 1_500, notFoundMs: 1_500 } } });

test('a proxy refuses a start with a page of its own: nobody is called refused, and Go on sends; then the server asks to wait: it says until when, and goes on by itself', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 4);
  const { panel } = await env.openChats();
  // One start at a time: of two requests in flight it would be chance whether the second refusal counts as one in a
  // row.
  await askFromExtensionPage(env.browser, 'settings:save', { settings: { inFlight: 1 } });
  const proxy = env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'html', status: 403 } });

  await panel.send.toPeople(names);

  await expect(panel.root.getByText('Something on the way answered instead of Chats')).toBeVisible();
  expect(await panel.dispatch.count('Refused')).toBe(0);
  expect(await panel.dispatch.count('Queued')).toBe(4);
  env.sandbox.faults.remove(proxy);
  env.sandbox.faults.add({
    endpoint: 'start_flow',
    count: 1,
    action: { kind: 'status', status: 429, body: 'Too Many Requests', retryAfterSeconds: 4 },
  });
  await panel.dispatch.goOn.click();

  await expect(panel.root.getByText('The server asked to wait')).toBeVisible();
  await expect(panel.root.getByText(/It tries again by itself at \d+:\d\d:\d\d/)).toBeVisible();
  for (const name of names) await expect(panel.dispatch.row(name)).toContainText('Queued');
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(4);
  expect(startedNames(env.sandbox)).toEqual([...names].sort());
});
