// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const focused = (): Element | null => document.activeElement;
const ask = (seq: number, action: 'toggle-panel' | 'open-palette' | 'open-waiting') =>
  ({ type: 'delta', revision: seq + 1, singles: { request: { seq, action } }, upsert: {}, remove: {} }) as const;

/** The text field of the page in which the agent writes to a customer. */
function writeToCustomer(): HTMLTextAreaElement {
  const composer = document.createElement('textarea');
  document.body.append(composer);
  composer.focus();
  return composer;
}

describe('the focus', () => {
  it('is in the search for flows after a press on the handle, even before the panel has loaded', async () => {
    const { press } = await showPanel(
      { answers: { 'catalog:list-flows': () => new Promise(() => undefined) } },
      { collapsed: true },
    );

    await press(screen.getByRole('button', { name: /^Open Disparo/ }));

    expect(focused()).toBe(screen.getByRole('searchbox', { name: 'Search flow' }));
  });

  it('moves into the panel with its shortcut, but not while the agent writes to a customer', async () => {
    const { client, rest } = await showPanel({}, { collapsed: true });
    const composer = writeToCustomer();

    client.push(ask(1, 'toggle-panel'));
    await rest();
    const whileWriting = focused();
    client.push(ask(2, 'toggle-panel'));
    composer.blur();
    client.push(ask(3, 'toggle-panel'));
    await rest();

    expect(whileWriting).toBe(composer);
    expect(focused()).toBe(screen.getByRole('searchbox', { name: 'Search flow' }));
  });

  it('moves into the palette with its shortcut, even while the agent writes to a customer', async () => {
    const { client, rest } = await showPanel({}, { collapsed: true });
    writeToCustomer();

    client.push(ask(1, 'open-palette'));
    await rest();

    expect(focused()).toBe(screen.getByRole('combobox', { name: 'Type what you want to do' }));
  });

  it('is back in the search when its text is cleared', async () => {
    const { press } = await showPanel();
    const search = screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search flow' });
    fireEvent.input(search, { target: { value: 'boas' } });

    await press(await screen.findByRole('button', { name: 'Clear the search' }));

    expect(focused()).toBe(search);
    expect(search.value).toBe('');
  });

  it('stays on the choice made with the arrow keys, and moves down into its content', async () => {
    const { press, key } = await showPanel({ singles: { draft: draftOf(0) } });
    await press(screen.getByRole('button', { name: /People/ }));
    const choices = within(screen.getByRole('group', { name: 'Where people come from' }));
    const [contacts, groups] = [
      choices.getByRole('button', { name: 'Contacts' }),
      choices.getByRole('button', { name: 'Groups' }),
    ];

    contacts.focus();
    await key(contacts, 'ArrowRight');
    const chosen = focused();
    await key(groups, 'ArrowDown');

    expect(choices.getAllByRole('button').map((choice) => choice.tabIndex)).toEqual([-1, 0, -1, -1]);
    expect(chosen).toBe(groups);
    expect(focused()).toBe(screen.getByRole('listbox', { name: 'Groups' }));
  });

  it('is on the heading of the pre-flight, or in its number box if there is one', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(240) } });
    await press(screen.getByRole('button', { name: /Review$/ }));

    await press(screen.getByRole('button', { name: /^Check and send/ }));

    expect(focused()).toBe(screen.getByRole('textbox', { name: /^More than 200 people/ }));
  });
});
