import type { Page } from '@playwright/test';
import { startSandbox } from '../sandbox/server.ts';
import { askFromContentScript } from './content-script.ts';
import { expect, SEED, test } from './harness.ts';
import { Panel } from './page-objects/panel.ts';
import { startRequests } from './sandbox-data.ts';
import { seedDispatch } from './seeding.ts';

/** With few contacts a search by name finds one person. */
test.use({ sandboxOptions: { contacts: 20, extension: { undoMs: 4_000, notFoundMs: 1_500 } } });

const { agent1, agent2 } = SEED.people;

/** Everything our panel ever drew in that page, as the page's own script read it from the open shadow root. */
const readByPage = (page: Page): Promise<string> =>
  page.evaluate(() => String(Reflect.get(globalThis, '__read') ?? ''));

test('a page of another origin in the tab of Chats reads and starts nothing of the agent before', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await seedDispatch(env, panel, 'Retomar atendimento', ['Ana Souza']);
  const startsBefore = startRequests(env.sandbox).length;
  const evil = await startSandbox({ contacts: 20 });
  // Its API answers the page, but holds back the answer to a request for the profile.
  evil.faults.add({ endpoint: 'profile', action: { kind: 'hang' } });
  try {
    await env.browser.answerInstead(
      page,
      `${evil.pageOrigin}/assets/standalone.js`,
      `for (const area of [sessionStorage, localStorage]) {
            area.setItem('chats_token', 'made.up.token');
            area.setItem('chats_projectUuid', '${SEED.projects.central}');
          }
          globalThis.__read = '';
          setInterval(() => { globalThis.__read += document.querySelector('disparo-panel')?.shadowRoot?.textContent ?? ''; }, 20);
          fetch('${evil.apiOrigin}/v1/room/?project=${SEED.projects.central}').catch(() => undefined);
          document.getElementById('app').innerHTML = '<div id="app"><section class="chats-layout home-chats-layout" style="height:600px">A page of its own</section></div>';
          for (let round = 0; round < 1500; round += 1) setTimeout(() => window.dispatchEvent(new Event('focus')), round);`,
    );
    await page.goto(`${evil.pageOrigin}/rooms?agent=${agent1}`);
    const theirs = Panel.of(page);
    await theirs.landmark.waitFor();
    await expect
      .poll(() => evil.log({ path: '/v1/accounts/profile/' }).filter((entry) => entry.client !== 'page').length)
      .toBeGreaterThan(0);
    env.sandbox.clearLogs();

    for (const tab of ['Waiting', 'History', 'Send']) await theirs.root.getByRole('tab', { name: tab }).click();
    for (const [name, input] of [
      ['people:recents', {}],
      ['audience:list', {}],
      ['people:search', { text: '', cursor: null }],
    ] as const) {
      expect(await askFromContentScript(env.browser, page, name, input)).toMatchObject({
        ok: false,
        error: { kind: 'session' },
      });
    }
    expect(
      await askFromContentScript(env.browser, page, 'dispatch:confirm', {
        viewId: 'x',
        draftRevision: 1,
        typedCount: null,
        warningsSeen: true,
        isTest: false,
      }),
    ).toMatchObject({ ok: false, error: { kind: 'session' } });

    expect(await readByPage(page)).not.toMatch(/Ana Souza|Loja Central|Retomar atendimento/);
    expect(await readByPage(page)).toContain('Waiting');
    expect(env.sandbox.log().filter((entry) => entry.client !== 'page')).toEqual([]);
    expect(startRequests(env.sandbox)).toHaveLength(0);
    expect(startsBefore).toBe(1);
  } finally {
    await page.close();
    await evil.close();
  }
});

test('another agent logs in while the server is slow to say who it is: nothing starts as the agent before', async ({
  env,
}) => {
  const { page, panel, chats } = await env.openChats();
  await panel.send.compose({ people: ['Ana Souza', 'Bruno Lima'] });
  const fault = env.sandbox.faults.add({
    endpoint: 'profile',
    agent: agent2,
    action: { kind: 'latency', delayMs: 6_000 },
  });

  await chats.call('pushToken', env.sandbox.issueToken(agent2));
  await expect(panel.root.getByLabel('Checking your Chats log-in')).toBeVisible();
  expect(
    await askFromContentScript(env.browser, page, 'dispatch:confirm', {
      viewId: 'x',
      draftRevision: 1,
      typedCount: null,
      warningsSeen: true,
      isTest: false,
    }),
  ).toMatchObject({ ok: false, error: { kind: 'session' } });
  env.sandbox.faults.remove(fault);

  await expect(panel.send.flowSearch).toBeVisible();
  await expect(panel.root.getByText(/^2 (people|selected)$/)).toHaveCount(0);
  expect(startRequests(env.sandbox)).toEqual([]);
});

test('another agent logs in during the countdown: nothing is sent, and the people are back in the draft of the agent who picked them', async ({
  env,
}) => {
  const { panel, chats } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Ana Souza', 'Bruno Lima']);
  env.sandbox.faults.add({
    endpoint: 'profile',
    agent: agent2,
    count: 1,
    action: { kind: 'latency', delayMs: 6_000 },
  });
  await panel.send.reviewAndConfirm();

  await chats.call('pushToken', env.sandbox.issueToken(agent2));
  await expect(panel.send.flowSearch).toBeVisible();
  await chats.call('pushToken', env.sandbox.issueToken(agent1));

  await expect(
    panel.root.getByText('Your Chats log-in ended before the countdown did. Log in and confirm again.'),
  ).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);
});

test('Chats that comes back from the page cache is signed in again', async ({ env }) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await expect(panel.send.flowSearch).toBeVisible();

  await page.goto(`${env.sandbox.pageOrigin}/assets/env.js`);
  await page.goBack();

  await expect(panel.send.flowSearch).toBeVisible();
  await panel.send.pickFlow('Retomar atendimento');
  await panel.send.pickPeople(['Ana Souza']);
});
