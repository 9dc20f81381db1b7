// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { dayFieldOf } from '../../lib/models/extension-pages/history-model.ts';
import { DAY_MS } from '../../lib/util/time.ts';
import { HistoryPage } from '../../components/history/HistoryPage.tsx';
import { Options } from '../../components/options/Options.tsx';
import { Popup } from '../../components/popup/Popup.tsx';
import { mountExtensionPage } from '../../components/ui/mount-extension-page.tsx';
import { CallFailed } from '../../lib/messaging/background-client.ts';
import type {
  ExtensionPageBrowser,
  ExtensionPageModel,
} from '../../lib/models/extension-pages/extension-page-model.ts';
import { NO_POLICY } from '../../lib/messaging/views.ts';
import { SHORTCUTS } from '../../lib/shortcuts.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import type { Answers, FakeOptions } from './fake-background.ts';
import { fakeClient } from './fake-client.ts';
import { AWAITED, NOW, dispatchOf, peopleOf } from './fake-data.ts';
import { createManualClock, nextTurn, settle } from './manual-clock.ts';

let unmount = (): void => undefined;
afterEach(() => unmount());

async function show(
  view: 'popup' | 'options' | 'history',
  Content: (props: { model: ExtensionPageModel }) => preact.JSX.Element,
  options: Omit<FakeOptions, 'messages'> = {},
  browser: Partial<ExtensionPageBrowser> = {},
) {
  const client = fakeClient(options);
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  const downloads: { fileName: string; content: string }[] = [];
  unmount = mountExtensionPage(
    root,
    {
      client,
      view,
      viewId: 'page',
      clock: createManualClock(NOW),
      isTrusted: () => true,
      browser: {
        activeTab: async () => ({ tabId: 1, url: 'https://chats.example/' }),
        requestHost: async () => true,
        requestNotifications: async () => true,
        openOptions: () => undefined,
        focusTab: async () => true,
        download: (fileName, content) => downloads.push({ fileName, content }),
        playTone: () => undefined,
        close: () => undefined,
        version: '0.1.0',
        ...browser,
      },
    },
    Content,
  );
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) {
      await settle();
      await nextTurn();
    }
  };
  await rest();
  const named = (name: string) => client.calls.filter((call) => call.name === name);
  return { client, downloads, named, rest };
}

const site = (isAllowed: boolean): Answers => ({
  'site:of-tab': () => ({
    origin: 'https://chats.example',
    isChats: isAllowed,
    isAllowed,
    site: isAllowed ? { status: 'ready' } : null,
    chatsTabId: isAllowed ? 1 : null,
  }),
  'site:list': () => ({ hosts: [{ origin: 'https://*.weni.ai', isBuiltIn: true, apiOrigin: null, isGranted: true }] }),
  'site:add': () => ({ ok: true }),
});

describe('an excluded group that the project does not have', () => {
  it('is named beside the setting', async () => {
    await show('options', Options, {
      singles: { settings: { ...DEFAULT_SETTINGS, excludedGroups: ['VIP', 'Gone'] } },
      answers: { ...site(true), 'exclusion:missing-names': () => ({ missing: { groups: ['Gone'], fields: [] } }) },
    });
    expect(screen.getByText('Not found in this project, so nobody is left out by it: Gone')).toBeTruthy();
  });
});

describe('the hours of sectors in the options', () => {
  it('are saved line by line, and a line that cannot be read is named and saves nothing', async () => {
    const { named, rest } = await show('options', Options, {
      answers: { ...site(true), 'settings:save': ({ settings }) => ({ ...DEFAULT_SETTINGS, ...settings }) as never },
    });
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'When sectors take chats' });
    fireEvent.change(field, { target: { value: 'Vendas = seg-sex 8-18' } });
    await rest();
    const isWrong = screen.getByText('Not saved. These lines cannot be read: Vendas = seg-sex 8-18');
    const saved = named('settings:save').length;
    fireEvent.change(field, { target: { value: 'Vendas = 1-5 08:00-18:00\n\n* = 6 09:00-13:00' } });
    await rest();

    expect([isWrong !== null, saved]).toEqual([true, 0]);
    expect(named('settings:save').map(({ input }) => input)).toEqual([
      { settings: { sectorHours: ['Vendas = 1-5 08:00-18:00', '* = 6 09:00-13:00'] } },
    ]);
  });
});

describe('the own exclusion list in the options', () => {
  const person = { contactUuid: AWAITED[0]!.contactUuid, name: '=Ana', at: NOW };
  const list = {
    scope: AWAITED[0]!.sessionId,
    projectName: 'Loja',
    people: [person, { ...person, contactUuid: AWAITED[1]!.contactUuid, name: null }],
  };

  it('is shown by project, loses a person by a press, and is exported as a table', async () => {
    let lists = [list];
    const { named, rest, downloads } = await show('options', Options, {
      answers: {
        ...site(true),
        'exclusion:list': () => ({ lists }),
        'exclusion:remove': () => {
          lists = [{ ...list, people: list.people.slice(1) }];
          return {};
        },
      },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Export the list' }));
    fireEvent.click(screen.getByRole('button', { name: 'Take =Ana off the list' }));
    await rest();

    expect(downloads[0]?.fileName).toBe('disparo-exclusion-list.csv');
    expect(downloads[0]?.content).toContain('Project,Name,Contact id,When');
    expect(downloads[0]?.content).toContain(`Loja,'=Ana,${person.contactUuid},`);
    expect(named('exclusion:remove')[0]?.input).toEqual({ scope: list.scope, contactUuids: [person.contactUuid] });
    expect(
      within(screen.getByRole('region', { name: 'Exclusion list of Loja' })).getAllByRole('listitem'),
    ).toHaveLength(1);
  });

  it('says what to do while nobody is signed in, and while nobody is on it', async () => {
    const answers = { ...site(true), 'exclusion:list': () => ({ lists: [] }) };
    await show('options', Options, { answers, singles: { session: null } });
    expect(screen.getByText('Open Weni Chats and sign in to see your list.')).toBeTruthy();
    unmount();
    await show('options', Options, { answers });
    expect(screen.getByText(/^Nobody is on it\./)).toBeTruthy();
  });
});

describe('the popup', () => {
  it('shows counts and replies, and opens the panel of the tab', async () => {
    const { named, rest } = await show('popup', Popup, {
      awaited: AWAITED,
      singles: { counts: { waiting: 4, replied: 2, asOf: NOW } },
      answers: { ...site(true), 'panel:request': () => ({ ok: true }) },
    });

    fireEvent.click(screen.getByRole('button', { name: 'Open the panel' }));
    await rest();

    expect(screen.getByText('4')).toBeTruthy();
    expect(named('panel:request')[0]?.input).toEqual({ action: 'open-waiting' });
  });

  it('shows counts but no names without a live session', async () => {
    await show('popup', Popup, {
      awaited: AWAITED,
      singles: { session: null, counts: { waiting: 4, replied: 2, asOf: NOW } },
      answers: site(true),
    });

    expect(screen.getByText(/Open Chats with your log-in to see names/)).toBeTruthy();
    expect(screen.queryByText('Ana Souza')).toBeNull();
  });

  it('shows the shortcuts as they are really assigned, warns of a missing one and leads to the page for them', async () => {
    const { named, rest, client } = await show('popup', Popup, {
      answers: { ...site(true), 'shortcuts:open': () => ({ ok: true }) },
    });
    const rowsAtFirst = screen.getAllByRole('row').map((row) => row.textContent);
    const warning = /left a shortcut unassigned/;
    const wasWarned = screen.queryByText(warning) !== null;

    fireEvent.click(screen.getByRole('button', { name: 'Change the shortcuts' }));
    await rest();
    client.push({
      type: 'delta',
      revision: 2,
      singles: {
        shortcuts: SHORTCUTS.map(({ name }) => ({ name, key: name === 'quick-send' ? 'Ctrl+Shift+9' : 'Alt+Shift+D' })),
      },
      upsert: {},
      remove: {},
    });
    await rest();

    expect(rowsAtFirst).toEqual([
      'Open or collapse the panelAlt+Shift+D',
      'Open the next replyAlt+Shift+Y',
      'Quick send to the chat on screenNot assigned',
      'Open the command paletteAlt+Shift+K',
      'Done with this chat, open the next replyNot assigned',
    ]);
    expect(wasWarned).toBe(true);
    expect(named('shortcuts:open')).toHaveLength(1);
    expect(screen.getByRole('row', { name: /Quick send.*Ctrl\+Shift\+9/ })).toBeTruthy();
    expect(screen.queryByText(warning)).toBeNull();
  });

  it('reads the shortcuts again at each focus, because no browser reports that they changed', async () => {
    const { client, rest } = await show('popup', Popup, { answers: site(true) });
    const before = client.sent.length;

    fireEvent.focus(window);
    await rest();

    expect(client.sent.slice(before)).toEqual([{ type: 'resync' }]);
  });

  it('adds a site only if the browser granted the permission', async () => {
    const { named, rest } = await show('popup', Popup, { answers: site(false) }, { requestHost: async () => false });

    fireEvent.click(screen.getByRole('button', { name: 'Use Disparo on chats.example' }));
    await rest();

    expect(named('site:add')).toHaveLength(0);
    expect(screen.getByText('The browser did not allow it.')).toBeTruthy();
  });

  it('asks the browser for the permission inside the handler of the press, then adds the site', async () => {
    const order: string[] = [];
    const { rest } = await show(
      'popup',
      Popup,
      {
        answers: {
          ...site(false),
          'site:add': ({ origin }) => {
            order.push(`add ${origin}`);
            return { ok: true };
          },
        },
      },
      {
        requestHost: async (origin) => {
          order.push(`ask ${origin}`);
          return true;
        },
      },
    );

    fireEvent.click(screen.getByRole('button', { name: 'Use Disparo on chats.example' }));
    // Nothing was awaited since the press: browsers show the permission prompt only inside the handler.
    const withinPress = [...order];
    await rest();

    expect(withinPress).toEqual(['ask https://chats.example']);
    expect(order).toEqual(['ask https://chats.example', 'add https://chats.example']);
  });

  it.each([
    ['popup', Popup],
    ['options', Options],
  ] as const)(
    'names in the %s the server that Chats uses, and asks the browser for its permission inside the press',
    async (view, Content) => {
      const asked: string[] = [];
      const apiToAllow = 'https://engine.example';
      await show(
        view,
        Content,
        {
          answers: {
            'site:of-tab': () => ({
              origin: 'https://chats.example',
              isChats: true,
              isAllowed: true,
              site: { status: 'api-needs-permission', apiOrigin: apiToAllow },
              chatsTabId: 1,
            }),
            'site:list': () => ({
              hosts: [
                { origin: 'https://chats.example', isBuiltIn: false, apiOrigin: null, isGranted: true, apiToAllow },
              ],
            }),
          },
        },
        {
          requestHost: async (origin) => {
            asked.push(origin);
            return true;
          },
        },
      );

      fireEvent.click(screen.getByRole('button', { name: 'Allow engine.example' }));

      expect(asked).toEqual([apiToAllow]);
    },
  );

  it('leads from another tab to the Chats tab used last, and looks for one again when that is gone', async () => {
    let isThere = false;
    const focused: number[] = [];
    const closed: string[] = [];
    const { named, rest } = await show(
      'popup',
      Popup,
      {
        answers: {
          'site:of-tab': () => ({ origin: null, isChats: false, isAllowed: false, site: null, chatsTabId: 7 }),
        },
      },
      {
        focusTab: async (tabId) => {
          focused.push(tabId);
          return isThere;
        },
        close: () => void closed.push('popup'),
      },
    );
    const press = async (): Promise<void> => {
      fireEvent.click(screen.getByRole('button', { name: 'Open Chats' }));
      await rest();
    };

    await press();
    const afterGone = { looks: named('site:of-tab').length, closed: closed.length };
    isThere = true;
    await press();

    expect(focused).toEqual([7, 7]);
    expect(afterGone).toEqual({ looks: 2, closed: 0 });
    expect(closed).toEqual(['popup']);
  });

  it('offers no other Chats tab inside Chats, and none if none is known', async () => {
    await show('popup', Popup, { answers: site(true) });
    const inChats = screen.queryByRole('button', { name: 'Open Chats' });
    unmount();
    await show('popup', Popup, { answers: site(false) });

    expect([inChats, screen.queryByRole('button', { name: 'Open Chats' })]).toEqual([null, null]);
  });

  it('pauses a running dispatch, and offers no Pause for a paused one', async () => {
    const running = dispatchOf(1, { accepted: 1, queued: 3 }, { state: { status: 'running' } });
    const paused = dispatchOf(
      2,
      { queued: 3 },
      { state: { status: 'paused', reason: 'by-agent', gate: null, since: NOW } },
    );
    const { named, rest } = await show('popup', Popup, {
      dispatches: [running, paused],
      answers: { ...site(true), 'dispatch:pause': () => ({ ok: true }) },
    });

    fireEvent.click(screen.getByRole('button', { name: /^Pause/ }));
    await rest();

    expect(named('dispatch:pause').map((call) => call.input)).toEqual([{ dispatchId: running.row.dispatchId }]);
  });
});

describe('the options', () => {
  it('store a number within its limits and put any other back', async () => {
    const { named, rest } = await show('options', Options, {
      answers: { ...site(true), 'settings:save': () => DEFAULT_SETTINGS },
    });
    const field = screen.getByRole<HTMLInputElement>('spinbutton', { name: 'Requests at the same time' });

    fireEvent.change(field, { target: { value: '9' } });
    fireEvent.change(field, { target: { value: '3' } });
    await rest();

    expect(named('settings:save').map((call) => call.input)).toEqual([{ settings: { inFlight: 3 } }]);
  });

  it('store as excluded what the agent wrote, without the names that the administrator fixed', async () => {
    const { named, rest } = await show('options', Options, {
      singles: {
        settings: { ...DEFAULT_SETTINGS, excludedGroups: ['VIP', 'Mine'] },
        policy: { ...NO_POLICY, excludedGroups: ['VIP'] },
      },
      answers: { ...site(true), 'settings:save': () => DEFAULT_SETTINGS },
    });
    const field = screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Never send to these groups' });
    const before = field.value;

    fireEvent.change(field, { target: { value: 'Mine\nOther' } });
    const after = field.value;
    await rest();

    expect([before, after]).toEqual(['VIP\nMine', 'VIP\nMine\nOther']);
    expect(named('settings:save').map((call) => call.input)).toEqual([
      { settings: { excludedGroups: ['Mine', 'Other'] } },
    ]);
  });

  it('erase only after a question, and say how many records are left', async () => {
    const { named, rest } = await show('options', Options, {
      answers: { ...site(true), 'data:erase': () => ({ recordsLeft: 0 }) },
    });

    fireEvent.click(screen.getByRole('button', { name: 'Erase everything' }));
    await rest();
    const before = named('data:erase').length;
    fireEvent.click(within(screen.getByRole('alert')).getByRole('button', { name: 'Erase everything' }));
    await rest();

    expect(before).toBe(0);
    expect(screen.getByText('Erased. Records left: 0')).toBeTruthy();
  });

  it('show shortcuts as they are really assigned', async () => {
    await show('options', Options, { answers: site(true) });

    expect(screen.getByRole('row', { name: /Quick send.*Not assigned/ })).toBeTruthy();
  });
});

describe('the history page', () => {
  it('that could not be read says so instead of "nothing sent", and offers to try again', async () => {
    let fails = true;
    const { rest } = await show('history', HistoryPage, {
      answers: {
        'history:list': () => {
          if (fails) throw new CallFailed({ kind: 'storage', detail: '' });
          return { dispatches: [dispatchOf(1, { accepted: 3 })], next: null };
        },
      },
    });
    const alert = screen.getByRole('alert').textContent;
    const saidNothing = screen.queryByText('Nothing sent yet');
    fails = false;

    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await rest();

    expect(alert).toContain('The history could not be loaded');
    expect(saidNothing).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('table')).toBeTruthy();
  });

  it('shows the sums of the ledger and exports people without formulas', async () => {
    const { downloads, rest } = await show('history', HistoryPage, {
      dispatches: [dispatchOf(1, { accepted: 3, refused: 1 }, {}, 2), dispatchOf(2, { accepted: 1 })],
      awaited: [0, 1].map((n) => ({
        ...AWAITED[n]!,
        id: `history:${n}`,
        dispatchId: dispatchOf(1, {}).row.dispatchId,
        repliedAt: NOW,
      })),
      answers: {
        'history:list': () => ({ dispatches: [], next: null }),
        'history:list-people': ({ dispatchId }) => ({
          people: peopleOf(dispatchOf(1, { accepted: 1 })).map((person) => ({
            ...person,
            dispatchId,
            name: `=HYPERLINK("x") ${dispatchId.length}`,
          })),
        }),
      },
    });

    fireEvent.click(screen.getByRole('button', { name: 'Export CSV' }));
    await rest();

    expect(screen.getByText('50%')).toBeTruthy();
    expect(downloads[0]?.fileName).toBe('disparo.csv');
    expect(downloads[0]?.content).toContain("'=HYPERLINK");
  });

  it('shows what came of the dispatches of the chosen days, with the tags of closed chats, and exports it', async () => {
    const [today, before] = [
      dispatchOf(1, { accepted: 4 }),
      dispatchOf(2, { accepted: 5 }, { createdAt: NOW - 9 * DAY_MS }),
    ];
    const { downloads, rest } = await show('history', HistoryPage, {
      dispatches: [today, before],
      awaited: (['closed', 'replied'] as const).map((status, n) => ({
        ...AWAITED[n]!,
        id: `funnel:${n}`,
        dispatchId: today.row.dispatchId,
        status,
        ticketUuid: `ticket-${n}`,
        repliedAt: NOW,
        openedAt: status === 'closed' ? NOW : null,
        ...(status === 'closed' ? { ending: { askedAt: NOW, endedAt: NOW, tags: ['Venda'] } } : {}),
      })),
      answers: { 'history:list': () => ({ dispatches: [], next: null }) },
    });
    const people = () => screen.getByText('People', { selector: '.tile' }).querySelector('b')?.textContent;
    const all = people();

    fireEvent.change(screen.getByLabelText('From'), { target: { value: dayFieldOf(NOW) } });
    await rest();
    fireEvent.click(screen.getByRole('button', { name: 'From sent to talked' }));
    await rest();
    fireEvent.click(
      within(screen.getByRole('region', { name: 'From sent to talked' })).getByRole('button', {
        name: 'Export as CSV',
      }),
    );

    expect([all, people()]).toEqual(['9', '4']);
    const steps = within(screen.getAllByRole('table')[0] ?? document.body).getAllByRole('row');
    expect(steps.slice(1).map((row) => within(row).getAllByRole('cell')[0]?.textContent)).toEqual([
      '4',
      '2',
      '2',
      '1',
      '1',
    ]);
    expect(
      within(screen.getByRole('table', { name: 'Tags at closing' })).getByRole('row', { name: 'Venda 1' }),
    ).toBeTruthy();
    expect(downloads.at(-1)?.fileName).toBe('disparo-funnel.csv');
    expect(downloads.at(-1)?.content.split('\r\n')[1]).toMatch(/,4,2,2,1,1,.*,Venda: 1,0,0$/);
  });

  it('searches flows without accents, and sums up only what it shows', async () => {
    const [confirmations, charges] = [dispatchOf(1, { accepted: 3, refused: 1 }), dispatchOf(2, { accepted: 5 })];
    const { rest } = await show('history', HistoryPage, {
      dispatches: [confirmations, charges],
      answers: { 'history:list': () => ({ dispatches: [dispatchOf(14, { accepted: 7 })], next: null }) },
    });
    const field = screen.getByRole('searchbox', { name: 'Search flow' });
    const figures = () =>
      screen
        .getAllByRole('row')
        .slice(1)
        .map((row) => [
          within(row).getByRole('rowheader').textContent,
          within(row).getAllByRole('cell')[2]?.textContent,
        ]);
    const search = async (text: string): Promise<(string | null | undefined)[][]> => {
      fireEvent.input(field, { target: { value: text } });
      await rest();
      return figures();
    };

    const found = await search('COBRANCA');
    const people = screen.getByText('People', { selector: '.tile' }).textContent;

    expect(found).toEqual([
      [charges.row.flowName, '5'],
      [charges.row.flowName, '7'],
    ]);
    expect(people).toBe('12People');
    expect(await search('nothing of that name')).toEqual([]);
    expect(await search('')).toHaveLength(3);
  });

  it('counts and exports a person who was sent to again once, with the last outcome', async () => {
    const first = dispatchOf(1, { accepted: 1, unknown: 1 });
    const again = dispatchOf(13, { accepted: 1 }, { parentId: first.row.dispatchId, createdAt: NOW });
    const { downloads, rest } = await show('history', HistoryPage, {
      dispatches: [first, again],
      answers: {
        'history:list': () => ({ dispatches: [], next: null }),
        'history:list-people': ({ dispatchId }) => {
          const isAgain = dispatchId === again.row.dispatchId;
          const people = peopleOf(isAgain ? again : first).map((person) => ({
            ...person,
            retryOf: isAgain ? { dispatchId: first.row.dispatchId, n: 1 } : null,
          }));
          return { people };
        },
      },
    });
    await rest();

    fireEvent.click(screen.getByRole('button', { name: 'Export CSV' }));
    await rest();

    const row = screen.getByRole('row', { name: new RegExp(first.row.flowName) });
    expect(screen.getAllByRole('row')).toHaveLength(2);
    expect([...row.querySelectorAll('td.num')].slice(0, 5).map((cell) => cell.textContent)).toEqual([
      '2',
      '2',
      '0',
      '0',
      '0',
    ]);
    expect(within(row).getByText('1 sent to again')).toBeTruthy();
    expect(downloads[0]?.content.match(/Accepted/g)).toHaveLength(2);
    expect(downloads[0]?.content).not.toContain('Unknown');
  });
});

describe('the people of a dispatch in the history page', () => {
  it('stand below how many runs Weni counts, of the dispatch and of what was sent again', async () => {
    const witness = { runsBefore: 10, askedAt: NOW, runsAfter: 11 };
    const first = dispatchOf(1, { accepted: 1, unknown: 1 }, { witness });
    const again = dispatchOf(13, { accepted: 1 }, { parentId: first.row.dispatchId, createdAt: NOW });
    const { rest } = await show('history', HistoryPage, {
      dispatches: [first, again],
      answers: {
        'history:list': () => ({ dispatches: [], next: null }),
        'history:list-people': ({ dispatchId }) => ({
          people: dispatchId === first.row.dispatchId ? peopleOf(first) : [],
        }),
      },
    });
    await rest();
    fireEvent.click(
      within(screen.getByRole('row', { name: new RegExp(first.row.flowName) })).getAllByRole(
        'button',
      )[0] as HTMLElement,
    );
    await rest();

    const notes = screen.getAllByRole('note', { name: 'Count of Weni' }).map(({ textContent }) => textContent);
    expect(notes).toEqual([expect.stringContaining('1 accepted · Weni counts 1 new run of this flow')]);
  });
});

describe('a database that cannot be read', () => {
  it.each([
    ['popup', Popup],
    ['options', Options],
    ['history', HistoryPage],
  ] as const)('is reported in the %s, with what to do', async (view, Content) => {
    await show(view, Content, { singles: { storage: 'newer' }, answers: site(true) });

    const alert = screen.getAllByRole('alert')[0]?.textContent ?? '';
    expect(alert).toContain('The data is from a newer version of Disparo');
    expect(alert).toContain('Update Disparo');
  });

  it('leaves the popup without counts, because a zero would be wrong', async () => {
    await show('popup', Popup, { singles: { storage: 'failed' }, answers: site(true) });

    expect(document.querySelector('.popup .big')).toBeNull();
  });
});

describe('with names masked', () => {
  const settings = { ...DEFAULT_SETTINGS, firstRunDone: true, maskPeople: true };

  it('no name is in the exported file, of all dispatches or of one', async () => {
    const view = dispatchOf(1, { accepted: 3 });
    const people = peopleOf(view);
    const names = people.flatMap(({ name }) => name ?? []);
    const answers: Answers = {
      'history:list': () => ({ dispatches: [view], next: null }),
      'history:list-people': () => ({ people }),
    };
    const { downloads, rest } = await show('history', HistoryPage, {
      dispatches: [view],
      singles: { settings },
      answers,
    });
    fireEvent.click(screen.getByRole('button', { name: 'Export CSV' }));
    await rest();
    fireEvent.click(screen.getByRole('button', { name: view.row.flowName }));
    await rest();
    fireEvent.click(screen.getByRole('button', { name: 'Export these people' }));
    await rest();

    expect(downloads).toHaveLength(2);
    for (const { content } of downloads) {
      expect(content).toContain('•');
      expect(names.filter((name) => content.includes(name))).toEqual([]);
    }
  });
});
