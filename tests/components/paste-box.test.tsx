// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';
import { waitFor } from '../unit/wait-for.ts';

// The test DOM lacks these properties, from which preact derives the name of an event.
beforeAll(() => Object.assign(HTMLElement.prototype, { ondrop: null, ondragover: null }));
afterEach(hidePanel);

const linesOf = (count: number): string => Array.from({ length: count }, (_, n) => `line ${n}`).join('\n');

describe('the paste box', () => {
  async function openBox() {
    const shown = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:resolve-lines': ({ lines }) => ({
          results: lines.map((text, at) => ({
            line: at + 1,
            text,
            status: 'invalid',
            reason: 'no-number',
            name: null,
          })),
        }),
        'people:resolve-table': () => ({ results: [] }),
        'people:read-table': () => ({
          table: {
            headers: ['nome', 'fone'],
            preview: [['Ana', '1']],
            rows: 1_200,
            formulaCells: 0,
            cutRows: 0,
            guess: { numberColumn: 1, nameColumn: 0 },
          },
        }),
      },
    });
    await shown.press(screen.getByRole('button', { name: /People/ }));
    await shown.press(screen.getByRole('button', { name: 'Paste' }));
    const box = (): HTMLTextAreaElement =>
      screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'One number per line' });
    /** Pastes a text. @returns whether the browser may write it into the box itself */
    const paste = async (text: string): Promise<boolean> => {
      const isLeft = fireEvent.paste(box(), { clipboardData: { getData: () => text } });
      await shown.rest();
      return isLeft;
    };
    return { ...shown, box, paste };
  }

  it('shows the first of many pasted lines, after the text already written, and looks all of them up', async () => {
    const { box, paste, press, named } = await openBox();
    fireEvent.input(box(), { target: { value: 'first of all\nreplaced' } });
    box().setSelectionRange('first of all\n'.length, 'first of all\nreplaced'.length);

    const isLeft = await paste(linesOf(20_000));
    const hasTextBox = document.querySelector('textarea') !== null;
    await press(screen.getByRole('button', { name: 'Check 20,001 lines' }));

    expect([isLeft, hasTextBox]).toEqual([false, false]);
    const [asked] = named('people:resolve-lines').map((call) => call.input as { lines: string[] });
    expect([asked?.lines.length, ...(asked?.lines.slice(0, 2) ?? [])]).toEqual([20_001, 'first of all', 'line 0']);
  });

  it('asks which column is what when many pasted lines have columns', async () => {
    const { paste, press, named } = await openBox();
    const text = `nome\tfone\n${linesOf(1_200)}`;

    await paste(text);
    const title = screen.queryByText('From pasted lines: 1,200 rows');
    await press(screen.getByRole('button', { name: 'Check 1,200 lines' }));

    expect(title).toBeTruthy();
    expect(named('people:resolve-table')[0]?.input).toMatchObject({ text, numberColumn: 1, nameColumn: 0 });
  });

  it('asks which column is what when a few lines of a table are pasted, and gives them back', async () => {
    const { paste, press, box } = await openBox();
    const text = '82988887777\t82 99900-0001\tAna\n82988886666\t82 99900-0002\tBia';

    const isLeft = await paste(text);
    const hasColumns = screen.queryByRole('combobox', { name: 'Column with the number' }) !== null;
    await press(screen.getByRole('button', { name: 'Back' }));

    expect([isLeft, hasColumns]).toEqual([false, true]);
    expect(box().value).toBe(text);
  });

  it('asks which column is what when a single row of a table is pasted, and gives it back', async () => {
    const { paste, press, box } = await openBox();
    const text = 'Ana\t82 99900-0001\t12345678909';

    const isLeft = await paste(text);
    const hasColumns = screen.queryByRole('combobox', { name: 'Column with the number' }) !== null;
    await press(screen.getByRole('button', { name: 'Back' }));

    expect([isLeft, hasColumns]).toEqual([false, true]);
    expect(box().value).toBe(text);
  });

  it('keeps the line numbers of the pasted text, blank lines included', async () => {
    const { box, press, named, rest } = await openBox();
    fireEvent.input(box(), { target: { value: '\n82999000001\n\n82999000002' } });
    await rest();

    await press(screen.getByRole('button', { name: 'Check 2 lines' }));

    expect(named('people:resolve-lines')[0]?.input).toMatchObject({ lines: ['', '82999000001', '', '82999000002'] });
  });

  it('lets the browser write a few pasted lines itself', async () => {
    const { box, paste } = await openBox();

    expect(await paste(linesOf(1_000))).toBe(true);
    expect(box()).toBeTruthy();
  });

  it('refuses a paste that exceeds the limit for files', async () => {
    const { box, paste } = await openBox();

    const isLeft = await paste('5511912345678\n'.repeat(800_000));

    expect(isLeft).toBe(false);
    expect(box().value).toBe('');
    expect(screen.getByRole('alert').textContent).toContain('too large');
  });

  it('takes a dropped file, and never lets the page receive it', async () => {
    const { box, rest } = await openBox();
    const file = new File([linesOf(3)], 'few.txt');

    const isLeft = fireEvent.drop(box(), { dataTransfer: { files: [file] } });

    expect(isLeft).toBe(false);
    await waitFor(async () => {
      await rest();
      expect(box().value).toBe(linesOf(3));
    });
    expect(screen.getByRole('button', { name: 'Check 3 lines' })).toBeTruthy();
  });

  it.each([
    ['a picture', new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3)], 'foto.csv'), 'not a text file'],
    ['more than 10 MB', new File([new Uint8Array(11_000_000)], 'grande.csv'), 'Up to 10 MB'],
  ])('refuses a file that is %s, with the reason', async (_what, file, said) => {
    const { box, rest, named } = await openBox();

    fireEvent.drop(box(), { dataTransfer: { files: [file] } });

    await waitFor(async () => {
      await rest();
      expect(screen.getByRole('alert').textContent).toContain(said);
    });
    expect(named('people:read-table')).toEqual([]);
  });
});
