import type { Page } from '@playwright/test';
import { askFromContentScript } from './content-script.ts';
import { askFromExtensionPage, lastErasure } from './extension-pages.ts';
import { expect, SEED, test, type TestEnvironment } from './harness.ts';
import { startRequests, uniqueNames } from './sandbox-data.ts';

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500 } } });

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

test('the toggle goes off while the agent chooses: Send is taken away; asked past the panel, for a flow without the label or from our own pages, the background refuses, and nothing leaves', async ({
  env,
}) => {
  const { page, panel } = await env.openChats();
  await panel.send.compose({ people: uniqueNames(env.sandbox, 2) });
  await panel.send.review();
  await expect(panel.root.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
  expect(await confirmDirectly(env, page, SEED.flows.unlabelled)).toMatchObject({
    ok: true,
    output: { ok: false, reason: 'blocked' },
  });
  const own = await askFromExtensionPage(env.browser, 'dispatch:confirm', {
    viewId: 'anybody',
    draftRevision: 1,
    typedCount: null,
    warningsSeen: true,
    isTest: false,
  });
  expect(own).toMatchObject({ ok: false, error: { kind: 'refused' } });
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

  // The same question is taken once the toggle is on: it was the toggle that decided.
  env.sandbox.setProjectToggle(SEED.projects.central, true);
  await other.panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect(panel.root.getByText('Sending is switched off')).toHaveCount(0);
  expect(await confirmDirectly(env, page, SEED.flows.reengage)).toMatchObject({ ok: true, output: { ok: true } });
  expect(startRequests(env.sandbox)).toEqual([]);
});
