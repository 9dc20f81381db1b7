import { beforeEach, describe, expect, it } from 'vitest';
import { contact, T0 } from '../dispatch/rows.ts';
import { createWorld, PAGE } from './world.ts';

const HOUR = 3_600_000;
const startRow = (at: number, user: string | null, name: string | null = 'Retomar atendimento') => ({
  contact_data: { name: 'Bruna', external_id: contact(1) },
  name,
  user,
  created_on: new Date(at).toISOString(),
  room: null,
});

let world: ReturnType<typeof createWorld>;
beforeEach(() => {
  world = createWorld();
});
const asked = () => world.engine.asked.filter(({ path }) => path.endsWith('/list_flows_start/'));

describe('the starts of some days', () => {
  it('are read in parts, without the names of contacts, and only those within the interval', async () => {
    await world.signIn(1, 'root-1');
    world.engine.flowStarts = [
      startRow(T0 + 3 * HOUR, 'Ana Lima'),
      ...Array.from({ length: 200 }, () => startRow(T0 + 2 * HOUR, 'Bia', null)),
      startRow(T0 - HOUR, 'Ana Lima'),
    ];
    const before = asked().length;
    const interval = { after: T0, before: T0 + 3 * HOUR };

    const first = await world.call('history:list-starts', { ...interval, offset: 0 }, PAGE);
    const second = await world.call('history:list-starts', { ...interval, offset: first.next ?? 0 }, PAGE);

    expect(first).toMatchObject({ read: 200, total: 202, next: 200 });
    expect(first.rows).toHaveLength(199);
    expect(first.rows[0]).toEqual({ flowName: '', userName: 'Bia', at: T0 + 2 * HOUR });
    expect(second.rows).toEqual([{ flowName: '', userName: 'Bia', at: T0 + 2 * HOUR }]);
    expect(second.next).toBeNull();
    expect(
      asked()
        .slice(before)
        .map(({ query }) => query.get('offset')),
    ).toEqual(['0', '200']);
  });

  it.each([
    ['gil-1', true],
    ['ana-1', false],
  ] as const)('are told to admins and managers, never to agents (%s)', async (token, isTold) => {
    await world.signIn(1, token);
    const before = asked().length;

    const answer = await world.ask('history:list-starts', { after: null, before: null, offset: 0 }, PAGE);

    expect(answer).toMatchObject(isTold ? { ok: true } : { ok: false, error: { kind: 'forbidden' } });
    expect(asked().length - before).toBe(isTold ? 1 : 0);
  });
});
