import { expect, SEED, test } from './harness.ts';
import { startRequests, startsByContact, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('pause holds before the next request, in both tabs; going on in the other tab sends to the rest, each once; further dispatches wait in their order, say so, and each can be cancelled alone', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 12);
  const { page, panel } = await env.openChats();
  const quick = env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300 } });
  await panel.send.toPeople(names.slice(0, 8));
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThanOrEqual(2);

  await panel.dispatch.pause.click();
  const pausedAt = Date.now();
  await expect(panel.root.getByText('Paused by you')).toBeVisible();
  await expect.poll(() => panel.dispatch.count('Sending')).toBe(0);
  const other = await env.openChats();
  await other.panel.history.openOnlyDispatch();
  await expect(other.panel.root.getByText('Paused by you')).toBeVisible();
  await page.reload();
  await panel.history.openOnlyDispatch();
  await expect(panel.root.getByText('Nothing is sent until you go on.')).toBeVisible();

  expect(startRequests(env.sandbox).filter((request) => request.at > pausedAt + 200)).toEqual([]);
  expect(env.sandbox.flowsStarts().length).toBeLessThan(8);

  env.sandbox.faults.remove(quick);
  // The first dispatch must still run when the third is confirmed, on however busy a machine.
  const slow = env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'hold' } });
  await other.panel.dispatch.goOn.click();
  await expect.poll(() => panel.dispatch.count('Sending')).toBeGreaterThan(0);
  await panel.showTab('Send');
  for (const [people, ahead] of [
    [names.slice(8, 10), '1 dispatch goes first.'],
    [names.slice(10), '2 dispatches go first.'],
  ] as const) {
    await panel.dispatch.newDispatch.click();
    await panel.send.toPeople(people, 'Boas-vindas');
    await expect(panel.root.getByText(ahead)).toBeVisible();
  }
  expect(await panel.dispatch.count('Queued')).toBe(2);
  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.dispatch.expectDone();
  env.sandbox.faults.remove(slow);
  expect(await panel.dispatch.count('Cancelled')).toBe(2);

  await other.panel.dispatch.expectDone();
  await expect.poll(() => other.panel.dispatch.count('Accepted')).toBe(8);
  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(10);
  // The order in which the requests came in: Flows may be done with one of the first dispatch after one of the second.
  const asked = startRequests(env.sandbox)
    .flatMap((request) => Object(request.body)['contacts'])
    .map((uuid: unknown) => env.sandbox.contactByUuid(String(uuid))?.name);
  expect([asked.slice(0, 8).sort(), asked.slice(8).sort()]).toEqual([
    names.slice(0, 8).sort(),
    names.slice(8, 10).sort(),
  ]);
});

test('a dispatch whose log-in ends stops and says so; another agent does not resume it, the same agent does', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 6);
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 500 } });
  await panel.send.toPeople(names);
  await expect.poll(() => env.sandbox.flowsStarts().length).toBeGreaterThan(0);

  env.sandbox.expireToken(SEED.people.agent1);
  await expect(panel.root.getByText('Log in to Chats first')).toBeVisible();
  const before = env.sandbox.flowsStarts().length;
  expect(before).toBeLessThan(6);

  const other = await env.openChats({ agent: SEED.people.agent2 });
  await other.panel.skipFirstRun();
  await other.panel.showTab('History');
  await expect(other.panel.root.getByText('Nothing sent yet')).toBeVisible();
  expect(env.sandbox.flowsStarts()).toHaveLength(before);

  const back = await env.openChats();
  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(6);
  await back.panel.showTab('History');
  await expect(back.panel.root.getByText('6 accepted', { exact: true })).toBeVisible();
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
  expect(env.sandbox.flowsStarts().every((start) => start.agent === SEED.people.agent1)).toBe(true);
});

// `DISPARO_REAL_TIME=1 npm run e2e -- dispatch-life` plays the real times; without it they are divided by 25.
const SCALE = process.env['DISPARO_REAL_TIME'] === '1' ? 1 : 0.04;

test('answers that take up to two minutes leave nobody unknown', async ({ env }) => {
  const delaysMs = [25_000, 35_000, 65_000, 125_000].map((delayMs) => delayMs * SCALE);
  const names = uniqueNames(env.sandbox, delaysMs.length);
  const { panel } = await env.openChats();
  names.forEach((name, place) => {
    env.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: env.sandbox.contactByName(name).uuid,
      action: { kind: 'latency', delayMs: delaysMs[place] ?? 0, when: 'after' },
    });
  });

  await panel.send.toPeople(names);

  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(4);
  expect(await panel.dispatch.count('Unknown')).toBe(0);
  expect([...startsByContact(env.sandbox).values()]).toEqual([1, 1, 1, 1]);
});
