// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../lib/messaging/background-client.ts';
import type { PersonCounts } from '../../lib/dispatch/records.ts';
import { fakeSingles, type Answers } from './fake-background.ts';
import { awaitedOf, dispatchOf, draftOf, fullReport, NOW, PREVIEW, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const openPast = async (panel: Awaited<ReturnType<typeof showPanel>>, counts: Partial<PersonCounts>): Promise<void> => {
  await panel.press(screen.getByRole('tab', { name: 'History' }));
  await panel.press(screen.getAllByRole('button', { name: new RegExp(dispatchOf(1, counts).row.flowName) })[0]!);
};

describe('the headline of a finished dispatch', () => {
  it.each([
    { counts: { accepted: 3 }, title: 'Done', share: '3 accepted' },
    {
      counts: { accepted: 145, cancelled: 148, unknown: 5, refused: 2 },
      title: 'Cancelled by you',
      share: '145 accepted · 148 cancelled · 7 to look at',
    },
    {
      counts: { accepted: 1, checking: 1, skipped: 2 },
      title: 'Done, with something to look at',
      share: '1 accepted · 2 not sent · 1 to look at',
    },
    { counts: { cancelled: 4 }, title: 'Cancelled by you', share: '0 accepted · 4 cancelled' },
  ] as { counts: Partial<PersonCounts>; title: string; share: string }[])(
    'is "$title" with "$share"',
    async ({ counts, title, share }) => {
      const panel = await showPanel({ dispatches: [dispatchOf(1, counts)] });
      await openPast(panel, counts);

      expect(screen.getByRole('heading', { name: title })).toBeTruthy();
      expect(screen.getByText(share)).toBeTruthy();
      expect(screen.queryByText(/processed/)).toBeNull();
    },
  );

  it('names every outcome in the row of the history too, so that the figures add up', async () => {
    const counts = { accepted: 145, cancelled: 148, skipped: 3, unknown: 7 };
    const { press } = await showPanel({ dispatches: [dispatchOf(1, counts)] });
    await press(screen.getByRole('tab', { name: 'History' }));
    const line =
      screen.getAllByRole('button', { name: new RegExp(dispatchOf(1, counts).row.flowName) })[0]?.textContent ?? '';

    for (const part of ['303 people', '145 accepted', '148 cancelled', '3 not sent', '7 to look at'])
      expect(line).toContain(part);
  });
});

describe('the offer to send again to people who did not reply', () => {
  it('appears once the accepted people are loaded, with their number', async () => {
    const done = dispatchOf(1, { accepted: 3 });
    const row = (n: number, change: object = {}) =>
      awaitedOf(n, { id: `${done.row.dispatchId}:${n}`, dispatchId: done.row.dispatchId, ...change });
    const panel = await showPanel({ dispatches: [done], awaited: [row(0)] });
    await openPast(panel, { accepted: 3 });
    const early = screen.queryByRole('button', { name: /who did not answer/ });

    panel.client.push({
      type: 'delta',
      revision: 2,
      singles: {},
      upsert: { awaited: [row(1, { status: 'replied', repliedAt: NOW }), row(2)] },
      remove: {},
    });
    await panel.rest();

    expect(early).toBeNull();
    expect(screen.getByRole('button', { name: 'Send again to the 2 who did not answer' })).toBeTruthy();
  });
});

describe('a panel without a network', () => {
  it('counts the rows of its list, and reads the list by itself when the network is back', async () => {
    const answers: Answers = {
      'people:search': () => {
        throw new CallFailed({ kind: 'offline', detail: '' });
      },
    };
    const { press, online, named, rest } = await showPanel({ singles: { draft: draftOf(0) }, answers });
    online.value = false;
    await press(screen.getByRole('button', { name: /People/ }));
    const rows = within(screen.getByRole('listbox', { name: 'Contacts' })).getAllByRole('option').length;
    const said = screen.getByText(/^\S+ shown$/).textContent;
    const notice = screen.queryByText(/^No network/);
    const trouble = screen.queryByRole('button', { name: 'Try again' });
    const asked = named('people:search').length;

    delete answers['people:search'];
    online.value = true;
    await rest();

    expect([rows, said]).toEqual([5, '5+ shown']);
    expect(notice).toBeTruthy();
    expect(trouble).toBeTruthy();
    expect(named('people:search')).toHaveLength(asked + 1);
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.queryByText(/^No network/)).toBeNull();
  });
});

describe('the pre-flight', () => {
  it('shows the message as the review does: name, language and state of the template, and a phone button', async () => {
    const draft = draftOf(3);
    const template = PREVIEW.templates[0]!;
    const phone = {
      ...template,
      buttons: [
        { type: 'PHONE_NUMBER', text: 'Ligar' },
        { type: 'QUICK_REPLY', text: 'Remarcar' },
      ],
    };
    const report = fullReport(draft);
    const first = {
      ...report.firstText!,
      templates: [
        {
          ...report.firstText!.templates[0]!,
          buttons: [[{ kind: 'text' as const, text: 'Ligar' }], [{ kind: 'text' as const, text: 'Remarcar' }]],
        },
      ],
    };
    const { press, root } = await showPanel({
      singles: { draft },
      answers: {
        'catalog:preview-flow': ({ flowUuid }) => ({ ...PREVIEW, flowUuid, templates: [phone] }),
        'preflight:run': () => ({ ...report, firstText: first }),
      },
    });
    const acts = () => [...root.querySelectorAll('.bubble .act')].map((act) => act.outerHTML);
    await press(screen.getByRole('button', { name: /Review$/ }));
    const inReview = acts();
    await press(screen.getByRole('button', { name: / to 3 people$/ }));

    expect(screen.getByRole('button', { name: 'Check again' })).toBeTruthy();
    expect(acts()).toEqual(inReview);
    expect(inReview[0]).not.toBe(inReview[1]?.replace('Remarcar', 'Ligar'));
    const caption = root.querySelector('figcaption')?.textContent ?? '';
    for (const part of ['confirmacao_consulta', 'pt_BR', 'Approved']) expect(caption).toContain(part);
  });

  it('says "1 request" for one batch', async () => {
    const draft = draftOf(60);
    const { press } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => toReport(draft, { batchesPossible: true }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: / to 60 people$/ }));

    expect(screen.getByText(/^1 request \(/)).toBeTruthy();
  });
});

describe('a database that cannot be read', () => {
  it.each([
    ['newer', 'The data is from a newer version of Disparo', /Update Disparo to the newest version/],
    ['blocked', 'Another version of Disparo still holds the data', /Wait a moment and check again/],
    ['failed', 'The browser cannot open the data of Disparo', /Free some disk space and restart/],
  ] as const)(
    'is the only thing that the panel shows while it is %s: the reason and what to do, without any sending',
    async (storage, title, step) => {
      const { press, client } = await showPanel({ singles: { storage } });
      const alert = screen.getByRole('alert').textContent ?? '';
      const before = client.sent.filter(({ type }) => type === 'resync').length;

      await press(screen.getByRole('button', { name: 'Check again' }));

      expect(alert).toContain(title);
      expect(alert).toMatch(step);
      expect(alert).toContain('Nothing is sent');
      expect(screen.queryAllByRole('tab')).toEqual([]);
      expect(client.sent.filter(({ type }) => type === 'resync').length).toBe(before + 1);
    },
  );
});

describe('a panel without a session', () => {
  const signedOut = { site: { status: 'not-logged-in' as const }, session: null };

  it.each([
    [{ status: 'no-project' }, 'No project is open'],
    [{ status: 'changing' }, 'The project is changing'],
    [{ status: 'api-not-found' }, 'The Chats server was not found'],
    [{ status: 'not-a-member' }, 'You are not a member of this project'],
    [{ status: 'server-trouble' }, 'The Chats server has trouble'],
    [{ status: 'contract-drift', endpoint: 'GET /project/', field: 'name' }, 'GET /project/: name'],
  ] as const)('says why (%o), and offers nothing to send', async (site, said) => {
    await showPanel({ singles: { site, session: null } });

    expect(screen.getByRole('tabpanel').textContent).toContain(said);
    expect(screen.queryByRole('searchbox', { name: 'Search flow' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Send to/ })).toBeNull();
  });

  it('shows no zero in the list of replies, but why it is empty', async () => {
    const { press } = await showPanel({ singles: signedOut });
    await press(screen.getByRole('tab', { name: 'Waiting' }));

    expect(screen.getByText('Log in to Chats to see who replied')).toBeTruthy();
    expect(screen.queryByText('No replies pending')).toBeNull();
    expect(screen.getByRole('tabpanel').textContent).not.toMatch(/\b0\b/);
  });

  it('says in both tabs that a dispatch may be waiting, if it was loaded after the session ended', async () => {
    const { press } = await showPanel({ singles: signedOut });
    const text = /^If you were sending something, nothing of it is lost/;
    const inSend = screen.queryByText(text);
    await press(screen.getByRole('tab', { name: 'Waiting' }));

    expect([inSend !== null, screen.queryByText(text) !== null]).toEqual([true, true]);
  });

  it('names in both tabs the dispatch that ran when the session ended, until an agent is signed in again', async () => {
    const running = dispatchOf(1, { accepted: 1, queued: 3 }, { state: { status: 'running' } });
    const { press, client, rest } = await showPanel({ dispatches: [running] });
    client.push({
      type: 'snapshot',
      revision: 2,
      singles: { ...fakeSingles(), ...signedOut },
      tables: { dispatches: [], awaited: [], people: [], words: [] },
    });
    await rest();
    const title = `${running.row.flowName}: 4 people`;
    const inSend = screen.queryByText(title);
    await press(screen.getByRole('tab', { name: 'Waiting' }));
    const inWaiting = screen.queryByText(title);

    client.push({
      type: 'snapshot',
      revision: 3,
      singles: fakeSingles(),
      tables: { dispatches: [running], awaited: [], people: [], words: [] },
    });
    await rest();

    expect([inSend !== null, inWaiting !== null]).toEqual([true, true]);
    expect(screen.queryByText(title)).toBeNull();
    expect(screen.queryByText(/^If you were sending something/)).toBeNull();
  });
});
