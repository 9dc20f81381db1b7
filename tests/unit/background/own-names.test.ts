import { describe, expect, it } from 'vitest';
import { createWorld } from './world.ts';
import { json } from '../weni-api/fake-network.ts';

const member = (first: string, last: string, email: string) => ({
  uuid: 'x',
  user: { first_name: first, last_name: last, email },
  role: 2,
  status: 'ONLINE',
});
const members = (...rows: unknown[]) => json({ count: rows.length, next: null, previous: null, results: rows });

async function adminWith(answer: Response) {
  const world = createWorld();
  world.engine.override.set('/permission/project/', answer);
  world.engine.override.set('/project/status/', json({ connection_status: 'ONLINE' }));
  await world.signIn(1, 'root-1');
  await world.pass(10);
  return world;
}

const nameOf = (world: ReturnType<typeof createWorld>) =>
  world.background.live.list().map((session) => session.isNameUnique);

describe("an admin's own name", () => {
  it('is unique when no other member of the project has it', async () => {
    const world = await adminWith(
      members(member('Root', '', 'ROOT@example.org'), member('Ana', 'Lima', 'ana@example.org')),
    );

    expect(nameOf(world)).toEqual([true]);
  });

  it('is not unique when another member has it', async () => {
    const world = await adminWith(
      members(member('Root', '', 'root@example.org'), member('Root', '', 'other@example.org')),
    );

    expect(nameOf(world)).toEqual([false]);
  });

  it('is not called unique when a row cannot be read', async () => {
    const world = await adminWith(members(member('Root', '', 'root@example.org'), { user: null }));

    expect(nameOf(world)).toEqual([false]);
  });

  it('stays unknown when the list is refused', async () => {
    const world = await adminWith(json({ detail: 'no' }, 403));

    expect(nameOf(world)).toEqual([null]);
  });

  it('is not asked for when the agent is no admin', async () => {
    const world = createWorld();
    await world.signIn(1, 'ana-1');

    expect(
      world.engine.paths().filter((path) => path.includes('/permission/project/') && !path.includes('status')),
    ).toEqual([]);
    expect(nameOf(world)).toEqual([null]);
  });
});
