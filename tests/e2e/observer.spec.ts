import { chatsTab, expect, pageAddress, SEED, test } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { seedDispatch } from './seeding.ts';
import { launchBrowser } from './browser.ts';
import { startSandbox } from '../sandbox/server.ts';

/** With few contacts a search by name finds one person. */
const PEOPLE = { contacts: 20 };
test.use({ sandboxOptions: PEOPLE });

interface Check {
  readonly name: string;
  readonly ok: boolean;
}

test("with the observer in place the page's WebSocket passes every check of the probe; a manager's view of an agent is not listened to, garbage stops nothing, and a reply from a gap is found", async ({
  env,
}) => {
  const { sandbox } = env;
  const { page, panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await chats.ready();
  const checks = await page.evaluate((): readonly Check[] => Reflect.get(window, '__probe')());
  expect(checks.length).toBeGreaterThan(15);
  expect(checks.filter((check) => !check.ok)).toEqual([]);

  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
  await chats.call('viewAgent', SEED.people.agent2);
  await expect.poll(() => sandbox.openSockets().map((socket) => socket.kind)).not.toContain('agent');
  sandbox.sendRawFrame(SEED.people.agent1, JSON.stringify({ type: 'notify', action: 'msg.create', content: '{}' }));
  await chats.call('viewAgent', null);
  await expect.poll(() => sandbox.openSockets().map((socket) => socket.kind)).toEqual(['agent']);

  for (const raw of [
    '',
    'not json',
    '[]',
    'null',
    '{"action":7}',
    '{"type":"notify","action":"rooms.update","content":"{broken"}',
    '{"type":"notify","action":"msg.create","content":"{}"}',
    JSON.stringify({ type: 'notify', action: 'rooms.create', content: '{"uuid":"x"}' }),
  ]) {
    sandbox.sendRawFrame(SEED.people.agent1, raw);
  }
  sandbox.reply(sandbox.contactByName('Bruno Lima').uuid, { text: 'Sim' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await panel.waiting.show();
  await expect(panel.waiting.row('Bruno Lima')).toContainText('Replied');
  await expect(panel.waiting.row('Ana Souza')).not.toContainText('Replied');

  const before = sandbox.openSockets()[0]?.id ?? 0;
  sandbox.faults.socket.refuseWith = 500;
  await chats.call('dropSocket');
  await expect.poll(() => sandbox.openSockets().length).toBe(0);
  sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  sandbox.faults.socket.refuseWith = null;
  await expect.poll(() => sandbox.openSockets().some((socket) => socket.id > before)).toBe(true);
  await expect.poll(() => env.browser.badgeText()).toBe('2');
});

test('the probe also passes after an extension reload put a second observer into the page', async ({ which }) => {
  const sandbox = await startSandbox({ ...PEOPLE, extension: { undoMs: 400 } });
  const browser = await launchBrowser(which);
  try {
    const page = await browser.context.newPage();
    await page.goto(pageAddress(sandbox));
    const { panel, chats } = chatsTab(page);
    await panel.landmark.waitFor();
    await panel.root.evaluate((host) => host.setAttribute('data-first-copy', ''));

    await browser.reloadExtension();

    await expect(new Panel(page.locator('disparo-panel:not([data-first-copy])')).landmark).toBeVisible();
    expect(await chats.panelCount()).toBe(1);
    expect(
      (await page.evaluate((): readonly Check[] => Reflect.get(window, '__probe')())).filter((check) => !check.ok),
    ).toEqual([]);
    expect(sandbox.openSockets().filter((socket) => socket.email === SEED.people.agent1)).toHaveLength(1);

    await panel.skipFirstRun();
    await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
    sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
    await expect.poll(() => browser.badgeText()).toBe('1');
  } finally {
    await browser.close();
    await sandbox.close();
  }
});

test('a reply told by two sockets of one page counts once', async ({ env }) => {
  const { panel, chats } = await env.openChats({ mode: 'federated' });
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);
  await chats.call('remount');
  await expect.poll(() => env.sandbox.openSockets().length).toBe(2);
  await expect(panel.landmark).toBeVisible();

  env.sandbox.faults.socket.duplicateNext = 4;
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await panel.waiting.show();
  await expect(panel.waiting.list.getByRole('listitem')).toHaveCount(1);
});
