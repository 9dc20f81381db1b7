import { describe, expect, it } from 'vitest';
import { FlowUuid, RoomUuid, type ContactUuid } from '../../../lib/ids.ts';
import type { Contact } from '../../../lib/contacts/contact.ts';
import { type Draft, EMPTY_DRAFT, type Origin } from '../../../lib/draft/draft.ts';
import { estimateDurationMs } from '../../../lib/preflight/pace-estimate.ts';
import { evaluatePreflight } from '../../../lib/preflight/preflight.ts';
import type { FlowFacts, PersonChecks, PreflightFacts } from '../../../lib/preflight/preflight-facts.ts';
import {
  findingsByPerson,
  findingsOf,
  hasBlockers,
  hasWarnings,
  PreflightReport,
} from '../../../lib/preflight/preflight-report.ts';
import { decidePress, readTypedNumber } from '../../../lib/preflight/press.ts';
import { toPlainText } from '../draft/plain-text.ts';
import { contactId, groupId, person } from './people.ts';
import { phones } from '../numbers/phones.ts';

const HOUR = 3_600_000;
/** Noon in São Paulo. */
const NOW = Date.UTC(2026, 10, 20, 15);
const flowUuid = FlowUuid.parse('c0000000-0000-4000-8000-000000000001');
const roomUuid = RoomUuid.parse('d0000000-0000-4000-8000-000000000001');
const template = {
  name: 'order',
  status: 'APPROVED',
  header: null,
  body: 'Oi {{nome}}',
  footer: null,
  buttons: [],
  variables: ['nome'],
};
const nothingElse = {
  otherVariables: [],
  readsAnyVariable: false,
  unlistedTemplates: [],
  isDefinitionRead: true,
  unfilled: [],
  batchRisk: null,
  reading: { opensChat: { value: 'after-answer', where: [] }, sendsFreeMessage: 'no', marketing: 'no' } as const,
  mark: '1',
};
const templates: FlowFacts = { ...nothingElse, sends: 'templates', templates: [template], variables: ['nome'] };

const known = <T>(value: T) => ({ known: true, value }) as const;
const unknown = { known: false } as const;
const sentOnce = (lastAt: number) => known({ lastAt, count: 1 });
const fine = (n: number, change: Partial<PersonChecks> = {}, contact: Partial<Contact> = {}): PersonChecks => ({
  contact: known(person(n, contact)),
  chat: known({ status: 'none' as const }),
  room: known(null),
  sentByUs: known({ lastAt: null, count: 0 }),
  sentByAnyone: null,
  unanswered: known({ count: 0, waitingFlow: null }),
  isOnOwnList: known(false),
  ...change,
});
const draftOf = (count: number, change: Partial<Draft> = {}): Draft => ({
  ...EMPTY_DRAFT,
  flowUuid,
  flowName: 'Order',
  people: Array.from({ length: count }, (_, n) => ({
    contactUuid: contactId(n),
    name: `Person ${n}`,
    origins: [{ kind: 'hand' as const }],
  })),
  variables: { nome: { source: { kind: 'contact-first-name' }, fallback: '' } },
  ...change,
});
function facts(checks: readonly PersonChecks[], change: Partial<PreflightFacts> = {}): PreflightFacts {
  return {
    draft: draftOf(checks.length),
    gate: known({ open: true as const }),
    flow: known(templates),
    sender: known('online' as const),
    sectors: known([]),
    groupNames: known(['VIP', 'Others', 'Não enviar']),
    people: new Map<ContactUuid, PersonChecks>(checks.map((one, n) => [contactId(n), one])),
    historyReadable: known(true as const),
    agent: { name: 'Bob', email: 'bob@example.com' },
    checks: { done: 1, total: 1, failed: 0 },
    status: 'complete',
    usedThisHour: 0,
    pace: { perHour: 1000, burst: 100, inFlight: 2, callMs: 250 },
    cap: 200,
    fatigue: { most: 3, days: 7, unanswered: 3 },
    exclusions: { groups: [], fields: [] },
    defaultCountry: 'BR',
    places: phones,
    now: NOW,
    ...change,
  };
}
const told = (report: PreflightReport) =>
  report.findings.map((finding) => `${finding.kind} ${finding.level} ${finding.people.length}`);
const judge = (checks: PersonChecks, change: Partial<PreflightFacts> = {}) =>
  told(evaluatePreflight(facts([checks], change)));

describe('a pre-flight of people without problems', () => {
  it('finds nothing and renders what the first person will read', () => {
    const report = evaluatePreflight(facts([fine(0), fine(1)]));

    expect(told(report)).toEqual([]);
    expect(report).toMatchObject({
      people: 2,
      requests: 2,
      batchesPossible: false,
      durationMs: 250,
      budget: { perHour: 1000, used: 0, share: 0.002 },
    });
    expect(report.firstText?.templates.map((one) => toPlainText(one.body))).toEqual(['Oi Person']);
    expect(PreflightReport.parse(structuredClone(report))).toEqual(report);
  });
});

describe('what the flow and the contact say', () => {
  const reads = (reading: Partial<NonNullable<FlowFacts['reading']>>): Partial<PreflightFacts> => ({
    flow: known({ ...templates, reading: { ...nothingElse.reading, ...reading } }),
  });
  const silent = { lastSeenAt: NOW - 25 * HOUR };

  it('warns of a flow that never opens a chat, and of no other', () => {
    expect(judge(fine(0), reads({ opensChat: { value: 'never', where: [] } }))).toEqual(['opens-no-chat warning 0']);
    for (const value of ['before-answer', 'after-answer', 'depends', 'unknown'] as const)
      expect(judge(fine(0), reads({ opensChat: { value, where: [] } }))).toEqual([]);
  });

  it.each([
    ['now', 'after-answer', ['sector-closed warning 0']],
    ['soon', 'depends', ['sector-closed warning 0']],
    ['no', 'after-answer', []],
    [null, 'before-answer', ['sector-hours-unknown info 0']],
    ['now', 'never', ['opens-no-chat warning 0']],
    ['now', 'unknown', []],
  ] as const)('a sector that is closed %j, and a flow that opens its chat %s', (closed, value, expected) => {
    const sectors = known([{ sector: 'Vendas', closed }]);
    expect(judge(fine(0), { ...reads({ opensChat: { value, where: [] } }), sectors })).toEqual(expected);
  });

  it('names the sector and when it is closed; sectors that could not be read are said to be unknown, not fine', () => {
    const report = evaluatePreflight(facts([fine(0)], { sectors: known([{ sector: 'Vendas', closed: 'soon' }]) }));
    expect(report.findings[0]?.details).toEqual({ sector: 'Vendas', when: 'soon' });
    expect(judge(fine(0), { sectors: unknown })).toEqual(['sector-hours-unknown info 0']);
  });

  it('does not know whether anybody is online for the answers while the agent is not', () => {
    const offline = { sender: known('offline' as const) };
    expect(judge(fine(0), offline)).toEqual(['nobody-online unknown 0', 'sender-offline warning 0']);
    expect(judge(fine(0), { ...offline, ...reads({ opensChat: { value: 'never', where: [] } }) })).toEqual([
      'opens-no-chat warning 0',
      'sender-offline warning 0',
    ]);
  });

  it('warns of a placeholder that the flow gives no value for, and of a template refused in one language', () => {
    const flow = known({
      ...templates,
      templates: [{ ...template, status: 'REJECTED', language: 'pt_BR' }],
      unfilled: [{ template: 'order', places: 2, given: 1 }],
    });
    const report = evaluatePreflight(facts([fine(0)], { flow }));
    expect(report.findings.map(({ kind, level, details }) => [kind, level, details])).toEqual([
      ['template-language', 'warning', { template: 'order', status: 'REJECTED', language: 'pt_BR' }],
      ['placeholder-unfilled', 'warning', { template: 'order', places: '2', given: '1' }],
    ]);
  });

  it('warns of who left the last messages without an answer, and tells which flow the start ends', () => {
    const unanswered = (count: number, waitingFlow: string | null) =>
      fine(0, { unanswered: known({ count, waitingFlow }) });
    expect(judge(unanswered(2, null))).toEqual([]);
    expect(judge(unanswered(3, 'Order'))).toEqual(['unanswered warning 1', 'interrupts info 1']);
    expect(judge(fine(0, { unanswered: unknown }))).toEqual([]);
  });

  it.each([
    ['false', 'yes', ['opted-out blocker 1']],
    [' No ', 'yes', ['opted-out blocker 1']],
    ['0', 'depends', ['opted-out unknown 1']],
    ['n', 'unknown', ['opted-out unknown 1']],
    ['false', 'no', []],
    ['true', 'yes', []],
    ['', 'yes', []],
    [null, 'yes', []],
  ] as const)('marketing_opt_in %j and a flow whose marketing is %s', (answer, marketing, expected) => {
    expect(judge(fine(0, {}, { fields: { marketing_opt_in: answer } }), reads({ marketing }))).toEqual(expected);
  });

  it('says that a free message before the answer does not arrive outside the window', () => {
    expect(judge(fine(0, {}, silent), reads({ sendsFreeMessage: 'yes' }))).toEqual(['free-message-dropped warning 1']);
    expect(judge(fine(0, {}, silent), reads({ sendsFreeMessage: 'depends' }))).toEqual([
      'free-message-dropped unknown 1',
    ]);
    expect(judge(fine(0, {}, { lastSeenAt: null }), reads({ sendsFreeMessage: 'yes' }))).toEqual([
      'free-message-dropped unknown 1',
    ]);
    expect(judge(fine(0, {}, { lastSeenAt: NOW - HOUR }), reads({ sendsFreeMessage: 'yes' }))).toEqual([]);
    expect(judge(fine(0, {}, silent), reads({ sendsFreeMessage: 'no' }))).toEqual([]);
  });

  it('measures body and header with the values of each person', () => {
    const withText = (text: string): Partial<PreflightFacts> => ({
      draft: draftOf(1, { variables: { nome: { source: { kind: 'text', text }, fallback: '' } } }),
      flow: known({
        ...templates,
        templates: [
          {
            ...template,
            header: { format: 'TEXT', text: 'h'.repeat(59) + '{{nome}}' },
            body: 'b'.repeat(1_023) + '{{nome}}',
          },
        ],
      }),
    });
    expect(judge(fine(0), withText('x'))).toEqual([]);
    expect(judge(fine(0), withText('xy'))).toEqual(['text-too-long blocker 1']);
  });

  it('warns of an open chat of somebody else, and only mentions the agent’s own', () => {
    const chat = known({ status: 'open' as const, queueName: 'Vendas', agentName: 'Bob' });
    const roomOf = (isMine: boolean) =>
      known({ roomUuid, isWaiting: false, isMine, isWindowOpen: known(true), isHeld: unknown });
    expect(judge(fine(0, { chat, room: roomOf(false) }))).toEqual(['open-chat warning 1']);
    expect(judge(fine(0, { chat, room: roomOf(true) }))).toEqual(['open-chat info 1']);
    expect(judge(fine(0, { chat, room: known(null) }))).toEqual(['open-chat warning 1']);
    expect(hasWarnings(evaluatePreflight(facts([fine(0, { chat, room: roomOf(true) })])))).toBe(false);
  });

  it('also tells of a start by somebody else after the agent’s, and not of the agent’s own row in the history', () => {
    const at = NOW - 3 * HOUR;
    const judgeOther = (otherAt: number) =>
      judge(fine(0, { sentByUs: sentOnce(at), sentByAnyone: { at: otherAt, by: 'Eva' } }));
    expect(judgeOther(NOW - HOUR)).toEqual(['sent-by-us warning 1', 'sent-by-anyone warning 1']);
    expect(judgeOther(at - HOUR)).toEqual(['sent-by-us warning 1']);
    expect(judgeOther(at + 60_000)).toEqual(['sent-by-us warning 1']);
  });

  it('warns from the third message in seven days on, the one to be sent included', () => {
    const lastAt = NOW - 48 * HOUR;
    expect(judge(fine(0, { sentByUs: known({ lastAt, count: 1 }) }))).toEqual([]);
    expect(judge(fine(0, { sentByUs: known({ lastAt, count: 2 }) }))).toEqual(['often-written warning 1']);
  });

  it.each([
    ['a group of that name', { groups: [' vip '], fields: [] }, ['excluded blocker 1']],
    ['another group', { groups: ['Others'], fields: [] }, []],
    ['a field with a yes', { groups: [], fields: ['Nao_Perturbe'] }, ['excluded blocker 1']],
    ['a field with a no', { groups: [], fields: ['deve'] }, []],
    ['a field that no contact has', { groups: [], fields: ['other'] }, ['exclusion-missing warning 0']],
    ['a group that the project does not have', { groups: ['Gone'], fields: [] }, ['exclusion-missing warning 0']],
  ])('leaves out by exclusion: %s', (_, exclusions, expected) => {
    const contact = {
      groups: [{ groupUuid: groupId(1), name: 'VIP' }],
      fields: { nao_perturbe: 'sim', deve: 'Não' },
    };
    expect(judge(fine(0, {}, contact), { exclusions })).toEqual(expected);
  });

  it('leaves out who is on the own exclusion list, and does not know it of anybody while the list cannot be read', () => {
    expect(judge(fine(0, { isOnOwnList: known(true) }))).toEqual(['on-own-list blocker 1']);
    expect(judge(fine(0, { isOnOwnList: unknown }))).toEqual(['on-own-list unknown 1']);
  });

  it('leaves out by a group whose name is written with other characters for the same letters', () => {
    const contact = { groups: [{ groupUuid: groupId(1), name: 'Na\u0303o\u00a0enviar\u200e' }] };
    expect(judge(fine(0, {}, contact), { exclusions: { groups: ['N\u00e3o enviar'], fields: [] } })).toEqual([
      'excluded blocker 1',
    ]);
  });

  it('does not know whether somebody is excluded who could not be read, or whose group has no name', () => {
    const exclusions = { groups: ['VIP'], fields: [] };
    const nameless = { groups: [{ groupUuid: groupId(1), name: null }] };
    expect(judge(fine(0, { contact: unknown }), { exclusions })).toContain('excluded unknown 1');
    expect(judge(fine(0, { contact: unknown }))).not.toContain('excluded unknown 1');
    expect(judge(fine(0, {}, nameless), { exclusions })).toEqual(['excluded unknown 1']);
    expect(judge(fine(0, {}, nameless), { exclusions: { groups: [], fields: ['vip'] } })).toEqual([]);
  });

  it('does not know whether an opted-out person is reached while the definition could not be read', () => {
    const unread = { flow: known({ ...templates, reading: null }) };
    expect(judge(fine(0, {}, { fields: { marketing_opt_in: 'no' } }), unread)).toEqual(['opted-out unknown 1']);
    expect(judge(fine(0, {}, { fields: { marketing_opt_in: 'yes' } }), unread)).toEqual([]);
  });
});

describe('blockers', () => {
  it.each([
    ['gate-closed', { gate: known({ open: false as const, reason: 'toggle-off' }) }],
    ['template-not-approved', { flow: known({ ...templates, templates: [{ ...template, status: 'PAUSED' }] }) }],
    ['variable-unmapped', { draft: draftOf(1, { variables: {} }) }],
    [
      'variable-too-long',
      {
        draft: draftOf(1, {
          variables: { nome: { source: { kind: 'text' as const, text: 'x'.repeat(641) }, fallback: '' } },
        }),
      },
    ],
    ['no-flow', { draft: draftOf(1, { flowUuid: null }) }],
  ])('include %s, which concerns all people', (kind, change) => {
    const report = evaluatePreflight(facts([fine(0)], change));

    expect(findingsOf(report, 'blocker').map((finding) => finding.kind)).toEqual([kind]);
  });

  it.each([
    ['blocked', fine(0, {}, { blocked: true })],
    ['stopped', fine(0, {}, { stopped: true })],
    ['no-urn', fine(0, {}, { urns: [] })],
    ['gone', fine(0, { contact: known(null) })],
    [
      'already-waiting',
      fine(0, {
        room: known({ roomUuid, isWaiting: true, isMine: false, isWindowOpen: unknown, isHeld: { known: false } }),
      }),
    ],
    ['variable-empty', fine(0, {}, { name: '😀' })],
  ])('include %s, which concerns one person', (kind, checks) => {
    expect(judge(checks)).toContain(`${kind} blocker 1`);
  });

  it('include having no people', () => {
    expect(told(evaluatePreflight(facts([])))).toEqual(['no-people blocker 0']);
  });
});

describe('a person known by a business-scoped id', () => {
  const SCOPED = { scheme: 'whatsapp', path: 'BR.35029025746744354' };

  it('is judged by the number of another address', () => {
    const number = { scheme: 'whatsapp', path: '573001234567' };

    expect(judge(fine(0, {}, { urns: [SCOPED, number] }))).toContain('foreign-number warning 1');
  });

  it('has the country of the id while the number is hidden, and is no person without an address', () => {
    expect(judge(fine(0, {}, { urns: [{ ...SCOPED, path: 'CO.35029025746744354' }] }))).toContain(
      'foreign-number warning 1',
    );
    const findings = judge(fine(0, {}, { urns: [SCOPED] }));
    expect(findings.filter((line) => line.startsWith('foreign-number') || line.startsWith('no-urn'))).toEqual([]);
  });

  it('has a window of 24 hours, also behind a username', () => {
    const late = { urns: [{ scheme: 'whatsapp_username', path: 'ana' }], lastSeenAt: NOW - 25 * HOUR };
    const flow = known({ ...nothingElse, sends: 'none' as const, templates: [], variables: ['nome'] });

    expect(judge(fine(0, {}, late), { flow })).toContain('window-closed warning 1');
  });
});

describe('warnings', () => {
  const none: Partial<PreflightFacts> = {
    flow: known({ ...nothingElse, sends: 'none' as const, templates: [], variables: ['nome'] }),
  };

  it.each<[string, PersonChecks, Partial<PreflightFacts>]>([
    ['open-chat', fine(0, { chat: known({ status: 'open', queueName: 'Level 1', agentName: 'Bob' }) }), {}],
    ['open-chat', fine(0, { chat: known({ status: 'two' }) }), {}],
    [
      'ticket-may-close',
      fine(0, {
        room: known({
          roomUuid,
          isWaiting: false,
          isMine: false,
          isWindowOpen: known(false),
          isHeld: { known: false },
        }),
      }),
      {},
    ],
    ['sent-by-us', fine(0, { sentByUs: sentOnce(NOW - 23 * HOUR) }), {}],
    ['sent-by-anyone', fine(0, { sentByAnyone: { at: NOW - HOUR, by: 'Eva' } }), {}],
    ['window-closed', fine(0, {}, { lastSeenAt: NOW - 25 * HOUR }), none],
    ['foreign-number', fine(0, {}, { urns: [{ scheme: 'whatsapp', path: '573001234567' }] }), {}],
    ['sender-offline', fine(0), { sender: known('offline') }],
    ['night', fine(0), { now: Date.UTC(2026, 10, 21, 1) }],
    ['budget-short', fine(0), { usedThisHour: 1000 }],
  ])('include %s', (kind, checks, change) => {
    expect(judge(checks, change).filter((line) => line.includes(' warning '))).toEqual([
      expect.stringContaining(`${kind} warning`),
    ]);
  });

  it('name the chat whose ticket may close', () => {
    const report = evaluatePreflight(
      facts([
        fine(0, {
          room: known({
            roomUuid,
            isWaiting: false,
            isMine: false,
            isWindowOpen: known(false),
            isHeld: { known: false },
          }),
        }),
      ]),
    );

    expect(report.findings.find(({ kind }) => kind === 'ticket-may-close')?.people).toMatchObject([
      { details: { room: roomUuid } },
    ]);
  });

  it('include a variable in a text, for the people who have no value for it', () => {
    const flow = known({ ...templates, otherVariables: ['cidade', 'nome completo'] });
    const cidade = { source: { kind: 'contact-field' as const, field: 'city' }, fallback: '' };
    const judged = (variables: Draft['variables']) =>
      told(
        evaluatePreflight(
          facts([fine(0, {}, { fields: { city: 'Natal' } }), fine(1)], {
            flow,
            draft: draftOf(2, { variables: { ...draftOf(1).variables, ...variables } }),
          }),
        ),
      );

    expect(judged({})).toEqual(['variable-in-text warning 2']);
    expect(
      evaluatePreflight(facts([fine(0)], { flow: known({ ...templates, otherVariables: ['cidade'] }) })).findings[0]
        ?.people[0]?.details,
    ).toEqual({ variables: 'cidade' });
    // Flows would change the second name, so the flow finds nothing, whatever the value is.
    expect(judged({ cidade, 'nome completo': { source: { kind: 'text', text: 'x' }, fallback: '' } })).toEqual([
      'variable-in-text warning 2',
    ]);
    expect(
      judge(fine(0), {
        flow: known({ ...templates, otherVariables: ['cidade'] }),
        draft: draftOf(1, {
          variables: { ...draftOf(1).variables, cidade: { source: { kind: 'text', text: 'x' }, fallback: '' } },
        }),
      }),
    ).toEqual([]);
  });

  it('include people from several groups', () => {
    const origins: Origin[] = [
      { kind: 'group', groupUuid: groupId(1) },
      { kind: 'group', groupUuid: groupId(2) },
    ];

    expect(
      judge(fine(0), { draft: draftOf(1, { people: [{ contactUuid: contactId(0), name: 'A', origins }] }) }),
    ).toEqual(['several-groups warning 1']);
  });

  it.each<[string, PersonChecks, Partial<PreflightFacts>]>([
    [
      'a start older than a day',
      fine(0, { sentByUs: sentOnce(NOW - 25 * HOUR), sentByAnyone: { at: NOW - 25 * HOUR, by: 'Eva' } }),
      {},
    ],
    ['an open window', fine(0, {}, { lastSeenAt: NOW - HOUR }), none],
    [
      'a contact outside whatsapp, who has no window',
      fine(0, {}, { urns: [{ scheme: 'tel', path: '5582999000001' }] }),
      none,
    ],
    [
      'an open room inside its window',
      fine(0, {
        room: known({ roomUuid, isWaiting: false, isMine: false, isWindowOpen: known(true), isHeld: { known: false } }),
      }),
      {},
    ],
  ])('do not include %s', (_name, checks, change) => {
    expect(judge(checks, change)).toEqual([]);
  });

  it('are listed by person for the filter', () => {
    const report = evaluatePreflight(
      facts([fine(0, { sentByUs: sentOnce(NOW - HOUR) }, { blocked: true }), fine(1), fine(2, { sentByUs: unknown })]),
    );

    expect(findingsByPerson(report)).toEqual([
      {
        contactUuid: contactId(0),
        name: 'Person 0',
        found: [
          { kind: 'blocked', level: 'blocker', details: {} },
          { kind: 'sent-by-us', level: 'warning', details: { at: String(NOW - HOUR) } },
        ],
      },
      { contactUuid: contactId(2), name: 'Person 2', found: [{ kind: 'sent-by-us', level: 'unknown', details: {} }] },
    ]);
  });
});

describe('facts that are not known', () => {
  it('are counted for every person who was not checked, and never count as fine', () => {
    const report = evaluatePreflight(
      facts([], { draft: draftOf(3), gate: unknown, flow: unknown, sender: unknown, historyReadable: unknown }),
    );

    expect(hasWarnings(report)).toBe(true);
    expect(told(report)).toEqual([
      'gate-closed unknown 0',
      'template-not-approved unknown 0',
      'blocked unknown 3',
      'on-own-list unknown 3',
      'already-waiting unknown 3',
      'open-chat unknown 3',
      'sent-by-us unknown 3',
      'sent-by-anyone unknown 0',
      'window-closed unknown 3',
      'foreign-number unknown 3',
      'night unknown 3',
      'sender-offline unknown 0',
    ]);
  });

  it.each<[string, Partial<PersonChecks>]>([
    ['blocked', { contact: unknown }],
    ['open-chat', { chat: unknown }],
    ['already-waiting', { room: unknown }],
    ['sent-by-us', { sentByUs: unknown }],
  ])('%s is unknown when its check failed', (kind, change) => {
    expect(judge(fine(0, change))).toContain(`${kind} unknown 1`);
  });

  it('include a template that the definition names and the server does not list', () => {
    const report = evaluatePreflight(
      facts([fine(0)], { flow: known({ ...templates, unlistedTemplates: ['promo', ''] }) }),
    );

    expect(report.findings).toEqual([
      { kind: 'template-not-approved', level: 'unknown', people: [], details: { template: 'promo' } },
      { kind: 'template-not-approved', level: 'unknown', people: [], details: {} },
    ]);
  });

  it('include the flow whose definition could not be read, once', () => {
    expect(
      judge(fine(0, {}, { lastSeenAt: NOW - HOUR }), {
        flow: known({
          ...nothingElse,
          sends: 'unknown',
          templates: [],
          variables: [],
          isDefinitionRead: false,
          batchRisk: 'unread',
        }),
      }),
    ).toEqual(['flow-unread unknown 0']);
  });

  it('include values of a text whose names cannot be determined', () => {
    expect(judge(fine(0), { flow: known({ ...templates, readsAnyVariable: true }) })).toEqual([
      'variable-in-text unknown 0',
    ]);
  });

  it('include the window of a contact never seen, and the template of a flow that could not be read', () => {
    expect(judge(fine(0), { flow: known({ ...nothingElse, sends: 'none', templates: [], variables: [] }) })).toEqual([
      'window-closed unknown 1',
    ]);
    expect(
      judge(fine(0, {}, { lastSeenAt: NOW - 30 * HOUR }), {
        flow: known({ ...nothingElse, sends: 'unknown', templates: [], variables: [] }),
      }),
    ).toEqual(['template-not-approved unknown 0', 'window-closed unknown 1']);
  });
});

describe('the numbers', () => {
  it('let 100 people share a request only when nobody has a chat and all values are the same', () => {
    const same = {
      variables: { nome: { source: { kind: 'text' as const, text: 'oi' }, fallback: '' } },
      mode: 'batches' as const,
    };
    const all = Array.from({ length: 250 }, (_, n) => fine(n));

    expect(evaluatePreflight(facts(all, { draft: draftOf(250, same) }))).toMatchObject({
      batchesPossible: true,
      requests: 3,
    });
    expect(
      evaluatePreflight(facts([...all.slice(1), fine(249, { chat: unknown })], { draft: draftOf(250, same) })),
    ).toMatchObject({ batchesPossible: false, requests: 250 });
    expect(evaluatePreflight(facts(all, { draft: draftOf(250, { mode: 'batches' }) }))).toMatchObject({
      batchesPossible: false,
      requests: 250,
    });
  });

  it.each<[FlowFacts['batchRisk'], PreflightReport['batchRefusal']]>([
    ['ticket-first', 'ticket-first'],
    ['session-first', 'others-first'],
    ['broadcast-first', 'others-first'],
    ['unread', 'unread'],
    ['unknown-action', 'not-understood'],
    ['sub-flow-missing', 'not-understood'],
    ['unreadable-node', 'not-understood'],
    ['old-specification', 'not-understood'],
    ['too-large', 'not-understood'],
  ])('offer no batches for a flow with %s, with the reason %s', (batchRisk, batchRefusal) => {
    const draft = draftOf(2, {
      variables: { nome: { source: { kind: 'text', text: 'oi' }, fallback: '' } },
      mode: 'batches',
    });

    expect(
      evaluatePreflight(facts([fine(0), fine(1)], { draft, flow: known({ ...templates, batchRisk }) })),
    ).toMatchObject({ batchesPossible: false, batchRefusal, requests: 2 });
  });

  it('name the other reasons against batches (flow not read, values, open chats), and none for a single person', () => {
    const draft = draftOf(2, { variables: { nome: { source: { kind: 'text', text: 'oi' }, fallback: '' } } });
    const refusal = (checks: PersonChecks[], change: Partial<PreflightFacts> = {}) =>
      evaluatePreflight(facts(checks, { draft, ...change })).batchRefusal;

    expect(refusal([fine(0), fine(1)])).toBeNull();
    expect(refusal([fine(0), fine(1)], { flow: unknown })).toBe('unread');
    expect(refusal([fine(0), fine(1)], { draft: draftOf(2) })).toBe('values-differ');
    expect(
      refusal([fine(0), fine(1)], {
        flow: known({ ...templates, otherVariables: ['x'] }),
        draft: { ...draft, variables: { ...draft.variables, x: { source: { kind: 'contact-name' }, fallback: '' } } },
      }),
    ).toBe('values-differ');
    expect(refusal([fine(0), fine(1, { chat: unknown })])).toBe('open-chats');
    expect(evaluatePreflight(facts([fine(0)]))).toMatchObject({ batchesPossible: false, batchRefusal: null });
  });

  it('name the dropped members of a group', () => {
    const group = {
      groupUuid: groupId(1),
      name: 'VIP',
      count: 9,
      taken: 1,
      dropped: { duplicate: 2, blocked: 1, stopped: 0, noUrn: 0, unticked: 0 },
      droppedMembers: [{ contactUuid: contactId(7), name: 'Bo', reason: 'blocked' as const }],
    };
    const report = evaluatePreflight(facts([fine(0)], { draft: draftOf(1, { groups: [group] }) }));

    expect(report.dropped).toEqual([
      { reason: 'duplicate', groupUuid: groupId(1), groupName: 'VIP', count: 2, people: [] },
      {
        reason: 'blocked',
        groupUuid: groupId(1),
        groupName: 'VIP',
        count: 1,
        people: [{ contactUuid: contactId(7), name: 'Bo' }],
      },
    ]);
  });

  it('include the time needed at this pace', () => {
    const pace = { perHour: 1000, burst: 100, inFlight: 2, callMs: 250 };

    expect([
      estimateDurationMs(1, pace, 0),
      estimateDurationMs(100, pace, 0),
      estimateDurationMs(1100, pace, 0),
      estimateDurationMs(10, pace, 100),
    ]).toEqual([250, 12_500, HOUR, 36_000]);
  });
});

describe('which press sends', () => {
  const clean = (count: number) => evaluatePreflight(facts(Array.from({ length: count }, (_, n) => fine(n))));
  const warned = evaluatePreflight(facts([fine(0)], { sender: known('offline') }));
  const unsure = evaluatePreflight(facts([fine(0, { chat: unknown })]));
  const blockedReport = evaluatePreflight(facts([fine(0, {}, { blocked: true })]));
  const press = (change: Partial<Parameters<typeof decidePress>[0]>) =>
    decidePress({
      stage: 'compose',
      report: clean(1),
      people: 1,
      cap: 200,
      undoMs: 10_000,
      waitedMs: 0,
      typed: '',
      ...change,
    });

  it('is the Send button for one to twenty people without a warning', () => {
    expect(press({})).toEqual({ kind: 'send', undoMs: 10_000, isFinal: false });
    expect(press({ report: clean(20), people: 20 })).toMatchObject({ kind: 'send' });
    expect(press({ undoMs: 0 })).toEqual({ kind: 'send', undoMs: 0, isFinal: true });
  });

  it.each([
    ['a warning', { report: warned }],
    ['an unknown', { report: unsure }],
    ['a blocker', { report: blockedReport }],
    ['21 people', { report: clean(21), people: 21 }],
    ['an older draft', { report: clean(2) }],
    ['a cap of 3', { report: clean(5), people: 5, cap: 3 }],
  ])('opens the pre-flight with %s', (_name, change) => {
    expect(press(change)).toEqual({ kind: 'open-preflight' });
  });

  it('waits up to a second for running checks and then opens the pre-flight', () => {
    expect(press({ report: null })).toEqual({ kind: 'wait', forMs: 1000 });
    expect(press({ report: null, waitedMs: 700 })).toEqual({ kind: 'wait', forMs: 300 });
    expect(press({ report: null, waitedMs: 1000 })).toEqual({ kind: 'open-preflight' });
    expect(press({ people: 0 })).toEqual({ kind: 'blocked' });
  });

  it('is otherwise the confirmation in the pre-flight, with the number typed above the cap', () => {
    const many = clean(201);

    expect(press({ stage: 'preflight', report: warned })).toMatchObject({ kind: 'send' });
    expect(press({ stage: 'preflight', report: blockedReport })).toEqual({ kind: 'blocked' });
    expect(press({ stage: 'preflight', report: null })).toEqual({ kind: 'blocked' });
    expect(press({ stage: 'preflight', report: many, people: 201, typed: '200' })).toEqual({
      kind: 'type-number',
      expected: 201,
    });
    expect(press({ stage: 'preflight', report: many, people: 201, typed: ' 201 ' })).toMatchObject({ kind: 'send' });
    expect([readTypedNumber('1.200'), readTypedNumber('1 200'), readTypedNumber('1,20'), readTypedNumber('')]).toEqual([
      1200,
      1200,
      null,
      null,
    ]);
    expect(hasBlockers(blockedReport)).toBe(true);
  });
});

describe('two contacts of one human', () => {
  const urns = (path: string) => ({ urns: [{ scheme: 'whatsapp', path }] });

  it('are a warning that names the one to leave out, with both numbers', () => {
    const report = evaluatePreflight(
      facts([
        fine(0, {}, { ...urns('5582991234567'), lastSeenAt: NOW - HOUR }),
        fine(1, {}, { ...urns('558291234567'), lastSeenAt: NOW - 2 * HOUR }),
        fine(2),
      ]),
    );

    expect(told(report)).toEqual(['same-human warning 1']);
    expect(report.findings[0]?.people).toEqual([
      {
        contactUuid: contactId(1),
        name: 'Person 1',
        details: { number: '+55 (82) 9123-4567', kept: '+55 (82) 99123-4567' },
      },
    ]);
  });

  it('keep the one with the open chat, although the other wrote later', () => {
    const chat = known({ status: 'open' as const, queueName: null, agentName: null });
    const report = evaluatePreflight(
      facts([
        fine(0, {}, { ...urns('5582991234567'), lastSeenAt: NOW - HOUR }),
        fine(1, { chat }, { ...urns('558291234567'), lastSeenAt: NOW - 2 * HOUR }),
      ]),
    );

    expect(
      report.findings.find((finding) => finding.kind === 'same-human')?.people.map((one) => one.contactUuid),
    ).toEqual([contactId(0)]);
  });
});
