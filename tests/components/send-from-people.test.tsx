// @vitest-environment happy-dom
import { screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { draftOf, PREVIEW_WITH_VARIABLES } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

function firstOption(): HTMLElement {
  const [option] = screen.getAllByRole('option');
  if (option === undefined) throw new Error('the list is empty');
  return option;
}

describe('sending from the list of people', () => {
  it('is offered for a few people and a flow that needs no values', async () => {
    const { press, named } = await showPanel({
      answers: { 'dispatch:confirm': () => ({ ok: false, reason: 'late', needsConfirmation: false }) },
    });
    await press(firstOption());
    await press(firstOption());

    await press(screen.getByRole('button', { name: 'Send to 1 person' }));

    expect(named('preflight:run')).toHaveLength(1);
    expect(named('dispatch:confirm')).toHaveLength(1);
  });

  it('is offered for people picked before a reload or in another tab, too', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(2) } });

    await press(screen.getByRole('button', { name: /People/ }));

    expect(screen.getByRole('button', { name: 'Send to 2 people' })).toBeTruthy();
  });

  it.each([
    {
      name: 'a flow with values',
      options: { singles: { draft: draftOf(3) }, answers: { 'catalog:preview-flow': () => PREVIEW_WITH_VARIABLES } },
    },
    { name: 'many people', options: { singles: { draft: draftOf(24) } } },
    {
      name: 'a send that cannot be undone',
      options: {
        singles: { draft: draftOf(3), settings: { ...DEFAULT_SETTINGS, firstRunDone: true, undoSeconds: 0 } },
      },
    },
  ] as const)('is not offered for $name', async ({ options }) => {
    const { press } = await showPanel(options);

    await press(firstOption());

    expect(screen.getByRole('button', { name: 'Review' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Send to/ })).toBeNull();
  });

  it('ignores a press made by a script', async () => {
    const { press, named } = await showPanel({}, { trusted: false });
    await press(firstOption());
    await press(firstOption());

    await press(screen.getByRole('button', { name: 'Send to 1 person' }));

    expect(named('dispatch:confirm')).toHaveLength(0);
  });
});
