// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { readMessages } from './fake-client.ts';
import {
  AWAITED,
  FLOWS,
  NOW,
  PREVIEW_WITH_VARIABLES,
  SECTORS,
  SESSION,
  awaitedOf,
  dispatchOf,
  draftOf,
  peopleOf,
  toReport,
} from './fake-data.ts';
import type { DispatchRow } from '../../lib/dispatch/records.ts';
import { ProjectUuid, RoomUuid } from '../../lib/ids.ts';
import { hidePanel, showPanel } from './show-panel.tsx';
import { waitFor } from '../unit/wait-for.ts';

afterEach(hidePanel);

describe('the panel', () => {
  it('has three tabs, shows the first one, and names the project', async () => {
    await showPanel();

    expect(screen.getAllByRole('tab').map((tab) => tab.textContent)).toEqual(['Send', 'Waiting', 'History']);
    expect(screen.getByRole('tab', { name: 'Send' }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByText(SESSION.projectName)).toBeTruthy();
  });

  it('lists the flows, favourites first, and moves on to the people after a press', async () => {
    const { press } = await showPanel();
    const options = within(screen.getByRole('listbox', { name: 'Flows with the label chats' })).getAllByRole('option');

    await press(options[0]!);

    expect(options[0]?.textContent).toContain(FLOWS[0]?.name);
    expect(screen.getByRole('listbox', { name: 'Contacts' })).toBeTruthy();
  });

  it('ticks people with the keyboard and shows how many', async () => {
    const { press, key } = await showPanel({ singles: { draft: draftOf(0) } });
    await press(screen.getByRole('button', { name: /People/ }));
    const list = screen.getByRole('listbox', { name: 'Contacts' });

    await key(list, ' ');
    await key(list, 'ArrowDown');
    await key(list, 'ArrowDown', { shiftKey: true });

    expect(within(list).getAllByRole('option', { selected: true })).toHaveLength(3);
    expect(screen.getByText('3 selected')).toBeTruthy();
  });

  it('never ticks a person who cannot be written to', async () => {
    const { press } = await showPanel({ singles: { draft: draftOf(0) } });
    await press(screen.getByRole('button', { name: /People/ }));
    const blocked = screen.getAllByRole('option').find((option) => option.textContent?.includes('Blocked'));

    await press(blocked!);

    expect(screen.queryAllByRole('option', { selected: true })).toHaveLength(0);
  });

  it('offers no sending when the toggle is off, and says where to switch it on', async () => {
    await showPanel({
      singles: { access: { verdict: 'off', reason: 'toggle-off', sectors: null, checkedAt: 1 }, draft: draftOf(3) },
    });

    expect(screen.getByText('Sending is switched off')).toBeTruthy();
    expect(screen.getByText(/Trigger message templates/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Send to/ })).toBeNull();
  });

  it('says of a set-up check that failed only that it could not be made', async () => {
    const { press } = await showPanel();

    await press(screen.getByRole('button', { name: 'Set-up check' }));

    const line = screen.getByText(/The clock of this computer is off/).closest('li');
    expect(line?.textContent).toBe(
      'Unknown The clock of this computer is offCould not be checked, so it may be the case.',
    );
  });

  it('asks in a principal project for the secondary project first, and offers nothing else', async () => {
    const projects = ['Loja Sul', 'Cobrança'].map((name, n) => ({
      projectUuid: ProjectUuid.parse(`51000000-0000-4000-8000-00000000000${n + 2}`),
      name,
    }));
    const { press, named } = await showPanel({
      singles: {
        session: { ...SESSION, role: 'manager', isPrincipal: true },
        access: { verdict: 'off', reason: 'principal-project', sectors: SECTORS, checkedAt: 1 },
        draft: draftOf(3),
      },
      answers: {
        'access:list-projects': () => ({ projects, badRows: 0 }),
        'access:choose-project': () => ({ ok: true }),
      },
    });

    expect(await screen.findByRole('heading', { name: 'Choose the project to send from' })).toBeTruthy();
    expect(screen.getByText(/answers come to the queue/)).toBeTruthy();
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.queryByRole('button', { name: /Send to/ })).toBeNull();

    await press(await screen.findByRole('button', { name: 'Cobrança' }));

    expect(named('access:choose-project').map(({ input }) => input)).toEqual([
      { projectUuid: projects[1]?.projectUuid },
    ]);
  });

  it('lets a manager switch a sector, after asking', async () => {
    const { press, named } = await showPanel({
      singles: {
        session: { ...SESSION, role: 'manager' },
        access: { verdict: 'off', reason: 'toggle-off', sectors: SECTORS, checkedAt: 1 },
      },
      answers: { 'access:set-toggle': () => ({ ok: true }) },
    });

    await press(screen.getByRole('switch', { name: 'Sending in sector Suporte' }));
    const before = named('access:set-toggle').length;
    await press(screen.getByRole('button', { name: 'Confirm' }));

    expect(before).toBe(0);
    expect(named('access:set-toggle')).toHaveLength(1);
  });

  it('sends to three people after a real press and shows the undo window', async () => {
    const counting = dispatchOf(
      2,
      { queued: 3 },
      { state: { status: 'counting-down', endsAt: NOW + 10_000, viewId: 'view' } },
    );
    const { press, named } = await showPanel({
      singles: { draft: draftOf(3) },
      dispatches: [counting],
      answers: { 'dispatch:confirm': () => ({ ok: true, dispatchId: counting.row.dispatchId, endsAt: NOW + 10_000 }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));

    await press(screen.getByRole('button', { name: 'Send to 3 people' }));

    expect(named('dispatch:confirm')).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it.each([
    ['flow-not-labelled', 'This flow no longer carries the label chats.'],
    ['toggle-off', 'Sending is switched off for your sector.'],
    ['storage-failed', 'The browser could not store it. Nothing was sent.'],
  ] as const)('says why a confirmation was refused (%s), and counts nothing down', async (reason, said) => {
    const { press, root } = await showPanel({
      singles: { draft: draftOf(3) },
      answers: { 'dispatch:confirm': () => ({ ok: false, reason, needsConfirmation: false }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));

    await press(screen.getByRole('button', { name: 'Send to 3 people' }));

    expect(root.textContent).toContain(said);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it.each([
    [
      'gate-closed',
      'toggle-off',
      'Sending was switched off',
      "The sector's setting for sending flows is off. Nothing can be sent until it is on.",
    ],
    ['gate-closed', 'flow-not-labelled', 'Sending was switched off', 'The flow no longer carries the label chats.'],
    ['contract-drift', null, 'Chats has changed', 'Sending stops until Disparo is updated.'],
  ] as const)(
    'names what stopped a dispatch (%s, %s), and leaves the rest queued',
    async (reason, gate, title, said) => {
      const paused = dispatchOf(
        1,
        { accepted: 3, queued: 2 },
        { state: { status: 'paused', reason, gate, since: NOW } },
      );
      const { press, root } = await showPanel({ dispatches: [paused], people: peopleOf(paused) });

      await press(screen.getByRole('button', { name: new RegExp(title) }));

      expect(root.textContent).toContain(said);
      expect(screen.getByRole('button', { name: /^Queued\s*2$/ })).toBeTruthy();
    },
  );

  it('ignores a press made by a script', async () => {
    const { press, named } = await showPanel({ singles: { draft: draftOf(3) } }, { trusted: false });
    await press(screen.getByRole('button', { name: /Review$/ }));

    await press(screen.getByRole('button', { name: 'Send to 3 people' }));

    expect(named('dispatch:confirm')).toHaveLength(0);
  });

  it('keeps Send off until every variable has a source', async () => {
    const { press } = await showPanel({
      singles: { draft: draftOf(2) },
      answers: { 'catalog:preview-flow': () => PREVIEW_WITH_VARIABLES },
    });

    await press(screen.getByRole('button', { name: /Review$/ }));

    const send = screen.getByRole('button', { name: 'Send to 2 people' });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getAllByText('1 variable has no value yet.')).toHaveLength(2);
  });

  it('says beside a grey Send why it is grey, and a press on it leads to the problem and sends nothing', async () => {
    const { press, named } = await showPanel({
      singles: { draft: draftOf(2) },
      answers: { 'catalog:preview-flow': () => PREVIEW_WITH_VARIABLES },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    const send = screen.getByRole('button', { name: 'Send to 2 people' });

    await press(send);

    expect(document.getElementById(send.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      '1 variable has no value yet.',
    );
    expect(document.activeElement?.textContent).toContain('1 variable has no value yet.');
    expect(document.activeElement).not.toBe(send);
    expect(named('dispatch:confirm')).toHaveLength(0);
  });

  it('shows outcomes with reasons, and sends to an unknown person again only after a warning', async () => {
    const done = dispatchOf(1, { accepted: 2, unknown: 1 });
    const { press, named } = await showPanel({
      dispatches: [done],
      people: peopleOf(done),
      answers: { 'dispatch:retry': () => ({ ok: false, reason: 'late' }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
    await press(screen.getByRole('button', { name: /^Unknown/ }));

    await press(screen.getByRole('button', { name: 'Send again to 1' }));
    const before = named('dispatch:retry').length;
    await press(screen.getByRole('button', { name: 'Send again all the same to 1' }));

    expect(before).toBe(0);
    expect(named('dispatch:retry')[0]?.input).toMatchObject({ people: [2], mayArriveTwiceSeen: true });
  });

  it('counts a person who was sent to again by the new outcome, without another offer, and links both dispatches', async () => {
    const first = dispatchOf(1, { accepted: 1, unknown: 2 });
    const again = dispatchOf(13, { accepted: 1 }, { parentId: first.row.dispatchId, createdAt: NOW });
    const { press, rest } = await showPanel({
      dispatches: [first, again],
      people: [...peopleOf(first), ...peopleOf(again)],
      answers: {
        'history:list-people': ({ dispatchId }) => {
          const isAgain = dispatchId === again.row.dispatchId;
          return {
            people: peopleOf(isAgain ? again : first).map((person) => ({
              ...person,
              retryOf: isAgain ? { dispatchId: first.row.dispatchId, n: 1 } : null,
            })),
          };
        },
      },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await rest();
    const listed = screen.getAllByRole('button', { name: new RegExp(first.row.flowName) });
    const line = listed[0]?.textContent;

    await press(listed[0]!);
    await press(screen.getByRole('button', { name: /^Unknown/ }));
    const offered = screen.getByRole('button', { name: /^Send again to/ }).textContent;
    await press(screen.getByRole('button', { name: /: 1 person$/ }));
    const isChildShown = screen.getByText('1 accepted') !== null;
    await press(screen.getByRole('button', { name: /^First dispatch/ }));

    expect(listed).toHaveLength(1);
    expect(line).toContain('2 accepted');
    expect(line).toContain('1 sent to again');
    expect(offered).toBe('Send again to 1');
    expect(isChildShown).toBe(true);
    expect(screen.getByText(/^\d accepted · \d to look at$/)).toBeTruthy();
  });

  it('offers to look again, leave or send again for unknown people, and nothing for those who were left', async () => {
    const done = dispatchOf(1, { accepted: 1, unknown: 2 });
    const people = peopleOf(done);
    const { press, named, client, rest } = await showPanel({
      dispatches: [done],
      people,
      answers: { 'dispatch:look-again': () => ({ ok: true }), 'dispatch:leave': () => ({ ok: true }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
    await press(screen.getByRole('button', { name: /^Unknown/ }));

    await press(screen.getByRole('button', { name: 'Look again' }));
    await press(screen.getByRole('button', { name: 'Leave it' }));
    client.push({
      type: 'delta',
      revision: 3,
      singles: {},
      upsert: { people: [{ ...people[1]!, leftAt: NOW }] },
      remove: {},
    });
    await rest();
    const stillOffered = screen.getByRole('button', { name: /^Send again to/ }).textContent;
    client.push({
      type: 'delta',
      revision: 4,
      singles: {},
      upsert: { people: [{ ...people[2]!, leftAt: NOW }] },
      remove: {},
    });
    await rest();

    expect([named('dispatch:look-again')[0]?.input, named('dispatch:leave')[0]?.input]).toEqual(
      Array.from({ length: 2 }, () => ({ dispatchId: done.row.dispatchId, people: [1, 2] })),
    );
    expect(stillOffered).toBe('Send again to 1');
    expect(screen.queryByRole('button', { name: /^(Send again to|Look again|Leave it)/ })).toBeNull();
    expect(screen.getByText('2 are left as they are.')).toBeTruthy();
  });

  it.each([
    ['unauthorized', 'Chats refuses your login for sending'],
    ['rate-limit', 'The server asked to wait'],
    ['intercepted', 'Something on the way answered instead of Chats'],
  ] as const)(
    'shows for a pause of the kind %s its cause and its end, and offers to go on at once',
    async (reason, title) => {
      const paused = dispatchOf(
        1,
        { queued: 2 },
        { state: { status: 'paused', reason, gate: null, since: NOW, until: NOW + 30_000 } },
      );
      const { press } = await showPanel({ dispatches: [paused], people: peopleOf(paused) });

      // The foot of every other tab shows a waiting dispatch, and a press on it opens that dispatch.
      const foot = screen.getByRole('button', { name: new RegExp(title) });
      await press(foot);

      expect(screen.getByText(new RegExp(title)).closest('.notice')?.textContent).toMatch(
        /It tries again by itself at \d+:\d\d:\d\d/,
      );
      expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Go on' }).disabled).toBe(false);
    },
  );

  it('says that a pause needs the agent if it does not end by itself any more', async () => {
    const paused = dispatchOf(
      1,
      { queued: 2 },
      { state: { status: 'paused', reason: 'rate-limit', gate: null, since: NOW } },
    );
    const { press } = await showPanel({ dispatches: [paused], people: peopleOf(paused) });
    await press(screen.getByRole('button', { name: /The server asked to wait/ }));

    expect(screen.getByText(/it goes on when you say so/)).toBeTruthy();
  });

  it('offers to check the session again when a dispatch waits for it', async () => {
    const paused = dispatchOf(
      1,
      { queued: 2 },
      { state: { status: 'paused', reason: 'no-session', gate: null, since: NOW } },
    );
    const { named, press } = await showPanel({ dispatches: [paused], people: peopleOf(paused) });
    await press(screen.getByRole('button', { name: /Waiting for Chats/ }));

    await press(screen.getByRole('button', { name: 'Check again' }));

    expect(named('access:check')).toHaveLength(1);
    expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull();
  });

  it('shows an unknown batch as one item, to be sent one by one or left', async () => {
    const done = dispatchOf(1, { unknown: 5 }, { mode: 'batches' });
    const people = peopleOf(done).map((person) => ({
      ...person,
      batch: person.n < 4 ? Math.floor(person.n / 2) : null,
    }));
    const { press, named } = await showPanel({
      dispatches: [done],
      people,
      answers: { 'dispatch:retry': () => ({ ok: false, reason: 'late' }), 'dispatch:leave': () => ({ ok: true }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
    await press(screen.getByRole('button', { name: /^Unknown/ }));
    const [first, second] = screen.getAllByRole('button', { name: 'Send one by one' });

    await press(second!);
    await press(screen.getByRole('button', { name: 'Send again all the same to 2' }));
    await press(screen.getAllByRole('button', { name: 'Leave it' })[0]!);

    expect(first?.closest('.notice')?.textContent).toContain('Batch 1: 2 people');
    expect(screen.getByRole('button', { name: 'Send again to 1' })).toBeTruthy();
    expect(named('dispatch:retry')[0]?.input).toMatchObject({ people: [2, 3], mayArriveTwiceSeen: true });
    expect(named('dispatch:leave')[0]?.input).toMatchObject({ people: [0, 1] });
  });

  it('says that the history does not show engine errors, and offers no look-up for them', async () => {
    const done = dispatchOf(1, { unknown: 3 });
    const people = peopleOf(done).map((person) =>
      person.n === 2 ? person : { ...person, reason: 'engine-error' as const },
    );
    const { press, named } = await showPanel({
      dispatches: [done],
      people,
      answers: { 'dispatch:retry': () => ({ ok: false, reason: 'late' }), 'dispatch:look-again': () => ({ ok: true }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
    await press(screen.getByRole('button', { name: /^Unknown/ }));
    const card = screen
      .getByText('Chats answered with an error, and nobody knows whether it was sent')
      .closest<HTMLElement>('.notice');
    if (card === null) throw new Error('no card of its own');

    await press(screen.getByRole('button', { name: 'Look again' }));
    await press(within(card).getByRole('button', { name: 'Send again to 2' }));
    await press(within(card).getByRole('button', { name: 'Send again all the same to 2' }));

    expect(card.textContent).toContain('If Weni took it, its history would not show it');
    expect(named('dispatch:look-again').map(({ input }) => input)).toMatchObject([{ people: [2] }]);
    expect(named('dispatch:retry').map(({ input }) => input)).toMatchObject([
      { people: [0, 1], mayArriveTwiceSeen: true },
    ]);
  });

  it('offers to open the chat whose ticket a failed start may have closed, and asks before it navigates', async () => {
    const done = dispatchOf(1, { accepted: 1, unknown: 1, skipped: 1 });
    const roomUuid = RoomUuid.parse('00000007-0000-4000-8000-000000000001');
    const people = peopleOf(done).map((person) => ({ ...person, roomUuid }));
    const { press, named } = await showPanel({
      dispatches: [done],
      people,
      answers: {
        'room:open': ({ mayNavigate }) =>
          mayNavigate ? { ok: true } : { ok: false, reason: 'needs-navigation', tabTitle: 'Chats' },
      },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(done.row.flowName) }));
    const offered = screen.getAllByRole('button', { name: /^Open the chat of / });

    await press(offered[0]!);
    await press(within(screen.getByRole('alert')).getAllByRole('button')[0]!);

    expect(offered).toHaveLength(1);
    expect(offered[0]?.closest('[role=listitem]')?.textContent).toContain('Unknown');
    expect(named('room:open').map(({ input }) => input)).toEqual([
      { roomUuid, mayNavigate: false },
      { roomUuid, mayNavigate: true },
    ]);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('offers in the pre-flight to open the chat whose ticket may close', async () => {
    const draft = draftOf(1);
    const roomUuid = '00000007-0000-4000-8000-000000000001';
    const people = draft.people.map(({ contactUuid, name }) => ({ contactUuid, name, details: { room: roomUuid } }));
    const report = toReport(draft, { findings: [{ kind: 'ticket-may-close', level: 'warning', people, details: {} }] });
    const { press, named } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => report, 'room:open': () => ({ ok: true }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: /^Send to 1/ }));
    await press(screen.getByRole('button', { name: 'By person' }));

    await press(screen.getByRole('button', { name: /^Open the chat of / }));

    expect(named('room:open')[0]?.input).toEqual({ roomUuid, mayNavigate: false });
  });

  it('lists replies first and opens their chat', async () => {
    const { press, named } = await showPanel({ awaited: AWAITED, answers: { 'reply:open': () => ({ ok: true }) } });
    await press(screen.getByRole('tab', { name: /Waiting/ }));
    const rows = within(screen.getByRole('list', { name: 'People awaited and replies' })).getAllByRole('listitem');

    await press(within(rows[0]!).getAllByRole('button')[0]!);

    expect(rows[0]?.textContent).toContain('queue Suporte N1');
    expect(named('reply:open')[0]?.input).toEqual({ id: 'd:1', mayNavigate: false });
  });

  it('announces each quarter of a dispatch and its end to screen readers, once, on every tab', async () => {
    const { client, rest, press } = await showPanel();
    const region = screen.getAllByRole('status').find((status) => status.getAttribute('aria-relevant') === 'additions');
    const isEmptyAtFirst = region?.textContent === '';
    const heard: string[] = [];
    let revision = 1;
    const step = async (done: number, state: DispatchRow['state'] = { status: 'running' }): Promise<void> => {
      const before = new Set(region?.children);
      client.push({
        type: 'delta',
        revision: (revision += 1),
        singles: {},
        upsert: { dispatches: [dispatchOf(1, { accepted: done, queued: 8 - done }, { state })] },
        remove: {},
      });
      await rest();
      heard.push(
        ...[...(region?.children ?? [])].filter((line) => !before.has(line)).map((line) => line.textContent ?? ''),
      );
    };

    await step(0, { status: 'counting-down', endsAt: NOW + 1, viewId: 'view' });
    for (const done of [0, 1, 2, 3]) await step(done);
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: 'Collapse the panel' }));
    for (const done of [4, 5, 6, 7, 8]) await step(done);
    await step(8, { status: 'finished', at: NOW });
    await step(8, { status: 'finished', at: NOW });

    expect(isEmptyAtFirst).toBe(true);
    expect(region?.isConnected).toBe(true);
    expect(region?.getAttribute('aria-live')).toBe('polite');
    expect(heard).toEqual([
      '0 percent processed',
      '25 percent processed',
      '50 percent processed',
      '75 percent processed',
      '100 percent processed',
      'Done: 8 of 8 accepted',
    ]);
  });

  it('announces the start of a countdown once, and on the handle that a dialog of Chats holds it', async () => {
    const counting = dispatchOf(
      1,
      { queued: 3 },
      { state: { status: 'counting-down', endsAt: NOW + 60_000, viewId: 'view' } },
    );
    const { rest, press, dialogOpen } = await showPanel(
      {
        singles: { draft: draftOf(3) },
        dispatches: [counting],
        answers: {
          'dispatch:confirm': () => ({ ok: true, dispatchId: counting.row.dispatchId, endsAt: NOW + 60_000 }),
          'dispatch:hold': () => ({ ok: true }),
          'dispatch:release': () => ({ ok: true }),
        },
      },
      { overlay: true },
    );
    const region = screen.getAllByRole('status').find((status) => status.getAttribute('aria-relevant') === 'additions');
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 3 people' }));
    const lines = [...(region?.children ?? [])];

    dialogOpen.value = true;
    await rest();
    const held = screen
      .getByRole('button', { name: /^Open Disparo, the countdown stands still/ })
      .getAttribute('aria-label');
    await rest();
    const later = screen.getByRole('button', { name: /^Open Disparo/ }).getAttribute('aria-label');
    dialogOpen.value = false;
    await rest();
    await press(screen.getByRole('button', { name: 'Collapse the panel' }));

    expect(lines.map((line) => line.textContent)).toEqual(['Sending to 3 people soon. Undo is possible.']);
    expect([...(region?.children ?? [])]).toEqual(lines);
    expect(screen.getAllByText('Sending to 3 people soon. Undo is possible.')).toHaveLength(1);
    expect(later).toBe(held);
    expect(screen.getByRole('button', { name: /^Open Disparo, sends in \d+ seconds$/ })).toBeTruthy();
  });

  it('shows why and until when a dispatch waits for people who just got another start', async () => {
    const held = {
      ...dispatchOf(1, { accepted: 1, queued: 1 }, { state: { status: 'running' } }),
      heldUntil: NOW + 42_000,
    };
    const { client, rest, press } = await showPanel({ dispatches: [held] });
    await press(screen.getByRole('button', { name: new RegExp(held.row.flowName) }));
    const said = screen.getByText(/nobody is sent two within a minute/).textContent;

    client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { dispatches: [{ ...held, heldUntil: null }] },
      remove: {},
    });
    await rest();
    const unknown = screen.getByText(/goes on by itself once the outcome is known/) !== null;
    client.push({
      type: 'delta',
      revision: 3,
      singles: {},
      upsert: { dispatches: [dispatchOf(1, { accepted: 1, sending: 1 }, { state: { status: 'running' } })] },
      remove: {},
    });
    await rest();

    expect(said).toContain(`:${String(new Date(NOW + 42_000).getMinutes()).padStart(2, '0')}:42`);
    expect(unknown).toBe(true);
    expect(screen.queryByText(/goes on by itself/)).toBeNull();
  });

  it('announces the last quarter and the end when they come together', async () => {
    const { client, rest } = await showPanel({
      dispatches: [dispatchOf(1, { accepted: 1, sending: 1 }, { state: { status: 'running' } })],
    });

    client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { dispatches: [dispatchOf(1, { accepted: 2 }, { state: { status: 'finished', at: NOW } })] },
      remove: {},
    });
    await rest();

    expect(screen.getByText('100 percent processed')).toBeTruthy();
    expect(screen.getByText('Done: 2 of 2 accepted')).toBeTruthy();
  });

  it('announces the end of a dispatch that was never seen running, but not of dispatches from before', async () => {
    const { client, rest } = await showPanel({
      dispatches: [dispatchOf(2, { accepted: 5 }, { state: { status: 'finished', at: NOW - 1 } })],
    });

    client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { dispatches: [dispatchOf(1, { accepted: 1 }, { state: { status: 'finished', at: NOW } })] },
      remove: {},
    });
    await rest();

    expect(screen.getByText('Done: 1 of 1 accepted')).toBeTruthy();
    expect(screen.queryByText('Done: 5 of 5 accepted')).toBeNull();
  });

  it('announces politely how many replies wait when a new one comes, but not those from before', async () => {
    const { client, rest, root, clock } = await showPanel({
      dispatches: [dispatchOf(1, { accepted: 2 })],
      awaited: [awaitedOf(0, { status: 'replied', repliedAt: NOW }), awaitedOf(1)],
    });
    const region = root.querySelector('[aria-relevant=additions]');
    const atFirst = region?.textContent;

    client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { awaited: [awaitedOf(1, { status: 'replied', repliedAt: NOW })] },
      remove: {},
    });
    clock.advance(1_000);
    await rest();
    client.push({
      type: 'delta',
      revision: 3,
      singles: {},
      upsert: { awaited: [awaitedOf(1, { status: 'opened', repliedAt: NOW })] },
      remove: {},
    });
    clock.advance(60_000);
    await rest();

    expect([atFirst, region?.textContent]).toEqual(['', '2 new replies']);
  });

  it('shows where the chat of a reply is when it is not the agent’s own', async () => {
    const { press } = await showPanel({
      awaited: [
        awaitedOf(0, { status: 'replied', repliedAt: NOW, origin: 'group' }),
        awaitedOf(1, {
          status: 'replied',
          repliedAt: NOW + 1,
          origin: 'group',
          place: { kind: 'queue', queueName: 'Suporte N1' },
        }),
      ],
    });
    await press(screen.getByRole('tab', { name: /Waiting/ }));

    const places = screen.getAllByRole('listitem').map((row) => row.querySelector('.place')?.textContent ?? null);
    expect(places).toEqual([null, 'queue Suporte N1']);
  });

  it('shows a name with markup as plain, isolated text, without its right-to-left marks', async () => {
    const name = '<img src=x onerror=alert(1)>\u202Eevil';
    const { press, root } = await showPanel({ awaited: [awaitedOf(1, { contactName: name })] });

    await press(screen.getByRole('tab', { name: 'Waiting' }));

    expect(root.querySelector('img')).toBeNull();
    expect(
      within(screen.getByRole('list', { name: 'People awaited and replies' })).getByText(
        '<img src=x onerror=alert(1)>evil',
      ).tagName,
    ).toBe('BDI');
  });

  it('shows the first lines of a long file, not in a text box, and can remove it again', async () => {
    const { press, rest, named } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: {
        'people:resolve-lines': ({ lines }) => ({
          results: lines.map((text, at) => ({
            line: at + 1,
            text,
            status: 'invalid',
            reason: 'no-number',
            name: null,
          })),
        }),
      },
    });
    await press(screen.getByRole('button', { name: /People/ }));
    await press(screen.getByRole('button', { name: 'Paste' }));
    const open = async (lines: number): Promise<void> => {
      const file = new File([Array.from({ length: lines }, (_, n) => `line ${n}`).join('\n')], 'many.txt');
      fireEvent.change(document.querySelector('input[type=file]')!, { target: { files: [file] } });
      await waitFor(async () => {
        await rest();
        expect(
          screen.getByRole('button', { name: new RegExp(`^Check ${lines.toLocaleString('en')} lines`) }),
        ).toBeTruthy();
      });
    };

    await open(1_000);
    const few = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'One number per line' }).value.length;
    await open(1_001);
    const isInTextBox = document.querySelector('textarea') !== null;
    const shown = screen.getAllByText(/^line \d/).map((line) => line.textContent);
    await press(screen.getByRole('button', { name: 'Back' }));
    const afterBack = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'One number per line' }).value;
    await open(1_001);
    await press(screen.getByRole('button', { name: 'Check 1,001 lines' }));

    expect(few).toBeGreaterThan(5_000);
    expect(isInTextBox).toBe(false);
    expect(shown).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    expect(afterBack).toBe('');
    expect(named('people:resolve-lines')[0]?.input).toMatchObject({ lines: expect.arrayContaining(['line 1000']) });
  });

  it('offers a retry when a list could not be loaded', async () => {
    let fails = true;
    const { press } = await showPanel({
      answers: {
        'catalog:list-flows': () => {
          if (fails) throw new Error('down');
          return { flows: FLOWS, nearMisses: [], complete: true, badRows: 0, fetchedAt: 1 };
        },
      },
    });
    const alert = screen.getByRole('alert').textContent;
    fails = false;

    await press(screen.getByRole('button', { name: 'Try again' }));

    expect(alert).toContain('The flows could not be loaded');
    expect(screen.getByRole('listbox')).toBeTruthy();
  });

  it('says that its content may be old when the background is gone', async () => {
    const { client, rest } = await showPanel();

    client.state('lost');
    await rest();

    expect(screen.getByText(/What you see may be old/)).toBeTruthy();
  });

  it('opens the palette with Ctrl+K, runs what is found, and closes with Escape', async () => {
    const { root, key } = await showPanel();
    const frame = root.querySelector('.frame')!;

    await key(frame, 'k', { ctrlKey: true });
    const field = screen.getByRole('combobox', { name: 'Type what you want to do' });
    fireEvent.input(field, { target: { value: 'histo' } });
    await key(field, 'Enter');
    const tab = screen.getByRole('tab', { name: 'History' }).getAttribute('aria-selected');
    await key(frame, 'k', { ctrlKey: true });
    await key(screen.getByRole('combobox', { name: 'Type what you want to do' }), 'Escape');

    expect(tab).toBe('true');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('shows the shortcuts as they are assigned, but not for a ? typed into a text field', async () => {
    const { root, key } = await showPanel();

    await key(screen.getByRole('searchbox'), '?');
    const inField = screen.queryByRole('dialog');
    await key(root.querySelector('.frame')!, '?');

    expect(inField).toBeNull();
    expect(within(screen.getByRole('dialog')).getByText('Not assigned')).toBeTruthy();
  });

  it('is a handle with the count of replies when collapsed', async () => {
    const { press, collapses } = await showPanel({ awaited: AWAITED }, { collapsed: true });
    const handle = screen.getByRole('button', { name: 'Open Disparo, 2 new replies' });

    await press(handle);

    expect(collapses).toEqual([false]);
    expect(screen.getByRole('tab', { name: /Waiting/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('is resized by keys between 320 and 600 px', async () => {
    const { key, widths } = await showPanel();
    const edge = screen.getByRole('separator', { name: 'Width of the panel' });

    await key(edge, 'ArrowLeft');
    await key(edge, 'End');
    await key(edge, 'ArrowLeft');
    await key(edge, 'Home');

    expect(widths).toEqual([400, 600, 600, 320]);
  });

  it('does not move the focus when it is mounted or gets new data', async () => {
    const composer = document.createElement('textarea');
    const { client, rest } = await showPanel();
    document.body.append(composer);
    composer.focus();

    for (let n = 0; n < 20; n += 1)
      client.push({
        type: 'delta',
        revision: n + 2,
        singles: { request: { seq: n + 1, action: 'open-waiting' } },
        upsert: { awaited: [awaitedOf(n, { status: 'replied', repliedAt: NOW })] },
        remove: {},
      });
    await rest();

    expect(document.activeElement).toBe(composer);
  });

  it('uses the interface texts requested before it was mounted, and requests them itself if those failed', async () => {
    const early = await showPanel(
      { answers: { 'i18n:messages': () => new Promise(() => undefined) } },
      { firstWords: Promise.resolve({ locale: 'en', messages: readMessages('en') }) },
    );
    expect(screen.getByRole('tab', { name: 'Waiting' })).toBeTruthy();
    expect(early.named('i18n:messages')).toHaveLength(0);
    hidePanel();

    const failed = await showPanel({}, { firstWords: Promise.resolve(null) });
    expect(screen.getByRole('tab', { name: 'Waiting' })).toBeTruthy();
    expect(failed.named('i18n:messages')).toHaveLength(1);
  });

  it('changes its language at once when the background names another one', async () => {
    let locale: 'en' | 'pt_BR' = 'en';
    const { client, rest } = await showPanel({
      answers: { 'i18n:messages': () => ({ locale, messages: readMessages(locale) }) },
    });
    locale = 'pt_BR';

    client.push({ type: 'delta', revision: 2, singles: { locale }, upsert: {}, remove: {} });
    await rest();

    expect(screen.getByRole('tab', { name: 'Aguardando' })).toBeTruthy();
  });
});
