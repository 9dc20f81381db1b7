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
  const hours = () => screen.getByRole<HTMLInputElement>('spinbutton', { name: 'In how many hours' });

  it('names the person, and reminds in as many whole hours as are typed', async () => {
    const { press, named, rest, clock } = await showWaiting({ awaited: [awaitedOf(1)], answers });
    await press(screen.getByRole('button', { name: `Remind me of ${nameOf(1)}` }));
    const question = within(screen.getByRole('alert'));

    const isNamed = question.queryByText(`Remind me of ${nameOf(1)}`) !== null;
    const before = named('reply:remind').length;
    const refused: boolean[] = [];
    for (const value of ['0', '1.5', '169']) {
      fireEvent.input(hours(), { target: { value } });
      await rest();
      refused.push(question.getByRole<HTMLButtonElement>('button', { name: 'Remind me' }).disabled);
    }
    fireEvent.input(hours(), { target: { value: '5' } });
    await rest();
    const pressedAt = clock.now();
    await press(question.getByRole('button', { name: 'Remind me' }));

    expect(isNamed).toBe(true);
    expect(before).toBe(0);
    expect(refused).toEqual([true, true, true]);
    expect(named('reply:remind').map(({ input }) => input)).toEqual([{ id: 'd:1', at: pressedAt + 5 * HOUR_MS }]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('removes a reminder, which is offered only when there is one', async () => {
    const { press, named } = await showWaiting({
      awaited: [awaitedOf(1), awaitedOf(2, { remindAt: NOW + HOUR_MS })],
      answers,
    });
    await press(screen.getByRole('button', { name: `Remind me of ${nameOf(1)}` }));
    const isOffered = screen.queryByRole('button', { name: 'No reminder' }) !== null;

    await press(screen.getByRole('button', { name: `Remind me of ${nameOf(2)}` }));
    await press(screen.getByRole('button', { name: 'No reminder' }));

    expect(isOffered).toBe(false);
    expect(named('reply:remind').map(({ input }) => input)).toEqual([{ id: 'd:2', at: null }]);
  });

  it('can be cancelled without storing anything', async () => {
    const { press, named } = await showWaiting({ awaited: [awaitedOf(1)], answers });
    await press(screen.getByRole('button', { name: `Remind me of ${nameOf(1)}` }));

    await press(within(screen.getByRole('alert')).getByRole('button', { name: 'Cancel' }));

    expect(screen.queryByRole('alert')).toBeNull();
    expect(named('reply:remind')).toEqual([]);
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
