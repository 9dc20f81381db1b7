import { expect, test } from './harness.ts';
import { startedNames, startRequests, uniqueNames } from './sandbox-data.ts';

const SHORT = { undoMs: 300, notFoundMs: 1_500 } as const;

test.describe('answers and names', () => {
  test.use({ sandboxOptions: { keepAlive: false, extension: SHORT } });

  test('names with scripts, right-to-left marks and 10,000 letters are text, and are sent to like any other', async ({
    env,
  }) => {
    const { page, panel } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    const search = panel.send.peopleSearch;
    for (const [asked, shown] of [
      ['<script', '<script>window.__pwned = true</script>'],
      ['<img', '<img src=x onerror="window.__pwned = true">'],
      ['oãoJ', 'oãoJ adlavE'],
      ['Nome Longo', 'Nome Longo'],
    ] as const) {
      await search.fill(asked);
      await panel.root.getByRole('option').filter({ hasText: shown }).first().click();
    }
    await expect(panel.root.getByText('4 people', { exact: true })).toBeVisible();

    await panel.send.review();
    await expect(panel.root.getByText('<img src=x onerror="window.__pwned = true">').first()).toBeVisible();

    const injected = await page.evaluate(() => {
      const root = document.querySelector('disparo-panel')?.shadowRoot;
      return { pwned: Reflect.has(window, '__pwned'), markup: root?.querySelectorAll('script, img, iframe').length };
    });
    expect(injected).toEqual({ pwned: false, markup: 0 });
  });

  test('HTML instead of JSON: the list says it failed, and a press on "Try again" brings it', async ({ env }) => {
    const fault = env.sandbox.faults.add({ endpoint: 'list_flows', action: { kind: 'html', status: 200 } });
    const { panel } = await env.openChats();
    await panel.skipFirstRun();
    await expect(panel.root.getByText('The flows could not be loaded')).toBeVisible();

    env.sandbox.faults.remove(fault);
    await panel.root.getByRole('button', { name: 'Try again' }).click();

    await expect(panel.root.getByRole('option').first()).toBeVisible();
  });

  test('rows without fields and a person listed twice: good rows stay, bad ones are counted', async ({ env }) => {
    const person = env.sandbox.contactByName(uniqueNames(env.sandbox, 1)[0] ?? '');
    const row = {
      uuid: person.uuid,
      name: person.name,
      language: 'por',
      urns: person.urns,
      groups: [],
      fields: {},
      blocked: false,
      stopped: false,
      created_on: '2026-01-01T00:00:00Z',
      modified_on: '2026-01-01T00:00:00Z',
      last_seen_on: null,
    };
    env.sandbox.faults.add({
      endpoint: 'list_contacts',
      action: { kind: 'replaceBody', body: { next: null, previous: null, results: [row, row, { name: 'Nobody' }] } },
    });
    const { panel } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');

    await expect(panel.root.getByRole('option')).toHaveCount(1);
    await expect(panel.root.getByRole('option')).toContainText(person.name ?? '');
    await expect(panel.root.getByText('1 contact could not be read and is left out.')).toBeVisible();
  });

  test('an answer of 200 that names no start stops the dispatch: the panel says that Chats has changed, and nobody counts as accepted', async ({
    env,
  }) => {
    const names = uniqueNames(env.sandbox, 6);
    const { panel } = await env.openChats();
    env.sandbox.faults.add({ endpoint: 'start_flow', action: { kind: 'replaceBody', body: { ok: true } } });

    await panel.send.toPeople(names);

    await expect(panel.root.getByText('Chats has changed', { exact: true })).toBeVisible();
    await expect(panel.dispatch.rows).toHaveCount(6);
    await expect(panel.dispatch.filter('Queued')).toBeVisible();
    expect(startRequests(env.sandbox).length).toBeLessThanOrEqual(2);
  });
});

for (const skewMs of [300_000, -300_000]) {
  test.describe(`the server's clock ${skewMs > 0 ? 'ahead' : 'behind'} by five minutes`, () => {
    test.use({ sandboxOptions: { keepAlive: false, clockSkewMs: skewMs, extension: SHORT } });

    test('a lost answer is still found, and a failed start is not taken for one', async ({ env }) => {
      const names = uniqueNames(env.sandbox, 3);
      const [lost = '', failed = ''] = names;
      const { panel } = await env.openChats();
      env.sandbox.faults.add({
        endpoint: 'start_flow',
        contact: env.sandbox.contactByName(lost).uuid,
        action: { kind: 'resetAfter' },
      });
      env.sandbox.faults.add({
        endpoint: 'start_flow',
        contact: env.sandbox.contactByName(failed).uuid,
        action: { kind: 'status', status: 500, body: { code: 'INTERNAL_ERROR' } },
      });

      await panel.send.toPeople(names);

      await panel.dispatch.expectDone();
      await expect(panel.dispatch.row(lost)).toContainText('Accepted');
      await expect(panel.dispatch.row(failed)).toContainText('Unknown');
      expect(startedNames(env.sandbox)).toEqual(names.filter((name) => name !== failed).toSorted());
    });
  });
}

test.describe('a database that does not open', () => {
  test.use({ sandboxOptions: { extension: SHORT } });

  test('nothing is sent without a durable intent, and the panel says that the browser could not store', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.root.getByRole('option').first().click();
    await panel.send.review();
    await expect(panel.root.getByRole('button', { name: 'Send to 1 person' })).toBeEnabled();
    // The database gets a newer version, as after going back to an older extension, which cannot open it.
    const page = await env.browser.extensionPage('popup.html');
    await page.evaluate(async () => {
      const opening = indexedDB.open('disparo', 99);
      await new Promise((resolve, reject) => {
        opening.addEventListener('success', resolve);
        opening.addEventListener('error', reject);
      });
      opening.result.close();
    });

    const press = panel.send.button;
    const confirm = panel.send.preflightHeading;
    const said = panel.root.getByText(/could not store/).first();
    await press.click();
    await confirm.or(said).first().waitFor();
    if (!(await said.isVisible())) await press.click();

    await expect(said).toBeVisible();
    expect(startRequests(env.sandbox)).toEqual([]);
    await page.evaluate(async () => {
      const deleting = indexedDB.deleteDatabase('disparo');
      await new Promise((resolve) => deleting.addEventListener('success', resolve));
    });
  });
});
