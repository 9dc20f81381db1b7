import { deskReady, onPage, panelCount, panelFrame } from './chats-page.ts';
import { launchBrowser } from './browser.ts';
import { expect, pageAddress, panelOf, SEED, test } from './harness.ts';
import { dispatch, seedDispatch, showWaiting, waitingList, waitingRow } from './replies-desk.ts';
import { skipFirstRun } from './sending.ts';
import { startSandbox } from '../sandbox/server.ts';

/** Few people: every name is found once. */
const PEOPLE = { contacts: 20 };
test.use({ sandboxOptions: PEOPLE });

interface Check {
  readonly name: string;
  readonly ok: boolean;
}

test("the page's WebSocket is all that a page expects of it", async ({ desk }) => {
  const { page } = await desk.openChats();
  await deskReady(page.mainFrame());

  const checks = await page.evaluate((): readonly Check[] => Reflect.get(window, '__probe')());

  expect(checks.length).toBeGreaterThan(15);
  expect(checks.filter((check) => !check.ok)).toEqual([]);
});

test('the probe also passes after an extension reload put a second observer into the page', async ({ which }) => {
  const sandbox = await startSandbox({ ...PEOPLE, extension: { undoMs: 400 } });
  const browser = await launchBrowser(which);
  try {
    const page = await browser.context.newPage();
    await page.goto(pageAddress(sandbox));
    const panel = panelOf(page);
    await panelFrame(panel).waitFor();
    await panel.evaluate((host) => host.setAttribute('data-first-copy', ''));

    await browser.reloadExtension();

    await expect(panelFrame(page.locator('disparo-panel:not([data-first-copy])'))).toBeVisible();
    expect(await panelCount(page)).toBe(1);
    expect(
      (await page.evaluate((): readonly Check[] => Reflect.get(window, '__probe')())).filter((check) => !check.ok),
    ).toEqual([]);
    expect(sandbox.openSockets().filter((socket) => socket.email === SEED.people.agent1)).toHaveLength(1);

    await skipFirstRun(panel);
    await dispatch(panel, 'Retomar atendimento', ['Ana Souza']);
    sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
    await expect.poll(() => browser.badgeText()).toBe('1');
  } finally {
    await browser.close();
    await sandbox.close();
  }
});

test("a manager's view of an agent is not listened to, and the own desk is again afterwards", async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
  const [ana, bruno] = ['Ana Souza', 'Bruno Lima'].map((name) => desk.sandbox.contactByName(name));
  const frame = page.mainFrame();

  await onPage(frame, 'viewAgent', SEED.people.agent2);
  await expect.poll(() => desk.sandbox.openSockets().map((socket) => socket.kind)).not.toContain('agent');
  desk.sandbox.sendRawFrame(
    SEED.people.agent1,
    JSON.stringify({ type: 'notify', action: 'msg.create', content: '{}' }),
  );
  await onPage(frame, 'viewAgent', null);
  await expect.poll(() => desk.sandbox.openSockets().map((socket) => socket.kind)).toEqual(['agent']);

  desk.sandbox.reply(bruno?.uuid ?? '', { text: 'Sim' });
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await showWaiting(panel);
  await expect(waitingRow(panel, bruno?.name ?? '')).toContainText('Replied');
  await expect(waitingRow(panel, ana?.name ?? '')).not.toContainText('Replied');
});

test('a reply told by two sockets of one page counts once', async ({ desk }) => {
  const { page, panel } = await desk.openChats({ mode: 'federated' });
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza']);
  await onPage(page.mainFrame(), 'remount');
  await expect.poll(() => desk.sandbox.openSockets().length).toBe(2);
  await expect(panelFrame(panel)).toBeVisible();

  desk.sandbox.faults.socket.duplicateNext = 4;
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  await expect.poll(() => desk.browser.badgeText()).toBe('1');
  await showWaiting(panel);
  await expect(waitingList(panel).getByRole('listitem')).toHaveCount(1);
});

test('garbage on the socket changes nothing and stops nothing', async ({ desk }) => {
  const { panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza']);

  for (const frame of [
    '',
    'not json',
    '[]',
    'null',
    '{"action":7}',
    '{"type":"notify","action":"rooms.update","content":"{broken"}',
    '{"type":"notify","action":"msg.create","content":"{}"}',
    JSON.stringify({ type: 'notify', action: 'rooms.create', content: '{"uuid":"x"}' }),
  ]) {
    desk.sandbox.sendRawFrame(SEED.people.agent1, frame);
  }
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  await expect.poll(() => desk.browser.badgeText()).toBe('1');
});

test('the page reconnects as without us, and a reply from the gap is found', async ({ desk }) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await seedDispatch(desk, panel, 'Retomar atendimento', ['Ana Souza']);
  const before = desk.sandbox.openSockets()[0]?.id ?? 0;
  desk.sandbox.faults.socket.refuseWith = 500;
  await onPage(page.mainFrame(), 'dropSocket');
  await expect.poll(() => desk.sandbox.openSockets().length).toBe(0);
  desk.sandbox.reply(desk.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  desk.sandbox.faults.socket.refuseWith = null;

  await expect.poll(() => desk.sandbox.openSockets().some((socket) => socket.id > before)).toBe(true);
  await expect.poll(() => desk.browser.badgeText()).toBe('1');
});
