// @vitest-environment happy-dom
import { screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

describe('the list of groups', () => {
  it('says how many members of a picked group could not be read, until that is closed', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(0) }, answers: { 'people:expand-group': () => ({ rows: ALL_CONTACTS.slice(20, 30), next: null, badRows: 3 }) } });
    await press(screen.getByRole('button', { name: /People/ }));
    await press(screen.getByRole('button', { name: 'Groups' }));

    await press(screen.getByRole('option', { name: /VIP/ }));
    const said = screen.queryByText('3 members could not be read and are not selected.');
    await press(screen.getByRole('button', { name: 'Close' }));

    expect(said).toBeTruthy();
    expect(screen.queryByText(/could not be read/)).toBeNull();
  });
});
