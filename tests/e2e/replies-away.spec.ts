import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/server.ts';
import { type ExtensionBrowser, launchBrowser } from './browser.ts';
import { expect, pageAddress, SEED, test } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { roomOf } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
const PEOPLE = { contacts: 20 };
test.use({ sandboxOptions: PEOPLE });

/**
 * The badge is promised within 5 s. The time it took is noted with the test, which does not fail when its machine is
 * busy.
 */

/** Waits for the badge of one reply and notes how long that took. */
async function expectBadge(browser: ExtensionBrowser): Promise<void> {
  const from = performance.now();
  await expect.poll(() => browser.badgeText()).toBe('1');
  test.info().annotations.push({ type: 'badge after', description: `${Math.round(performance.now() - from)} ms` });
}

test('a reply while the background is stopped wakes it, and the badge outlives the next stop; one while the tab is closed is on the badge when Chats is open again', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza', 'Bruno Lima', 'Carla Dias']);
  await env.browser.killBackground();
  env.sandbox.reply(env.sandbox.contactByName('Bruno Lima').uuid, { text: 'Oi!' });
  await expect.poll(() => env.browser.badgeText()).toBe('1');

  await env.browser.killBackground();
  expect(await env.browser.badgeText()).toBe('1');
  await panel.waiting.openChat('Bruno Lima');
  await expect.poll(() => env.browser.badgeText()).toBe('');

  await page.close();
  env.sandbox.reply(env.sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  expect(await env.browser.badgeText()).toBe('');
  const again = await env.openChats();
  await expectBadge(env.browser);
  await again.panel.waiting.show();
  await expect(again.panel.waiting.row('Ana Souza')).toContainText('Replied');
  await expect(again.panel.waiting.row('Carla Dias')).not.toContainText('Replied');
});

test('a reply while the browser is closed is on the badge when Chats is open again, and there at the next start', async ({
  which,
}) => {
  const profile = mkdtempSync(join(tmpdir(), 'disparo-e2e-'));
  const sandbox = await startSandbox({ ...PEOPLE, extension: { undoMs: 400 } });
  try {
    const first = await launchBrowser(which, { profile });
    const page = await first.context.newPage();
    await page.goto(pageAddress(sandbox));
    const panel = Panel.of(page);
    await panel.skipFirstRun();
    await panel.sendAndShowWaiting('Retomar atendimento', ['Ana Souza']);
    await first.close();
    sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });

    const second = await launchBrowser(which, { profile });
    expect(await second.badgeText()).toBe('');
    const again = await second.context.newPage();
    await again.goto(pageAddress(sandbox));
    await expectBadge(second);
    await second.close();

    const third = await launchBrowser(which, { profile });
    await expectBadge(third);
    await expect.poll(() => third.actionTitle()).toMatch(/1 person had answered as of \d.*open Chats to refresh/);
    expect(sandbox.log({ method: 'PATCH' }).filter((entry) => entry.client !== 'page')).toEqual([]);
    await third.close();
  } finally {
    await sandbox.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

test('an agent who is offline is told that replies go to the queue, and finds them there; a reply that a colleague takes over is shown with the colleague', async ({
  env,
}) => {
  const { sandbox } = env;
  const { panel } = await env.openChats({ query: { status: 'OFFLINE' } });
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);

  await expect(
    panel.root.getByText('You are offline in Chats: the reply of 1 person you await will go to the queue.'),
  ).toBeVisible();

  sandbox.reply(sandbox.contactByName('Ana Souza').uuid, { text: 'Oi!' });
  await expect(panel.waiting.row('Ana Souza')).toContainText('Replied · queue Balcão');
  expect(sandbox.agentStatus(SEED.people.agent1)).toBe('OFFLINE');

  sandbox.takeRoom(roomOf(sandbox, 'Ana Souza'), SEED.people.agent2);
  const { firstName, lastName } = sandbox.world.people.find((each) => each.email === SEED.people.agent2) ?? {
    firstName: '',
    lastName: '',
  };
  await expect(panel.waiting.row('Ana Souza')).toContainText(`Replied · with ${firstName} ${lastName}`);
});
