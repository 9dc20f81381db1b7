// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { RoomUuid } from '../../lib/ids.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { ALL_CONTACTS, AWAITED, draftOf, fullReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const NAMES = new Set(ALL_CONTACTS.flatMap(({ name }) => (name === null ? [] : [name])));

/** Finds every known name of a person in the texts and attributes of the panel. */
function namesIn(root: Element): string[] {
  const said = [root, ...root.querySelectorAll('*')].flatMap((element) => [
    ...[...element.childNodes].flatMap((node) => (node.nodeType === Node.TEXT_NODE ? [node.textContent ?? ''] : [])),
    ...[...element.attributes].map((attribute) => attribute.value),
    element instanceof HTMLInputElement ? element.value : '',
  ]);
  return [...NAMES].filter((name) => said.some((text) => text.includes(name)));
}

describe('with names masked, no name of a person is in', () => {
  const show = (maskPeople: boolean, given: Parameters<typeof showPanel>[0] = {}) =>
    showPanel({
      awaited: AWAITED,
      ...given,
      singles: {
        roomShown: {
          roomUuid: RoomUuid.parse('00000000-0000-4000-8000-000000000001'),
          contactUuid: null,
          contactName: ALL_CONTACTS[7]?.name ?? null,
        },
        ...given.singles,
        settings: { ...DEFAULT_SETTINGS, firstRunDone: true, maskPeople },
      },
    });
  type Shown = Awaited<ReturnType<typeof show>>;

  const openPaste = async ({ press }: Shown): Promise<void> => {
    await press(screen.getByRole('button', { name: /People/ }));
    await press(screen.getByRole('button', { name: 'Paste' }));
    fireEvent.input(screen.getByRole('textbox', { name: 'One number per line' }), { target: { value: 'x' } });
    await press(await screen.findByRole('button', { name: 'Check 1 line' }));
  };
  const openPreflight = async ({ press }: Shown): Promise<void> => {
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Check and send to 30 people' }));
    for (const region of ['Must be solved first', 'Needs a look'])
      for (const line of within(screen.getByRole('region', { name: region })).getAllByRole('button', {
        expanded: false,
      }))
        await press(line);
    for (const button of screen.queryAllByRole('button', { name: 'Show names' })) await press(button);
  };
  const [first, second] = [ALL_CONTACTS[0]!, ALL_CONTACTS[1]!];
  const line = (at: number) => `${ALL_CONTACTS[at]?.name ?? ''} ${ALL_CONTACTS[at]?.number ?? ''}`;
  const draft = draftOf(30);
  const places: [string, Parameters<typeof showPanel>[0], (shown: Shown) => Promise<void>][] = [
    ['the list of flows', {}, async () => undefined],
    ['the palette', {}, async ({ key, root }) => key(root.querySelector('.frame')!, 'k', { ctrlKey: true })],
    ['the list of people awaited', {}, async ({ press }) => press(screen.getByRole('tab', { name: /Waiting/ }))],
    [
      'the question when to remind',
      {},
      async ({ press }) => {
        await press(screen.getByRole('tab', { name: /Waiting/ }));
        await press(screen.getAllByRole('button', { name: /^Remind/ })[0]!);
      },
    ],
    [
      'the chips of picked people',
      { singles: { draft: draftOf(3) } },
      async ({ press }) => {
        await press(screen.getByRole('button', { name: /People/ }));
        await press(screen.getByRole('button', { name: '3 selected' }));
      },
    ],
    [
      'the results of pasted lines',
      {
        singles: { draft: draftOf(0) },
        answers: {
          'people:recents': () => ({ rows: [] }),
          'people:resolve-lines': () => ({
            results: [
              {
                line: 1,
                text: line(0),
                status: 'ambiguous',
                digits: first.digits,
                name: null,
                candidates: [first, second].map(({ contactUuid, name, digits }) => ({ contactUuid, name, digits })),
              },
              { line: 2, text: line(2), status: 'invalid', reason: 'no-number', name: null },
            ],
          }),
        },
      },
      openPaste,
    ],
    ['the pre-flight', { singles: { draft }, answers: { 'preflight:run': () => fullReport(draft) } }, openPreflight],
    [
      'the pre-flight person by person',
      { singles: { draft }, answers: { 'preflight:run': () => fullReport(draft) } },
      async (shown) => {
        await openPreflight(shown);
        await shown.press(screen.getByRole('button', { name: 'By person' }));
      },
    ],
  ];

  it.each(places)('%s', async (_place, given, open) => {
    const plain = await show(false, given);
    await open(plain);
    const without = namesIn(plain.root);
    hidePanel();

    const masked = await show(true, given);
    await open(masked);

    expect(without.length).toBeGreaterThan(0);
    expect(namesIn(masked.root)).toEqual([]);
  });

  it('the palette, although it still finds people by their name', async () => {
    const { key, root, rest } = await show(true);
    await key(root.querySelector('.frame')!, 'k', { ctrlKey: true });

    fireEvent.input(screen.getByRole('combobox', { name: 'Type what you want to do' }), {
      target: { value: ALL_CONTACTS[0]!.name! },
    });
    await rest();

    expect(within(screen.getByRole('dialog')).getAllByRole('option')[0]?.textContent).toContain('A•• S••••');
  });
});
