// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { AWAITED, NOW, PREVIEW, dispatchOf, draftOf, peopleOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const counting = dispatchOf(
  1,
  { queued: 7 },
  { state: { status: 'counting-down', endsAt: NOW + 60_000, viewId: 'view' } },
);

/** A panel that has just confirmed and counts down. */
async function countDown(options: Parameters<typeof showPanel>[0] = {}) {
  const world = await showPanel({
    singles: { draft: draftOf(7) },
    dispatches: [counting],
    people: peopleOf(counting),
    ...options,
    answers: {
      'dispatch:confirm': () => ({ ok: true, dispatchId: counting.row.dispatchId, endsAt: NOW + 60_000 }),
      'dispatch:undo': () => ({ ok: true }),
      ...options.answers,
    },
  });
  await world.press(screen.getByRole('button', { name: /Review$/ }));
  await world.press(screen.getByRole('button', { name: /^Send to 7/ }));
  return { ...world, undone: () => world.named('dispatch:undo').length };
}

describe('the undo window', () => {
  it.each([
    { key: 'Escape', more: {} },
    { key: 'z', more: { ctrlKey: true } },
    { key: 'z', more: { metaKey: true } },
  ])('is undone by $key $more, and the panel stays open', async ({ key: name, more }) => {
    const { key, undone } = await countDown();

    await key(screen.getByRole('button', { name: 'Undo' }), name, more);

    expect(undone()).toBe(1);
    expect(screen.getByRole('tab', { name: 'Send' })).toBeTruthy();
  });

  it.each(['Waiting', 'History'])('is undone by Esc in the tab %s, from its search field too', async (tab) => {
    const { key, press, undone } = await countDown({ awaited: AWAITED });
    await press(screen.getByRole('tab', { name: new RegExp(tab) }));

    await key(screen.queryByRole('searchbox') ?? screen.getByRole('tab', { name: new RegExp(tab) }), 'Escape');

    expect(undone()).toBe(1);
  });

  it('is undone by the first Esc, before the palette over it is closed', async () => {
    const { key, undone } = await countDown();
    await key(screen.getByRole('button', { name: 'Undo' }), 'k', { ctrlKey: true });

    await key(screen.getByRole('combobox'), 'Escape');

    expect(undone()).toBe(1);
  });

  it('has the focus on Undo', async () => {
    await countDown();

    expect(document.activeElement?.textContent).toBe('Undo');
  });

  it('shows the first names, how many more, and the message', async () => {
    await countDown({ answers: { 'catalog:preview-flow': ({ flowUuid }) => ({ ...PREVIEW, flowUuid }) } });
    const names = peopleOf(counting)
      .slice(0, 5)
      .map((person) => person.name ?? 'No name');

    for (const name of new Set(names)) expect(screen.getAllByText(name, { exact: false }).length).toBeGreaterThan(0);
    expect(screen.getByText('and 2 more')).toBeTruthy();
    expect(screen.getByText(/Podemos confirmar/)).toBeTruthy();
  });

  it('is shown on the handle with Undo, in place of the count of replies', async () => {
    const { press, root, undone } = await countDown({ awaited: AWAITED });
    await press(screen.getByRole('button', { name: 'Collapse the panel' }));
    const handle = root.querySelector<HTMLElement>('.handle');
    const counts = [
      root.querySelectorAll('.handle .count').length,
      screen.queryAllByRole('button', { name: /new repl/ }).length,
    ];

    await press(within(handle!).getByRole('button', { name: 'Undo' }));

    expect(counts).toEqual([0, 0]);
    expect(undone()).toBe(1);
  });

  it('is shown again by a press on the handle, instead of the waiting replies', async () => {
    const { press } = await countDown({ awaited: AWAITED });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: 'Collapse the panel' }));

    await press(screen.getByRole('button', { name: /^Open Disparo, sends in/ }));

    expect(screen.getByRole('heading', { name: 'Sending to 7 people starts in a moment' })).toBeTruthy();
  });

  it('is not undone by another key, nor by Esc once it is over', async () => {
    const { key, rest, client, undone } = await countDown();
    await key(screen.getByRole('button', { name: 'Undo' }), 'z');
    client.push({
      type: 'delta',
      revision: 3,
      singles: {},
      upsert: { dispatches: [dispatchOf(1, { queued: 7 }, { state: { status: 'running' } })] },
      remove: {},
    });
    await rest();

    await key(screen.getByRole('heading', { name: 'Sending' }), 'Escape');

    expect(undone()).toBe(0);
  });
});

describe('a press that sends straight from the list of people', () => {
  it('shows the message that it sends', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(2) } });

    await press(screen.getByRole('button', { name: /People$/ }));

    const send = screen.getByRole('button', { name: 'Send to 2 people' });
    expect(send.closest('.footer')?.textContent).toContain('Podemos confirmar?');
  });
});

describe('the focus', () => {
  it('moves to the handle when the panel is folded by Esc', async () => {
    const { key } = await showPanel();
    screen.getByRole('searchbox').focus();

    await key(screen.getByRole('searchbox'), 'Escape');

    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Open Disparo/);
  });

  it('moves to a near element when its own is removed', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(3) } });
    await press(screen.getByRole('button', { name: /People$/ }));
    await press(screen.getByRole('button', { name: '3 selected' }));
    const chips = screen.getAllByRole('button', { name: /^Remove / });
    chips[1]?.focus();
    const next = chips[2]?.getAttribute('aria-label');

    await press(chips[1]!);

    expect(chips).toHaveLength(3);
    expect(document.activeElement?.getAttribute('aria-label')).toBe(next);
  });

  it('stays in the page when elements of the panel are removed', async () => {
    const { press, root } = await showPanel({ singles: { draft: draftOf(3) } });
    await press(screen.getByRole('button', { name: /People$/ }));
    await press(screen.getByRole('button', { name: '3 selected' }));
    const [first] = screen.getAllByRole('button', { name: /^Remove / });
    first?.focus();
    fireEvent.pointerDown(document.body);
    (document.activeElement as HTMLElement).blur();

    await press(first!);

    expect(root.contains(document.activeElement)).toBe(false);
  });
});
