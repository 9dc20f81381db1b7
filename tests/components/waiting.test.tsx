// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { Answers, FakeOptions } from './fake-background.ts';
import { ALL_CONTACTS, NOW, awaitedOf, dispatchOf } from './fake-data.ts';
import { RoomUuid } from '../../lib/ids.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const HOUR_MS = 3_600_000;
const nameOf = (n: number): string => ALL_CONTACTS[n]?.name ?? '';

/** The Waiting tab; `names` are those in its list, from the top. */
async function showWaiting(options: Omit<FakeOptions, 'messages'>) {
  const panel = await showPanel(options);
  await panel.press(screen.getByRole('tab', { name: /Waiting/ }));
  const names = (): (string | undefined)[] =>
    screen.queryAllByRole('listitem').map((row) => row.querySelector('bdi')?.textContent);
  const choose = async (label: string, text: string | RegExp): Promise<void> => {
    const select = screen.getByRole<HTMLSelectElement>('combobox', { name: label });
    fireEvent.change(select, {
      target: { value: within(select).getByRole<HTMLOptionElement>('option', { name: text }).value },
    });
    await panel.rest();
  };
  const type = async (text: string): Promise<void> => {
    fireEvent.input(screen.getByRole('searchbox', { name: 'Search person or flow' }), { target: { value: text } });
    await panel.rest();
  };
  return { ...panel, names, choose, type };
}

describe('the waiting list', () => {
  const [first, second] = [dispatchOf(1, { accepted: 2 }), dispatchOf(3, { accepted: 2 })];
  const awaited = [
    awaitedOf(0, { flowName: 'Cobrança', dispatchId: first.row.dispatchId, status: 'replied', repliedAt: NOW - 1 }),
    awaitedOf(1, { flowName: 'Cobrança', dispatchId: first.row.dispatchId, sentAt: NOW - 3 * HOUR_MS }),
    awaitedOf(2, { flowName: 'Boas-vindas', dispatchId: second.row.dispatchId, sentAt: NOW - 2 * HOUR_MS }),
    awaitedOf(3, { flowName: 'Boas-vindas', dispatchId: second.row.dispatchId, status: 'expired' }),
    awaitedOf(7, { flowName: 'Boas-vindas', dispatchId: second.row.dispatchId, status: 'dismissed' }),
  ];

  it('finds people by a part of a name or flow, without accents, and shows all again on request', async () => {
    const { names, type, press } = await showWaiting({ awaited });

    await type('cobranca');
    const byFlow = names();
    await type(nameOf(2).toUpperCase());
    const byName = names();
    await type('nobody of that name');
    const byNothing = names();
    await press(screen.getByRole('button', { name: 'Show all' }));

    expect(byFlow).toEqual([nameOf(0), nameOf(1)]);
    expect(byName).toEqual([nameOf(2)]);
    expect(byNothing).toEqual([]);
    expect(names()).toEqual([0, 1, 2, 3].map(nameOf));
  });

  it('marks a reply that only the page reported as not confirmed, until the server confirms it', async () => {
    const { client, rest } = await showWaiting({
      awaited: [awaitedOf(0, { status: 'replied', repliedAt: NOW - 1, isProvisional: true })],
    });
    const before = screen.getByRole('listitem').textContent;

    client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { awaited: [awaitedOf(0, { status: 'replied', repliedAt: NOW - 1 })] },
      remove: {},
    });
    await rest();

    expect(before).toContain('Replied (to be confirmed)');
    expect(screen.getByRole('listitem').textContent).not.toContain('to be confirmed');
  });

  it('shows one part of the list, with the number of its people', async () => {
    const { names, press } = await showWaiting({ awaited });
    const part = async (name: RegExp): Promise<(string | undefined)[]> => {
      await press(within(screen.getByRole('group', { name: 'Filter by state' })).getByRole('button', { name }));
      return names();
    };

    expect(await part(/^Replied.*1/)).toEqual([nameOf(0)]);
    expect(await part(/^Waiting.*2/)).toEqual([nameOf(1), nameOf(2)]);
    expect(await part(/^Done.*2/)).toEqual([nameOf(3), nameOf(7)]);
    expect(await part(/^All.*4/)).toHaveLength(4);
  });

  it('shows one flow, one dispatch or one exact state, and all of them together', async () => {
    const { names, choose, press } = await showWaiting({ awaited });
    await press(screen.getByRole('button', { name: 'More filters' }));

    await choose('Filter by flow', 'Boas-vindas');
    const ofFlow = names();
    await choose('Filter by exact state', 'Sent (2)');
    const sentOfFlow = names();
    await choose('Filter by flow', 'All flows');
    await choose('Filter by dispatch', /Cobrança/);
    const sentOfDispatch = names();

    expect(ofFlow).toEqual([nameOf(2), nameOf(3)]);
    expect(sentOfFlow).toEqual([nameOf(2)]);
    expect(sentOfDispatch).toEqual([nameOf(1)]);
  });

  it('shows people whom the agent is done with only under Done or that state, and puts them back', async () => {
    const { names, choose, press, named } = await showWaiting({
      awaited,
      answers: { 'reply:restore': () => ({ ok: true }) },
    });

    await press(screen.getByRole('button', { name: 'More filters' }));
    await choose('Filter by exact state', 'Done (1)');
    const removed = names();
    await press(screen.getByRole('button', { name: `Put ${nameOf(7)} back on the list` }));

    expect(removed).toEqual([nameOf(7)]);
    expect(named('reply:restore').map(({ input }) => input)).toEqual([{ ids: ['d:7'] }]);
  });
});

describe('a row of the list', () => {
  const room = RoomUuid.parse('70000000-0000-4000-8000-000000000001');
  const replied = awaitedOf(0, { status: 'replied', repliedAt: NOW - 4 * 60_000, roomUuid: room });
  const said = {
    sessionId: replied.sessionId,
    roomUuid: room,
    at: NOW - 4 * 60_000,
    text: 'Sim, quero!',
    hasMedia: false,
  };
  const row = () => screen.getByRole('listitem');

  it('shows name and time, and the words of the reply below', async () => {
    await showWaiting({ awaited: [replied], words: [said] });

    expect(row().querySelector('.when')?.textContent).toBe('4 min. ago');
    expect(row().querySelector('.second')?.textContent).toBe('Sim, quero!');
  });

  it('says that somebody replied while the words are not known, and shows them as soon as they are seen', async () => {
    const { client, rest } = await showWaiting({ awaited: [replied] });
    const before = row().querySelector('.second')?.textContent;

    client.push({ type: 'delta', revision: 2, singles: {}, upsert: { words: [said] }, remove: {} });
    await rest();

    expect(before).toBe('Replied');
    expect(row().querySelector('.second')?.textContent).toBe('Sim, quero!');
  });

  it('shows no words from before the reply, a file as a file, and the flow of whoever has not replied', async () => {
    const older = { ...said, at: NOW - 60 * 60_000 };
    await showWaiting({ awaited: [replied, awaitedOf(1, { flowName: 'Cobrança' })], words: [older] });
    const [first, second] = screen.getAllByRole('listitem').map((each) => each.querySelector('.second')?.textContent);

    expect(first).toBe('Replied');
    expect(second).toBe('Sent · Cobrança');
  });

  it('names a file that came without a text', async () => {
    await showWaiting({ awaited: [replied], words: [{ ...said, text: '', hasMedia: true }] });

    expect(row().querySelector('.second')?.textContent).toBe('Sent a file or a recording');
  });

  it('hides the words while names are masked', async () => {
    const { root } = await showWaiting({
      awaited: [replied],
      words: [said],
      singles: { settings: { ...DEFAULT_SETTINGS, firstRunDone: true, maskPeople: true } },
    });

    expect(root.innerHTML).not.toContain('quero');
    expect(row().querySelector('.second')?.textContent).toBe('Replied');
  });

  it('stands for a person once, with their other starts below it on request', async () => {
    const twin = awaitedOf(1, { humanUuid: replied.contactUuid, flowName: 'Cobrança', sentAt: NOW - 1000 });
    const { press } = await showWaiting({ awaited: [replied, twin] });
    const alone = screen.getAllByRole('listitem').length;
    const replies = screen.getByRole('button', { name: /^Replied\s*1$/ });

    await press(screen.getByRole('button', { name: /^1 earlier start to/ }));

    expect(replies).toBeTruthy();
    expect(alone).toBe(1);
    expect(screen.getAllByRole('listitem').map((each) => each.querySelector('.strong')?.textContent)).toEqual([
      nameOf(0),
      'Cobrança',
    ]);
  });
});

describe('somebody who asked for no further messages', () => {
  it('is marked, and is put on the own exclusion list by one press, with every contact of theirs', async () => {
    const person = awaitedOf(0, { status: 'replied', repliedAt: NOW, asksToStop: true });
    const twin = awaitedOf(1, { humanUuid: person.contactUuid, sentAt: NOW - HOUR_MS });
    const { press, named } = await showWaiting({
      awaited: [person, twin],
      answers: { 'exclusion:add': () => ({ ok: true }), 'exclusion:list': () => ({ lists: [] }) },
    });
    const isMarked = screen.queryByText('asked to stop') !== null;
    const before = named('exclusion:add').length;

    await press(screen.getByRole('button', { name: `Put ${nameOf(0)} on my exclusion list` }));

    expect([isMarked, before]).toEqual([true, 0]);
    expect(named('exclusion:add').map(({ input }) => input)).toEqual([
      {
        people: [person, twin].map(({ contactUuid }) => ({ contactUuid, name: nameOf(0) })),
      },
    ]);
  });
});

describe('an empty list', () => {
  it.each([
    [/^Replied/, 'Nobody has replied yet'],
    [/^Done/, 'Nobody is done yet'],
  ])('says for %s: %s', async (part, text) => {
    const { press } = await showWaiting({ awaited: [awaitedOf(1)] });

    await press(within(screen.getByRole('group', { name: 'Filter by state' })).getByRole('button', { name: part }));

    expect(screen.queryByText(text)).not.toBeNull();
  });

  it('says that no replies are pending once everybody has answered', async () => {
    const { press } = await showWaiting({ awaited: [awaitedOf(1, { status: 'opened', repliedAt: NOW })] });

    await press(
      within(screen.getByRole('group', { name: 'Filter by state' })).getByRole('button', { name: /^Waiting/ }),
    );

    expect(screen.queryByText('No replies pending')).not.toBeNull();
  });
});

describe('the question about a reminder', () => {
  const answers: Answers = { 'reply:remind': () => ({ ok: true }) };
  const ask = (n: number) => screen.getByRole('button', { name: `Remind me of ${nameOf(n)}` });
  const question = () => within(screen.getByRole('group', { name: /^Remind me of/ }));
  const reminders = (named: (name: string) => { input: unknown }[]) => named('reply:remind').map(({ input }) => input);

  it('takes one press for an hour, today at 16:00 or tomorrow at 9:00, and the press is undone by another', async () => {
    const { press, named } = await showWaiting({ awaited: [awaitedOf(1)], answers });
    const day = new Date(NOW);

    for (const text of ['In 1 hour', 'Today 16:00', 'Tomorrow 9:00']) {
      await press(ask(1));
      await press(question().getByRole('button', { name: text }));
    }
    await press(screen.getByRole('button', { name: 'Undo' }));

    const at = (days: number, hours: number) =>
      new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours).getTime();
    const times = named('reply:remind').map(
      ({ input }) => (input as { reminders: { at: number | null }[] }).reminders[0]?.at ?? null,
    );
    expect(times.slice(1)).toEqual([at(0, 16), at(1, 9), null]);
    expect((times[0] ?? 0) - NOW).toBeGreaterThanOrEqual(HOUR_MS);
  });

  it('takes a time of the agent’s own, and refuses one that is over', async () => {
    const { press, named, rest } = await showWaiting({ awaited: [awaitedOf(1)], answers });
    await press(ask(1));
    const type = async (value: string): Promise<boolean> => {
      fireEvent.input(screen.getByLabelText('Or at a time of your own'), { target: { value } });
      await rest();
      return question().getByRole<HTMLButtonElement>('button', { name: 'Remind me' }).disabled;
    };

    const refused = [await type(''), await type('2020-01-01T09:00')];
    const says = screen.getByRole('alert').textContent;
    const isTaken = !(await type('2030-01-01T09:00'));
    await press(question().getByRole('button', { name: 'Remind me' }));

    expect(refused).toEqual([true, true]);
    expect(says).toBe('That time is over already.');
    expect(isTaken).toBe(true);
    expect(reminders(named)).toEqual([{ reminders: [{ id: 'd:1', at: new Date(2030, 0, 1, 9).getTime() }] }]);
  });

  it('removes a reminder, which is offered only when there is one', async () => {
    const { press, named } = await showWaiting({
      awaited: [awaitedOf(1), awaitedOf(2, { remindAt: NOW + HOUR_MS })],
      answers,
    });
    await press(ask(1));
    const isOffered = screen.queryByRole('button', { name: 'No reminder' }) !== null;

    await press(ask(2));
    await press(screen.getByRole('button', { name: 'No reminder' }));

    expect(isOffered).toBe(false);
    expect(reminders(named)).toEqual([{ reminders: [{ id: 'd:2', at: null }] }]);
  });

  it('can be cancelled without storing anything', async () => {
    const { press, named } = await showWaiting({ awaited: [awaitedOf(1)], answers });
    await press(ask(1));

    await press(question().getByRole('button', { name: 'Cancel' }));

    expect(screen.queryByRole('group', { name: /^Remind me of/ })).toBeNull();
    expect(named('reply:remind')).toEqual([]);
  });
});

describe('the keys of the list', () => {
  const answers: Answers = {
    'reply:dismiss': () => ({ ok: true }),
    'reply:restore': () => ({ ok: true }),
    'reply:remind': () => ({ ok: true }),
    'reply:open': () => ({ ok: true }),
  };
  const awaited = [0, 1, 2, 3].map((n) =>
    awaitedOf(n, { status: 'replied', repliedAt: NOW - (9 - n) * 60_000, contactName: `Pessoa ${n}` }),
  );
  const rowOf = (n: number): HTMLElement => {
    const row = screen.getAllByRole('listitem')[n]?.querySelector<HTMLElement>('[data-row]');
    if (row === null || row === undefined) throw new Error(`no row ${n}`);
    return row;
  };
  const ids = (calls: { input: unknown }[]) => calls.map(({ input }) => (input as { ids: string[] }).ids);

  it('E marks as done and goes on, Undo puts back', async () => {
    const { key, named, press } = await showWaiting({ awaited, answers });
    rowOf(0).focus();

    await key(rowOf(0), 'e');
    const next = document.activeElement;
    await press(screen.getByRole('button', { name: 'Undo' }));

    expect(ids(named('reply:dismiss'))).toEqual([['d:0']]);
    expect(next).toBe(rowOf(1));
    expect(ids(named('reply:restore'))).toEqual([['d:0']]);
  });

  it('J and K go to the next and the previous person', async () => {
    const { key } = await showWaiting({ awaited, answers });
    rowOf(0).focus();

    await key(rowOf(0), 'j');
    await key(rowOf(1), 'J');
    const down = document.activeElement;
    await key(rowOf(2), 'k');

    expect([down, document.activeElement]).toEqual([rowOf(2), rowOf(1)]);
  });

  it('X picks, Shift+X picks everybody up to there, E and H are for all of them, and Esc unpicks', async () => {
    const { key, named, press } = await showWaiting({ awaited, answers });
    await key(rowOf(1), 'x');
    await key(rowOf(3), 'X', { shiftKey: true });
    const isSaid = screen.queryByText('3 people picked') !== null;
    await key(rowOf(0), 'h');
    await press(screen.getByRole('button', { name: 'Tomorrow 9:00' }));
    await key(rowOf(1), 'x');
    await key(rowOf(2), 'x');
    await key(rowOf(0), 'e');
    await key(rowOf(1), 'x');
    await key(rowOf(1), 'Escape');

    expect(isSaid).toBe(true);
    expect(
      named('reply:remind').map(({ input }) =>
        (input as { reminders: { id: string }[] }).reminders.map(({ id }) => id),
      ),
    ).toEqual([['d:1', 'd:2', 'd:3']]);
    expect(ids(named('reply:dismiss'))).toEqual([['d:1', 'd:2']]);
    expect(screen.queryByText(/picked$/)).toBeNull();
  });

  it('do nothing where a text is typed, or with Ctrl', async () => {
    const { key, named } = await showWaiting({ awaited, answers });

    await key(screen.getByRole('searchbox'), 'e');
    await key(rowOf(0), 'e', { ctrlKey: true });

    expect(named('reply:dismiss')).toEqual([]);
  });

  it('Done opens the next reply at once where the agent has chosen that', async () => {
    const { key, named } = await showWaiting({
      awaited,
      answers,
      singles: { settings: { ...DEFAULT_SETTINGS, firstRunDone: true, autoAdvance: true } },
    });

    await key(rowOf(0), 'e');

    expect(named('reply:open').map(({ input }) => input)).toEqual([{ id: 'd:1', mayNavigate: false }]);
  });
});

describe('somebody who waits for days', () => {
  it('is said to wait for a chat that the flow never opens, where its definition said so', async () => {
    const days = { sentAt: NOW - 49 * HOUR_MS };
    await showWaiting({
      awaited: [
        awaitedOf(0, { ...days, opensNoChat: true }),
        awaitedOf(1, days),
        awaitedOf(2, { opensNoChat: true }),
        awaitedOf(3, { ...days, opensNoChat: true, status: 'replied', repliedAt: NOW - 1 }),
      ],
    });
    const said = screen.getAllByRole('listitem').filter((row) => row.textContent?.includes('this flow opens no chat'));
    expect(said.map((row) => row.querySelector('bdi')?.textContent)).toEqual([nameOf(0)]);
  });
});
