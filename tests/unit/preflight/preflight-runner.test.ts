import { describe, expect, it } from 'vitest';
import { FlowUuid, RoomUuid, type ContactUuid } from '../../../lib/ids.ts';
import type { KnownContact } from '../../../lib/preflight/contact-facts.ts';
import { type Draft, EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import {
  createPreflightRunner,
  type PreflightPorts,
  type PreflightRun,
} from '../../../lib/preflight/preflight-runner.ts';
import { findingsOf } from '../../../lib/preflight/preflight-report.ts';
import { FakeError, fakeProject } from '../contacts/fake-contacts.ts';
import { contactId, person } from './people.ts';
import { phones } from '../numbers/phones.ts';

const NOW = Date.UTC(2026, 10, 20, 15);
const flowUuid = FlowUuid.parse('c0000000-0000-4000-8000-000000000001');
const roomUuid = RoomUuid.parse('d0000000-0000-4000-8000-000000000001');

const draftOf = (count: number): Draft => ({
  ...EMPTY_DRAFT,
  flowUuid,
  flowName: 'Order',
  people: Array.from({ length: count }, (_, n) => ({
    contactUuid: contactId(n),
    name: null,
    origins: [{ kind: 'hand' as const }],
  })),
});
const runOf = (count: number, change: Partial<PreflightRun> = {}): PreflightRun => ({
  draft: draftOf(count),
  agent: { name: 'Bob', email: 'b@example.com' },
  pace: { perHour: 1000, burst: 100, inFlight: 2, callMs: 250 },
  cap: 200,
  fatigue: { most: 3, days: 7, unanswered: 3 },
  exclusions: { groups: [], fields: [] },
  defaultCountry: 'BR',
  cache: 'use',
  ...change,
});

function setUp(people = 1000, change: Partial<PreflightPorts> = {}) {
  const clock = { at: NOW };
  const project = fakeProject(Array.from({ length: people }, (_, n) => person(n)));
  const asked: string[] = [];
  const flight = { now: 0, most: 0 };
  async function answer<T>(name: string, value: T): Promise<T> {
    asked.push(name);
    flight.now += 1;
    flight.most = Math.max(flight.most, flight.now);
    await new Promise<void>((resolve) => setImmediate(resolve));
    flight.now -= 1;
    return value;
  }
  const ports: PreflightPorts = {
    now: () => clock.at,
    listContactsPage: project.list,
    gate: () => answer('gate', { open: true }),
    flow: () =>
      answer('flow', {
        sends: 'templates',
        templates: [],
        variables: [],
        otherVariables: [],
        readsAnyVariable: false,
        unlistedTemplates: [],
        isDefinitionRead: true,
        unfilled: [],
        batchRisk: null,
        reading: null,
        mark: '1',
      }),
    senderStatus: () => answer('sender', 'online'),
    listRooms: () => answer('rooms', []),
    canSendMessage: () => answer('window', false),
    isHeldByFlow: () => answer('held', false),
    flowWarning: (contactUuid) => answer(`chat ${contactUuid}`, { status: 'none' }),
    sentByUs: () => answer('ledger', new Map()),
    history: () => answer('history', []),
    unanswered: () => answer('awaited', new Map()),
    sectors: () => answer('sectors', []),
    groupNames: () => answer('groups', []),
    onOwnList: () => answer('own list', new Set()),
    usedThisHour: () => answer('used', 0),
    places: () => Promise.resolve(phones),
    ...change,
  };
  return { clock, project, asked, flight, ports };
}
const told = (findings: readonly { kind: string; level: string; people: readonly unknown[] }[]) =>
  findings.map((one) => `${one.kind} ${one.level} ${one.people.length}`);

describe('a pre-flight run', () => {
  it('asks four checks at a time and finds nothing when all is fine', async () => {
    const { ports, flight, project } = setUp();

    const report = await createPreflightRunner(ports, () => null).run(runOf(40));

    expect(told(report.findings)).toEqual([]);
    expect(flight.most).toBe(4);
    expect(project.calls).toHaveLength(40);
    expect(report.checks).toEqual({ done: 89, total: 89, failed: 0 });
  });

  it('for 100 people makes one sweep, and few enough rounds for ten seconds at 100 ms', async () => {
    const { ports, asked, project } = setUp(10_000);

    const report = await createPreflightRunner(ports, () => null).run(runOf(100));

    const rounds = Math.ceil(asked.length / 4) + project.calls.length;
    console.log(
      `pre-flight of 100: ${asked.length} engine calls 4 at a time, ${project.calls.length} Flows-backed; at 100 ms ${(rounds / 10).toFixed(1)} s`,
    );
    expect(told(report.findings)).toEqual([]);
    expect(project.calls.length).toBeLessThanOrEqual(10);
    expect(rounds * 100).toBeLessThan(10_000);
  });

  it('for the person of the chat on screen takes less than a second at 100 ms', async () => {
    const listRooms: PreflightPorts['listRooms'] = async () => [
      { contactUuid: contactId(0), roomUuid, isWaiting: false, isMine: false },
    ];
    const { ports, asked, project } = setUp(10_000, { listRooms });

    const report = await createPreflightRunner(ports, () => null).run(runOf(1));

    expect(told(report.findings)).toContain('ticket-may-close warning 1');
    // Four at a time; the window and the hold of a room are asked for once the rooms are known.
    const rounds = Math.ceil((asked.length + 1) / 4) + project.calls.length + 2;
    expect(rounds * 100).toBeLessThan(1_000);
  });

  it('asks only for changes when the people were read while picking', async () => {
    const { ports, project, clock } = setUp(10_000);
    const readAt = NOW - 600_000;
    const blocked = person(7, { blocked: true, modifiedAt: NOW - 300_000 });
    project.contacts[7] = blocked;
    const known = (contactUuid: ContactUuid): KnownContact => ({
      contact: person(Number.parseInt(contactUuid.slice(-12), 16)),
      readAt,
    });

    const report = await createPreflightRunner(ports, known).run(runOf(100));

    expect(project.calls).toMatchObject([{ after: readAt - 300_000, limit: 1000 }]);
    expect(told(findingsOf(report, 'blocker'))).toEqual(['blocked blocker 1']);
    expect(clock.at).toBe(NOW);
  });

  it('reuses answers for a minute, but asks the ledger every time', async () => {
    const { ports, asked, project, clock } = setUp();
    const runner = createPreflightRunner(ports, () => null);
    await runner.run(runOf(5));
    const first = asked.length;
    await runner.run(runOf(5));
    const second = asked.length;
    const flowsBacked = project.calls.length;
    clock.at += 60_000;
    await runner.run(runOf(5));

    expect(asked.slice(first, second)).toEqual(['ledger', 'awaited', 'used', 'flow', 'own list']);
    expect(flowsBacked).toBe(5);
    expect(asked.length - second).toBe(first);
    await runner.run(runOf(5, { cache: 'fresh' }));
    expect(asked.filter((name) => name === 'gate')).toHaveLength(3);
  });

  it('recognises Brazil, and calls no number foreign, while the table of countries cannot be read', async () => {
    const { list } = fakeProject([person(0), person(1, { urns: [{ scheme: 'whatsapp', path: '351912345678' }] })]);
    const { ports } = setUp(0, { places: () => Promise.reject(new FakeError('server')), listContactsPage: list });

    const report = await createPreflightRunner(ports, () => null).run(runOf(2));

    const foreign = report.findings.filter((finding) => finding.kind === 'foreign-number');
    expect(foreign.map((finding) => [finding.level, finding.people.map((one) => one.contactUuid)])).toEqual([
      ['unknown', [contactId(1)]],
    ]);
  });

  it('shows every failed check as unknown, counts it, and repeats it in the next run', async () => {
    const fail = () => Promise.reject(new FakeError('server'));
    const broken = setUp(10, {
      gate: fail,
      flow: fail,
      senderStatus: fail,
      listRooms: fail,
      flowWarning: fail,
      sentByUs: fail,
      history: fail,
      unanswered: fail,
      sectors: fail,
      onOwnList: fail,
      usedThisHour: fail,
      listContactsPage: fail,
    });

    const report = await createPreflightRunner(broken.ports, () => null).run(runOf(2));

    expect(report.checks).toEqual({ done: 13, total: 13, failed: 13 });
    expect(report.findings.every((finding) => finding.level === 'unknown')).toBe(true);
    expect(told(report.findings)).toEqual(
      expect.arrayContaining([
        'gate-closed unknown 0',
        'blocked unknown 2',
        'open-chat unknown 2',
        'already-waiting unknown 2',
        'sent-by-us unknown 2',
        'sender-offline unknown 0',
      ]),
    );
    expect(report.budget.used).toBeNull();
  });

  it('returns what it has when it is cancelled, the rest unknown', async () => {
    const controller = new AbortController();
    const { ports } = setUp();
    let done = 0;

    const report = await createPreflightRunner(ports, () => null).run(
      runOf(40, {
        signal: controller.signal,
        onProgress: (checks) => {
          done = checks.done;
          if (checks.done === 60) controller.abort();
        },
      }),
    );

    expect(report.status).toBe('cancelled');
    expect(done).toBeLessThan(70);
    expect(report.findings.map((finding) => `${finding.kind} ${finding.level}`)).toContain('open-chat unknown');
  });

  it('asks for the window of an open room, and warns that its ticket may close', async () => {
    const room = { roomUuid, contactUuid: contactId(0), isWaiting: false, isMine: false };
    const { ports, asked } = setUp(10, {
      listRooms: () => Promise.resolve([room]),
      flowWarning: () => Promise.resolve({ status: 'open', queueName: 'Level 1', agentName: null }),
    });

    const report = await createPreflightRunner(ports, () => null).run(runOf(1));

    expect(asked.filter((name) => name === 'window')).toHaveLength(1);
    expect(told(report.findings)).toEqual(['open-chat warning 1', 'ticket-may-close warning 1']);
    expect(report.findings[0]?.people[0]?.details).toEqual({ queue: 'Level 1' });
  });

  it('calls no person unchanged when the sweep did not finish', async () => {
    const known = (contactUuid: ContactUuid): KnownContact => ({
      contact: person(Number.parseInt(contactUuid.slice(-12), 16)),
      readAt: NOW - 600_000,
    });
    const broken = setUp(100, { listContactsPage: () => Promise.reject(new FakeError('offline')) });
    const odd = setUp(100, { listContactsPage: () => Promise.resolve({ rows: [], badRows: 1, nextCursor: null }) });

    expect(told((await createPreflightRunner(broken.ports, known).run(runOf(60))).findings)).toContain(
      'blocked unknown 60',
    );
    expect(told((await createPreflightRunner(odd.ports, known).run(runOf(60))).findings)).toContain(
      'blocked unknown 60',
    );
  });

  it('calls no person deleted while a row could not be parsed', async () => {
    const { ports } = setUp(1, { listContactsPage: () => Promise.resolve({ rows: [], badRows: 1, nextCursor: null }) });
    const gone = setUp(0);

    expect(told((await createPreflightRunner(ports, () => null).run(runOf(1))).findings)).toContain(
      'blocked unknown 1',
    );
    expect(told((await createPreflightRunner(gone.ports, () => null).run(runOf(1))).findings)).toContain(
      'gone blocker 1',
    );
    expect(told((await createPreflightRunner(gone.ports, () => null).run(runOf(60))).findings)).toContain(
      'gone blocker 60',
    );
  });
});
