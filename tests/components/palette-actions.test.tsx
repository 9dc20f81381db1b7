// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { RoomUuid } from '../../lib/ids.ts';
import type { FakeOptions } from './fake-background.ts';
import { ALL_CONTACTS, FLOWS, awaitedOf, dispatchOf, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const ROOM = RoomUuid.parse('00000007-0000-4000-8000-000000000001');
const OTHER_ROOM = RoomUuid.parse('00000007-0000-4000-8000-000000000002');

/** A panel with its palette. `run` types into it and presses Enter, and returns the text of the first option. */
async function showPalette(options: Omit<FakeOptions, 'messages'> = {}) {
  const panel = await showPanel({
    ...options,
    answers: { 'settings:save': () => DEFAULT_SETTINGS, ...options.answers },
  });
  const open = async (): Promise<HTMLElement> => {
    await panel.key(panel.root.querySelector('.frame')!, 'k', { ctrlKey: true });
    return screen.getByRole('combobox', { name: 'Type what you want to do' });
  };
  const run = async (text: string): Promise<string | null> => {
    const field = await open();
    fireEvent.input(field, { target: { value: text } });
    await panel.rest();
    const first = within(screen.getByRole('dialog')).getByRole('option', { selected: true }).textContent;
    await panel.key(field, 'Enter');
    return first;
  };
  const lastDraft = () => panel.named('draft:save').at(-1)?.input;
  return { ...panel, open, run, lastDraft };
}

describe('the palette', () => {
  it('prepares a favourite for the chat on screen, up to the review, without sending', async () => {
    const { run, lastDraft, named } = await showPalette({
      singles: {
        roomShown: { roomUuid: ROOM, contactUuid: null, contactName: 'Heitor' },
        draft: draftOf(0, { flowUuid: null, flowName: null }),
      },
    });

    const first = await run(`send ${FLOWS[1]?.name}`);

    expect(first).toContain(`Send ${FLOWS[1]?.name} to the chat on screen`);
    expect(lastDraft()).toMatchObject({
      draft: {
        flowUuid: FLOWS[1]?.flowUuid,
        people: [{ contactUuid: ALL_CONTACTS[7]?.contactUuid, origins: [{ kind: 'chat' }] }],
      },
    });
    expect(screen.getByRole('button', { name: /Review$/ }).getAttribute('aria-current')).toBe('step');
    expect(named('dispatch:confirm')).toEqual([]);
  });

  it('finds people: a recent one is picked alone, and who was picked before is put aside', async () => {
    const { run, lastDraft } = await showPalette({
      singles: { draft: draftOf(3, { flowUuid: null, flowName: null }) },
    });
    const person = ALL_CONTACTS[3];

    const first = await run((person?.name ?? '').slice(0, 6));

    expect(first).toBe(`Prepare a send to ${person?.name}`);
    expect(lastDraft()).toMatchObject({
      draft: { people: [{ contactUuid: person?.contactUuid, origins: [{ kind: 'hand' }] }] },
    });
    expect(screen.getByRole('searchbox', { name: 'Search flow' })).toBeTruthy();
  });

  it('finds who is awaited, and shows that person in the list of those waiting', async () => {
    const { run } = await showPalette({ awaited: [awaitedOf(31, { contactName: 'Zulmira Prado', status: 'sent' })] });

    const first = await run('zulm');

    expect(first).toContain('Show Zulmira Prado in Waiting');
    expect(screen.getByRole('tab', { name: /Waiting/, selected: true })).toBeTruthy();
    expect(screen.getByText('Zulmira Prado')).toBeTruthy();
  });

  it('finds a reply whatever the list of those waiting is narrowed to', async () => {
    const { open, press, key, root } = await showPalette({
      awaited: [awaitedOf(31, { contactName: 'Zulmira Prado', status: 'replied', repliedAt: 1 })],
    });
    await press(screen.getByRole('tab', { name: /Waiting/ }));
    const search = root.querySelector<HTMLInputElement>('input[type=search]');
    if (search === null) throw new Error('no search');
    fireEvent.input(search, { target: { value: 'nobody' } });

    const field = await open();
    fireEvent.input(field, { target: { value: 'zulm' } });

    expect(await screen.findByRole('option', { name: /Open the reply of Zulmira Prado/ })).toBeTruthy();
    await key(field, 'Escape');
  });

  it('says where a tab is gone to', async () => {
    const { run } = await showPalette();

    expect(await run('go to hist')).toBe('Go to History');
    expect(screen.getByRole('tab', { name: 'History', selected: true })).toBeTruthy();
  });

  it('offers no favourite when no chat is on screen', async () => {
    const { open } = await showPalette();
    await open();

    expect(screen.getByRole('option', { name: /Set-up/ })).toBeTruthy();
    expect(screen.queryByRole('option', { name: /to the chat on screen/ })).toBeNull();
  });

  it('starts a new draft with the flow of the last dispatch', async () => {
    const [newest, older] = [dispatchOf(2, { accepted: 2 }), dispatchOf(5, { accepted: 1 })];
    const { run, lastDraft } = await showPalette({
      dispatches: [older, newest],
      singles: { draft: draftOf(0, { flowUuid: null, flowName: null }) },
    });

    const first = await run('again to others');

    expect(first).toBe(`Send ${newest.row.flowName} again to others`);
    expect(lastDraft()).toMatchObject({ draft: { flowUuid: newest.row.flowUuid, people: [] } });
    expect(screen.getByRole('listbox', { name: 'Contacts' })).toBeTruthy();
  });

  it('pauses a running dispatch and resumes a paused one', async () => {
    const running = dispatchOf(1, { accepted: 1, queued: 2 }, { state: { status: 'running' } });
    const paused = dispatchOf(
      2,
      { accepted: 1, queued: 2 },
      { state: { status: 'paused', reason: 'by-agent', gate: null, since: 1 } },
    );
    const { run, named } = await showPalette({
      dispatches: [running, paused],
      answers: { 'dispatch:pause': () => ({ ok: true }), 'dispatch:resume': () => ({ ok: true }) },
    });

    const pauses = await run('pause');
    const resumes = await run('go on with');

    expect([pauses, resumes]).toEqual([`Pause ${running.row.flowName}`, `Go on with ${paused.row.flowName}`]);
    expect(named('dispatch:pause').map(({ input }) => input)).toEqual([{ dispatchId: running.row.dispatchId }]);
    expect(named('dispatch:resume').map(({ input }) => input)).toEqual([{ dispatchId: paused.row.dispatchId }]);
  });

  it('opens figures and export', async () => {
    const { run, named } = await showPalette({ answers: { 'history:open': () => ({ ok: true }) } });

    const first = await run('export');

    expect(first).toBe('Figures and export');
    expect(named('history:open').map(({ input }) => input)).toEqual([{ dispatchId: null }]);
  });

  it('opens the options', async () => {
    const { run, named } = await showPalette({ answers: { 'settings:open': () => ({ ok: true }) } });

    const first = await run('options');

    expect(first).toBe('Options');
    expect(named('settings:open')).toHaveLength(1);
  });

  it('changes and stores the theme, and then offers the two others', async () => {
    const { run, open, named, client, rest } = await showPalette();

    await run('dark');
    client.push({
      type: 'delta',
      revision: 2,
      singles: { settings: { ...DEFAULT_SETTINGS, firstRunDone: true, theme: 'dark', recentActions: ['theme-dark'] } },
      upsert: {},
      remove: {},
    });
    await rest();
    await open();

    expect(named('settings:save').map(({ input }) => input)).toEqual(
      expect.arrayContaining([{ settings: { theme: 'dark' } }, { settings: { recentActions: ['theme-dark'] } }]),
    );
    expect(screen.getAllByRole('option', { name: /theme/i }).map((option) => option.textContent)).toEqual([
      'Light theme',
      'Theme as in Chats',
    ]);
  });

  it('keeps its options in place while lists load, and adds later ones below', async () => {
    const { open, key, client, rest, lastDraft } = await showPalette({ singles: { draft: draftOf(3) } });
    const field = await open();
    const texts = () =>
      screen
        .getAllByRole('option')
        .filter((option) => option.closest('[role=dialog]') !== null)
        .map((option) => option.textContent);
    const before = texts();

    const newest = dispatchOf(2, { accepted: 2 });
    client.push({
      type: 'delta',
      revision: 2,
      singles: { roomShown: { roomUuid: ROOM, contactUuid: null, contactName: 'Heitor' } },
      upsert: { dispatches: [newest] },
      remove: {},
    });
    await rest();
    const after = texts();
    await key(field, 'Enter');

    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.slice(before.length)).toEqual(expect.arrayContaining([`Send ${newest.row.flowName} again to others`]));
    // Enter ran the first option, the search for a flow, so the draft keeps its flow.
    expect(before[0]).toBe('Search a flow');
    expect(screen.getByRole('searchbox', { name: 'Search flow' })).toBeTruthy();
    expect(lastDraft()).toBeUndefined();
  });

  it('offers nothing until it is known who is signed in, and then the last flow first', async () => {
    const { open, client, rest } = await showPalette({ singles: { site: { status: 'checking' } } });
    await open();
    const palette = screen.getByRole('listbox', { name: 'Command palette' });
    const before = within(palette).queryAllByRole('option').length;

    const newest = dispatchOf(2, { accepted: 2 });
    client.push({
      type: 'delta',
      revision: 2,
      singles: { site: { status: 'ready' } },
      upsert: { dispatches: [newest] },
      remove: {},
    });
    await rest();

    expect(before).toBe(0);
    expect(within(palette).getAllByRole('option')[0]?.textContent).toBe(`Send ${newest.row.flowName} again to others`);
  });

  it('runs nothing for a chat that is no longer on screen, and then names the chat that is', async () => {
    const { open, key, client, rest, named } = await showPalette({
      singles: {
        roomShown: { roomUuid: ROOM, contactUuid: null, contactName: 'Heitor' },
        draft: draftOf(0, { flowUuid: null, flowName: null }),
      },
    });
    const field = await open();
    const selected = () => within(screen.getByRole('dialog')).getByRole('option', { selected: true }).textContent;
    const first = selected();

    client.push({
      type: 'delta',
      revision: 2,
      singles: { roomShown: { roomUuid: OTHER_ROOM, contactUuid: null, contactName: 'Beatriz' } },
      upsert: {},
      remove: {},
    });
    await rest();
    const stands = selected();
    await key(field, 'Enter');

    expect([first, stands]).toEqual([expect.stringContaining('Heitor'), expect.stringContaining('Heitor')]);
    expect(named('chat:contact').filter(({ input }) => JSON.stringify(input).includes(OTHER_ROOM))).toEqual([]);
    expect(selected()).toContain('Beatriz');
  });

  it('runs nothing before the first snapshot', async () => {
    const { root, key, client, rest, named } = await showPanel({ silent: true, singles: { draft: draftOf(3) } });
    client.state('connected');
    const frame = root.querySelector('.frame');
    if (frame === null) throw new Error('no frame');
    await key(frame, 'k', { ctrlKey: true });
    const field = screen.getByRole('combobox', { name: 'Type what you want to do' });

    await key(field, 'Enter');
    const options = within(screen.getByRole('dialog')).queryAllByRole('option');
    await rest();

    expect(options).toEqual([]);
    expect(screen.getByRole('dialog')).toBeTruthy();
    expect(named('settings:save')).toEqual([]);
  });
});
