// @vitest-environment happy-dom
import { screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALL_CONTACTS, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

// The test DOM has no layout. The list is given the height of all its rows, so that it draws every row.
beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(56 * 200));
afterEach(hidePanel);

async function showContacts() {
  const shown = await showPanel({
    singles: { draft: draftOf(0) },
    answers: {
      'people:recents': () => ({ rows: [] }),
      'people:search': () => ({ rows: ALL_CONTACTS.slice(0, 60), next: null, badRows: 0 }),
    },
  });
  await shown.press(screen.getByRole('button', { name: /People/ }));
  const list = screen.getByRole('listbox', { name: 'Contacts' });
  const active = (): number =>
    Number(document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.getAttribute('data-index'));
  const go = async (...keys: string[]): Promise<number> => {
    for (const name of keys) await shown.key(list, name);
    return active();
  };
  return { ...shown, list, go, active };
}

describe('a list driven by keys', () => {
  it('moves to its ends with Home and End, and by pages, but never beyond the ends', async () => {
    const { go } = await showContacts();

    expect([await go('PageDown'), await go('PageDown'), await go('PageUp'), await go('PageUp', 'PageUp')]).toEqual([
      10, 20, 10, 0,
    ]);
    expect([
      await go('End'),
      await go('ArrowDown'),
      await go('PageDown'),
      await go('Home'),
      await go('ArrowUp'),
    ]).toEqual([59, 59, 59, 0, 0]);
  });

  it('keeps the same person active while other rows load above', async () => {
    let tellRecents = (): void => undefined;
    const recents = new Promise<{ rows: typeof ALL_CONTACTS }>((resolve) => {
      tellRecents = () => resolve({ rows: [ALL_CONTACTS[40], ALL_CONTACTS[41]].filter((row) => row !== undefined) });
    });
    const { press, key, rest } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:recents': () => recents,
        'people:search': () => ({ rows: ALL_CONTACTS.slice(0, 60), next: null, badRows: 0 }),
      },
    });
    await press(screen.getByRole('button', { name: /People/ }));
    const list = screen.getByRole('listbox', { name: 'Contacts' });
    list.focus();
    await key(list, 'ArrowDown');

    tellRecents();
    await rest();
    await key(list, ' ');

    expect(screen.getByRole('option', { selected: true }).textContent).toContain(ALL_CONTACTS[1]?.name);
    expect(Number(screen.getByRole('option', { selected: true }).getAttribute('data-index'))).toBe(3);
  });

  it('moves to the next name that begins with the typed letters', async () => {
    const { go } = await showContacts();
    const startsWith = (text: string, after: number) =>
      ALL_CONTACTS.findIndex(({ name }, n) => n > after && name?.toLowerCase().startsWith(text));

    const first = await go('c');
    const more = await go('a', 'r', 'l');

    expect(first).toBe(startsWith('c', 0));
    expect(more).toBe(first);
    expect(ALL_CONTACTS[more]?.name).toMatch(/^Carl/);
  });

  it('moves to the next name with the same letter after a pause, and from the last to the first', async () => {
    const { list, active, rest } = await showContacts();
    let at = 0;
    const type = async (letter: string): Promise<number> => {
      at += 1_000;
      const event = new KeyboardEvent('keydown', { key: letter, bubbles: true, cancelable: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      list.dispatchEvent(event);
      await rest();
      return active();
    };
    const brunos = ALL_CONTACTS.slice(0, 60).flatMap(({ name }, n) => (name?.startsWith('B') === true ? [n] : []));

    const visited: number[] = [];
    for (let turn = 0; turn <= brunos.length; turn += 1) visited.push(await type('b'));

    expect(brunos.length).toBeGreaterThan(1);
    expect(visited).toEqual([...brunos, brunos[0]]);
  });

  it('leaves the key `/` to the search field, and does not move', async () => {
    const { go, key, list } = await showContacts();
    const before = await go('ArrowDown', 'ArrowDown');

    await key(list, '/');

    expect(document.activeElement).toBe(screen.getByRole('searchbox'));
    expect(await go()).toBe(before);
  });
});
