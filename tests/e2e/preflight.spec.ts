import type { Sandbox } from '../sandbox/api.ts';
import { expect, SEED, test } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';
import { uniqueNames, WIDE_BUCKET } from './sandbox-data.ts';

const HOUR_MS = 3_600_000;

test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

/** Goes from the picked people to the pre-flight, which opens for warnings, blockers or many people. */
async function openPreflight(panel: Panel): Promise<void> {
  await panel.send.review();
  await panel.root.getByRole('button', { name: /^(Send to|Check and send to) \d/ }).click();
  await expect(panel.send.preflightHeading).toBeVisible();
  await expect(panel.root.getByText('Share of the hourly budget, not counting others')).toBeVisible();
}

/** The names listed under a finding. */
async function namesWith(panel: Panel, finding: string): Promise<readonly string[]> {
  await panel.root
    .getByRole('group', { name: 'How findings are shown' })
    .getByRole('button', { name: 'By person' })
    .click();
  await panel.root
    .getByRole('group', { name: 'Filter people by finding' })
    .getByRole('button', { name: new RegExp(`^${finding}`) })
    .click();
  const names = await panel.root
    .getByRole('list', { name: 'People with findings' })
    .getByRole('listitem')
    .locator('bdi')
    .allInnerTexts();
  return names.toSorted();
}

/** A number of a country in which it is night now, and the country's code. */
function nightNumber(): string {
  const places = [
    ['Asia/Tokyo', '819012345678'],
    ['America/Argentina/Buenos_Aires', '5491123456780'],
    ['Asia/Dubai', '971501234560'],
    ['Pacific/Auckland', '64211234567'],
  ] as const;
  for (const [zone, digits] of places) {
    const hour = Number(
      new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(Date.now()),
    );
    if (hour >= 21 || hour < 8) return digits;
  }
  throw new Error('it is night somewhere at every hour');
}

const uuidOf = (sandbox: Sandbox, name: string): string => sandbox.contactByName(name).uuid;

test('every person who cannot be written to blocks, by name and reason, until they are unticked', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  const [blocked = '', stopped = '', withoutUrn = '', gone = '', waiting = '', fine = ''] = uniqueNames(sandbox, 6);
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople([blocked, stopped, withoutUrn, gone, waiting, fine]);
  sandbox.changeContact(uuidOf(sandbox, blocked), { blocked: true });
  sandbox.changeContact(uuidOf(sandbox, stopped), { stopped: true });
  sandbox.changeContact(uuidOf(sandbox, withoutUrn), { urns: [] });
  sandbox.openRoom({ contact: uuidOf(sandbox, waiting), user: SEED.people.agent1 }).isWaiting = true;
  sandbox.changeContact(uuidOf(sandbox, gone), { isDeleted: true });
  await panel.send.review();
  await panel.root.getByRole('button', { name: /^Send to 6/ }).click();
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect(panel.send.blockers).toBeVisible();

  await expect(panel.root.getByRole('button', { name: 'Send to 6 people' })).toBeDisabled();
  expect(await namesWith(panel, 'Blocked contacts')).toEqual([blocked]);
  expect(await namesWith(panel, 'Contacts who opted out')).toEqual([stopped]);
  expect(await namesWith(panel, 'Contacts without an address')).toEqual([withoutUrn]);
  expect(await namesWith(panel, 'Contacts that no longer exist')).toEqual([gone]);
  expect(await namesWith(panel, 'A flow already waits for their answer')).toEqual([waiting]);
  for (const count of [5, 4, 3, 2, 1]) {
    await panel.root
      .getByRole('group', { name: 'How findings are shown' })
      .getByRole('button', { name: 'By finding' })
      .click();
    await panel.send.blockers
      .getByRole('button', { name: /^Untick/ })
      .first()
      .click();
    await expect(
      panel.root.getByRole('button', { name: count === 1 ? 'Send to 1 person' : `Send to ${count} people` }),
    ).toBeVisible();
  }
  await expect(panel.send.blockers).toHaveCount(0);
  await panel.send.button.click();

  await panel.dispatch.expectDone();
  expect(sandbox.flowsStarts().map((start) => start.contacts)).toEqual([[uuidOf(sandbox, fine)]]);
});

test('an unapproved template, an empty value and a closed gate block the whole dispatch', async ({ env }) => {
  const { sandbox } = env;
  const [name = ''] = uniqueNames(sandbox, 1);
  // A person with an open chat is a warning, so the pre-flight opens at any hour of the run.
  sandbox.openRoom({ contact: sandbox.contactByName(name).uuid, user: SEED.people.agent2 });
  const { panel } = await env.openChats();
  await panel.skipFirstRun();
  await panel.send.pickFlow('Promoção (modelo em análise)');
  await panel.send.pickPeople([name]);
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Send to 1 person' }).click();
  const blockers = panel.send.blockers;
  await expect(blockers).toContainText('The template is not approved');
  await expect(panel.root.getByRole('button', { name: 'Send to 1 person' })).toBeDisabled();

  await panel.root.getByRole('button', { name: /^(1 )?Flow$/ }).click();
  await panel.send.pickFlow('Atualização de pedido');
  await panel.send.review();
  const sources = panel.root.getByRole('combobox');
  await sources.nth(0).selectOption('contact-first-name');
  await sources.nth(1).selectOption('contact-field');
  await panel.root.getByRole('textbox', { name: /field/i }).fill('no_such_field');
  await expect(panel.root.getByText(/1 person.*(empty|value)|value.*missing|no value/i).first()).toBeVisible();
  await expect(panel.root.getByRole('button', { name: 'Send to 1 person' })).toBeDisabled();
  await panel.root.getByRole('textbox', { name: /field/i }).fill('order_id');
  await expect(panel.send.preview).toContainText('#1097');

  sandbox.setProjectToggle(SEED.projects.central, false);
  await panel.root.getByRole('button', { name: 'Send to 1 person' }).click();
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect(panel.root.getByText(/Sending is (switched off|not allowed)/).first()).toBeVisible();
  expect(sandbox.flowsStarts()).toEqual([]);
});

test('every warning names its people, and one click unticks them all', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  const [again = '', chatting = '', closing = '', foreign = ''] = uniqueNames(sandbox, 4);
  await panel.skipFirstRun();
  await panel.send.pickFlow('Só aviso');
  await panel.send.pickPeople([again]);
  await panel.send.review();
  await panel.send.confirm();
  await panel.dispatch.expectDone();
  await panel.root.getByRole('button', { name: 'Back' }).first().click();

  sandbox.openRoom({ contact: uuidOf(sandbox, chatting), user: SEED.people.agent1 });
  sandbox.ageRoom(sandbox.openRoom({ contact: uuidOf(sandbox, closing), user: SEED.people.agent1 }).uuid, 30 * HOUR_MS);
  sandbox.changeContact(uuidOf(sandbox, foreign), { urns: [`whatsapp:${nightNumber()}`] });
  sandbox.setAgentStatus(SEED.people.agent1, 'OFFLINE');
  await panel.root.getByRole('button', { name: /^(1 )?Flow$/ }).click();
  await panel.send.pickFlow('Só aviso');
  await panel.send.pickPeople([again, chatting, closing, foreign]);
  await panel.send.showSource('Groups');
  await panel.root.getByRole('option', { name: 'VIP' }).click();
  await panel.root.getByRole('option', { name: 'Maceió (inteligente)' }).click();
  await expect(panel.root.getByText(/members read$/)).toHaveCount(0);
  await openPreflight(panel);
  // The answers of the checks before the first dispatch are remembered for a minute.
  sandbox.setAgentStatus(SEED.people.agent1, 'OFFLINE', { announce: false });
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();

  await expect(panel.root.getByText('You are offline in Chats')).toBeVisible();
  expect(await namesWith(panel, 'Got a flow from us in the last 24 hours')).toEqual([again]);
  expect(await namesWith(panel, 'In an open chat')).toEqual([chatting, closing].toSorted());
  expect(await namesWith(panel, 'Their ticket may be closed')).toContain(closing);
  expect(await namesWith(panel, 'Number of another country')).toEqual([foreign]);
  expect(await namesWith(panel, 'It is late where they are')).toContain(foreign);
  expect(await namesWith(panel, '24-hour window closed and no template')).toContain(again);
  const both = await namesWith(panel, 'In two of the selected groups');
  expect(both.length).toBeGreaterThan(0);

  const people = panel.root.locator('.facts dd').first();
  const before = Number(await people.innerText());
  await expect(panel.send.button).toHaveText(/^Send anyway \(\d+ warnings\)$/);
  await panel.root
    .getByRole('group', { name: 'Filter people by finding' })
    .getByRole('button', { name: /^Number of another country/ })
    .click();
  await panel.root.getByRole('button', { name: /^Untick this 1$/ }).click();
  await expect(people).toHaveText(String(before - 1));
});

test('a check that failed is shown as unknown and counted, never as fine', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  const names = uniqueNames(sandbox, 3);
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople(names);
  for (const endpoint of ['retrieve_flow_warning', 'list_contacts', 'room'])
    sandbox.faults.add({ endpoint, method: 'GET', action: { kind: 'status', status: 500, body: { detail: 'no' } } });
  await openPreflight(panel);
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();

  await expect(panel.root.getByText(/^\d+ of \d+ checks failed; those people are shown as unknown\.$/)).toBeVisible();
  await expect(panel.send.warnings).toContainText('Could not be checked, so it may be the case.');
  expect(await namesWith(panel, 'A flow already waits for their answer')).toHaveLength(3);
  expect(await namesWith(panel, 'Blocked contacts')).toHaveLength(3);
});

test('100 people are checked within 10 s at 100 ms latency; stopped checks stand as unknown', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.root.getByRole('option').first().waitFor();
  await panel.root.getByRole('option').first().click();
  await panel.send.contacts.press('Home');
  for (let press = 0; press < 9; press += 1) await panel.send.contacts.press('Shift+PageDown');
  for (let press = 0; press < 9; press += 1) await panel.send.contacts.press('Shift+ArrowDown');
  sandbox.faults.add({ endpoint: '*', action: { kind: 'latency', delayMs: 100 } });
  const count = Number(
    /\d+/.exec(
      await panel.root
        .getByText(/^\d+ people$/)
        .first()
        .innerText(),
    )?.[0],
  );
  expect(count).toBeGreaterThanOrEqual(90);

  await panel.send.review();
  await panel.send.check();
  const share = panel.root.getByText('Share of the hourly budget, not counting others');
  await expect(share).toBeVisible();

  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect(panel.root.getByText(/^\d+ of \d+$/)).toBeVisible();
  await panel.root.getByRole('button', { name: 'Stop' }).click();
  await expect(panel.root.getByText('Stopped by you: what was not checked is shown as unknown.')).toBeVisible();
  await expect(panel.send.warnings).toContainText('Could not be checked, so it may be the case.');
});

test('the person of the chat on screen is checked within a second at 100 ms latency', async ({ env }) => {
  const { page, panel } = await env.openChats();
  const { sandbox } = env;
  const name = uniqueNames(sandbox, 1)[0] ?? '';
  sandbox.openRoom({ contact: uuidOf(sandbox, name), user: SEED.people.agent1 });
  await panel.skipFirstRun();
  await page.reload();
  await page.locator('.room-card').filter({ hasText: name }).click();
  await panel.root.locator('.chatline').click();
  await panel.send.pickFlow('Boas-vindas');
  await expect(panel.send.reviewHeading).toBeVisible();
  await panel.root.getByRole('button', { name: 'Change' }).nth(1).click();
  await panel.send.expectPicked(1);
  sandbox.faults.add({ endpoint: '*', action: { kind: 'latency', delayMs: 100 } });
  await panel.send.review();
  await panel.root.getByRole('button', { name: 'Send to 1 person' }).click();
  await expect(panel.send.warnings).toContainText('In an open chat');
  sandbox.clearLogs();
  // Nothing is remembered, so every check asks the server again.
  await panel.root.getByRole('button', { name: 'Check again' }).first().click();
  await expect.poll(() => sandbox.log().filter((entry) => entry.client !== 'page').length).toBeGreaterThan(5);
  await expect(panel.root.getByText('The checks are done.')).toHaveCount(1);

  await expect(panel.send.warnings).toContainText('In an open chat');
  const asked = sandbox
    .log()
    .filter((entry) => entry.client !== 'page')
    .map((entry) => entry.at);
  expect(Math.max(...asked) - Math.min(...asked)).toBeLessThan(1_000);
});

test('a test goes to the agent alone, is marked as one, and leaves the draft as it is', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickPeople(uniqueNames(sandbox, 2));
  await panel.send.review();
  const box = panel.root.getByRole('region', { name: 'Send to myself' });

  await box.getByRole('textbox').fill('11 98765-0026');
  await box.getByRole('button', { name: 'Save' }).click();
  await expect(box).toContainText('Zoë Ångström');
  await box.getByRole('button', { name: 'Send test', exact: true }).click();
  const anyway = box.getByRole('button', { name: 'Send test all the same' });
  await anyway
    .or(panel.root.getByRole('heading', { name: 'Done' }))
    .first()
    .waitFor();
  if (await anyway.isVisible()) await anyway.click();

  await panel.dispatch.expectDone();
  await expect(panel.root.getByText('Test', { exact: true })).toBeVisible();
  await expect(panel.dispatch.rows).toHaveCount(1);
  expect(sandbox.flowsStarts().map((start) => start.contacts)).toEqual([[uuidOf(sandbox, 'Zoë Ångström')]]);
  await panel.root.getByRole('button', { name: 'Back' }).first().click();
  await expect(panel.root.getByRole('button', { name: 'Send to 2 people' })).toBeEnabled();
});

test('above the cap the number is typed; batches say what they cost and leave as three requests', async ({ env }) => {
  const { panel } = await env.openChats();
  const { sandbox } = env;
  await panel.skipFirstRun();
  await panel.send.pickFlow('Boas-vindas');
  await panel.send.pickGroup('Campanha 300', 300);
  await openPreflight(panel);
  await expect(panel.send.button).toBeDisabled();
  await expect(
    panel.root.getByText(
      '3 requests (0% of the hourly budget) and as many lines under Triggered flows in Chats, instead of 300 (30%).',
    ),
  ).toBeVisible();

  await panel.root.getByRole('checkbox', { name: /^Send in batches/ }).check();
  await panel.root.getByRole('textbox', { name: /^More than 200 people/ }).fill('299');
  await expect(panel.send.button).toBeDisabled();
  await panel.root.getByRole('textbox', { name: /^More than 200 people/ }).fill('300');
  await panel.send.button.click();

  await panel.dispatch.expectDone();
  expect(sandbox.flowsStarts().map((start) => start.contacts.length)).toEqual([100, 100, 100]);
});

test('people sent to a moment ago are warned about by the search that finds them again', async ({ env }) => {
  const { panel } = await env.openChats();
  const [name = ''] = uniqueNames(env.sandbox, 1);
  await panel.send.toPeople([name], 'Boas-vindas');
  await panel.dispatch.expectDone();
  await panel.root.getByRole('button', { name: 'Back' }).first().click();
  await panel.root.getByRole('button', { name: /^(1 )?Flow$/ }).click();
  await panel.send.pickFlow('Só aviso');
  await panel.send.peopleSearch.fill(name);
  await panel.root.getByRole('option', { name }).click();
  await openPreflight(panel);

  expect(await namesWith(panel, 'Got a flow from us in the last 24 hours')).toEqual([name]);
});
