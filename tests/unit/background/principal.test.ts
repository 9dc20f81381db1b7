import { beforeEach, describe, expect, it } from 'vitest';
import { ProjectUuid } from '../../../lib/ids.ts';
import { PROJECT } from '../dispatch/rows.ts';
import { json } from '../weni-api/fake-network.ts';
import { flowRow } from './engine.ts';
import { createWorld, draftOf, frameOf, type World } from './world.ts';

const SOUTH = ProjectUuid.parse('51000000-0000-4000-8000-000000000002');
const NORTH = ProjectUuid.parse('51000000-0000-4000-8000-000000000003');
const FRAME = frameOf(1);
/** Calls whose project is that of the flows and contacts. */
const FLOWS_CALL =
  /\/project\/([^/]+)\/(?:list_flows|flow_templates|retrieve_flow_definitions|list_contacts|list_groups|start_flow|list_flows_start|create_contacts)\//;

let world: World;
beforeEach(async () => {
  world = createWorld();
  world.engine.projectConfig = { its_principal: true };
  world.engine.secondaryProjects = [
    { uuid: SOUTH, name: 'Loja Sul' },
    { uuid: NORTH, name: 'Loja Norte' },
    { uuid: PROJECT, name: 'Shop' },
  ];
  await world.signIn(1, 'ana-1');
});

const session = async () => {
  const found = await world.services.view.sessionOf(FRAME);
  if (found === null) throw new Error('no session');
  return found;
};
const choose = (projectUuid: typeof SOUTH) => world.call('access:choose-project', { projectUuid }, FRAME);
const flowsProjects = () => world.engine.asked.flatMap(({ path }) => FLOWS_CALL.exec(path)?.[1] ?? []);
async function confirm(people = 2) {
  const { sessionId } = await session();
  const { revision } = await world.call('draft:save', { sessionId, draft: draftOf(people) }, FRAME);
  return await world.call(
    'dispatch:confirm',
    { viewId: 'panel', draftRevision: revision, typedCount: null, warningsSeen: true, isTest: false },
    FRAME,
  );
}

describe('a principal project', () => {
  it('sends nothing until a secondary project is chosen', async () => {
    expect(await world.call('access:check', {}, FRAME)).toMatchObject({ verdict: 'off', reason: 'principal-project' });
    expect(await confirm()).toMatchObject({ ok: false });
    await world.pass(60_000);

    expect(world.engine.started).toBe(0);
  });

  it('lists the secondary projects as the page does, by name, without itself', async () => {
    expect((await world.call('access:list-projects', {}, FRAME)).projects.map(({ name }) => name)).toEqual([
      'Loja Norte',
      'Loja Sul',
    ]);
    expect(world.engine.asked.at(-1)).toMatchObject({ path: '/v1/org/org-1/projects/' });
    expect(world.engine.asked.at(-1)?.query.get('its_principal')).toBe('false');
  });

  it('asks every question about flows and contacts with the chosen project, and about rooms and rights with its own', async () => {
    expect(await choose(SOUTH)).toEqual({ ok: true });
    world.engine.asked.length = 0;
    await world.call('catalog:list-flows', { refresh: true }, FRAME);
    await world.call('people:search', { text: '', cursor: null }, FRAME);
    await world.call('people:list-groups', { refresh: true }, FRAME);
    const result = await confirm();
    if (!result.ok) throw new Error(result.reason);
    await world.call('dispatch:commit', { dispatchId: result.dispatchId, viewId: 'panel' }, FRAME).catch(() => null);
    await world.pass(12_000);
    await world.call('dispatch:commit', { dispatchId: result.dispatchId, viewId: 'panel' }, FRAME);
    await world.until(() => world.engine.started === 2);

    expect(new Set(flowsProjects())).toEqual(new Set([SOUTH]));
    expect(
      world.engine.asked.filter(({ path }) => path.endsWith('/list_access/')).map(({ path }) => path.split('/')[3]),
    ).toContain(PROJECT);
    const aboutRooms = world.engine.asked.filter(
      ({ path }) => path === '/v1/room/' || path.endsWith('/retrieve_flow_warning/'),
    );
    expect(new Set(aboutRooms.map(({ query }) => query.get('project')))).toEqual(new Set([PROJECT]));
    expect((await world.ledger.getDispatch(result.dispatchId))?.flowsProject).toEqual({
      projectUuid: SOUTH,
      name: 'Loja Sul',
    });
  });

  it('keeps what is known of one secondary project apart from another, and drops what was picked there', async () => {
    await choose(SOUTH);
    world.engine.flows = [flowRow('f0000000-0000-4000-8000-000000000008', 'Só do Sul')];
    await world.call('catalog:list-flows', { refresh: false }, FRAME);
    await world.call('draft:save', { sessionId: (await session()).sessionId, draft: draftOf(2) }, FRAME);
    world.engine.flows = [flowRow('f0000000-0000-4000-8000-000000000009', 'Só do Norte')];

    await choose(NORTH);

    const flows = await world.call('catalog:list-flows', { refresh: false }, FRAME);
    expect(flows.flows.map(({ name }) => name)).toEqual(['Só do Norte']);
    expect((await world.ledger.getDraft((await session()).sessionId))?.people).toEqual([]);
    expect(
      (await world.services.view.singlesOf(FRAME, await world.services.view.scopeOf(FRAME))).session,
    ).toMatchObject({ isPrincipal: true, flowsProject: { name: 'Loja Norte' } });
  });

  it('refuses a draft that was picked in another secondary project than the chosen one', async () => {
    await choose(SOUTH);
    const { sessionId } = await session();
    const save = (flowsProjectUuid: typeof SOUTH | null) =>
      world.ask('draft:save', { sessionId, flowsProjectUuid, draft: draftOf(2) }, FRAME);
    expect(await save(SOUTH)).toMatchObject({ ok: true });
    await choose(NORTH);

    for (const picked of [SOUTH, null])
      expect(await save(picked)).toMatchObject({ ok: false, error: { kind: 'session' } });
    expect((await world.ledger.getDraft(sessionId))?.people).toEqual([]);
    expect(await save(NORTH)).toMatchObject({ ok: true });
  });

  it('keeps the choice while the token is renewed, and the draft when the same project is chosen again', async () => {
    await choose(SOUTH);
    await world.call('draft:save', { sessionId: (await session()).sessionId, draft: draftOf(2) }, FRAME);
    await world.signIn(1, 'ana-1');
    await choose(SOUTH);

    expect((await session()).flowsProject?.projectUuid).toBe(SOUTH);
    expect((await world.ledger.getDraft((await session()).sessionId))?.people).toHaveLength(2);
  });

  it('refuses a project that the server does not list, and any in a project that is not principal', async () => {
    world.engine.secondaryProjects = [];
    expect(await choose(SOUTH)).toMatchObject({ ok: false, reason: 'project-not-listed' });

    world = createWorld();
    await world.signIn(1, 'ana-1');
    expect(await choose(SOUTH)).toMatchObject({ ok: false });
  });

  it('says so when the agent is no member of the chosen project', async () => {
    await choose(SOUTH);
    world.engine.override.set(`/project/${SOUTH}/list_flows/`, () => json({ detail: 'Not found.' }, 404));

    expect(await world.ask('catalog:list-flows', { refresh: true }, FRAME)).toMatchObject({ ok: false });
    await confirm();
    await world.pass(60_000);
    expect(world.engine.started).toBe(0);
  });
});
