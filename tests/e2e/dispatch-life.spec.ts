import {
  countOf,
  expectDone,
  openPast,
  sendTo,
  sendToGroup,
  SIXTY,
  startRequests,
  startsByContact,
} from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import { skipFirstRun, uniqueNames } from './sending.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

test('pause holds before the next request, and going on sends to the rest, each once', async ({ desk }) => {
  const names = uniqueNames(desk.sandbox, 8);
  const { page, panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 300 } });
  await sendTo(panel, names);
  await expect.poll(() => startRequests(desk.sandbox).length, { intervals: [50] }).toBeGreaterThanOrEqual(2);

  await panel.getByRole('button', { name: 'Pause' }).click();
  const pausedAt = Date.now();
  await expect(panel.getByText('Paused by you')).toBeVisible();
  await expect.poll(() => countOf(panel, 'Sending')).toBe(0);
  await page.reload();
  await openPast(panel);
  await expect(panel.getByText('Nothing is sent until you go on.')).toBeVisible();

  expect(startRequests(desk.sandbox).filter((request) => request.at > pausedAt + 200)).toEqual([]);
  expect(desk.sandbox.flowsStarts().length).toBeLessThan(8);
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expectDone(panel);
  expect(await countOf(panel, 'Accepted')).toBe(8);
  expect([...startsByContact(desk.sandbox).values()]).toEqual(Array.from({ length: 8 }, () => 1));
});

test('two tabs see one truth: paused in one it stands still in both, and goes on in both when the other says so', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 8);
  const first = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 1_500 } });
  await sendTo(first.panel, names);
  await expect.poll(() => startRequests(desk.sandbox).length, { intervals: [50] }).toBeGreaterThanOrEqual(2);
  const second = await desk.openChats();
  await openPast(second.panel);

  await first.panel.getByRole('button', { name: 'Pause' }).click();
  await expect(second.panel.getByText('Paused by you')).toBeVisible();
  await second.panel.getByRole('button', { name: 'Go on' }).click();

  for (const { panel } of [first, second]) {
    await expectDone(panel);
    await expect.poll(() => countOf(panel, 'Accepted')).toBe(8);
  }
  expect([...startsByContact(desk.sandbox).values()]).toEqual(Array.from({ length: 8 }, () => 1));
});

test('cancel takes back who is still queued, and says how many were accepted', async ({ desk }) => {
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 500 } });
  await sendTo(panel, uniqueNames(desk.sandbox, 8));
  await expect.poll(() => countOf(panel, 'Accepted')).toBeGreaterThan(0);

  await panel.getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(panel.getByText('What was accepted already cannot be taken back.')).toBeVisible();
  await panel.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();

  await expectDone(panel);
  const accepted = await countOf(panel, 'Accepted');
  expect(accepted).toBe(desk.sandbox.flowsStarts().length);
  expect(await countOf(panel, 'Cancelled')).toBe(8 - accepted);
});

test('further dispatches wait for the first in their order, say so, and each can be cancelled alone', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 8);
  // The first dispatch must still run when the third is confirmed, on however busy a machine.
  const slow = desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 20_000 } });
  const { panel } = await desk.openChats();
  await sendTo(panel, names.slice(0, 4));
  await expect.poll(() => countOf(panel, 'Sending')).toBeGreaterThan(0);
  for (const [people, ahead] of [
    [names.slice(4, 6), '1 dispatch goes first.'],
    [names.slice(6), '2 dispatches go first.'],
  ] as const) {
    await panel.getByRole('button', { name: 'New dispatch' }).click();
    await sendTo(panel, people, 'Boas-vindas');
    await expect(panel.getByText(ahead)).toBeVisible();
  }
  expect(await countOf(panel, 'Queued')).toBe(2);
  desk.sandbox.faults.remove(slow);

  await panel.getByRole('button', { name: 'Cancel the rest' }).click();
  await panel.getByRole('alert').getByRole('button', { name: 'Cancel the rest' }).click();
  await expectDone(panel);
  expect(await countOf(panel, 'Cancelled')).toBe(2);

  await expect.poll(() => desk.sandbox.flowsStarts().length).toBe(6);
  // The order in which the requests came in: Flows may be done with one of the first dispatch after one of the second.
  const asked = startRequests(desk.sandbox)
    .flatMap((request) => Object(request.body)['contacts'])
    .map((uuid: unknown) => desk.sandbox.contactByUuid(String(uuid))?.name);
  expect([asked.slice(0, 4).sort(), asked.slice(4).sort()]).toEqual([
    names.slice(0, 4).sort(),
    names.slice(4, 6).sort(),
  ]);
});

test.describe('with time to undo', () => {
  // The countdown must last long enough for the panel of a busy machine to announce it.
  test.use({ sandboxOptions: { extension: { undoMs: 3_000, notFoundMs: 1_500 } } });

  test('a screen reader is told each quarter of a dispatch, its end, and then a reply', async ({ desk }) => {
    const names = uniqueNames(desk.sandbox, 4);
    const { panel } = await desk.openChats();
    // One after the other, however many are on their way: answers that came together would be told together.
    for (const [place, name] of names.entries()) {
      desk.sandbox.faults.add({
        endpoint: 'start_flow',
        contact: desk.sandbox.contactByName(name).uuid,
        action: { kind: 'latency', delayMs: place === 0 ? 700 : 1_400 },
      });
    }
    await skipFirstRun(panel);
    const region = panel.locator('[aria-live=polite][aria-relevant=additions]');
    await region.evaluate((element) => {
      const heard: (string | null)[] = [];
      Reflect.set(element, 'heard', heard);
      new MutationObserver((changes) =>
        heard.push(...changes.flatMap((change) => [...change.addedNodes].map((node) => node.textContent))),
      ).observe(element, { childList: true });
    });
    const heard = () => region.evaluate((element): string[] => Reflect.get(element, 'heard'));

    await sendTo(panel, names);
    await panel.getByRole('tab', { name: 'History' }).click();
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

    desk.sandbox.reply(desk.sandbox.contactByName(names[0] ?? '').uuid, { text: 'Oi!' });
    await expect.poll(async () => (await heard()).at(-1)).toBe('1 new reply');
  });
});

test('the panel collapsed and the tab closed on the way: it goes on to the end, each once', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await sendToGroup(panel, SIXTY);
  await expect.poll(() => startRequests(desk.sandbox).length, { intervals: [50] }).toBeGreaterThan(2);
  await panel.getByRole('button', { name: 'Collapse the panel' }).click();

  await page.close();
  expect(desk.sandbox.flowsStarts().length).toBeLessThan(60);

  await expect.poll(() => desk.sandbox.flowsStarts().length).toBe(60);
  expect([...startsByContact(desk.sandbox).values()].every((count) => count === 1)).toBe(true);
});

test('the log-in ends on the way: it stops and says so, another agent does not resume it, the same one does', async ({
  desk,
}) => {
  const names = uniqueNames(desk.sandbox, 6);
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 500 } });
  await sendTo(panel, names);
  await expect.poll(() => desk.sandbox.flowsStarts().length).toBeGreaterThan(0);

  desk.sandbox.expireToken(SEED.people.agent1);
  await expect(panel.getByText('Log in to Chats first')).toBeVisible();
  const before = desk.sandbox.flowsStarts().length;
  expect(before).toBeLessThan(6);

  const other = await desk.openChats({ agent: SEED.people.agent2 });
  await skipFirstRun(other.panel);
  await other.panel.getByRole('tab', { name: 'History' }).click();
  await expect(other.panel.getByText('Nothing sent yet')).toBeVisible();
  expect(desk.sandbox.flowsStarts()).toHaveLength(before);

  const back = await desk.openChats();
  await expect.poll(() => desk.sandbox.flowsStarts().length).toBe(6);
  await back.panel.getByRole('tab', { name: 'History' }).click();
  await expect(back.panel.getByText('6 accepted', { exact: true })).toBeVisible();
  expect([...startsByContact(desk.sandbox).values()].every((count) => count === 1)).toBe(true);
  expect(desk.sandbox.flowsStarts().every((start) => start.agent === SEED.people.agent1)).toBe(true);
});

// By command, in real time: DISPARO_REAL_TIME=1 npm run e2e -- dispatch-life. CI runs the same with a twenty-fifth of the times.
const SCALE = process.env['DISPARO_REAL_TIME'] === '1' ? 1 : 0.04;

test('slow answers leave nobody unknown', async ({ desk }) => {
  const delaysMs = [25_000, 35_000, 65_000, 125_000].map((delayMs) => delayMs * SCALE);
  const names = uniqueNames(desk.sandbox, delaysMs.length);
  const { panel } = await desk.openChats();
  names.forEach((name, place) => {
    desk.sandbox.faults.add({
      endpoint: 'start_flow',
      contact: desk.sandbox.contactByName(name).uuid,
      action: { kind: 'latency', delayMs: delaysMs[place] ?? 0, when: 'after' },
    });
  });

  await sendTo(panel, names);

  await expectDone(panel);
  expect(await countOf(panel, 'Accepted')).toBe(4);
  expect(await countOf(panel, 'Unknown')).toBe(0);
  expect([...startsByContact(desk.sandbox).values()]).toEqual([1, 1, 1, 1]);
});
