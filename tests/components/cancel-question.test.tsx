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

describe('a dispatch that waits for the agent', () => {
  const HELD: DispatchState = { status: 'paused', reason: 'open-replies', gate: null, since: NOW };

  async function show() {
    const view = { ...dispatchOf(1, { accepted: 6, queued: 3 }, { state: HELD, holdBackAt: 5 }), openReplies: 5 };
    const shown = await showPanel({
      dispatches: [view],
      people: peopleOf(view),
      answers: {
        'dispatch:pause': () => ({ ok: true }),
        'dispatch:hold-back': () => ({ ok: true }),
        'reply:open-next': () => ({ ok: true }),
      },
    });
    await shown.press(shown.root.querySelector<HTMLElement>('.running') ?? shown.root);
    return shown;
  }

  it('says for what, and offers the next reply', async () => {
    const { press, named } = await show();

    expect(screen.getByText('Waiting for you: 5 unopened replies')).toBeTruthy();
    await press(button('Open the next reply'));
    expect(named('reply:open-next')).toHaveLength(1);
  });

  it('can be paused by the same button as a running one, and is paused while the agent is asked', async () => {
    const { press, named } = await show();

    await press(button('Pause'));
    await press(button('Cancel the rest'));

    expect(named('dispatch:pause')).toHaveLength(2);
  });

  it('goes on without waiting by a press', async () => {
    const { press, named, rest } = await show();
    await rest();
    await rest();

    await press(button('Send without waiting'));

    expect(named('dispatch:hold-back').map(({ input }) => input)).toMatchObject([{ holdBackAt: 0 }]);
  });
});

describe('a dispatch that runs', () => {
  it('says how long it takes, when it ends and what limits it', async () => {
    const view = {
      ...dispatchOf(1, { accepted: 100, queued: 200 }, { state: { status: 'running' } }),
      pace: { tokens: 0, at: NOW, perHour: 1_000, inFlight: 2, callMs: 400, ahead: 0 },
    };
    const { press, root } = await showPanel({ dispatches: [view], people: peopleOf(view) });

    await press(root.querySelector<HTMLElement>('.running') ?? root);

    expect(screen.getByText(/^About 12 min left · ends at .+ · 1,000 starts an hour$/)).toBeTruthy();
  });
});
