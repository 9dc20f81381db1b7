// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { LineResult } from '../../lib/numbers/line-result.ts';
import { correctedRow, mergeResults } from '../../lib/models/panel/paste-lines.ts';
import { draftOf } from './fake-data.ts';
import { contactId } from '../unit/preflight/people.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

async function showResults(
  results: readonly LineResult[],
  later: (lines: readonly string[]) => readonly LineResult[] = () => [],
) {
  let isFirst = true;
  const shown = await showPanel({
    singles: { draft: draftOf(0) },
    answers: {
      'people:resolve-lines': ({ lines }) => {
        const answer = isFirst ? results : later(lines);
        isFirst = false;
        return { results: [...answer] };
      },
    },
  });
  await shown.press(screen.getByRole('button', { name: /People/ }));
  await shown.press(screen.getByRole('button', { name: 'Paste' }));
  fireEvent.input(screen.getByRole('textbox', { name: 'One number per line' }), { target: { value: 'something' } });
  await shown.rest();
  await shown.press(screen.getByRole('button', { name: 'Check 1 line' }));
  return shown;
}

/** The results of a pasted table with a name and a number. */
async function showTable(results: readonly LineResult[], later: (lines: readonly string[]) => readonly LineResult[]) {
  const shown = await showPanel({
    singles: { draft: draftOf(0) },
    answers: {
      'people:read-table': () => ({
        table: {
          headers: ['Nome', 'Fone'],
          preview: [],
          rows: results.length,
          formulaCells: 0,
          cutRows: 0,
          guess: { numberColumn: 1, nameColumn: 0 },
        },
      }),
      'people:resolve-table': () => ({ results: [...results] }),
      'people:resolve-lines': ({ lines }) => ({ results: [...later(lines)] }),
    },
  });
  await shown.press(screen.getByRole('button', { name: /People/ }));
  await shown.press(screen.getByRole('button', { name: 'Paste' }));
  fireEvent.paste(screen.getByRole('textbox', { name: 'One number per line' }), {
    clipboardData: { getData: () => 'Nome\tFone\nAna\t1' },
  });
  await shown.rest();
  await shown.press(screen.getByRole('button', { name: 'Check 1 line' }));
  return shown;
}

const optionsOf = (select: HTMLElement): string[] =>
  [...select.querySelectorAll('option')].map((option) => option.textContent ?? '');

describe('the contacts of found lines', () => {
  const found = (line: number): Extract<LineResult, { status: 'found' }> => ({
    line,
    text: `82 98888-000${line}`,
    status: 'found',
    contact: { contactUuid: contactId(line), name: `Person ${line}`, digits: `558298888000${line}` },
    unsendable: null,
  });
  const invalid: LineResult = { line: 9, text: 'x', status: 'invalid', reason: 'no-number', name: null };

  it('are selected at once, without those who cannot be sent to, and the lines with a problem come first', async () => {
    const shown = await showResults([found(1), { ...found(2), unsendable: 'blocked' }, invalid]);

    const lines = screen.getAllByRole('listitem').map((line) => line.textContent?.slice(0, 3));
    expect(lines).toEqual(['9 ·', '1 ·', '2 ·']);
    expect(screen.getByText('2 found, selected')).toBeTruthy();
    expect(shown.named('draft:save').at(-1)?.input).toMatchObject({
      draft: { people: [{ contactUuid: contactId(1) }] },
    });
  });

  it('stay unticked when another line is corrected afterwards, and a press selects them again', async () => {
    const shown = await showResults([found(1), found(2), invalid], () => [found(3)]);
    await shown.press(screen.getByRole('button', { name: '2 selected' }));
    await shown.press(screen.getByRole('button', { name: 'Remove Person 1' }));

    await shown.press(screen.getByRole('button', { name: 'Correct line 9' }));
    fireEvent.input(screen.getByRole('textbox', { name: 'Correct line 9' }), { target: { value: '82 98888-0003' } });
    await shown.rest();
    await shown.press(screen.getByRole('button', { name: 'Check' }));
    const corrected = screen.getByRole('button', { name: '2 selected' });
    await shown.press(screen.getByRole('button', { name: 'Select 3 found' }));

    expect(corrected).toBeTruthy();
    expect(screen.getByRole('button', { name: '3 selected' })).toBeTruthy();
  });
});

describe('a second look-up', () => {
  const found = (n: number): LineResult => ({
    line: n,
    text: `82 98888-000${n}`,
    status: 'found',
    contact: { contactUuid: contactId(n), name: `Person ${n}`, digits: `558298888000${n}` },
    unsendable: null,
  });
  const lookUpAgain = async ({ press }: Awaited<ReturnType<typeof showResults>>): Promise<void> => {
    await press(screen.getByRole('button', { name: 'Edit' }));
    await press(screen.getByRole('button', { name: 'Check 1 line' }));
  };

  it('takes out whom only the first one named, so that a wrong digit leaves no stranger selected, and says so with an undo', async () => {
    const shown = await showResults([found(1), found(2)], () => [found(2), found(3)]);

    await lookUpAgain(shown);

    expect(shown.named('draft:save').at(-1)?.input).toMatchObject({
      draft: { people: [{ contactUuid: contactId(2) }, { contactUuid: contactId(3) }] },
    });
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('leaves unticked whom the agent has unticked', async () => {
    const shown = await showResults([found(1), found(2)], () => [found(1), found(2)]);
    await shown.press(screen.getByRole('button', { name: '2 selected' }));
    await shown.press(screen.getByRole('button', { name: 'Remove Person 1' }));

    await lookUpAgain(shown);

    expect(screen.getByRole('button', { name: '1 selected' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Select 2 found' })).toBeTruthy();
  });
});

describe('a line that can be read in two ways', () => {
  const unclear: LineResult = {
    line: 3,
    text: 'Ana; 82 99900-0001 / 82 98888-7777',
    status: 'unclear',
    reason: 'several-numbers',
    readings: ['5582999000001', '5582988887777'],
    name: 'Ana',
    values: { Cidade: 'Maceió' },
  };

  it('offers both numbers and looks up the chosen one', async () => {
    const shown = await showResults([unclear], (lines) => [
      { line: 1, text: lines[0] ?? '', status: 'not-found', digits: '5582988887777', name: null },
    ]);
    const choice = screen.getByRole('combobox', { name: 'Which number is meant in line 3' });

    expect(optionsOf(choice)).toEqual(['Choose…', '+55 (82) 99900-0001', '+55 (82) 98888-7777']);
    fireEvent.change(choice, { target: { value: '5582988887777' } });
    await shown.rest();

    expect(shown.named('people:resolve-lines').at(-1)?.input).toMatchObject({ lines: ['+5582988887777'] });
    expect(screen.queryByRole('combobox', { name: 'Which number is meant in line 3' })).toBeNull();
    expect(shown.root.textContent).toContain('No contact has this number');
    expect(shown.root.textContent).toContain(unclear.text);
  });

  it('keeps its name and its columns once a number is chosen', () => {
    const merged = mergeResults(
      [unclear],
      new Map([[0, { line: 1, text: '+5582988887777', status: 'not-found', digits: '5582988887777', name: null }]]),
    );

    expect(merged).toMatchObject([
      { line: 3, status: 'not-found', digits: '5582988887777', name: 'Ana', values: { Cidade: 'Maceió' } },
    ]);
  });
});

describe('a row corrected in the panel', () => {
  it('keeps its other columns, whatever was wrong with its number', () => {
    const row: LineResult = {
      line: 2,
      text: 'Ana; 99900-0001; Maceió',
      status: 'invalid',
      reason: 'no-area-code',
      name: 'Ana',
      values: { Nome: 'Ana', Cidade: 'Maceió' },
    };
    const found: LineResult = {
      line: 1,
      text: '82 99900-0001',
      status: 'found',
      contact: { contactUuid: contactId(1), name: 'Ana', digits: '5582999000001' },
      unsendable: null,
    };

    expect(mergeResults([row], new Map([[0, found]]))).toMatchObject([
      { line: 2, status: 'found', values: { Nome: 'Ana', Cidade: 'Maceió' } },
    ]);
  });
});

describe('the columns of a row corrected in the panel', () => {
  const columns = { headers: ['Nome', 'Fone', 'Cidade'], numberColumn: 1, nameColumn: 0 };
  const row: LineResult = {
    line: 2,
    text: 'Ana; 99900-0001; Maceió',
    status: 'invalid',
    reason: 'no-area-code',
    name: 'Ana',
    values: { Nome: 'Ana', Fone: '99900-0001', Cidade: 'Maceió' },
  };

  it('are the cells of the corrected row, and its number is that of its own cell', () => {
    expect(correctedRow(row, columns, 'Ana Lima; 82 99900-0001; Penedo')).toEqual({
      number: '82 99900-0001',
      name: 'Ana Lima',
      values: { Nome: 'Ana Lima', Fone: '82 99900-0001', Cidade: 'Penedo' },
    });
  });

  it.each(['\t', '; ', ', ', '| '])('are found with the separator %j', (between) => {
    const cut = { ...row, text: ['Ana', '99900-0001', 'Maceió'].join(between) };

    expect(correctedRow(cut, columns, ['Ana', '82 99900-0001', 'Maceió'].join(between)).values).toEqual({
      ...row.values,
      Fone: '82 99900-0001',
    });
  });

  it('are found in a row with fewer cells than columns, too', () => {
    const short = { ...row, text: 'Ana; 99900-0001', values: { Nome: 'Ana', Fone: '99900-0001', Cidade: '' } };

    expect(correctedRow(short, columns, 'Ana; 82 99900-0001')).toEqual({
      number: '82 99900-0001',
      name: 'Ana',
      values: { Nome: 'Ana', Fone: '82 99900-0001', Cidade: '' },
    });
  });

  it.each(['82 99900-0001', 'Ana; 82 99900-0001'])(
    'other than the number stay when the row is rewritten as %s',
    (text) => {
      expect(correctedRow(row, columns, text)).toEqual({
        number: text,
        name: null,
        values: { ...row.values, Fone: text },
      });
    },
  );

  it('contain the chosen number when the cell held two', async () => {
    const cell = '82 99900-0001 / 82 98888-7777';
    const unclear: LineResult = {
      line: 2,
      text: `Ana\t${cell}`,
      status: 'unclear',
      reason: 'several-numbers',
      readings: ['5582999000001', '5582988887777'],
      name: 'Ana',
      values: { Nome: 'Ana', Fone: cell },
    };
    const shown = await showTable([unclear], (lines) => [
      {
        line: 1,
        text: lines[0] ?? '',
        status: 'found',
        contact: { contactUuid: contactId(1), name: 'Ana', digits: '5582988887777' },
        unsendable: null,
      },
    ]);

    fireEvent.change(screen.getByRole('combobox', { name: 'Which number is meant in line 2' }), {
      target: { value: '5582988887777' },
    });
    await shown.rest();

    expect(shown.named('draft:save').at(-1)?.input).toMatchObject({
      draft: { people: [{ values: { Nome: 'Ana', Fone: '+5582988887777' } }] },
    });
  });

  it('are passed on with the person as corrected', async () => {
    const bad: LineResult = {
      line: 2,
      text: 'Ana\t99900-0001',
      status: 'invalid',
      reason: 'no-area-code',
      name: 'Ana',
      values: { Nome: 'Ana', Fone: '99900-0001' },
    };
    const shown = await showTable([bad], (lines) => [
      {
        line: 1,
        text: lines[0] ?? '',
        status: 'found',
        contact: { contactUuid: contactId(1), name: 'Ana', digits: '5582999000001' },
        unsendable: null,
      },
    ]);

    await shown.press(screen.getByRole('button', { name: 'Correct line 2' }));
    fireEvent.input(screen.getByRole('textbox', { name: 'Correct line 2' }), {
      target: { value: 'Ana\t82 99900-0001' },
    });
    await shown.rest();
    await shown.press(screen.getByRole('button', { name: 'Check' }));

    expect(shown.named('people:resolve-lines').at(-1)?.input).toMatchObject({ lines: ['82 99900-0001'] });
    expect(shown.named('draft:save').at(-1)?.input).toMatchObject({
      draft: { people: [{ values: { Nome: 'Ana', Fone: '82 99900-0001' } }] },
    });
  });
});

describe('a contact to create for a pasted line', () => {
  it('has a name of up to 100 characters, and a longer one is refused with a message', async () => {
    const shown = await showResults([
      { line: 1, text: 'x', status: 'not-found', digits: '5582999000001', name: 'ã'.repeat(101) },
    ]);
    await shown.press(screen.getByRole('button', { name: 'Create' }));

    expect(screen.getByRole('alert').textContent).toBe('A name can have 100 characters at most.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Create' }).disabled).toBe(true);
    fireEvent.input(screen.getByRole('textbox', { name: /Name for line 1/ }), { target: { value: 'ã'.repeat(100) } });
    await shown.rest();
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

describe('two contacts of one name', () => {
  it('are told apart by their numbers', async () => {
    await showResults([
      {
        line: 1,
        text: '82 98888-0002',
        status: 'ambiguous',
        candidates: [
          { contactUuid: contactId(1), name: 'Ana', digits: '558288880002' },
          { contactUuid: contactId(2), name: 'Ana', digits: '5582988880002' },
        ],
      },
    ]);

    expect(optionsOf(screen.getByRole('combobox', { name: 'Who is meant in line 1' }))).toEqual([
      'Choose…',
      'Ana · +55 (82) 8888-0002',
      'Ana · +55 (82) 98888-0002',
    ]);
  });
});

describe('a look-up that ended before its last line', () => {
  const found: LineResult = {
    line: 1,
    text: '82 98888-0001',
    status: 'found',
    contact: { contactUuid: contactId(1), name: 'Ana', digits: '5582988880001' },
    unsendable: null,
  };
  const left = (reason: 'cancelled' | 'budget'): LineResult => ({
    line: 2,
    text: '82 98888-0002',
    status: 'unresolved',
    digits: '5582988880002',
    name: null,
    reason,
  });

  it.each([
    ['cancelled', 'Not looked up: cancelled'],
    ['budget', 'Not looked up: the hourly budget is used up'],
  ] as const)('keeps what it found, says why (%s), and looks up the rest by a press', async (reason, said) => {
    const shown = await showResults([found, left(reason)], () => [
      { ...found, contact: { contactUuid: contactId(2), name: 'Bia', digits: '5582988880002' } },
    ]);

    expect(screen.getByText(/^1 line was not looked up to the end/)).toBeTruthy();
    expect(screen.getByText('1 found, selected')).toBeTruthy();
    expect(shown.root.textContent).toContain(said);
    await shown.press(screen.getByRole('button', { name: 'Look up the 1 left' }));

    expect(shown.named('people:resolve-lines').at(-1)?.input).toMatchObject({ lines: ['+5582988880002'] });
    expect(screen.getByText('2 found, selected')).toBeTruthy();
    expect(screen.queryByText(/not looked up to the end/)).toBeNull();
  });

  it('is stopped by a press while it runs', async () => {
    const shown = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:resolve-lines': () => new Promise<never>(() => undefined),
        'work:cancel': () => ({ ok: true }),
      },
    });
    await shown.press(screen.getByRole('button', { name: /People/ }));
    await shown.press(screen.getByRole('button', { name: 'Paste' }));
    fireEvent.input(screen.getByRole('textbox', { name: 'One number per line' }), {
      target: { value: '82 98888-0001' },
    });
    await shown.rest();
    await shown.press(screen.getByRole('button', { name: 'Check 1 line' }));

    await shown.press(screen.getByRole('button', { name: 'Stop' }));

    const [asked] = shown.named('people:resolve-lines').map(({ input }) => (input as { workId: string }).workId);
    expect(shown.named('work:cancel').map(({ input }) => input)).toEqual([{ workId: asked }]);
  });
});
