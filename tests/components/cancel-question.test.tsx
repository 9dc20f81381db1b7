// @vitest-environment happy-dom
import { screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { DispatchState } from '../../lib/dispatch/records.ts';
import { NOW, dispatchOf, peopleOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const PAUSED: DispatchState = { status: 'paused', reason: 'by-agent', gate: null, since: NOW };

/** A dispatch on show, and the question whether to cancel what is left of it. */
async function ask(state: DispatchState) {
  const view = dispatchOf(1, { accepted: 1, queued: 3 }, { state });
  const shown = await showPanel({
    dispatches: [view],
    people: peopleOf(view),
    answers: {
      'dispatch:pause': () => ({ ok: true }),
      'dispatch:resume': () => ({ ok: true }),
      'dispatch:cancel': () => ({ ok: true }),
    },
  });
  await shown.press(shown.root.querySelector<HTMLElement>('.running') ?? shown.root);
  await shown.press(button('Cancel the rest'));
  const tell = async (next: DispatchState): Promise<void> => {
    shown.client.push({
      type: 'delta',
      revision: 3,
      singles: {},
      upsert: { dispatches: [{ ...view, row: { ...view.row, state: next } }] },
      remove: {},
    });
    // Painted in the first, read in the second.
    await shown.rest();
    await shown.rest();
  };
  const counts = (): Record<string, number> =>
    Object.fromEntries(['pause', 'resume', 'cancel'].map((name) => [name, shown.named(`dispatch:${name}`).length]));
  return { ...shown, tell, counts };
}

describe('asked whether to cancel the rest', () => {
  it('the agent goes on by *Keep sending*: what the question paused is resumed, and nothing is cancelled', async () => {
    const { press, tell, counts } = await ask({ status: 'running' });
    await tell(PAUSED);
    const asked = counts();

    await press(button('Keep sending'));

    expect(asked).toEqual({ pause: 1, resume: 0, cancel: 0 });
    expect(counts()).toEqual({ pause: 1, resume: 1, cancel: 0 });
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('*Keep sending* takes no press before the pause is on screen', async () => {
    const { press, counts } = await ask({ status: 'running' });

    await press(button('Keep sending'));

    expect(counts()).toEqual({ pause: 1, resume: 0, cancel: 0 });
  });

  it('what was paused before stays paused by *Keep it paused*', async () => {
    const { press, counts } = await ask(PAUSED);

    await press(button('Keep it paused'));

    expect(counts()).toEqual({ pause: 0, resume: 0, cancel: 0 });
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
