import type { Sandbox } from '../sandbox/api.ts';
import type { WireEnding } from '../sandbox/wire/front.ts';
import type { Which } from './browser.ts';
import { askFromExtensionPage } from './extension-pages.ts';
import { expect, test, type TestEnvironment } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';
import { startsByContact } from './sandbox-data.ts';

/** How often the one start of a person reaches the server, by browser, when its connection ends in this way. */
interface Case {
  readonly ending: WireEnding;
  readonly arrivals: Readonly<Record<Which, number>>;
}

/** With twenty contacts every name is unique. */
const namesOf = (sandbox: Sandbox, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => sandbox.contactAt(index).name ?? '');
const contactOf = (sandbox: Sandbox, name: string): string => sandbox.contactByName(name).uuid;

function wireOf(sandbox: Sandbox): NonNullable<Sandbox['wire']> {
  if (sandbox.wire === null) throw new Error('this sandbox has no TLS server in front of it');
  return sandbox.wire;
}

/** Makes the extension send one start at a time, so that the end of one connection affects no other start. */
async function oneAtATime(env: TestEnvironment): Promise<void> {
  await askFromExtensionPage(env.browser, 'settings:save', { settings: { inFlight: 1 } });
}

/**
 * Sends one dispatch in which each person's connection ends in a different way, and compares the starts and outcomes.
 */
async function expectEndings(env: TestEnvironment, cases: readonly Case[]): Promise<void> {
  const { sandbox, browser } = env;
  const wire = wireOf(sandbox);
  const names = namesOf(sandbox, cases.length);
  const { panel } = await env.openChats();
  await oneAtATime(env);
  cases.forEach(({ ending }, index) => wire.endNext(contactOf(sandbox, names[index] ?? ''), ending));

  await panel.send.toPeople(names);
  await panel.dispatch.expectDone();

  const arrived = cases.map(({ ending }, index) => [ending, wire.arrivals(contactOf(sandbox, names[index] ?? ''))]);
  expect(arrived).toEqual(cases.map(({ ending, arrivals }) => [ending, arrivals[browser.which]]));
  const starts = startsByContact(sandbox);
  for (const [index, { ending, arrivals }] of cases.entries()) {
    const name = names[index] ?? '';
    const expected = ending === 'refused' ? 1 : arrivals[browser.which];
    expect([name, ending, starts.get(contactOf(sandbox, name))]).toEqual([name, ending, expected]);
    await expectSaid(panel, name, expected);
  }
}

/**
 * Expects that a person who was started is shown as accepted, and that exactly those who were started twice are named
 * as such.
 */
async function expectSaid(panel: Panel, name: string, starts: number): Promise<void> {
  await expect(panel.dispatch.row(name)).toContainText('Accepted');
  if (starts === 2) await expect(panel.dispatch.row(name)).toContainText("Weni's history shows this start twice");
  else await expect(panel.dispatch.row(name)).not.toContainText('twice');
}

test.describe('over HTTP/1.1', () => {
  test.use({ sandboxOptions: { contacts: 20, tls: 'http/1.1', extension: { undoMs: 300, notFoundMs: 1_500 } } });

  test('a start whose used connection ends before an answer is repeated by the browser, and the history names who was started twice', async ({
    env,
  }) => {
    await expectEndings(env, [
      { ending: 'reset', arrivals: { chromium: 2, firefox: 2 } },
      { ending: 'close', arrivals: { chromium: 2, firefox: 2 } },
    ]);
  });
});

test.describe('over HTTP/2', () => {
  test.use({ sandboxOptions: { contacts: 20, tls: 'h2', extension: { undoMs: 300, notFoundMs: 1_500 } } });

  test('each way in which a connection ends leads to as many starts as are said, and a refused stream to one', async ({
    env,
  }) => {
    await expectEndings(env, [
      { ending: 'refused', arrivals: { chromium: 2, firefox: 2 } },
      { ending: 'reset', arrivals: { chromium: 2, firefox: 1 } },
      { ending: 'streamError', arrivals: { chromium: 1, firefox: 2 } },
      { ending: 'goawayBefore', arrivals: { chromium: 2, firefox: 2 } },
      { ending: 'goawayAfter', arrivals: { chromium: 2, firefox: 1 } },
    ]);
  });

  test('a connection that falls silent is given up after an unanswered ping; Chromium may repeat the start, Firefox does not, and both say what happened', async ({
    env,
  }) => {
    const { sandbox, browser } = env;
    const wire = wireOf(sandbox);
    const [name = ''] = namesOf(sandbox, 1);
    const { panel } = await env.openChats();
    wire.endNext(contactOf(sandbox, name), 'silence');

    await panel.send.toPeople([name]);

    // Chromium pings a connection that was silent for ten seconds when another request is to use it, and waits ten
    // more for the answer.
    const own = await browser.extensionPage('history.html');
    const done = panel.dispatch.doneHeading;
    await expect
      .poll(
        async () => {
          await own.evaluate(() => {
            const api: typeof chrome = Reflect.get(globalThis, 'browser') ?? chrome;
            void api.runtime.sendMessage({ name: 'access:check', input: {} });
          });
          return await done.isVisible();
        },
        { intervals: [1_000] },
      )
      .toBe(true);
    // Chromium repeats the request only when the connection was used before; on a busy machine it may have been
    // replaced by a new one.
    expect(browser.which === 'chromium' ? [1, 2] : [1]).toContain(wire.arrivals(contactOf(sandbox, name)));
    await expectSaid(panel, name, startsByContact(sandbox).get(contactOf(sandbox, name)) ?? 0);
  });
});

test.describe('with a start awaited for two seconds', () => {
  test.use({
    sandboxOptions: {
      contacts: 20,
      keepAlive: false,
      extension: { undoMs: 300, notFoundMs: 1_500, startTimeoutMs: 2_000 },
    },
  });

  test('an answer that comes after the limit, and one cut in the middle of its JSON, is looked up in the history and counts once', async ({
    env,
  }) => {
    const { sandbox } = env;
    const names = namesOf(sandbox, 2);
    const [late = '', cut = ''] = names.map((name) => contactOf(sandbox, name));
    const { panel } = await env.openChats();
    sandbox.faults.add({
      endpoint: 'start_flow',
      contact: late,
      count: 1,
      action: { kind: 'latency', delayMs: 3_000, when: 'after' },
    });
    sandbox.faults.add({ endpoint: 'start_flow', contact: cut, count: 1, action: { kind: 'cutBody' } });

    await panel.send.toPeople(names);

    await panel.dispatch.expectDone();
    for (const name of names) {
      await expectSaid(panel, name, 1);
      expect(startsByContact(sandbox).get(contactOf(sandbox, name))).toBe(1);
    }
  });
});

test.describe('with a start awaited for two seconds behind TLS', () => {
  test.use({
    sandboxOptions: { contacts: 20, tls: 'h2', extension: { undoMs: 300, notFoundMs: 1_500, startTimeoutMs: 2_000 } },
  });

  test('an answer whose body never ends is given up at the limit, looked up in the history and counts once', async ({
    env,
  }) => {
    const { sandbox } = env;
    const [name = ''] = namesOf(sandbox, 1);
    const { panel } = await env.openChats();
    wireOf(sandbox).endNext(contactOf(sandbox, name), 'trickle');

    await panel.send.toPeople([name]);

    await panel.dispatch.expectDone();
    await expectSaid(panel, name, 1);
    expect(wireOf(sandbox).arrivals(contactOf(sandbox, name))).toBe(1);
  });
});
