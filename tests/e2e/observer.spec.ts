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

test("with the observer in place the page's WebSocket passes every check of the probe", async ({ env }) => {
  const { page, chats } = await env.openChats();
  await chats.ready();

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

test("a manager's view of another agent is not observed, and the manager's own chats are again afterwards", async ({
  env,
}) => {
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima']);
  const [ana, bruno] = ['Ana Souza', 'Bruno Lima'].map((name) => env.sandbox.contactByName(name));

  await chats.call('viewAgent', SEED.people.agent2);
  await expect.poll(() => env.sandbox.openSockets().map((socket) => socket.kind)).not.toContain('agent');
  env.sandbox.sendRawFrame(SEED.people.agent1, JSON.stringify({ type: 'notify', action: 'msg.create', content: '{}' }));
  await chats.call('viewAgent', null);
  await expect.poll(() => env.sandbox.openSockets().map((socket) => socket.kind)).toEqual(['agent']);

  env.sandbox.reply(bruno?.uuid ?? '', { text: 'Sim' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');
  await panel.waiting.show();
  await expect(panel.waiting.row(bruno?.name ?? '')).toContainText('Replied');
  await expect(panel.waiting.row(ana?.name ?? '')).not.toContainText('Replied');
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

test('garbage on the socket changes nothing and stops nothing', async ({ env }) => {
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);

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
    env.sandbox.sendRawFrame(SEED.people.agent1, frame);
  }
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  await expect.poll(() => env.browser.badgeText()).toBe('1');
});

test('the page reconnects as it does without the extension, and a reply from the time without a socket is found', async ({
  env,
}) => {
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);
  const before = env.sandbox.openSockets()[0]?.id ?? 0;
  env.sandbox.faults.socket.refuseWith = 500;
  await chats.call('dropSocket');
  await expect.poll(() => env.sandbox.openSockets().length).toBe(0);
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

  env.sandbox.faults.socket.refuseWith = null;

  await expect.poll(() => env.sandbox.openSockets().some((socket) => socket.id > before)).toBe(true);
  await expect.poll(() => env.browser.badgeText()).toBe('1');
});
