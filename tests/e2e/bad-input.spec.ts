import { expect, test } from './harness.ts';
import { startedNames, uniqueNames } from './sandbox-data.ts';

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
    await panel.send.expectPicked(4);

    await panel.send.review();
    await expect(panel.root.getByText('<img src=x onerror="window.__pwned = true">').first()).toBeVisible();

    const injected = await page.evaluate(() => {
      const root = document.querySelector('disparo-panel')?.shadowRoot;
      return { pwned: Reflect.has(window, '__pwned'), markup: root?.querySelectorAll('script, img, iframe').length };
    });
    expect(injected).toEqual({ pwned: false, markup: 0 });
  });
});

test.describe("the server's clock ahead by five minutes", () => {
  test.use({ sandboxOptions: { keepAlive: false, clockSkewMs: 300_000, extension: SHORT } });

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
