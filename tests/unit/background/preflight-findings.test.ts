import { beforeEach, describe, expect, it } from 'vitest';
import { contact, room } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { API, contactRow, roomRow, sectorRow } from './engine.ts';
import { awaitedRow } from './rows.ts';
import { createWorld, draftOf, frameOf, type World } from './world.ts';

const FRAME = frameOf(1);
const GROUPS = [1, 2].map((n) => ({
  kind: 'group' as const,
  groupUuid: `b0000000-0000-4000-8000-00000000000${n}` as never,
}));

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});

async function save(people: number, change: Parameters<typeof draftOf>[1] = {}): Promise<number> {
  const session = await world.services.view.sessionOf(FRAME);
  if (session === null) throw new Error('no session');
  const draft = draftOf(people, change);
  return (await world.call('draft:save', { sessionId: session.sessionId, draft }, FRAME)).revision;
}

/** The names behind each finding of a level, as the panel lists them. */
async function found(level: 'blocker' | 'warning' | 'unknown'): Promise<Record<string, (string | null)[]>> {
  const report = await world.call('preflight:run', { fresh: true }, FRAME);
  return Object.fromEntries(
    report.findings
      .filter((one) => one.level === level)
      .map(({ kind, people }) => [kind, people.map(({ name }) => name)]),
  );
}

const changed = (n: number, more: object): void =>
  void (world.engine.contacts = world.engine.contacts.map((row, place) => (place === n ? contactRow(n, more) : row)));

describe('the checks of a draft, from the answers of the server', () => {
  it('name each person who cannot be written to, by the reason', async () => {
    changed(0, { blocked: true });
    changed(1, { stopped: true });
    changed(2, { urns: [] });
    world.engine.contacts = world.engine.contacts.filter((_row, n) => n !== 3);
    world.engine.rooms = { flow_start: [roomRow(4, 4, { is_waiting: true })], ongoing: [], waiting: [] };
    await save(6);

    expect(await found('blocker')).toEqual({
      blocked: ['Pessoa 0'],
      stopped: ['Pessoa 1'],
      'no-urn': ['Pessoa 2'],
      gone: ['Pessoa 3'],
      'already-waiting': ['Pessoa 4'],
    });
  });

  it('name each person of a warning', async () => {
    // It is night in Japan at noon in Brazil.
    changed(2, { urns: ['whatsapp:819012345678'] });
    const revision = await save(1);
    const sent = await world.call(
      'dispatch:confirm',
      { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: false, isTest: false },
      FRAME,
    );
    if (!sent.ok) throw new Error(sent.reason);
    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: sent.dispatchId }, FRAME);
    await world.until(async () => (await world.ledger.getDispatch(sent.dispatchId))?.state.status === 'finished');
    world.engine.rooms = { flow_start: [], ongoing: [roomRow(1, 1)], waiting: [] };
    world.engine.override.set(`${room(1)}/can-send-message-status/`, json({ can_send_message: false }));
    world.engine.override.set('/retrieve_flow_warning/', () =>
      json(
        world.engine.asked.at(-1)?.query.toString().includes(contact(1)) === true
          ? { show_warning: true, queue: 'Level 1' }
          : { show_warning: false },
      ),
    );
    world.engine.override.set('/project/status/', json({ connection_status: 'OFFLINE' }));
    const people = draftOf(4).people.map((person, n) => (n === 3 ? { ...person, origins: GROUPS } : person));
    await save(4, { people });

    const warnings = await found('warning');
    // The open chat is the agent's own, so it is only mentioned.
    expect(warnings).not.toHaveProperty('open-chat');
    expect(warnings).toMatchObject({
      'sender-offline': [],
      'ticket-may-close': ['Pessoa 1'],
      'sent-by-us': ['Pessoa 0'],
      'foreign-number': ['Pessoa 2'],
      night: ['Pessoa 2'],
      'several-groups': ['Pessoa 3'],
    });
  });

  it('leave everybody unknown whom a failed check was about, and count it', async () => {
    for (const path of ['/retrieve_flow_warning/', '/list_contacts/', '/v1/room/'])
      world.engine.override.set(path, json({ detail: 'no' }, 500));
    await save(3);

    const unknown = await found('unknown');

    expect([unknown['already-waiting'], unknown['blocked'], unknown['open-chat']]).toEqual(
      Array.from({ length: 3 }, () => ['Pessoa 0', 'Pessoa 1', 'Pessoa 2']),
    );
    const { checks, findings } = await world.call('preflight:run', { fresh: true }, FRAME);
    expect(checks.failed).toBeGreaterThan(0);
    expect(findings.filter(({ level }) => level === 'blocker')).toEqual([]);
  });
});

describe('what people left without an answer', () => {
  it('is counted from the newest on, and the flow that still waits is named', async () => {
    const sent = (n: number, of: number, change: object) =>
      awaitedRow({
        id: `a${n}-${of}`,
        agentKey: `${API}|ana@example.org`,
        contactUuid: contact(n),
        sentAt: world.now - of * 3_600_000 - 2 * 86_400_000,
        repliedAt: null,
        ...change,
      });
    await world.ledger.putAwaited([
      ...[1, 2, 3].map((of) => sent(0, of, { status: of === 1 ? 'sent' : 'superseded', flowName: `Fluxo ${of}` })),
      ...[1, 2, 3].map((of) => sent(1, of, { status: 'expired', repliedAt: of === 2 ? world.now : null })),
      ...[1, 2, 3].map((of) => sent(2, of, { status: 'expired' })),
    ]);
    await save(4);

    expect((await found('warning'))['unanswered']).toEqual(['Pessoa 0', 'Pessoa 2']);
    const { findings } = await world.call('preflight:run', { fresh: true }, FRAME);
    expect(findings.filter(({ kind }) => kind === 'interrupts').flatMap(({ people }) => people)).toMatchObject([
      { name: 'Pessoa 0', details: { flow: 'Fluxo 1' } },
    ]);
    await world.services.settings.save({ warnUnanswered: 4 });
    expect(await found('warning')).not.toHaveProperty('unanswered');
  });
});

describe('whether answers find the sector open', () => {
  // It is noon on a Wednesday in São Paulo.
  const hours = (end: string) =>
    json({ working_hours: { closed_weekdays: [], schedules: { wednesday: [{ start: '08:00', end }] } } });
  const holidays = (results: object[]) => json({ count: results.length, next: null, previous: null, results });
  const today = { uuid: 'h1', date: '2023-11-15', day_type: 'closed', start_time: null, end_time: null };

  beforeEach(() => {
    world.engine.timezone = 'America/Sao_Paulo';
    world.engine.sectors = [{ ...sectorRow(1, true), name: 'Suporte' }];
    world.engine.override.set('/worktime/', hours('18:00'));
    world.engine.override.set('/sector_holiday/', holidays([]));
  });

  /** The findings about the sector, as this agent gets them. */
  async function aboutSector(token: string): Promise<unknown[]> {
    await world.signIn(1, token);
    await world.call('access:check', {}, FRAME);
    await save(1);
    const { findings } = await world.call('preflight:run', { fresh: true }, FRAME);
    return findings
      .filter(({ kind }) => kind.startsWith('sector-'))
      .map(({ kind, level, details }) => [kind, level, details]);
  }
  const unknown = [['sector-hours-unknown', 'info', { sector: 'Suporte' }]];

  it.each(['gil-1', 'root-1'])('is read by managers and admins, with the holidays (%s)', async (token) => {
    expect(await aboutSector(token)).toEqual([]);
    world.now += 11 * 60_000;
    world.engine.override.set('/worktime/', hours('11:00'));
    expect(await aboutSector(token)).toEqual([['sector-closed', 'warning', { sector: 'Suporte', when: 'now' }]]);
    world.now += 11 * 60_000;
    world.engine.override.set('/worktime/', hours('18:00'));
    world.engine.override.set('/sector_holiday/', holidays([today]));
    expect(await aboutSector(token)).toEqual([['sector-closed', 'warning', { sector: 'Suporte', when: 'now' }]]);
  });

  it('is not known to an agent, who asks for no hours, until settings or policy say it', async () => {
    expect(await aboutSector('ana-1')).toEqual(unknown);
    await world.services.settings.save({ sectorHours: ['suporte = 1-5 08:00-11:00'] });
    expect(await aboutSector('ana-1')).toEqual([['sector-closed', 'warning', { sector: 'Suporte', when: 'now' }]]);
    await world.services.settings.save({ sectorHours: ['* = 1-5 08:00-18:00'] });
    expect(await aboutSector('ana-1')).toEqual([]);
    expect(world.engine.paths().filter((path) => path.includes('worktime'))).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['the server does not let the manager', () => world.engine.override.set('/worktime/', json({ detail: 'no' }, 403))],
    ['the hours have another shape', () => world.engine.override.set('/worktime/', json({ hours: [] }))],
    ['a holiday cannot be read', () => world.engine.override.set('/sector_holiday/', holidays([{ date: 1 }]))],
    ['the project has no time zone', () => void (world.engine.timezone = null)],
  ])('is not known where %s', async (_, arrange) => {
    arrange();
    expect(await aboutSector('gil-1')).toEqual(unknown);
  });
});
