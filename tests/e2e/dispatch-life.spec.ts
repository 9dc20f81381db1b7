import { expect, SEED, test } from './harness.ts';
import { SIXTY, startRequests, startsByContact, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('a pause stops before the next request, and going on sends to the rest, each person once', async ({ env }) => {
  const names = uniqueNames(env.sandbox, 8);
  const { page, panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300 } });
  await panel.send.toPeople(names);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThanOrEqual(2);

  await panel.dispatch.pause.click();
  const pausedAt = Date.now();
  await expect(panel.root.getByText('Paused by you')).toBeVisible();
  await expect.poll(() => panel.dispatch.count('Sending')).toBe(0);
  await page.reload();
  await panel.history.openOnlyDispatch();
  await expect(panel.root.getByText('Nothing is sent until you go on.')).toBeVisible();

  expect(startRequests(env.sandbox).filter((request) => request.at > pausedAt + 200)).toEqual([]);
  expect(env.sandbox.flowsStarts().length).toBeLessThan(8);
  await panel.dispatch.goOn.click();
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Accepted')).toBe(8);
  expect([...startsByContact(env.sandbox).values()]).toEqual(Array.from({ length: 8 }, () => 1));
});

test('two tabs show the same dispatch: paused in one it stands still in both, and goes on in both when the other says so', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 8);
  const first = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  await first.panel.send.toPeople(names);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThanOrEqual(2);
  const second = await env.openChats();
  await second.panel.history.openOnlyDispatch();

  await first.panel.dispatch.pause.click();
  await expect(second.panel.root.getByText('Paused by you')).toBeVisible();
  await second.panel.dispatch.goOn.click();

  for (const { panel } of [first, second]) {
    await panel.dispatch.expectDone();
    await expect.poll(() => panel.dispatch.count('Accepted')).toBe(8);
  }
  expect([...startsByContact(env.sandbox).values()]).toEqual(Array.from({ length: 8 }, () => 1));
});

test('cancel takes back who is still queued, and says how many were accepted', async ({ env }) => {
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 500 } });
  await panel.send.toPeople(uniqueNames(env.sandbox, 8));
  await expect.poll(() => panel.dispatch.count('Accepted')).toBeGreaterThan(0);

  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(panel.root.getByText('What was accepted already cannot be taken back.')).toBeVisible();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();

  await panel.dispatch.expectDone();
  const accepted = await panel.dispatch.count('Accepted');
  expect(accepted).toBe(env.sandbox.flowsStarts().length);
  expect(await panel.dispatch.count('Cancelled')).toBe(8 - accepted);
});

test('further dispatches wait for the first in their order, say so, and each can be cancelled alone', async ({
  env,
}) => {
  const names = uniqueNames(env.sandbox, 8);
  // The first dispatch must still run when the third is confirmed, on however busy a machine.
  const slow = env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 20_000 } });
  const { panel } = await env.openChats();
  await panel.send.toPeople(names.slice(0, 4));
  await expect.poll(() => panel.dispatch.count('Sending')).toBeGreaterThan(0);
  for (const [people, ahead] of [
    [names.slice(4, 6), '1 dispatch goes first.'],
    [names.slice(6), '2 dispatches go first.'],
  ] as const) {
    await panel.dispatch.newDispatch.click();
    await panel.send.toPeople(people, 'Boas-vindas');
    await expect(panel.root.getByText(ahead)).toBeVisible();
  }
  expect(await panel.dispatch.count('Queued')).toBe(2);
  env.sandbox.faults.remove(slow);

  await panel.root.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.root.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.dispatch.expectDone();
  expect(await panel.dispatch.count('Cancelled')).toBe(2);

  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(6);
  // The order in which the requests came in: Flows may be done with one of the first dispatch after one of the second.
  const asked = startRequests(env.sandbox)
    .flatMap((request) => Object(request.body)['contacts'])
    .map((uuid: unknown) => env.sandbox.contactByUuid(String(uuid))?.name);
  expect([asked.slice(0, 4).sort(), asked.slice(4).sort()]).toEqual([
    names.slice(0, 4).sort(),
    names.slice(4, 6).sort(),
  ]);
});

test.describe('with time to undo', () => {
  // The countdown must last long enough for the panel of a busy machine to announce it.
  test.use({ sandboxOptions: { extension: { undoMs: 3_000, notFoundMs: 1_500 } } });

  test('a screen reader is told each quarter of a dispatch, its end, and then a reply', async ({ env }) => {
    const names = uniqueNames(env.sandbox, 4);
    const { panel } = await env.openChats();
    // The answers come one after the other, because steps that are reached together are announced together.
    for (const [place, name] of names.entries()) {
      env.sandbox.faults.add({
        endpoint: 'start_flow',
        contact: env.sandbox.contactByName(name).uuid,
        action: { kind: 'latency', delayMs: place === 0 ? 700 : 1_400 },
      });
    }
    await panel.skipFirstRun();
    const region = panel.root.locator('[aria-live=polite][aria-relevant=additions]');
    await region.evaluate((element) => {
      const heard: (string | null)[] = [];
      Reflect.set(element, 'heard', heard);
      new MutationObserver((changes) =>
        heard.push(...changes.flatMap((change) => [...change.addedNodes].map((node) => node.textContent))),
      ).observe(element, { childList: true });
    });
    const heard = () => region.evaluate((element): string[] => Reflect.get(element, 'heard'));

    await panel.send.toPeople(names);
    await panel.showTab('History');
    await expect
      .poll(heard)
      .toEqual([
        'Sending to 4 people soon. Undo is possible.',
        '0 percent processed',
        '25 percent processed',
        '50 percent processed',
        '75 percent processed',
        '100 percent processed',
        'Done: 4 of 4 accepted',
      ]);

    env.sandbox.reply(env.sandbox.contactByName(names[0] ?? '').uuid, { text: 'Oi!' });
    await expect.poll(async () => (await heard()).at(-1)).toBe('1 new reply');
  });
});

test('a dispatch whose panel is collapsed and whose tab is closed goes on to the end, each person once', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.send.toGroup(SIXTY);
  await expect.poll(() => startRequests(env.sandbox).length, { intervals: [50] }).toBeGreaterThan(2);
  await panel.collapse();

  await page.close();
  expect(env.sandbox.flowsStarts().length).toBeLessThan(60);

  await expect.poll(() => env.sandbox.flowsStarts().length).toBe(60);
  expect([...startsByContact(env.sandbox).values()].every((count) => count === 1)).toBe(true);
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
