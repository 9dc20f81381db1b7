// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { READ_MS } from '../../lib/models/panel/press-gate.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { dispatchOf, draftOf, peopleOf, toReport } from './fake-data.ts';
import { nextTurn, settle } from './manual-clock.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const SEND = 'Send to 3 people';
const ANYWAY = 'Send anyway (2 warnings)';
const draft = draftOf(3);
const withCare = () =>
  toReport(draft, {
    findings: [
      { kind: 'open-chat', level: 'unknown', people: [], details: {} },
      { kind: 'night', level: 'warning', people: [], details: {} },
    ],
  });
const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });

/** A panel in the review, with helpers for presses in quick succession (`quickly`) and for waiting (`wait`). */
async function inReview(options: Parameters<typeof showPanel>[0] = {}) {
  const world = await showPanel({
    singles: { draft },
    ...options,
    answers: {
      'dispatch:confirm': () => ({ ok: false, reason: 'late', needsConfirmation: false }),
      ...options.answers,
    },
  });
  await world.press(button(/Review$/));
  const turn = async (): Promise<void> => {
    await settle();
    world.clock.advance(0);
    await settle();
    await nextTurn();
    await nextTurn();
    world.clock.advance(0);
    await settle();
  };
  const wait = async (ms: number): Promise<void> => {
    world.clock.advance(ms);
    await turn();
  };
  const quickly = async (name: string | RegExp): Promise<void> => {
    fireEvent.click(button(name));
    await turn();
  };
  return { ...world, turn, wait, quickly, confirmed: () => world.named('dispatch:confirm').length };
}

describe('presses in quick succession', () => {
  it('do not confirm the pre-flight by the second click of the double click that opened it', async () => {
    const { quickly, confirmed } = await inReview({ answers: { 'preflight:run': withCare } });

    await quickly(SEND);
    const label = button(ANYWAY).getAttribute('aria-disabled');
    await quickly(ANYWAY);

    expect(screen.getByRole('heading', { name: 'Before it is sent' })).toBeTruthy();
    expect(label).toBe('true');
    expect(confirmed()).toBe(0);
  });

  it('confirm the pre-flight only once it could be read; its button keeps focus and place until then', async () => {
    const { quickly, wait, confirmed } = await inReview({ answers: { 'preflight:run': withCare } });
    await quickly(SEND);
    const before = button(ANYWAY);
    await wait(READ_MS);

    await quickly(ANYWAY);

    expect(button(ANYWAY)).toBe(before);
    expect(before.hasAttribute('aria-disabled')).toBe(false);
    expect(confirmed()).toBe(1);
  });

  it('do not confirm by Ctrl+Enter before the pre-flight could be read, but do after that', async () => {
    const { quickly, wait, turn, confirmed } = await inReview({ answers: { 'preflight:run': withCare } });
    await quickly(SEND);
    const enter = async (): Promise<void> => {
      fireEvent.keyDown(button(ANYWAY), { key: 'Enter', ctrlKey: true });
      fireEvent.keyUp(button(ANYWAY), { key: 'Enter', ctrlKey: true });
      await turn();
    };

    await enter();
    await wait(READ_MS - 1);
    await enter();
    const early = confirmed();
    await wait(READ_MS);
    await enter();

    expect([early, confirmed()]).toEqual([0, 1]);
  });

  it('go only one step while Ctrl+Enter is held down', async () => {
    const { press, wait, turn, confirmed } = await inReview();
    await press(button(/People$/));
    const list = screen.getByRole('listbox', { name: 'Contacts' });

    fireEvent.keyDown(list, { key: 'Enter', ctrlKey: true });
    await turn();
    for (let step = 0; step < 40; step += 1) {
      fireEvent.keyDown(screen.getByRole('heading', { name: 'Review' }), { key: 'Enter', ctrlKey: true, repeat: true });
      await wait(33);
    }

    expect(screen.getByRole('heading', { name: 'Review' })).toBeTruthy();
    expect(confirmed()).toBe(0);
  });

  it('do not send by the second click of the double click that opened the review', async () => {
    const { press, quickly, confirmed } = await inReview();
    await press(button(/People$/));

    await quickly('Review');
    await quickly(SEND);

    expect(confirmed()).toBe(0);
  });

  it('do not confirm with a mouse button that was pressed before the screen could be read', async () => {
    const { quickly, wait, confirmed } = await inReview({ answers: { 'preflight:run': withCare } });
    await quickly(SEND);
    fireEvent.pointerDown(button(ANYWAY), { button: 0 });
    await wait(READ_MS * 3);
    fireEvent.pointerUp(button(ANYWAY), { button: 0 });

    await quickly(ANYWAY);
    const byTheOldPress = confirmed();
    await wait(200);
    await quickly(ANYWAY);

    expect([byTheOldPress, confirmed()]).toEqual([0, 1]);
  });

  it('do not confirm right after the checks found something new', async () => {
    let report = withCare();
    const { quickly, wait, turn, confirmed, clock } = await inReview({ answers: { 'preflight:run': () => report } });
    await quickly(SEND);
    await wait(READ_MS);
    report = {
      ...withCare(),
      evaluatedAt: clock.now(),
      findings: [...withCare().findings, { kind: 'sender-offline', level: 'warning', people: [], details: {} }],
    };

    await quickly('Check again');
    await turn();
    await quickly('Send anyway (3 warnings)');
    const early = confirmed();
    await wait(READ_MS);
    await quickly('Send anyway (3 warnings)');

    expect([early, confirmed()]).toEqual([0, 1]);
  });

  it('find a button that says "final" when there is no undo window', async () => {
    const settings = { ...DEFAULT_SETTINGS, firstRunDone: true, undoSeconds: 0 } as const;
    const { quickly } = await inReview({ singles: { draft, settings }, answers: { 'preflight:run': withCare } });

    await quickly(/^Send now to 3/);

    expect(button('Send now anyway (2 warnings), final')).toBeTruthy();
  });

  it('do not send again by a double click', async () => {
    const done = dispatchOf(1, { accepted: 2, unknown: 1 });
    const { press, quickly, wait, named } = await inReview({
      dispatches: [done],
      people: peopleOf(done),
      answers: { 'dispatch:retry': () => ({ ok: false, reason: 'late' }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(button(new RegExp(done.row.flowName)));
    await press(button(/^Unknown/));

    await quickly('Send again to 1');
    await quickly('Send again all the same to 1');
    const early = named('dispatch:retry').length;
    await wait(READ_MS);
    await quickly('Send again all the same to 1');

    expect([early, named('dispatch:retry').length]).toEqual([0, 1]);
  });

  it('send again only after findings of the checks were shown and could be read', async () => {
    const done = dispatchOf(1, { accepted: 2, refused: 2 });
    const people = peopleOf(done);
    const report = (count: number) =>
      toReport(draftOf(count), {
        findings: [
          {
            kind: 'open-chat',
            level: 'warning',
            people: people.slice(2, 3).map(({ contactUuid, name }) => ({ contactUuid, name, details: {} })),
            details: {},
          },
        ],
      });
    const { press, quickly, wait, named } = await inReview({
      dispatches: [done],
      people,
      answers: {
        'preflight:retry': ({ people: numbers }) => report(numbers.length),
        'dispatch:retry': () => ({ ok: false, reason: 'late' }),
      },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(button(new RegExp(done.row.flowName)));
    await press(button(/^Refused/));

    await quickly('Send again to 2');
    await quickly('Send anyway (1 warning)');
    const early = named('dispatch:retry').length;
    await wait(READ_MS);
    await quickly('Untick this 1');
    await wait(READ_MS);
    await quickly('Send anyway (1 warning)');

    expect(screen.getByRole('heading', { name: 'Before it is sent' })).toBeTruthy();
    expect(early).toBe(0);
    expect(named('dispatch:retry').map(({ input }) => input)).toMatchObject([
      { people: [3], warningsSeen: true, typedCount: null },
    ]);
  });

  it('do not resume a dispatch by the second click on Pause', async () => {
    const running = dispatchOf(1, { accepted: 1, queued: 5 }, { state: { status: 'running' } });
    const paused = {
      ...running,
      row: { ...running.row, state: { status: 'paused' as const, reason: 'by-agent' as const, gate: null, since: 1 } },
    };
    const { press, quickly, wait, turn, named, client } = await inReview({
      dispatches: [running],
      answers: { 'dispatch:pause': () => ({ ok: true }), 'dispatch:resume': () => ({ ok: true }) },
    });
    await press(button(new RegExp(running.row.flowName)));

    await quickly('Pause');
    client.push({ type: 'delta', revision: 2, singles: {}, upsert: { dispatches: [paused] }, remove: {} });
    await turn();
    await quickly('Go on');
    const early = named('dispatch:resume').length;
    await wait(READ_MS);
    await quickly('Go on');

    expect([named('dispatch:pause').length, early, named('dispatch:resume').length]).toEqual([1, 0, 1]);
  });
});

describe('keys of an input method', () => {
  it.each([
    { name: 'marked as composing', more: { isComposing: true } },
    { name: 'with the code 229', more: { keyCode: 229 } },
  ])('$name choose a word, and trigger nothing in the panel', async ({ more }) => {
    const { press, turn, confirmed } = await inReview();
    await press(button(/People$/));
    const search = screen.getByRole('searchbox');

    for (const key of ['Escape', 'Enter', 'ArrowDown', '/', '?', 'k']) {
      fireEvent.keyDown(search, { key, ctrlKey: key === 'Enter' || key === 'k', ...more });
      await turn();
    }

    expect(document.activeElement?.getAttribute('role')).not.toBe('listbox');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('listbox', { name: 'Contacts' })).toBeTruthy();
    expect(confirmed()).toBe(0);
  });

  it('do not tick a person in a list or choose a tab', async () => {
    const { press, turn } = await inReview({ singles: { draft: draftOf(0) } });
    await press(button(/People$/));

    fireEvent.keyDown(screen.getByRole('listbox', { name: 'Contacts' }), { key: ' ', keyCode: 229 });
    fireEvent.keyDown(screen.getByRole('tab', { name: 'Send' }), { key: 'ArrowRight', isComposing: true });
    await turn();

    expect(screen.queryAllByRole('option', { selected: true })).toHaveLength(0);
    expect(screen.getByRole('tab', { name: 'Send' }).getAttribute('aria-selected')).toBe('true');
  });
});

describe('a key held down', () => {
  it('closes only one thing by Esc, not everything behind it', async () => {
    const { turn } = await inReview();

    fireEvent.keyDown(screen.getByRole('heading', { name: 'Review' }), { key: 'Escape' });
    await turn();
    for (let step = 0; step < 5; step += 1)
      fireEvent.keyDown(screen.getByRole('searchbox'), { key: 'Escape', repeat: true });
    await turn();

    expect(screen.getByRole('listbox', { name: 'Contacts' })).toBeTruthy();
  });

  it('moves on through a list', async () => {
    const { press, turn } = await inReview();
    await press(button(/People$/));
    const list = screen.getByRole('listbox', { name: 'Contacts' });
    const first = list.getAttribute('aria-activedescendant');

    fireEvent.keyDown(list, { key: 'ArrowDown', repeat: true });
    await turn();

    expect(list.getAttribute('aria-activedescendant')).not.toBe(first);
  });

  it("does not block the browser's own keys, such as zoom, and clicks a button once", async () => {
    await inReview();
    const heading = screen.getByRole('heading', { name: 'Review' });

    // fireEvent returns false when a handler called preventDefault, so the browser would not get the key.
    expect(fireEvent.keyDown(heading, { key: '+', ctrlKey: true, repeat: true })).toBe(true);
    expect(fireEvent.keyDown(button(/People$/), { key: 'Enter', repeat: true })).toBe(false);
    expect(fireEvent.keyDown(button(/People$/), { key: ' ', repeat: true })).toBe(false);
  });
});
