import type { Page } from '@playwright/test';
import { askFromContentScript } from './content-script.ts';
import { askFromExtensionPage, lastErasure } from './extension-pages.ts';
import { expect, SEED, test, type TestEnvironment } from './harness.ts';
import { SIXTY, startRequests, uniqueNames, WIDE_BUCKET } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/**
 * Asks the background to send to one person by the messages of the panel, also where the panel offers no way to send.
 */
async function confirmDirectly(env: TestEnvironment, page: Page, flowUuid: string): Promise<unknown> {
  const person = env.sandbox.contactByName(uniqueNames(env.sandbox, 1)[0] ?? '');
  const sessionId = `${env.sandbox.apiOrigin}|${SEED.people.agent1}|${SEED.projects.central}`;
  const people = [{ contactUuid: person.uuid, name: person.name, origins: [{ kind: 'hand' }] }];
  const draft = {
    flowUuid,
    flowName: 'Any',
    people,
    groups: [],
    variables: {},
    unresolvedLines: [],
    mode: 'singles',
    revision: 0,
    returned: null,
  };
  const saved = await askFromContentScript(env.browser, page, 'draft:save', {
    sessionId,
    draft,
    generation: (await lastErasure(env.browser)).generation,
  });
  const { output } = saved as { output: { revision: number } };
  return await askFromContentScript(env.browser, page, 'dispatch:confirm', {
    viewId: 'nobody',
    draftRevision: output.revision,
    typedCount: 1,
    warningsSeen: true,
    isTest: false,
  });
}

test('the toggle is off: the panel says why and what to do, and offers no way to send', async ({ env }) => {
  env.sandbox.setProjectToggle(SEED.projects.central, false);

  const { panel } = await env.openChats();
  await panel.skipFirstRun();

  await expect(panel.root.getByText('Sending is switched off')).toBeVisible();
  await expect(panel.root.getByText('Nothing can be sent until it is on.')).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Copy a request for my manager' })).toBeVisible();
  await expect(panel.send.steps).toHaveCount(0);
  await expect(panel.root.getByRole('button', { name: /^Send to/ })).toHaveCount(0);
});

test('the toggle goes off while the agent chooses: Send is taken away, the background refuses who asks all the same, and nothing leaves', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.send.compose({ people: uniqueNames(env.sandbox, 2) });
  await panel.send.review();
  await expect(panel.root.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
  // Another tab of the agent checks again, so that the background knows.
  env.sandbox.setProjectToggle(SEED.projects.central, false);
  const other = await env.openChats();
  await other.panel.root.getByRole('button', { name: 'Set-up check' }).first().click();
  await other.panel.root.getByRole('button', { name: 'Check again' }).first().click();

  await expect(panel.root.getByText('Sending is switched off')).toBeVisible();
  await expect(panel.root.getByRole('button', { name: /^Send to/ })).toHaveCount(0);
  expect(await confirmDirectly(env, page, SEED.flows.reengage)).toMatchObject({
    ok: true,
    output: { ok: false, reason: 'toggle-off' },
  });
  expect(startRequests(env.sandbox)).toEqual([]);
});

test('the toggle goes off midway: it pauses with the reason, and the rest stays queued', async ({ env }) => {
  const { panel } = await env.openChats();
  env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 2_000 } });
  await panel.send.toGroup(SIXTY);
  await expect.poll(() => panel.dispatch.count('Accepted')).toBeGreaterThan(2);

  env.sandbox.setProjectToggle(SEED.projects.central, false);

  // The toggle is read again every 30 s at the latest while it sends.
  await expect(panel.root.getByText('Sending was switched off')).toBeVisible();
  await expect(
    panel.root.getByText("The sector's setting for sending flows is off. Nothing can be sent until it is on."),
  ).toBeVisible();
  await expect.poll(() => panel.dispatch.count('Sending')).toBe(0);
  const accepted = await panel.dispatch.count('Accepted');
  expect(accepted).toBe(env.sandbox.flowsStarts().length);
  expect(await panel.dispatch.count('Queued')).toBe(60 - accepted);
});

test('a flow that lost its label is refused by the background, and nothing leaves', async ({ env }) => {
  const { panel } = await env.openChats();
  await panel.send.compose({ people: uniqueNames(env.sandbox, 2) });
  await panel.send.review();
  await expect(panel.root.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
  env.sandbox.changeFlow(SEED.flows.reengage, { labels: ['vendas'] });
  // The background uses the list that another tab reads; this panel still holds the flow that was picked.
  const other = await env.openChats();
  await other.panel.send.steps.getByRole('button', { name: /Flow/ }).click();
  await other.panel.root.getByRole('button', { name: 'Reload the flows' }).click();
  await expect(other.panel.root.getByRole('option', { name: 'Retomar atendimento' })).toHaveCount(0);

  const press = panel.send.button;
  const confirm = panel.send.preflightHeading;
  const refused = panel.root
    .getByText(/no longer carries the label chats|toggle or the label does not allow it/)
    .first();
  await press.click();
  await confirm.or(refused).first().waitFor();
  if (!(await refused.isVisible())) await press.click();

  await expect(refused).toBeVisible();
  expect(startRequests(env.sandbox)).toEqual([]);
});

test('our own pages may not confirm a dispatch: the background refuses the sender', async ({ env }) => {
  const { panel } = await env.openChats();
  await panel.send.toPeople(uniqueNames(env.sandbox, 1));
  await expect(panel.dispatch.rows).toHaveCount(1);
  const answer = await askFromExtensionPage(env.browser, 'dispatch:confirm', {
    viewId: 'anybody',
    draftRevision: 1,
    typedCount: null,
    warningsSeen: true,
    isTest: false,
  });

  expect(answer).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(startRequests(env.sandbox)).toHaveLength(1);
});

test('asked directly, past the panel, for a flow without the label the background refuses, and nothing leaves', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.skipFirstRun();
  await expect(panel.root.getByRole('option').first()).toBeVisible();

  expect(await confirmDirectly(env, page, SEED.flows.unlabelled)).toMatchObject({
    ok: true,
    output: { ok: false, reason: 'blocked' },
  });
  // The same question for a labelled flow is accepted, so the label was the reason.
  expect(await confirmDirectly(env, page, SEED.flows.reengage)).toMatchObject({ ok: true, output: { ok: true } });
  expect(startRequests(env.sandbox)).toEqual([]);
});
