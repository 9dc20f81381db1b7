// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../lib/messaging/background-client.ts';
import type { Answers } from './fake-background.ts';
import { ALL_CONTACTS, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

describe('a list that could not be loaded', () => {
  const down = () => {
    throw new CallFailed({ kind: 'offline', detail: '' });
  };
  it.each([
    {
      name: 'contacts',
      answers: { 'people:search': down, 'people:recents': () => ({ rows: [] }) },
      source: 'Contacts',
      said: 'The contacts could not be loaded',
      list: 'Contacts',
      again: 'people:search',
    },
    {
      name: 'groups',
      answers: { 'people:list-groups': down },
      source: 'Groups',
      said: 'The groups could not be loaded',
      list: 'Groups',
      again: 'people:list-groups',
    },
  ] as const)(
    'of $name says so, offers to try again, and appears when that works',
    async ({ answers, source, said, list, again }) => {
      const failing: Answers = { ...answers };
      const { press, named } = await showPanel({ singles: { draft: draftOf(0) }, answers: failing });
      await press(screen.getByRole('button', { name: /People/ }));
      await press(screen.getByRole('button', { name: source }));
      const alert = screen.getByRole('alert').textContent;
      const hadList = screen.queryByRole('listbox');
      const asked = named(again).length;

      delete failing[again];
      await press(screen.getByRole('button', { name: 'Try again' }));

      expect(alert).toContain(said);
      expect(hadList).toBeNull();
      expect(named(again)).toHaveLength(asked + 1);
      expect(within(screen.getByRole('listbox', { name: list })).getAllByRole('option').length).toBeGreaterThan(0);
    },
  );
});

describe('the list of groups', () => {
  it('says how many members of a picked group could not be read, until the notice is closed', async () => {
    const { press } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: { 'people:expand-group': () => ({ rows: ALL_CONTACTS.slice(20, 30), next: null, badRows: 3 }) },
    });
    await press(screen.getByRole('button', { name: /People/ }));
    await press(screen.getByRole('button', { name: 'Groups' }));

    await press(screen.getByRole('option', { name: /VIP/ }));
    const said = screen.queryByText('3 members could not be read and are not selected.');
    await press(screen.getByRole('button', { name: 'Close' }));

    expect(said).toBeTruthy();
    expect(screen.queryByText(/could not be read/)).toBeNull();
  });
});
