import type { Page } from '@playwright/test';
import { askFromOwnPage, lastErasure } from './own-pages.ts';
import { compose, countOf, resultRows, sendTo, sendToGroup, SIXTY, startRequests, WIDE_BUCKET } from './dispatching.ts';
import { expect, SEED, test, type Desk } from './harness.ts';
import { askFromFrame } from './panel-world.ts';
import { sendButton, skipFirstRun, uniqueNames } from './sending.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/** Asks the background to send to one person as the panel of a tab would, whatever that panel offers. */
async function confirmDirectly(desk: Desk, page: Page, flowUuid: string): Promise<unknown> {
  const person = desk.sandbox.contactByName(uniqueNames(desk.sandbox, 1)[0] ?? '');
  const sessionId = `${desk.sandbox.apiOrigin}|${SEED.people.agent1}|${SEED.projects.central}`;
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
  const saved = await askFromFrame(desk.browser, page, 'draft:save', {
    sessionId,
    draft,
    generation: (await lastErasure(desk.browser)).generation,
  });
  const { output } = saved as { output: { revision: number } };
  return await askFromFrame(desk.browser, page, 'dispatch:confirm', {
    viewId: 'nobody',
    draftRevision: output.revision,
    typedCount: 1,
    warningsSeen: true,
    isTest: false,
  });
}

test('the toggle is off: the panel says why and what to do, and offers no way to send', async ({ desk }) => {
  desk.sandbox.setProjectToggle(SEED.projects.central, false);

  const { panel } = await desk.openChats();
  await skipFirstRun(panel);

  await expect(panel.getByText('Sending is switched off')).toBeVisible();
  await expect(panel.getByText('Nothing can be sent until it is on.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Copy a request for my manager' })).toBeVisible();
  await expect(panel.getByRole('navigation', { name: 'Steps to send' })).toHaveCount(0);
  await expect(panel.getByRole('button', { name: /^Send to/ })).toHaveCount(0);
});

test('the toggle goes off while the agent chooses: Send is taken away, the background refuses who asks all the same, and nothing leaves', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats();
  await compose(panel, { people: uniqueNames(desk.sandbox, 2) });
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(panel.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
  // Another tab of the agent looks again: from then on the background knows.
  desk.sandbox.setProjectToggle(SEED.projects.central, false);
  const other = await desk.openChats();
  await other.panel.getByRole('button', { name: 'Set-up check' }).first().click();
  await other.panel.getByRole('button', { name: 'Check again' }).first().click();

  await expect(panel.getByText('Sending is switched off')).toBeVisible();
  await expect(panel.getByRole('button', { name: /^Send to/ })).toHaveCount(0);
  expect(await confirmDirectly(desk, page, SEED.flows.reengage)).toMatchObject({
    ok: true,
    output: { ok: false, reason: 'toggle-off' },
  });
  expect(startRequests(desk.sandbox)).toEqual([]);
});

test('the toggle goes off midway: it pauses with the reason, and the rest stays queued', async ({ desk }) => {
  const { panel } = await desk.openChats();
  desk.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'latency', delayMs: 2_000 } });
  await sendToGroup(panel, SIXTY);
  await expect.poll(() => countOf(panel, 'Accepted')).toBeGreaterThan(2);

  desk.sandbox.setProjectToggle(SEED.projects.central, false);

  // The toggle is read again every 30 s at the latest while it sends.
  await expect(panel.getByText('Sending was switched off')).toBeVisible();
  await expect(
    panel.getByText("The sector's setting for sending flows is off. Nothing can be sent until it is on."),
  ).toBeVisible();
  await expect.poll(() => countOf(panel, 'Sending')).toBe(0);
  const accepted = await countOf(panel, 'Accepted');
  expect(accepted).toBe(desk.sandbox.flowsStarts().length);
  expect(await countOf(panel, 'Queued')).toBe(60 - accepted);
});

test('a flow that lost its label is refused by the background, and nothing leaves', async ({ desk }) => {
  const { panel } = await desk.openChats();
  await compose(panel, { people: uniqueNames(desk.sandbox, 2) });
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await expect(panel.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
  desk.sandbox.changeFlow(SEED.flows.reengage, { labels: ['vendas'] });
  // A list read by another tab is what the background goes by; this panel still holds the flow as picked.
  const other = await desk.openChats();
  await other.panel.getByRole('navigation', { name: 'Steps to send' }).getByRole('button', { name: /Flow/ }).click();
  await other.panel.getByRole('button', { name: 'Reload the flows' }).click();
  await expect(other.panel.getByRole('option', { name: 'Retomar atendimento' })).toHaveCount(0);

  const press = sendButton(panel);
  const confirm = panel.getByRole('heading', { name: 'Before it is sent' });
  const refused = panel.getByText(/no longer carries the label chats|toggle or the label does not allow it/).first();
  await press.click();
  await confirm.or(refused).first().waitFor();
  if (!(await refused.isVisible())) await press.click();

  await expect(refused).toBeVisible();
  expect(startRequests(desk.sandbox)).toEqual([]);
});

test('our own pages may not confirm a dispatch: the background refuses the sender', async ({ desk }) => {
  const { panel } = await desk.openChats();
  await sendTo(panel, uniqueNames(desk.sandbox, 1));
  await expect(resultRows(panel)).toHaveCount(1);
  const answer = await askFromOwnPage(desk.browser, 'dispatch:confirm', {
    viewId: 'anybody',
    draftRevision: 1,
    typedCount: null,
    warningsSeen: true,
    isTest: false,
  });

  expect(answer).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(startRequests(desk.sandbox)).toHaveLength(1);
});

test('asked directly, past the panel, for a flow without the label the background refuses, and nothing leaves', async ({
  desk,
}) => {
  const { page, panel } = await desk.openChats();
  await skipFirstRun(panel);
  await expect(panel.getByRole('option').first()).toBeVisible();

  expect(await confirmDirectly(desk, page, SEED.flows.unlabelled)).toMatchObject({
    ok: true,
    output: { ok: false, reason: 'blocked' },
  });
  // The same question for a labelled flow is taken: it was the label that decided.
  expect(await confirmDirectly(desk, page, SEED.flows.reengage)).toMatchObject({ ok: true, output: { ok: true } });
  expect(startRequests(desk.sandbox)).toEqual([]);
});
