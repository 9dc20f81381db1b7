import { openCard } from './chats-page.ts';
import { expectDone, resultRows, SIXTY, WIDE_BUCKET } from './dispatching.ts';
import { expect, SEED, test } from './harness.ts';
import {
  digitsAt,
  expectPicked,
  linesOf,
  openFile,
  pasteLines,
  peopleSearch,
  rationedCalls,
  resultFilter,
  showSource,
  writeNumber,
} from './picking.ts';
import { pickFlow, pickGroup, pickPeople, pressSend, send, sendButton, skipFirstRun, uniqueNames } from './sending.ts';

test.describe('with 300 contacts', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

  test('people are found by accents left out, and by number with and without country code and ninth digit', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');

    await peopleSearch(panel).fill('zoe angstrom');
    await panel.getByRole('option', { name: 'Zoë Ångström' }).click();
    await peopleSearch(panel).fill('81 98877-6655');
    await panel.getByRole('option', { name: 'Sem Nono Nadir' }).click();
    await peopleSearch(panel).fill('+55 (11) 98765-0028');
    await panel.getByRole('option', { name: 'Jose da Silva' }).click();
    await peopleSearch(panel).fill('1133334444');
    await expect(panel.getByRole('option', { name: 'Fixo Fábio' })).toBeVisible();
    await send(panel);

    await expectDone(panel);
    await expect(resultRows(panel)).toHaveCount(3);
    const reached = desk.sandbox
      .flowsStarts()
      .flatMap((start) => start.contacts)
      .map((uuid) => desk.sandbox.contactByUuid(uuid)?.name)
      .toSorted();
    expect(reached).toEqual(['Jose da Silva', 'Sem Nono Nadir', 'Zoë Ångström']);
  });

  test('nobody found: it says what was searched and offers a new contact, and one that exists is used', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');

    await peopleSearch(panel).fill('82 99999-0000');
    await expect(panel.getByText('Nobody matches “82 99999-0000”')).toBeVisible();
    await expect(panel.getByText('We searched what is loaded and asked Chats for it.')).toBeVisible();
    await panel.getByRole('button', { name: 'New contact' }).last().click();
    await expect(panel.getByText('Read as +55 (82) 99999-0000')).toBeVisible();
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Nova Nair');
    await panel.getByRole('button', { name: 'Create and select' }).click();
    await expectPicked(panel, 1);
    expect(desk.sandbox.contactByName('Nova Nair').urns).toEqual(['whatsapp:5582999990000']);

    await showSource(panel, 'New');
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Zoe');
    await panel.getByRole('textbox', { name: 'Number with area code' }).fill('11 98765-0026');
    await expect(panel.getByText('Read as +55 (11) 98765-0026')).toBeVisible();
    await panel.getByRole('button', { name: 'Create and select' }).click();

    await expect(panel.getByText('This contact exists already and is now selected.')).toBeVisible();
    await expectPicked(panel, 2);
    await expect(panel.getByRole('button', { name: 'Remove Zoë Ångström' })).toBeVisible();
  });

  test('a number is judged while it is typed', async ({ desk }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await showSource(panel, 'New');
    const number = panel.getByRole('textbox', { name: 'Number with area code' });
    const create = panel.getByRole('button', { name: 'Create and select' });

    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Alguém');
    await number.fill('20 99999-0000');
    await number.blur();
    await expect(panel.getByText('Unknown area code')).toBeVisible();
    await expect(create).toBeDisabled();
    await number.fill('+351 912 345 670');
    await expect(panel.getByText('Read as +351912345670')).toBeVisible();
    await expect(create).toBeEnabled();
  });

  test('60 people of a group, two of them unticked, are sent to once each', async ({ desk }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await pickGroup(panel, SIXTY.name, SIXTY.members);

    await panel.getByRole('button', { name: 'Show all' }).click();
    // Every fifth contact is in this group.
    for (const index of [100, 105]) {
      const name = desk.sandbox.contactAt(index).name ?? '';
      await panel.getByRole('searchbox', { name: 'Search the selected' }).fill(name);
      await panel.getByRole('option', { name }).click();
    }
    await expectPicked(panel, 58);
    const chip = panel.getByRole('region', { name: 'Selected people and groups' }).getByRole('listitem').first();
    await expect(chip).toContainText(SIXTY.name);
    await expect(chip).toContainText('58');
    await expect(chip).toHaveAttribute('title', /Unticked: 2\./);
    await panel.getByRole('button', { name: 'Review', exact: true }).click();
    await panel.getByRole('button', { name: /^Check and send/ }).click();
    await expect(panel.getByText('Share of the hourly budget, not counting others')).toBeVisible();
    await sendButton(panel).click();

    await expectDone(panel);
    const reached = desk.sandbox.flowsStarts().flatMap((start) => start.contacts);
    expect(new Set(reached).size).toBe(58);
    expect(reached).toHaveLength(58);
  });

  test('all shown, inverted and a range with Shift: who cannot be written to is left out and counted', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await peopleSearch(panel).fill('Bento');
    await expect(panel.getByRole('option', { name: 'Blocked Bento' })).toBeVisible();
    await peopleSearch(panel).fill('Stopped Sara');
    await expect(panel.getByRole('option', { name: 'Stopped Sara' })).toBeVisible();
    await panel.getByRole('button', { name: 'Select all' }).click();
    await expect(panel.getByText('1 was left out. Opted out: 1')).toBeVisible();

    await peopleSearch(panel).fill('');
    const rows = panel.getByRole('listbox', { name: 'Contacts' }).getByRole('option');
    await rows.nth(1).click();
    await rows.nth(4).click({ modifiers: ['Shift'] });
    await expectPicked(panel, 4);
    await rows.nth(2).click();
    await expectPicked(panel, 3);
    const before = Number(/\d+/.exec(await panel.getByText(/^\d+\+? shown$/).innerText())?.[0]);
    await panel.getByRole('button', { name: 'Invert' }).click();

    const after = panel.getByText(/^\d+ people$/).first();
    await expect(after).not.toHaveText('3 people');
    expect(Number(/\d+/.exec(await after.innerText())?.[0])).toBeLessThanOrEqual(before - 3);
  });

  test('the selection keeps its people and their origin over search, collapse, navigation, reload and an update', async ({
    desk,
  }) => {
    const [first = '', second = ''] = uniqueNames(desk.sandbox, 2);
    desk.sandbox.openRoom({ contact: desk.sandbox.contactByName(first).uuid, user: SEED.people.agent1 });
    const { page, panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await pickPeople(panel, [first, second]);
    await showSource(panel, 'Groups');
    await panel.getByRole('option', { name: 'Maceió (inteligente)' }).click();
    await expectPicked(panel, 62);
    const chips = panel.getByRole('region', { name: 'Selected people and groups' });

    await panel.getByRole('button', { name: 'Collapse the panel' }).click();
    await panel.getByRole('button', { name: /^Open Disparo/ }).click();
    await expectPicked(panel, 62);
    const before = page.url();
    await openCard(page.mainFrame(), first);
    expect(page.url()).not.toBe(before);
    await expectPicked(panel, 62);
    await page.reload();
    await panel.getByRole('button', { name: /^(2 )?People$/ }).click();
    await expectPicked(panel, 62);
    await expect(chips).toContainText('Maceió (inteligente)');
    await expect(chips).toContainText(first);

    await desk.browser.reloadExtension();
    await page.reload();
    await panel.getByRole('button', { name: /^(2 )?People$/ }).click();
    await expectPicked(panel, 62);
    await expect(chips).toContainText('Maceió (inteligente)');
  });

  test('a CSV file gives each person the values of their line', async ({ desk }) => {
    const { panel } = await desk.openChats();
    const people = [40, 41, 42].map((index) => ({
      name: desk.sandbox.contactAt(index).name ?? '',
      digits: digitsAt(desk.sandbox, index),
    }));
    await skipFirstRun(panel);
    await pickFlow(panel, 'Atualização de pedido');

    const rows = people.map(
      ({ name, digits }, place) => `${name};${writeNumber(digits, place + 2)};"Pedido ${place + 1}; urgente";=1+1`,
    );
    await openFile(panel, 'clientes.csv', `Nome;Telefone;Pedido;Obs\r\n${rows.join('\r\n')}\r\n`);
    await expect(panel.getByText('clientes.csv: 3 rows')).toBeVisible();
    await expect(panel.getByRole('combobox', { name: 'Column with the number' })).toHaveValue('1');
    await expect(panel.getByRole('region', { name: 'First rows of the file' }).getByRole('row')).toHaveCount(4);
    await panel.getByRole('button', { name: 'Check 3 lines' }).click();
    await panel.getByRole('button', { name: 'Select 3 found' }).click();
    await expectPicked(panel, 3);
    await panel.getByRole('button', { name: 'Review', exact: true }).click();
    const sources = panel.getByRole('combobox');
    await sources.nth(0).selectOption('contact-first-name');
    await sources.nth(1).selectOption('csv:Pedido');
    await expect(panel.getByRole('region', { name: 'What they will read' })).toContainText('Pedido 1; urgente');
    await panel.getByRole('button', { name: 'Next person' }).click();
    await expect(panel.getByRole('region', { name: 'What they will read' })).toContainText('Pedido 2; urgente');
    await pressSend(panel);

    await expectDone(panel);
    const orders = desk.sandbox
      .flowsStarts()
      .map((start) => (start.params as Record<string, string>)['order'])
      .toSorted();
    expect(orders).toEqual(['Pedido 1; urgente', 'Pedido 2; urgente', 'Pedido 3; urgente']);
  });

  test('of a line with two numbers the chosen one is looked up; a file that cannot be read is refused with the reason, and an odd one is read all the same', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    const [first, second, third] = [41, 42, 43].map((index) => digitsAt(desk.sandbox, index));
    await pasteLines(panel, [`1. +${first} / +${second}`, `2) +${third} ramal 2`]);
    await expect(panel.getByRole('button', { name: 'Select 1 found' })).toBeVisible();
    expect(await linesOf(panel, 'Unclear')).toBe(1);
    const choice = panel.getByRole('combobox', { name: 'Which number is meant in line 1' });
    await expect(choice.getByRole('option')).toHaveCount(3);
    await choice.selectOption({ index: 2 });
    await panel.getByRole('button', { name: 'Select 2 found' }).click();
    await expectPicked(panel, 2);
    await expect(panel.getByText(desk.sandbox.contactAt(42).name ?? '').first()).toBeVisible();
    await panel.getByRole('button', { name: 'Edit' }).click();

    const digits = digitsAt(desk.sandbox, 40);
    await openFile(panel, 'foto.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 0, 255, 254]));
    await expect(panel.getByText('This is not a text file. Save it as CSV first.')).toBeVisible();
    await openFile(panel, 'grande.csv', Buffer.alloc(11_000_000, 0x31));
    await expect(panel.getByText('The file is too large. Up to 10 MB can be read.')).toBeVisible();
    await openFile(panel, 'latin.csv', Buffer.from(`Nome;Número\r\nJoão Conceição;${digits}\r\n`, 'latin1'));
    await expect(panel.getByRole('cell', { name: 'João Conceição' })).toBeVisible();
    await panel.getByRole('button', { name: 'Back' }).first().click();
    await openFile(
      panel,
      'excel.csv',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`Nome\tNúmero\r\n👩‍👩‍👧 Ção\t${digits}\r\n`, 'utf16le')]),
    );
    await expect(panel.getByRole('cell', { name: '👩‍👩‍👧 Ção' })).toBeVisible();
    await panel.getByRole('button', { name: 'Back' }).first().click();
    await openFile(panel, 'formulas.csv', `Nome,Telefone,Valor\n=HYPERLINK("http://x"),${digits},@SUM(1)\n`);
    await expect(panel.getByText('2 cells held formulas and were emptied.')).toBeVisible();
    await panel.getByRole('button', { name: 'Check 1 line' }).click();
    await expect(panel.getByRole('button', { name: 'Select 1 found' })).toBeEnabled();
  });

  test('a look-up can be stopped: what was found stays, and the rest is looked up later', async ({ desk }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    desk.sandbox.faults.add({ endpoint: 'list_contacts', action: { kind: 'latency', delayMs: 500 } });
    // Two spellings each: few enough to be asked for one by one.
    await pasteLines(
      panel,
      Array.from({ length: 12 }, (_, place) => digitsAt(desk.sandbox, 40 + place)),
    );

    await expect(panel.getByText(/^[1-9]\d* of 12$/)).toBeVisible();
    const asked = () => desk.sandbox.log({ path: '/list_contacts/' }).length;
    await panel.getByRole('button', { name: 'Stop' }).click();
    await expect(panel.getByText(/lines were not looked up to the end/)).toBeVisible();
    const calls = asked();
    expect(await linesOf(panel, 'Found')).toBeGreaterThan(0);
    expect(await linesOf(panel, 'Not checked')).toBeGreaterThan(0);
    expect(asked()).toBe(calls);

    desk.sandbox.faults.clear();
    await panel.getByRole('button', { name: /^Look up the \d+ left$/ }).click();
    await expect(panel.getByRole('button', { name: 'Select 12 found' })).toBeVisible();
  });

  test('budgets used up by others: a clear message, and what was found stays', async ({ desk }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await panel.getByRole('option').first().waitFor();
    desk.sandbox.setBudget({
      contacts: desk.sandbox.flowsCalls().filter((call) => call.budget === 'contacts').length + 4,
    });

    await pasteLines(
      panel,
      Array.from({ length: 6 }, (_, place) => digitsAt(desk.sandbox, 150 + place)),
    );
    await expect(panel.getByText(/lines were not looked up to the end/)).toBeVisible();
    expect(await linesOf(panel, 'Found')).toBeGreaterThan(0);
    await resultFilter(panel, 'Not checked').click();
    await expect(panel.getByText('Not looked up: the hourly budget is used up').first()).toBeVisible();

    await showSource(panel, 'Groups');
    await panel.getByRole('option', { name: 'Campanha 300' }).click();
    await expect(panel.getByText('The project has used up its requests for now. Wait some minutes.')).toBeVisible();
  });

  test('a group deleted midway is said to be gone, and a list that never ends is ended; those read stay', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await showSource(panel, 'Groups');
    await panel.getByRole('option', { name: 'VIP' }).waitFor();

    desk.sandbox.removeGroup(SEED.groups.vip);
    await panel.getByRole('option', { name: 'VIP' }).click();
    await expect(panel.getByText('This group was deleted meanwhile.')).toBeVisible();

    const page = {
      results: [],
      next: `${desk.sandbox.apiOrigin}/v1/project/x/list_contacts/?cursor=same`,
      previous: null,
    };
    desk.sandbox.faults.add({ endpoint: 'list_contacts', skip: 1, action: { kind: 'replaceBody', body: page } });
    await panel.getByRole('option', { name: 'Campanha 300' }).click();
    await expect(panel.getByText('The list of members does not end; those read so far are selected.')).toBeVisible();
    await expect(panel.getByText(/^[1-9]\d* people$/).first()).toBeVisible();
  });

  test('an audience keeps who was picked, is updated with its group and can be deleted; who was written to comes first', async ({
    desk,
  }) => {
    const { panel } = await desk.openChats();
    const [first = ''] = uniqueNames(desk.sandbox, 1);
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await pickPeople(panel, [first]);
    await pickGroup(panel, 'VIP', 31);
    await panel.getByRole('button', { name: 'Save as audience' }).click();
    await panel.getByRole('textbox', { name: 'Name of the audience' }).fill('Clientes de sempre');
    await panel.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(panel.getByText('Audience saved.')).toBeVisible();
    await panel.getByRole('button', { name: 'Clear', exact: true }).click();

    desk.sandbox.changeContact(desk.sandbox.contactAt(10).uuid, { blocked: true });
    await panel.getByRole('button', { name: 'Update Clientes de sempre' }).click();
    await expect(panel.getByText('Clientes de sempre: 30 people, 0 new, 1 removed.')).toBeVisible();
    await panel.getByRole('button', { name: /^Clientes de sempre/ }).click();
    await expectPicked(panel, 30);
    await panel.getByRole('button', { name: 'Delete audience Clientes de sempre' }).click();
    await panel.getByRole('button', { name: 'Delete audience Clientes de sempre' }).click();
    await expect(panel.getByRole('button', { name: /^Clientes de sempre/ })).toHaveCount(0);

    await panel.getByRole('button', { name: 'Clear', exact: true }).click();
    await showSource(panel, 'Contacts');
    await pickPeople(panel, [first]);
    await send(panel);
    await expectDone(panel);
    await panel.getByRole('button', { name: 'Back' }).first().click();
    await pickFlow(panel, 'Retomar atendimento');
    await peopleSearch(panel).fill('');
    await expect(panel.getByRole('listbox', { name: 'Contacts' }).getByRole('option').first()).toContainText(first);
  });
});

test.describe('with 10,000 contacts', () => {
  test.use({
    sandboxOptions: { contacts: 10_000, extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } },
  });

  test('500 pasted lines in every format: each ends as what it is, within the ration of calls', async ({ desk }) => {
    const { panel } = await desk.openChats();
    const { sandbox } = desk;
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    await panel.getByRole('option').first().waitFor();
    const found = Array.from(
      { length: 440 },
      (_, place) => `${place % 3 === 0 ? `Cliente ${place} ` : ''}${writeNumber(digitsAt(sandbox, place * 20), place)}`,
    );
    const missing = Array.from({ length: 20 }, (_, place) => `82 9${String(70_000_000 + place)}`);
    const repeated = Array.from({ length: 20 }, (_, place) => writeNumber(digitsAt(sandbox, place * 20), place + 3));
    const invalid = [
      ...Array.from({ length: 9 }, (_, place) => `sem número ${place}`),
      ...Array.from({ length: 5 }, (_, place) => `20 9999${place}-0000`),
      ...Array.from({ length: 5 }, () => '5,58299E+12'),
    ];
    const lines = [...found, ...missing, '82 99123-4567', ...repeated, ...invalid];
    expect(lines).toHaveLength(500);
    sandbox.clearLogs();

    await pasteLines(panel, lines);
    await expect(panel.getByRole('button', { name: 'Select 440 found' })).toBeVisible();

    expect(rationedCalls(sandbox)).toBeLessThanOrEqual(60);
    expect(await linesOf(panel, 'Not found')).toBe(20);
    expect(await linesOf(panel, 'Ambiguous')).toBe(1);
    expect(await linesOf(panel, 'Duplicate')).toBe(20);
    expect(await linesOf(panel, 'Invalid')).toBe(19);

    await resultFilter(panel, 'Ambiguous').click();
    await panel.getByRole('combobox', { name: /^Who is meant in line/ }).selectOption('0');
    await expect(panel.getByRole('button', { name: 'Select 441 found' })).toBeVisible();
    await resultFilter(panel, 'Invalid').click();
    await panel
      .getByRole('button', { name: /^Correct line/ })
      .first()
      .click();
    await panel.getByRole('textbox', { name: /^Correct line/ }).fill(digitsAt(sandbox, 9_999));
    await panel.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(panel.getByRole('button', { name: 'Select 442 found' })).toBeVisible();
    await resultFilter(panel, 'Not found').click();
    await panel.getByRole('button', { name: 'Create', exact: true }).first().click();
    await panel.getByRole('textbox', { name: /^Name for line/ }).fill('Criada Cida');
    await panel.getByRole('button', { name: 'Create', exact: true }).first().click();
    await expect(panel.getByRole('button', { name: 'Select 443 found' })).toBeVisible();
    await panel.getByRole('button', { name: 'Select 443 found' }).click();
    await expectPicked(panel, 443);
  });

  test('20,000 lines of a file and a group of 10,000 are worked off in pieces and to the end, the panel answers in between, and reading can be stopped', async ({
    desk,
  }) => {
    const { page, panel } = await desk.openChats();
    const { sandbox } = desk;
    await skipFirstRun(panel);
    await pickFlow(panel, 'Retomar atendimento');
    // How often the page had its turn, and which progress it was shown: counts, for times depend on who else uses the machine.
    await panel.evaluate((host) => {
      const seen = { turns: 0, progress: new Set<string>(), textBox: 0 };
      Reflect.set(window, 'seenTurns', seen);
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        seen.turns += 1;
        setTimeout(() => port2.postMessage(null));
      });
      port1.start();
      port2.postMessage(null);
      const root = host.shadowRoot ?? host;
      const look = (): void => {
        for (const [text] of (root.textContent ?? '').matchAll(/[\d,]+ of 10,000 members read/g))
          seen.progress.add(text);
        seen.textBox = Math.max(seen.textBox, root.querySelector('textarea')?.value.length ?? 0);
      };
      new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
    });
    const seen = () =>
      page.evaluate(() => {
        const { turns, progress, textBox } = Reflect.get(window, 'seenTurns');
        return { turns: Number(turns), progress: Number(progress.size), textBox: Number(textBox) };
      });

    const before = await seen();
    await openFile(
      panel,
      'muitas.txt',
      Array.from({ length: 20_010 }, (_, place) =>
        place < 3 ? digitsAt(sandbox, 40 + place) : `linha ${place} 😀`,
      ).join('\n'),
    );
    await expect(panel.getByText('muitas.txt: 20,010 rows')).toBeVisible();
    await panel.getByRole('button', { name: 'Check 20,010 lines' }).click();
    await expect(panel.getByRole('button', { name: 'Select 3 found' })).toBeVisible();
    const after = await seen();

    // A text box of that many lines is laid out in one go, and so would a list be that draws them all.
    expect(after.textBox).toBe(0);
    expect(await panel.getByRole('list', { name: 'Result of each line' }).getByRole('listitem').count()).toBeLessThan(
      60,
    );
    expect(after.turns - before.turns).toBeGreaterThan(10);
    expect(await linesOf(panel, 'Found')).toBe(3);
    expect(await linesOf(panel, 'Invalid')).toBe(20_007);
    await expect(panel.getByRole('list', { name: 'Result of each line' }).getByRole('listitem').first()).toContainText(
      '1 ·',
    );

    await showSource(panel, 'Groups');
    await panel.getByRole('option', { name: 'Base 10 mil' }).click();
    await expect(panel.getByText(/of 10,000 members read$/)).toBeVisible();
    await panel.getByRole('button', { name: 'Stop reading Base 10 mil' }).click();
    await expect(panel.getByText(/of 10,000 members read$/)).toHaveCount(0);
    await expect(panel.getByText(/^[\d,]+ people$/).first()).not.toHaveText('10,000 people');
    await panel.getByRole('button', { name: 'Clear', exact: true }).click();

    const stopped = await seen();
    await panel.getByRole('option', { name: 'Base 10 mil' }).click();
    await expect(panel.getByText(/of 10,000 members read$/)).toBeVisible();
    await panel.getByRole('tab', { name: 'History' }).click();
    await expect(panel.getByRole('tab', { name: 'History' })).toHaveAttribute('aria-selected', 'true');
    await panel.getByRole('tab', { name: 'Send' }).click();
    await expectPicked(panel, 10_000);
    const end = await seen();

    expect(end.progress).toBeGreaterThan(10);
    expect(end.turns - stopped.turns).toBeGreaterThan(10);

    await panel.getByRole('button', { name: 'Show all' }).click();
    await panel.getByRole('option').nth(2).click();
    await expectPicked(panel, 9_999);
  });
});
