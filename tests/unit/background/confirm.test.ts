import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { GroupUuid } from '../../../lib/ids.ts';
import { agentKeyOf } from '../../../lib/sessions/session.ts';
import { contact, FLOW, room } from '../dispatch/rows.ts';
import { html, json, readCapture } from '../weni-api/fake-network.ts';
import { roomRow, TEMPLATE, TICKET_NODE } from './engine.ts';
import { createWorld, draftOf, frameOf, PAGE, type World } from './world.ts';

let world: World;
beforeEach(async () => {
  world = createWorld();
  await world.signIn(1, 'ana-1');
});
const FRAME = frameOf(1);

/** Saves a draft as the panel of that tab does: for the session that the tab shows. */
async function saveFrom(sender: ReturnType<typeof frameOf>, draft: ReturnType<typeof draftOf>) {
  const session = await world.services.view.sessionOf(sender);
  if (session === null) throw new Error('no session');
  return await world.call('draft:save', { sessionId: session.sessionId, draft }, sender);
}
const save = async (people: number, change = {}) => (await saveFrom(FRAME, draftOf(people, change))).revision;
const confirm = async (
  draftRevision: number,
  change: { typedCount?: number | null; warningsSeen?: boolean; viewId?: string } = {},
  sender = FRAME,
) =>
  await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision, typedCount: null, warningsSeen: false, isTest: false, ...change },
    sender,
  );
const run = () => world.call('preflight:run', { fresh: false }, FRAME);
const starts = () => world.engine.asked.filter(({ path }) => path.endsWith('/start_flow/'));

const finished = async (dispatchId: string) =>
  (await world.ledger.getDispatch(dispatchId as never))?.state.status === 'finished';

async function peopleOf(result: Awaited<ReturnType<typeof confirm>>) {
  if (!result.ok) throw new Error(result.reason);
  return await world.ledger.listPeople(result.dispatchId, { fromN: 0, limit: 9 });
}

async function confirmed(people = 2): Promise<{ dispatchId: string }> {
  const result = await confirm(await save(people));
  if (!result.ok) throw new Error(result.reason);
  return result;
}

describe('a confirmed dispatch', () => {
  it('leaves the sources of its values for the next preview of the flow, without fixed texts', async () => {
    const variables = {
      nome: { source: { kind: 'contact-first-name' as const }, fallback: 'cliente' },
      code: { source: { kind: 'text' as const, text: 'R$ 10' }, fallback: '' },
    };
    await confirm(await save(1, { variables }));
    const preview = await world.call('catalog:preview-flow', { flowUuid: FLOW }, FRAME);
    expect(preview.remembered).toEqual({ nome: { kind: 'contact-first-name' } });
  });

  it('waits for the agent at the number of unopened replies that its draft says, else the settings; batches never', async () => {
    const holdBackAt = async (result: Awaited<ReturnType<typeof confirm>>) =>
      result.ok ? (await world.ledger.getDispatch(result.dispatchId))?.holdBackAt : result;
    const unset = await holdBackAt(await confirm(await save(1)));
    await world.call('settings:save', { settings: { holdBackAt: 10 } }, PAGE);

    expect(unset).toBeNull();
    expect(await holdBackAt(await confirm(await save(1)))).toBe(10);
    expect(await holdBackAt(await confirm(await save(1, { holdBackAt: 5 })))).toBe(5);
    expect(await holdBackAt(await confirm(await save(1, { holdBackAt: 0 })))).toBeNull();
    const inBatches = await confirm(await save(21, { mode: 'batches' }), { warningsSeen: true });
    expect(await holdBackAt(inBatches)).toBeNull();
  });

  it('keeps whether its flow opens a chat, and who is awaited then knows', async () => {
    const [sends] = world.engine.nodes();
    world.engine.nodes = () => [{ ...Object(sends), exits: [] }];
    const revision = await save(1);
    await run();
    const result = await confirm(revision, { warningsSeen: true });
    const dispatchId = result.ok ? result.dispatchId : '';
    expect((await world.ledger.getDispatch(dispatchId as never))?.opensChat).toBe('never');

    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => finished(dispatchId), 500);
    expect((await world.ledger.listAllAwaited()).map(({ opensNoChat }) => opensNoChat)).toEqual([true]);
  });
});

describe('a draft', () => {
  it('gets a new revision with each save and never reuses one', async () => {
    expect([await save(1), await save(2), await save(1, { revision: 40 }), await save(1)]).toEqual([1, 2, 41, 42]);
  });

  it('saved from two tabs at once gets two revisions, and the last one is stored', async () => {
    await world.signIn(2, 'ana-1');
    const results = await Promise.all([saveFrom(FRAME, draftOf(1)), saveFrom(frameOf(2), draftOf(5))]);

    expect(results.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await confirm(1)).toMatchObject({ ok: false, reason: 'stale-draft' });
  });

  it('is kept separately for each session', async () => {
    await world.signIn(2, 'bia-1');
    await save(3);

    expect(await confirm(1, {}, frameOf(2))).toMatchObject({ ok: false, reason: 'stale-draft' });
  });

  it("of a session that the tab has left does not become the draft of the tab's next session", async () => {
    const before = await world.services.view.sessionOf(FRAME);
    await world.signIn(1, 'bia-1');

    expect(await world.ask('draft:save', { sessionId: before?.sessionId, draft: draftOf(3) }, FRAME)).toMatchObject({
      ok: false,
      error: { kind: 'session' },
    });
    expect(await save(1)).toBe(1);
  });

  it('cannot be saved without a session', async () => {
    const session = await world.services.view.sessionOf(FRAME);
    expect(
      await world.ask('draft:save', { sessionId: session?.sessionId, draft: draftOf(1) }, frameOf(9)),
    ).toMatchObject({ ok: false, error: { kind: 'session' } });
  });
});

describe('a confirmation', () => {
  it('freezes exactly what was shown and counts down, without a request', async () => {
    const revision = await save(2, { people: draftOf(2).people });
    await run();

    const result = await confirm(revision);

    expect(result).toMatchObject({ ok: true, endsAt: world.now + 10_000 });
    expect(starts()).toEqual([]);
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toMatchObject([
      { flowUuid: FLOW, total: 2, state: { status: 'counting-down', viewId: 'panel' } },
    ]);
  });

  it.each<[string, object, string]>([
    ['without a flow', { flowUuid: null }, 'no-flow'],
    ['without people', { people: [] }, 'nobody'],
  ])('%s is refused', async (_, change, reason) => {
    expect(await confirm(await save(2, change))).toEqual({ ok: false, reason, needsConfirmation: false });
  });

  it('of a draft that has changed since is refused', async () => {
    const revision = await save(2);
    await save(3);

    expect(await confirm(revision)).toEqual({ ok: false, reason: 'stale-draft', needsConfirmation: false });
  });

  it('pressed twice makes one dispatch', async () => {
    const revision = await save(2);

    const results = await Promise.all([confirm(revision), confirm(revision)]);

    expect(results.map((result) => result.ok).sort()).toEqual([false, true]);
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toHaveLength(1);
  });

  it('with the toggle off is blocked, even if the message bypasses the panel', async () => {
    world.engine.listAccess = false;
    await world.pass(61_000);

    expect(await confirm(await save(2), { warningsSeen: true })).toMatchObject({ ok: false, reason: 'blocked' });
  });

  it('of a flow that is not labelled is blocked, even if the message bypasses the panel', async () => {
    world.engine.flows = [];

    expect(await confirm(await save(2), { warningsSeen: true })).toMatchObject({ ok: false, reason: 'blocked' });
  });

  it('is blocked for a person who was excluded after the checks', async () => {
    world.engine.contacts = world.engine.contacts.map((row) => ({ ...row, fields: { nao_perturbe: 'sim' } }));
    const revision = await save(2);
    await run();
    await world.services.settings.save({ excludedFields: ['nao_perturbe'] });

    expect(await confirm(revision, { warningsSeen: true })).toMatchObject({ ok: false, reason: 'blocked' });
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('of more than twenty people needs the review', async () => {
    const revision = await save(21);

    expect(await confirm(revision)).toEqual({ ok: false, reason: 'needs-confirmation', needsConfirmation: true });
    expect(await confirm(revision, { warningsSeen: true })).toMatchObject({ ok: true });
  });

  it('with a check that failed needs the review', async () => {
    world.engine.override.set('/retrieve_flow_warning/', html(502));
    const revision = await save(2);

    expect(await confirm(revision)).toMatchObject({ ok: false, needsConfirmation: true });
    expect(await confirm(revision, { warningsSeen: true })).toMatchObject({ ok: true });
  });

  it('of a person with an open chat needs the review', async () => {
    world.engine.override.set('/retrieve_flow_warning/', json({ show_warning: true, queue: 'Level 1' }));

    expect(await confirm(await save(2))).toMatchObject({ ok: false, reason: 'needs-confirmation' });
  });

  it('above the cap needs the number typed, exactly', async () => {
    await world.services.settings.save({ capPerDispatch: 3 });
    const revision = await save(4);

    for (const typedCount of [null, 3, 5])
      expect(await confirm(revision, { warningsSeen: true, typedCount })).toEqual({
        ok: false,
        reason: 'type-number',
        needsConfirmation: true,
      });
    expect(await confirm(revision, { warningsSeen: true, typedCount: 4 })).toMatchObject({ ok: true });
  });

  it('stays confirmed when the recently used flows and people cannot be stored', async () => {
    const putKept = world.ledger.putKept;
    world.ledger.putKept = async (entry) => {
      if (entry.key.includes('recents')) throw new Error('disk');
      await putKept(entry);
    };

    expect(await confirm(await save(2))).toMatchObject({ ok: true });
  });

  it('freezes the values of each person, filled from the contact as loaded', async () => {
    world.engine.templates = [{ variables: ['nome', 'cidade'], data: {} }];
    const variables = {
      nome: { source: { kind: 'contact-first-name' as const }, fallback: '' },
      cidade: { source: { kind: 'contact-field' as const, field: 'city' }, fallback: 'Maceió' },
    };
    const [first, ...others] = world.engine.contacts;
    world.engine.contacts =
      first === undefined ? [] : [{ ...first, name: 'Zoé Silva', fields: { city: 'Natal' } }, ...others];
    const revision = await save(2, { variables });

    const result = await confirm(revision, { warningsSeen: true });

    expect(result).toMatchObject({ ok: true });
    const people = await peopleOf(result);
    expect(people.map((row) => row.params)).toEqual([
      { nome: 'Zoé', cidade: 'Natal' },
      { nome: 'Pessoa', cidade: 'Maceió' },
    ]);
  });

  it('marks people who were picked only as members of groups, so that their reply can say so', async () => {
    const groupUuid = GroupUuid.parse('55000000-0000-4000-8000-000000000002');
    const [hand, group] = [{ kind: 'hand' as const }, { kind: 'group' as const, groupUuid }];
    const people = [[group], [group, hand], [hand]].map((origins, n) => ({
      contactUuid: contact(n + 1),
      name: null,
      origins,
    }));

    const rows = await peopleOf(await confirm(await save(0, { people }), { warningsSeen: true }));

    expect(rows.map((row) => row.isFromGroup ?? false)).toEqual([true, false, false]);
  });

  it('names a room only for the contact whose own window is known to be closed', async () => {
    world.engine.rooms = {
      flow_start: [],
      ongoing: [roomRow(1, 1), roomRow(2, 2, { is_waiting: false })],
      waiting: [roomRow(3, 3, { is_waiting: true })],
    };
    world.engine.override.set(`${room(1)}/can-send-message-status/`, json({ can_send_message: false }));
    const people = [1, 2, 4].map((n) => ({
      contactUuid: contact(n),
      name: null,
      origins: [{ kind: 'hand' as const }],
    }));

    const result = await confirm(await save(0, { people }), { warningsSeen: true });

    const rows = await peopleOf(result);
    expect(rows.map((row) => row.roomUuid)).toEqual([room(1), null, null]);
  });

  it('does not name a room with an unconsumed start, although the contact answered, and does not warn about its ticket', async () => {
    // In the recording the list does not call the room waiting, but the room itself does: an earlier start is not
    // consumed, and the engine would refuse the next one.
    const Recorded = z.object({ response: z.object({ body: z.looseObject({ is_waiting: z.literal(true) }) }) });
    const { body } = Recorded.parse(readCapture('rest-62-room-retrieve-after-reply.json')).response;
    world.engine.rooms = {
      flow_start: [],
      ongoing: [roomRow(1, 1, { is_waiting: false }), roomRow(2, 2)],
      waiting: [],
    };
    world.engine.canSendMessage = false;
    for (const [n, isWaiting] of [
      [1, true],
      [2, false],
    ] as const) {
      world.engine.override.set(`${room(n)}/can-send-message-status/`, json({ can_send_message: false }));
      world.engine.override.set(`/v1/room/${room(n)}/`, json({ ...body, uuid: room(n), is_waiting: isWaiting }));
    }
    const people = [1, 2].map((n) => ({ contactUuid: contact(n), name: null, origins: [{ kind: 'hand' as const }] }));
    const revision = await save(0, { people });
    const report = await run();

    const rows = await peopleOf(await confirm(revision, { warningsSeen: true }));

    expect(rows.map((row) => row.roomUuid)).toEqual([null, room(2)]);
    expect(
      report.findings.find(({ kind }) => kind === 'ticket-may-close')?.people.map((one) => one.contactUuid),
    ).toEqual([contact(2)]);
    expect(world.engine.paths().filter((path) => path === `GET /v1/room/${room(1)}/`)).toHaveLength(1);
  });

  it('still names the room when the list of rooms was read again after the window', async () => {
    world.engine.rooms = { flow_start: [], ongoing: [roomRow(1, 1), roomRow(2, 2)], waiting: [] };
    world.engine.canSendMessage = false;
    const person = (n: number) => ({ contactUuid: contact(n), name: null, origins: [{ kind: 'hand' as const }] });
    await save(0, { people: [person(1)] });
    await run();
    await world.pass(50_000);
    await save(0, { people: [person(1), person(2)] });
    await run();
    await world.pass(15_000);
    const revision = await save(0, { people: [person(1), person(2)] });
    await run();

    const result = await confirm(revision, { warningsSeen: true });

    const rows = await peopleOf(result);
    expect(rows.map((row) => row.roomUuid)).toEqual([room(1), room(2)]);
  });

  const opensTicketFirst = (): unknown[] => [
    { uuid: 'n1', actions: [{ type: 'open_ticket' }], exits: [{ uuid: 'e1', destination_uuid: null }] },
  ];
  const reads = (name: string, place: 'templating' | 'text') => (): unknown[] => [
    {
      uuid: 'n1',
      actions: [
        {
          type: 'send_msg',
          text: place === 'text' ? `@(upper(trigger.params.${name}))` : '',
          templating:
            place === 'text'
              ? { template: { uuid: 't', name: TEMPLATE.data.name }, variables: [] }
              : { template: { uuid: 't', name: 'sumiu' }, variables: [`@trigger.params.${name}`] },
        },
      ],
      exits: [{ uuid: 'e1', destination_uuid: TICKET_NODE.uuid }],
    },
    TICKET_NODE,
  ];
  const text = (value: string) => ({ source: { kind: 'text' as const, text: value }, fallback: '' });

  it('of a flow whose template the server does not list needs a value for each variable of the definition, and sends it', async () => {
    world.engine.templates = [];
    world.engine.nodes = reads('nome', 'templating');
    expect(await confirm(await save(1), { warningsSeen: true })).toMatchObject({ ok: false, reason: 'blocked' });

    const people = await peopleOf(
      await confirm(await save(1, { variables: { nome: text('Ana') } }), { warningsSeen: true }),
    );

    expect(people.map((row) => row.params)).toEqual([{ nome: 'Ana' }]);
  });

  it('of a flow that uses a value only in a text needs the review without that value, and sends the value if there is one', async () => {
    world.engine.nodes = reads('cidade', 'text');
    expect(await confirm(await save(1))).toMatchObject({ ok: false, reason: 'needs-confirmation' });

    expect((await peopleOf(await confirm(await save(1), { warningsSeen: true })))[0]?.params).toBeNull();
    expect((await peopleOf(await confirm(await save(1, { variables: { cidade: text('Natal') } }))))[0]?.params).toEqual(
      { cidade: 'Natal' },
    );
  });

  it('reads the flow again after a minute, and needs a new review when the flow has changed', async () => {
    const revision = await save(2);
    await run();
    await world.pass(61_000);
    const read = () => world.engine.asked.filter(({ path }) => path.endsWith('/flow_templates/')).length;
    const before = read();
    world.engine.templates = [{ variables: ['nome'], data: { name: 't', status: 'PAUSED' } }];

    expect(await confirm(revision, { warningsSeen: true })).toEqual({
      ok: false,
      reason: 'flow-changed',
      needsConfirmation: true,
    });
    expect(read()).toBe(before + 1);
    expect((await run()).findings.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['template-not-approved', 'variable-unmapped']),
    );
    expect(await confirm(revision, { warningsSeen: true })).toMatchObject({ ok: false, reason: 'blocked' });
  });

  it('of an unchanged flow is accepted without reading the flow twice within a minute', async () => {
    const revision = await save(2);
    await run();
    await world.pass(30_000);
    const before = world.engine.asked.filter(
      ({ path }) => path.includes('flow_templates') || path.includes('definitions'),
    ).length;

    expect(await confirm(revision)).toMatchObject({ ok: true });
    expect(
      world.engine.asked.filter(({ path }) => path.includes('flow_templates') || path.includes('definitions')),
    ).toHaveLength(before);
  });

  it('in batches becomes one by one for a flow that opens its ticket before it waits', async () => {
    const modes = async () =>
      (await world.ledger.listDispatches({ sessionId: null, limit: 9 })).map(({ mode }) => mode);
    const inBatches = async () => await confirm(await save(21, { mode: 'batches' }), { warningsSeen: true });
    expect(await inBatches()).toMatchObject({ ok: true });
    expect(await modes()).toEqual(['batches']);

    world.engine.nodes = opensTicketFirst;
    await world.pass(61_000);
    await save(21, { mode: 'batches' });
    expect(await world.call('preflight:run', { fresh: true }, FRAME)).toMatchObject({
      batchesPossible: false,
      batchRefusal: 'ticket-first',
      requests: 21,
    });
    expect(await inBatches()).toMatchObject({ ok: true });

    // The first dispatch was never committed, so it was given back to its draft.
    await world.until(async () => (await modes()).join() === 'singles');
  });

  it('in batches is refused when the flow was changed after the review, before any request', async () => {
    const revision = await save(21, { mode: 'batches' });
    expect((await run()).batchesPossible).toBe(true);
    world.engine.nodes = opensTicketFirst;
    await world.pass(61_000);

    expect(await confirm(revision, { warningsSeen: true })).toMatchObject({ ok: false, reason: 'flow-changed' });
    expect(await world.ledger.listDispatches({ sessionId: null, limit: 9 })).toEqual([]);
  });

  it('an hour after its pre-flight runs the checks again', async () => {
    const revision = await save(2);
    await run();
    world.engine.override.set('/retrieve_flow_warning/', json({ show_warning: true, queue: 'Level 1' }));
    await world.pass(60 * 60_000);

    expect(await confirm(revision)).toMatchObject({ ok: false, needsConfirmation: true });
  });
});

describe('a dispatch', () => {
  it('is sent once, by the view that shows its countdown, and its people are in the history', async () => {
    const { dispatchId } = await confirmed(2);
    await world.pass(10_000);

    expect(
      await world.call('dispatch:commit', { viewId: 'other', dispatchId: dispatchId as never }, FRAME),
    ).toMatchObject({ ok: false, reason: 'not-yours' });
    expect(await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME)).toEqual({
      ok: true,
    });
    await world.until(() => finished(dispatchId));

    expect(starts()).toHaveLength(2);
    const { people } = await world.call('history:list-people', { dispatchId: dispatchId as never }, FRAME);
    expect(people.map((person) => person.status)).toEqual(['accepted', 'accepted']);
  });

  it('undone becomes the draft again, and no start was requested', async () => {
    const { dispatchId } = await confirmed(2);

    expect(await world.call('dispatch:undo', { dispatchId: dispatchId as never }, FRAME)).toEqual({ ok: true });

    expect(starts()).toEqual([]);
    const session = await world.services.view.sessionOf(FRAME);
    expect(session === null ? null : await world.ledger.getDraft(session.sessionId)).toMatchObject({
      people: [{}, {}],
      returned: { reason: 'undone' },
    });
  });

  it.each([
    'dispatch:commit',
    'dispatch:undo',
    'dispatch:hold',
    'dispatch:release',
    'dispatch:pause',
    'dispatch:resume',
    'dispatch:hold-back',
    'dispatch:cancel',
    'dispatch:retry',
    'dispatch:look-again',
    'dispatch:leave',
    'history:list-people',
  ])('of another agent cannot be used from this tab frame: %s', async (name) => {
    const { dispatchId } = await confirmed(1);
    await world.signIn(2, 'bia-1');

    const answer = await world.ask(
      name,
      { dispatchId, viewId: 'panel', people: [0], mayArriveTwiceSeen: true, holdBackAt: 0 },
      frameOf(2),
    );

    expect(answer).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  it('can be cancelled, but not committed or resumed, from extension pages', async () => {
    const { dispatchId } = await confirmed(1);

    expect(await world.ask('dispatch:commit', { dispatchId, viewId: 'panel' }, PAGE)).toMatchObject({
      error: { kind: 'refused' },
    });
    expect(await world.ask('dispatch:resume', { dispatchId }, PAGE)).toMatchObject({ error: { kind: 'refused' } });
    expect(await world.call('dispatch:cancel', { dispatchId: dispatchId as never }, PAGE)).toEqual({ ok: true });
  });

  it('is not sent again to a person who may have got it, unless the agent saw that warning', async () => {
    world.engine.override.set('/start_flow/', html(504));
    const { dispatchId } = await confirmed(1);
    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => finished(dispatchId), 500);
    const id = dispatchId as never;
    expect((await world.call('history:list-people', { dispatchId: id }, FRAME)).people[0]?.status).toBe('unknown');

    expect(
      await world.call(
        'dispatch:retry',
        { viewId: 'panel', dispatchId: id, people: [0], mayArriveTwiceSeen: false },
        FRAME,
      ),
    ).toEqual({ ok: false, reason: 'may-arrive-twice' });
    expect(
      await world.call(
        'dispatch:retry',
        { viewId: 'panel', dispatchId: id, people: [0], mayArriveTwiceSeen: true },
        FRAME,
      ),
    ).toMatchObject({ ok: true });
    expect(starts()).toHaveLength(1);
  });

  it('is checked like any dispatch before it is sent again, and its own first try causes no warning', async () => {
    world.engine.override.set('/start_flow/', html(504));
    const { dispatchId } = await confirmed(2);
    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => finished(dispatchId), 500);
    const id = dispatchId as never;
    const again = (change = {}) =>
      world.call(
        'dispatch:retry',
        { viewId: 'panel', dispatchId: id, people: [0, 1], mayArriveTwiceSeen: true, ...change },
        FRAME,
      );
    const clean = await world.call('preflight:retry', { dispatchId: id, people: [0, 1] }, FRAME);
    world.engine.override.set('/retrieve_flow_warning/', json({ show_warning: true, queue: 'Level 1' }));
    await world.pass(61_000);

    const warned = await world.call('preflight:retry', { dispatchId: id, people: [0, 1] }, FRAME);

    const hours = { kind: 'sector-hours-unknown', level: 'info' };
    expect(clean).toMatchObject({ people: 2, findings: [hours] });
    expect(warned.findings).toMatchObject([{ kind: 'open-chat', level: 'warning' }, hours]);
    expect(await again()).toEqual({ ok: false, reason: 'needs-confirmation' });
    expect(await again({ warningsSeen: true })).toMatchObject({ ok: true });
    expect(starts()).toHaveLength(2);
  });

  it('is not sent again to a person who was blocked since, whatever warnings the agent saw', async () => {
    world.engine.override.set('/start_flow/', html(504));
    const { dispatchId } = await confirmed(1);
    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => finished(dispatchId), 500);
    world.engine.contacts = world.engine.contacts.map((row) => ({ ...row, blocked: true }));
    await world.pass(61_000);

    expect(
      await world.call(
        'dispatch:retry',
        { viewId: 'panel', dispatchId: dispatchId as never, people: [0], mayArriveTwiceSeen: true, warningsSeen: true },
        FRAME,
      ),
    ).toEqual({ ok: false, reason: 'blocked' });
    expect(starts()).toHaveLength(1);
  });

  it('in batches pauses with the reason when its flow was changed to open the ticket first, and sends no batch', async () => {
    const result = await confirm(await save(21, { mode: 'batches' }), { warningsSeen: true });
    if (!result.ok) throw new Error(result.reason);
    await world.pass(10_000);
    world.engine.nodes = () => [
      { uuid: 'n1', actions: [{ type: 'open_ticket' }], exits: [{ uuid: 'e1', destination_uuid: null }] },
    ];
    await world.services.catalog.list(
      (await world.ledger.getDispatch(result.dispatchId))?.sessionId ?? ('' as never),
      true,
    );
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: result.dispatchId }, FRAME);
    await world.until(async () => (await world.ledger.getDispatch(result.dispatchId))?.state.status === 'paused');

    expect((await world.ledger.getDispatch(result.dispatchId))?.state).toMatchObject({
      reason: 'gate-closed',
      gate: 'batches-unsafe',
    });
    expect(starts()).toEqual([]);
  });

  it('is not sent again when its frozen values no longer fit the variables of its flow', async () => {
    world.engine.override.set('/start_flow/', json({ contacts: ['x'] }, 400));
    const { dispatchId } = await confirmed(1);
    await world.pass(10_000);
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => finished(dispatchId), 500);
    world.engine.templates = [{ variables: ['nome'], data: { name: 't', status: 'APPROVED' } }];
    await world.pass(61_000);

    expect(
      await world.call(
        'dispatch:retry',
        { viewId: 'panel', dispatchId: dispatchId as never, people: [0], mayArriveTwiceSeen: true },
        FRAME,
      ),
    ).toEqual({ ok: false, reason: 'flow-changed' });
  });

  it('goes on without its tab, and its session is forgotten when the dispatch has finished', async () => {
    const { dispatchId } = await confirmed(2);
    await world.pass(10_000);
    const answers: (() => void)[] = [];
    world.engine.override.set(
      '/start_flow/',
      () =>
        new Promise((resolve) =>
          answers.push(() =>
            resolve(
              json({
                uuid: `57a00000-0000-4000-8000-00000000000${answers.length}`,
                created_on: '2023-11-15T06:00:10Z',
              }),
            ),
          ),
        ),
    );
    await world.call('dispatch:commit', { viewId: 'panel', dispatchId: dispatchId as never }, FRAME);
    await world.until(() => answers.length > 0);

    await world.services.sessions.frameGone(1, null);
    expect(await world.services.sessions.list()).toHaveLength(1);
    await world.until(async () => {
      for (const answer of answers.splice(0)) answer();
      return await finished(dispatchId);
    });

    await world.services.sessions.forgetFinished();
    expect(await world.services.sessions.list()).toEqual([]);
  });

  it('writes no token to the ledger, the local storage area or the log', async () => {
    await confirmed(2);
    await world.pass(10_000);

    const stored = JSON.stringify([await world.ledger.exportAll(), [...world.localArea.values.values()], world.lines]);

    expect(stored).not.toContain('ana-1');
    expect(JSON.stringify([...world.sessionArea.values.values()])).toContain('ana-1');
    const session = await world.services.view.sessionOf(FRAME);
    expect(session === null ? '' : agentKeyOf(session)).toContain('ana@example.org');
  });
});
