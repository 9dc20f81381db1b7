import { expect, SEED, test } from './harness.ts';
import { digitsAt, rationedCalls, SIXTY, uniqueNames, WIDE_BUCKET, writeNumber } from './sandbox-data.ts';

test.describe('with 300 contacts', () => {
  test.use({ sandboxOptions: { extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } } });

  test('people are found by accents left out and by number in each spelling; whoever is not found is created, judged while typed, and one that exists is used', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');

    await panel.send.peopleSearch.fill('zoe angstrom');
    await panel.root.getByRole('option', { name: 'Zoë Ångström' }).click();
    await panel.send.peopleSearch.fill('81 98877-6655');
    await panel.root.getByRole('option', { name: 'Sem Nono Nadir' }).click();
    await panel.send.peopleSearch.fill('1133334444');
    await expect(panel.root.getByRole('option', { name: 'Fixo Fábio' })).toBeVisible();

    await panel.send.peopleSearch.fill('82 99999-0000');
    await expect(panel.root.getByText('Nobody matches “82 99999-0000”')).toBeVisible();
    await expect(panel.root.getByText('We searched what is loaded and asked Chats for it.')).toBeVisible();
    await panel.root.getByRole('button', { name: 'New contact' }).last().click();
    await expect(panel.root.getByText('Read as +55 (82) 99999-0000')).toBeVisible();
    const number = panel.root.getByRole('textbox', { name: 'Number with area code' });
    const create = panel.root.getByRole('button', { name: 'Create and select' });
    await panel.root.getByRole('textbox', { name: 'Name', exact: true }).fill('Nova Nair');
    await number.fill('20 99999-0000');
    await number.blur();
    await expect(panel.root.getByText('Unknown area code')).toBeVisible();
    await expect(create).toBeDisabled();
    await number.fill('82 99999-0000');
    await create.click();
    await panel.send.expectPicked(3);
    expect(env.sandbox.contactByName('Nova Nair').urns).toEqual(['whatsapp:5582999990000']);

    await panel.send.showSource('New');
    await panel.root.getByRole('textbox', { name: 'Name', exact: true }).fill('Jose');
    await number.fill('11 98765-0028');
    await expect(panel.root.getByText('Read as +55 (11) 98765-0028')).toBeVisible();
    await create.click();
    await expect(panel.root.getByText('This contact exists already and is now selected.')).toBeVisible();
    await panel.send.expectPicked(4);
    await panel.send.reviewAndConfirm();

    await panel.dispatch.expectDone();
    await expect(panel.dispatch.rows).toHaveCount(4);
    const reached = env.sandbox
      .flowsStarts()
      .flatMap((start) => start.contacts)
      .map((uuid) => env.sandbox.contactByUuid(uuid)?.name)
      .toSorted();
    expect(reached).toEqual(['Jose da Silva', 'Nova Nair', 'Sem Nono Nadir', 'Zoë Ångström']);
  });

  test('all shown, inverted and a range with Shift leave out who cannot be written to; who is taken out is back by a press; 60 people of a group, two of them unticked, are sent to once each', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.peopleSearch.fill('Stopped Sara');
    await expect(panel.root.getByRole('option', { name: 'Stopped Sara' })).toBeVisible();
    await panel.root.getByRole('button', { name: 'Select all' }).click();
    await expect(panel.root.getByText('1 was left out. Opted out: 1')).toBeVisible();

    await panel.send.peopleSearch.fill('');
    const rows = panel.send.contacts.getByRole('option');
    await rows.nth(1).click();
    await rows.nth(4).click({ modifiers: ['Shift'] });
    await panel.send.expectPicked(4);
    await rows.nth(2).click();
    await panel.send.expectPicked(3);
    const before = Number(/\d+/.exec(await panel.root.getByText(/^\d+\+? shown$/).innerText())?.[0]);
    await panel.root.getByRole('button', { name: 'Invert' }).click();
    const after = panel.root.getByText(/^\d+ selected$/).first();
    await expect(after).not.toHaveText('3 selected');
    const inverted = Number(/\d+/.exec(await after.innerText())?.[0]);
    expect(inverted).toBeLessThanOrEqual(before - 3);

    const undo = panel.dispatch.undo;
    await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();
    await panel.send.expectPicked(0);
    await undo.click();
    await panel.send.expectPicked(inverted);
    await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();

    await panel.send.pickGroup(SIXTY.name, SIXTY.members);
    await panel.send.unfoldSelection();
    await panel.root.getByRole('button', { name: `Remove ${SIXTY.name}` }).click();
    await panel.send.expectPicked(0);
    await undo.click();
    await panel.send.expectPicked(SIXTY.members);
    await panel.root.getByRole('button', { name: 'Show all' }).click();
    // Every fifth contact is in this group.
    for (const index of [100, 105]) {
      const name = env.sandbox.contactAt(index).name ?? '';
      await panel.root.getByRole('searchbox', { name: 'Search the selected' }).fill(name);
      await panel.root.getByRole('option', { name }).click();
    }
    await panel.send.expectPicked(58);
    await panel.send.unfoldSelection();
    const chip = panel.send.selection.getByRole('listitem').first();
    await expect(chip).toContainText(SIXTY.name);
    await expect(chip).toContainText('58');
    await expect(chip).toHaveAttribute('title', /Unticked: 2\./);
    await panel.send.review();
    await panel.send.check();
    await expect(panel.root.getByText('Share of the hourly budget, not counting others')).toBeVisible();
    await panel.send.button.click();

    await panel.dispatch.expectDone();
    const reached = env.sandbox.flowsStarts().flatMap((start) => start.contacts);
    expect(new Set(reached).size).toBe(58);
    expect(reached).toHaveLength(58);
  });

  test('the selection keeps its people and their origin over search, collapse, navigation and a reload', async ({
    env,
  }) => {
    const [first = '', second = ''] = uniqueNames(env.sandbox, 2);
    env.sandbox.openRoom({ contact: env.sandbox.contactByName(first).uuid, user: SEED.people.agent1 });
    const { page, panel, chats } = await env.openChats();
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.pickPeople([first, second]);
    await panel.send.showSource('Groups');
    await panel.root.getByRole('option', { name: 'Maceió (inteligente)' }).click();
    await panel.send.expectPicked(62);
    const chips = panel.send.selection;

    await panel.collapse();
    await panel.open();
    await panel.send.expectPicked(62);
    const before = page.url();
    await chats.openCard(first);
    expect(page.url()).not.toBe(before);
    await panel.send.expectPicked(62);
    await page.reload();
    await panel.root.getByRole('button', { name: /^(2 )?People$/ }).click();
    await panel.send.expectPicked(62);
    await panel.send.unfoldSelection();
    await expect(chips).toContainText('Maceió (inteligente)');
    await expect(chips).toContainText(first);
  });

  test('a CSV file as Excel writes it gives each person the values of their line, and one that is no text is refused', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    const people = [40, 41, 42].map((index) => ({
      name: env.sandbox.contactAt(index).name ?? '',
      digits: digitsAt(env.sandbox, index),
    }));
    await panel.skipFirstRun();
    await panel.send.pickFlow('Atualização de pedido');

    const rows = people.map(
      ({ name, digits }, place) => `${name};${writeNumber(digits, place + 2)};"Pedido ${place + 1}; urgente";=1+1`,
    );
    await panel.send.paste.openFile('foto.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0, 0, 0, 255, 254]));
    await expect(panel.root.getByText('This is not a text file. Save it as CSV first.')).toBeVisible();
    // In the bytes of Windows: a file is read otherwise in Firefox than in Chromium.
    const text = `Nome;Telefone;Pedido;Observação\r\n${rows.join('\r\n')}\r\n`;
    await panel.send.paste.openFile('clientes.csv', Buffer.from(text, 'latin1'));
    await expect(panel.root.getByRole('columnheader', { name: 'Observação' })).toBeVisible();
    await expect(panel.root.getByText('3 cells held formulas and were emptied.')).toBeVisible();
    await expect(panel.root.getByText('clientes.csv: 3 rows')).toBeVisible();
    await expect(panel.root.getByRole('combobox', { name: 'Column with the number' })).toHaveValue('1');
    await expect(panel.root.getByRole('region', { name: 'First rows of the file' }).getByRole('row')).toHaveCount(4);
    await panel.root.getByRole('button', { name: 'Check 3 lines' }).click();
    await expect(panel.root.getByText('3 found, selected')).toBeVisible();
    await panel.send.expectPicked(3);
    await panel.send.review();
    const sources = panel.root.getByRole('combobox');
    await sources.nth(0).selectOption('contact-first-name');
    await sources.nth(1).selectOption('csv:Pedido');
    await expect(panel.send.preview).toContainText('Pedido 1; urgente');
    await panel.root.getByRole('button', { name: 'Next person' }).click();
    await expect(panel.send.preview).toContainText('Pedido 2; urgente');
    await panel.send.confirm();

    await panel.dispatch.expectDone();
    const orders = env.sandbox
      .flowsStarts()
      .map((start) => (start.params as Record<string, string>)['order'])
      .toSorted();
    expect(orders).toEqual(['Pedido 1; urgente', 'Pedido 2; urgente', 'Pedido 3; urgente']);
  });

  test('an audience keeps who was picked, is updated with its group, can be deleted and be back; who was written to comes first', async ({
    env,
  }) => {
    const { panel } = await env.openChats();
    const [first = ''] = uniqueNames(env.sandbox, 1);
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.pickPeople([first]);
    await panel.send.pickGroup('VIP', 31);
    await panel.root.getByRole('button', { name: 'Save as audience' }).click();
    await panel.root.getByRole('textbox', { name: 'Name of the audience' }).fill('Clientes de sempre');
    await panel.root.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(panel.root.getByText('Audience saved.')).toBeVisible();
    await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();

    env.sandbox.changeContact(env.sandbox.contactAt(10).uuid, { blocked: true });
    await panel.root.getByRole('button', { name: 'Update Clientes de sempre' }).click();
    await expect(panel.root.getByText('Clientes de sempre: 30 people, 0 new, 1 removed.')).toBeVisible();
    await panel.root.getByRole('button', { name: /^Clientes de sempre/ }).click();
    await panel.send.expectPicked(30);
    await panel.root.getByRole('button', { name: 'Delete audience Clientes de sempre' }).click();
    await panel.root.getByRole('button', { name: 'Delete audience Clientes de sempre' }).click();
    await expect(panel.root.getByRole('button', { name: /^Clientes de sempre/ })).toHaveCount(0);
    await panel.dispatch.undo.click();
    await expect(panel.root.getByRole('button', { name: /^Clientes de sempre/ })).toBeVisible();

    await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();
    await panel.send.showSource('Contacts');
    await panel.send.pickPeople([first]);
    await panel.send.reviewAndConfirm();
    await panel.dispatch.expectDone();
    await panel.root.getByRole('button', { name: 'Back' }).first().click();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.send.peopleSearch.fill('');
    await expect(panel.send.contacts.getByRole('option').first()).toContainText(first);
  });
});

test.describe('with 10,000 contacts', () => {
  test.use({
    sandboxOptions: { contacts: 10_000, extension: { undoMs: 300, notFoundMs: 1_500, bucket: WIDE_BUCKET } },
  });

  test('500 pasted lines in every format: each ends as what it is, within the ration of calls', async ({ env }) => {
    const { panel } = await env.openChats();
    const { sandbox } = env;
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    await panel.root.getByRole('option').first().waitFor();
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

    await panel.send.paste.check(lines);
    await expect(panel.root.getByText('440 found, selected')).toBeVisible();

    expect(rationedCalls(sandbox)).toBeLessThanOrEqual(60);
    expect(await panel.send.paste.count('Not found')).toBe(20);
    expect(await panel.send.paste.count('Ambiguous')).toBe(1);
    expect(await panel.send.paste.count('Duplicate')).toBe(20);
    expect(await panel.send.paste.count('Invalid')).toBe(19);

    await panel.send.paste.filter('Ambiguous').click();
    await panel.root.getByRole('combobox', { name: /^Who is meant in line/ }).selectOption('0');
    await expect(panel.root.getByText('441 found, selected')).toBeVisible();
    await panel.send.paste.filter('Invalid').click();
    await panel.root
      .getByRole('button', { name: /^Correct line/ })
      .first()
      .click();
    await panel.root.getByRole('textbox', { name: /^Correct line/ }).fill(digitsAt(sandbox, 9_999));
    await panel.root.getByRole('button', { name: 'Check', exact: true }).click();
    await expect(panel.root.getByText('442 found, selected')).toBeVisible();
    await panel.send.paste.filter('Not found').click();
    await panel.root.getByRole('button', { name: 'Create', exact: true }).first().click();
    await panel.root.getByRole('textbox', { name: /^Name for line/ }).fill('Criada Cida');
    await panel.root.getByRole('button', { name: 'Create', exact: true }).first().click();
    await expect(panel.root.getByText('443 found, selected')).toBeVisible();
    await panel.send.expectPicked(443);
  });

  test('20,000 lines of a file and a group of 10,000 are worked off in pieces and to the end, the panel answers in between, and reading can be stopped', async ({
    env,
  }) => {
    const { page, panel } = await env.openChats();
    const { sandbox } = env;
    await panel.skipFirstRun();
    await panel.send.pickFlow('Retomar atendimento');
    // Counts how often the page had its turn and which progress it was shown. Times would depend on what else runs on
    // the machine.
    await panel.root.evaluate((host) => {
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
    await panel.send.paste.openFile(
      'muitas.txt',
      Array.from({ length: 20_010 }, (_, place) =>
        place < 3 ? digitsAt(sandbox, 40 + place) : `linha ${place} 😀`,
      ).join('\n'),
    );
    await expect(panel.root.getByText('muitas.txt: 20,010 rows')).toBeVisible();
    await panel.root.getByRole('button', { name: 'Check 20,010 lines' }).click();
    await expect(panel.root.getByText('3 found, selected')).toBeVisible();
    const after = await seen();

    // A text box of that many lines is laid out in one long task, and so would be a list that draws all of them.
    expect(after.textBox).toBe(0);
    expect(
      await panel.root.getByRole('list', { name: 'Result of each line' }).getByRole('listitem').count(),
    ).toBeLessThan(60);
    expect(after.turns - before.turns).toBeGreaterThan(10);
    expect(await panel.send.paste.count('Found')).toBe(3);
    expect(await panel.send.paste.count('Invalid')).toBe(20_007);
    await expect(
      panel.root.getByRole('list', { name: 'Result of each line' }).getByRole('listitem').first(),
    ).toContainText('4 ·');

    await panel.send.showSource('Groups');
    await panel.root.getByRole('option', { name: 'Base 10 mil' }).click();
    await expect(panel.root.getByText(/of 10,000 members read$/)).toBeVisible();
    await panel.root.getByRole('button', { name: 'Stop reading Base 10 mil' }).click();
    await expect(panel.root.getByText(/of 10,000 members read$/)).toHaveCount(0);
    await expect(panel.root.getByText(/^[\d,]+ selected$/).first()).not.toHaveText('10,000 selected');
    await panel.root.getByRole('button', { name: 'Clear', exact: true }).click();

    const stopped = await seen();
    await panel.root.getByRole('option', { name: 'Base 10 mil' }).click();
    await expect(panel.root.getByText(/of 10,000 members read$/)).toBeVisible();
    await panel.showTab('History');
    await expect(panel.tab('History')).toHaveAttribute('aria-selected', 'true');
    await panel.showTab('Send');
    await panel.send.expectPicked(10_000);
    const end = await seen();

    expect(end.progress).toBeGreaterThan(10);
    expect(end.turns - stopped.turns).toBeGreaterThan(10);

    await panel.root.getByRole('button', { name: 'Show all' }).click();
    await panel.root.getByRole('option').nth(2).click();
    await panel.send.expectPicked(9_999);
  });
});
