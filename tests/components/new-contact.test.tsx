// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

describe('a new contact', () => {
  it('is created with a name of up to 100 characters, and a longer one is reported while it is typed', async () => {
    const shown = await showPanel({
      singles: { draft: draftOf(0) },
      answers: { 'people:check-number': () => ({ ok: true, number: '+55 82 99900-0001' }) },
    });
    await shown.press(screen.getByRole('button', { name: /People/ }));
    await shown.press(screen.getByRole('button', { name: 'New' }));
    const type = async (label: string, value: string): Promise<void> => {
      fireEvent.input(screen.getByRole('textbox', { name: label }), { target: { value } });
      await shown.rest();
    };
    const create = screen.getByRole<HTMLButtonElement>('button', { name: 'Create and select' });
    await type('Number with area code', '82 99900-0001');

    await type('Name', 'ã'.repeat(101));
    const tooLong = [screen.queryByText('A name can have 100 characters at most.') !== null, create.disabled];
    await type('Name', 'ã'.repeat(100));

    expect(tooLong).toEqual([true, true]);
    expect([screen.queryByText('A name can have 100 characters at most.'), create.disabled]).toEqual([null, false]);
  });
});
