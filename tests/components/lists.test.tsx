// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../lib/messaging/background-client.ts';
import type { Answers } from './fake-background.ts';
import { ALL_CONTACTS, draftOf, FLOWS, GROUPS, NOW } from './fake-data.ts';
import type { FlowRow } from '../../lib/messaging/views.ts';
import { hidePanel, showPanel } from './show-panel.tsx';
import { waitFor } from '../unit/wait-for.ts';

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

describe('the list of flows', () => {
  const flows = (abouts: readonly FlowRow['about'][]) => ({
    'catalog:list-flows': () => ({
      flows: FLOWS.slice(0, abouts.length).map((flow, n) => ({
        ...flow,
        isFavourite: false,
        lastUsedAt: n === 3 ? NOW - 7_200_000 : null,
        about: abouts[n] ?? null,
      })),
      nearMisses: [],
      complete: true,
      badRows: 0,
      fetchedAt: 1,
    }),
  });
  const about = (change: Partial<NonNullable<FlowRow['about']>>): FlowRow['about'] => ({
    sends: 'templates',
    text: 'Olá {{1}}',
    category: 'MARKETING',
    trouble: null,
    readAt: NOW,
    ...change,
  });
  const secondLines = () =>
    new Map(
      screen.getAllByRole('option').map((option) => {
        const [name, line] = option.querySelector('.names')?.children ?? [];
        return [name?.textContent, line?.textContent ?? null];
      }),
    );

  it('says what a flow sends and what is wrong with it, and asks nothing for the others', async () => {
    const { named } = await showPanel({
      singles: { draft: draftOf(0, { flowUuid: null, flowName: null }) },
      answers: flows([about({ trouble: 'REJECTED' }), about({ sends: 'none', text: '', category: '' }), null, null]),
    });
    const lines = secondLines();
    expect(FLOWS.slice(0, 3).map(({ name }) => lines.get(name))).toEqual([
      'RejectedMarketing · Olá {{1}}',
      'No template',
      null,
    ]);
    expect(lines.get(FLOWS[3]?.name)).toContain('2 hr. ago');
    expect(named('catalog:preview-flow')).toEqual([]);
  });

  it('reads the favourites of which it knows nothing, once, and shows what they are', async () => {
    const answers = flows([null, about({}), null]);
    const { named, rest } = await showPanel({
      singles: { draft: draftOf(0, { flowUuid: null, flowName: null }) },
      answers: {
        ...answers,
        'catalog:list-flows': () => {
          const list = answers['catalog:list-flows']();
          return { ...list, flows: list.flows.map((flow, n) => ({ ...flow, isFavourite: n < 2 })) };
        },
      },
    });
    await waitFor(() =>
      expect(named('catalog:preview-flow').map(({ input }) => input)).toEqual([{ flowUuid: FLOWS[0]?.flowUuid }]),
    );
    await rest();
    expect(secondLines().get(FLOWS[0]?.name)).toBe(
      'Utility · Olá {{nome}}, sua consulta é em {{data}}. Podemos confirmar?',
    );
  });
});

describe('the list of contacts', () => {
  it('says how many could not be read, keeps the others, and shows each person once', async () => {
    const [row] = ALL_CONTACTS;
    const { press } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:search': () => ({ rows: row === undefined ? [] : [row, row], next: null, badRows: 1 }),
        'people:recents': () => ({ rows: [] }),
      },
    });
    await press(screen.getByRole('button', { name: /People/ }));

    expect(screen.getByText('1 contact could not be read and is left out.')).toBeTruthy();
    expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual([
      expect.stringContaining(row?.name ?? 'nobody'),
    ]);
  });
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

  it.each([
    {
      what: 'that it was deleted meanwhile, when its members cannot be read and it is listed no more',
      answers: {
        'people:expand-group': () => {
          throw new CallFailed({ kind: 'not-found', detail: '' });
        },
        'people:list-groups': ({ refresh }) => ({
          groups: refresh === true ? GROUPS.filter(({ name }) => name !== 'VIP') : GROUPS,
          badRows: 0,
        }),
      },
      said: 'This group was deleted meanwhile.',
      people: 0,
    },
    {
      what: 'that its list does not end, when a page comes again, and keeps those read',
      answers: {
        'people:expand-group': () => ({ rows: ALL_CONTACTS.slice(20, 30), next: 'same', badRows: 0 }),
      },
      said: 'The list of members does not end; those read so far are selected.',
      people: 10,
    },
    {
      what: 'that the project has used up its requests, when the server refuses one more',
      answers: {
        'people:expand-group': () => {
          throw new CallFailed({ kind: 'rate-limit', detail: '' });
        },
      },
      said: 'The project has used up its requests for now. Wait some minutes.',
      people: 0,
    },
  ] as { what: string; answers: Answers; said: string; people: number }[])(
    'says of a picked group $what',
    async ({ answers, said, people }) => {
      const { press, root } = await showPanel({ singles: { draft: draftOf(0) }, answers });
      await press(screen.getByRole('button', { name: /People/ }));
      await press(screen.getByRole('button', { name: 'Groups' }));

      await press(screen.getByRole('option', { name: /VIP/ }));

      expect(root.textContent).toContain(said);
      expect(screen.getAllByText(people === 0 ? 'Nobody selected' : `${people} selected`).length).toBeGreaterThan(0);
    },
  );
});
