// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { putBack, removeGroup, removePeople, toSelection } from '../../lib/draft/selection.ts';
import { ALL_CONTACTS, AWAITED, GROUPS, draftOf, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const undo = (): HTMLElement => button('Undo');

describe('people removed from the selection', () => {
  const inPeople = async (count: number) => {
    const world = await showPanel({ singles: { draft: draftOf(count) } });
    await world.press(button(/People$/));
    return world;
  };

  it('are restored by a press in the notice, one person or all of them', async () => {
    const { press } = await inPeople(3);
    await press(button('3 selected'));
    const [first] = screen.getAllByRole('button', { name: /^Remove / });

    await press(first!);
    const without = screen.getAllByText('2 selected').length;
    await press(undo());
    const back = screen.getAllByText('3 selected').length;
    await press(button('Clear'));
    const cleared = screen.getAllByText('Nobody selected').length;
    await press(undo());

    expect([without, back, cleared].every((count) => count > 0)).toBe(true);
    expect(screen.getAllByText('3 selected').length).toBeGreaterThan(0);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('are restored by Ctrl+Z, except in a text field', async () => {
    const { press, key } = await inPeople(3);
    await press(button('Clear'));

    await key(screen.getByRole('searchbox'), 'z', { ctrlKey: true });
    const whileTyping = screen.queryByRole('button', { name: 'Undo' }) !== null;
    await key(screen.getByRole('listbox', { name: 'Contacts' }), 'z', { ctrlKey: true });

    expect(whileTyping).toBe(true);
    expect(screen.getAllByText('3 selected').length).toBeGreaterThan(0);
  });

  it('in the pre-flight are restored, and checked again', async () => {
    const draft = draftOf(3);
    const finding = {
      kind: 'open-chat' as const,
      level: 'warning' as const,
      people: draft.people.slice(0, 1).map(({ contactUuid, name }) => ({ contactUuid, name, details: {} })),
      details: {},
    };
    let checks = 0;
    const { press, named } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => toReport(draft, { findings: [finding], evaluatedAt: (checks += 1) }) },
    });
    await press(button(/Review$/));
    await press(button('Send to 3 people'));
    await press(button('Untick this 1'));
    const saved = named('draft:save').at(-1)?.input;

    await press(undo());

    expect(saved).toMatchObject({
      draft: { people: draft.people.slice(1).map(({ contactUuid }) => ({ contactUuid })) },
    });
    expect(named('draft:save').at(-1)?.input).toMatchObject({
      draft: { people: draft.people.map(({ contactUuid }) => ({ contactUuid })) },
    });
  });

  it('are added to the selection as it is by then, without people removed meanwhile', () => {
    const start = toSelection(draftOf(4));
    const [a, b, c] = [...start.people.keys()];
    const after = removePeople(start, [a!]);
    const later = removePeople(after, [b!]);

    const back = putBack(later, { before: start, after });

    expect(new Set(back.people.keys())).toEqual(new Set([...start.people.keys()].filter((uuid) => uuid !== b)));
    expect(back.people.has(c!)).toBe(true);
    expect(putBack(after, { before: start, after })).toBe(start);
  });

  it('are restored as a group with its members and its count', () => {
    const { groupUuid } = GROUPS[0]!;
    const origins = [{ kind: 'group' as const, groupUuid }];
    const group = {
      groupUuid,
      name: 'A',
      count: 2,
      taken: 2,
      dropped: { duplicate: 0, blocked: 0, stopped: 0, noUrn: 0, unticked: 0 },
    };
    const start = toSelection({
      people: ALL_CONTACTS.slice(20, 22).map(({ contactUuid, name }) => ({ contactUuid, name, origins })),
      groups: [group],
    });
    const after = removeGroup(start, groupUuid);
    const later = removePeople(toSelection(draftOf(1)), []);

    const back = putBack(later, { before: start, after });

    expect(back.people.size).toBe(3);
    expect(back.groups.get(groupUuid)).toMatchObject({ taken: 2 });
  });
});

describe('a row that was dismissed', () => {
  it('is restored by a press in its notice, and the focus moves to the next row', async () => {
    const { press, named, client, rest } = await showPanel({
      awaited: AWAITED,
      answers: { 'reply:dismiss': () => ({ ok: true }), 'reply:restore': () => ({ ok: true }) },
    });
    await press(screen.getByRole('tab', { name: /Waiting/ }));
    const rows = within(screen.getByRole('list', { name: 'People awaited and replies' })).getAllByRole('listitem');
    const dismiss = within(rows[0]!).getAllByRole('button').at(-1)!;
    const next = within(rows[1]!).getAllByRole('button')[0]!;
    dismiss.focus();
    fireEvent.click(dismiss);
    await rest();
    const id = 'd:1';
    client.push({ type: 'delta', revision: 2, singles: {}, upsert: {}, remove: { awaited: [id] } });
    await rest();
    const focused = document.activeElement;

    await press(undo());

    expect(named('reply:dismiss').map(({ input }) => input)).toEqual([{ ids: [id] }]);
    expect(focused).toBe(next);
    expect(named('reply:restore').map(({ input }) => input)).toEqual([{ ids: [id] }]);
  });
});

describe('an audience that was removed', () => {
  it('is restored by a press in its notice', async () => {
    const { press, named } = await showPanel({
      singles: { draft: draftOf(1) },
      answers: { 'audience:remove': () => ({ ok: true }), 'audience:restore': () => ({ ok: true }) },
    });
    await press(button(/People$/));
    await press(button('Groups'));
    const [removeIt] = screen.getAllByRole('button', { name: /Clientes VIP/ }).slice(-1);
    await press(removeIt!);
    await press(screen.getAllByRole('button', { name: /Clientes VIP/ }).at(-1)!);

    await press(undo());

    expect(named('audience:remove').map(({ input }) => input)).toEqual([{ name: 'Clientes VIP' }]);
    expect(named('audience:restore').map(({ input }) => input)).toEqual([{ name: 'Clientes VIP' }]);
  });
});

describe('Select all', () => {
  const sendable = ALL_CONTACTS.filter((row) => !row.isBlocked && !row.isStopped && row.scheme !== null).length;
  type Page = { rows: typeof ALL_CONTACTS; next: string | null; badRows: number };

  it('selects the loaded rows, and with a second press everybody to the end of the list', async () => {
    const { press, rest, named } = await showPanel({ singles: { draft: draftOf(0) } });
    await press(button(/People$/));
    const asked = named('people:search').length;

    await press(button('Select all'));
    const loaded = screen.getAllByText(/^\d+ selected$/)[0]?.textContent;
    const askedByFirst = named('people:search').length - asked;
    await press(button('Select all 100+'));
    for (let page = 0; page < 10; page += 1) await rest();

    expect(loaded).toBe('97 selected');
    expect(askedByFirst).toBe(0);
    expect(screen.getAllByText(`${sendable} selected`).length).toBeGreaterThan(0);
    expect(screen.queryByText(/contacts read$/)).toBeNull();
  });

  it('shows its progress, and stops on request with the people read so far', async () => {
    const pages: ((page: Page) => void)[] = [];
    const { press, rest, named } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:search': ({ cursor }) =>
          cursor === null
            ? { rows: ALL_CONTACTS.slice(0, 100), next: '100', badRows: 0 }
            : new Promise((resolve) => pages.push(resolve)),
      },
    });
    await press(button(/People$/));
    await press(button('Select all'));
    await press(button('Select all 100+'));
    pages[0]?.({ rows: ALL_CONTACTS.slice(100, 200), next: '200', badRows: 0 });
    await rest();
    const told = screen.getByText('200 contacts read') !== null;

    await press(button('Stop'));
    const asked = named('people:search').length;
    pages[1]?.({ rows: ALL_CONTACTS.slice(200, 300), next: '300', badRows: 0 });
    await rest();

    expect(told).toBe(true);
    expect(screen.getByText('Stopped after 200 contacts. What was read is selected.')).toBeTruthy();
    expect(screen.getAllByText('197 selected').length).toBeGreaterThan(0);
    expect(named('people:search')).toHaveLength(asked);
  });

  it('stops when the search changes', async () => {
    const { press, rest, named } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:search': ({ cursor, text }) =>
          cursor === null
            ? { rows: text === '' ? ALL_CONTACTS.slice(0, 100) : [], next: text === '' ? '100' : null, badRows: 0 }
            : new Promise<Page>(() => undefined),
      },
    });
    await press(button(/People$/));
    await press(button('Select all'));
    await press(button('Select all 100+'));

    fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'zzzz' } });
    await rest();

    expect(screen.queryByText(/contacts read$/)).toBeNull();
    expect(
      named('people:search').filter(({ input }) => (input as { cursor: string | null }).cursor !== null),
    ).toHaveLength(1);
  });
});
