import type { Clock } from '../clock.ts';
import type { RandomIds } from '../random-ids.ts';
import { SEED } from './seed-ids.ts';
import { createWorld, type World } from './store.ts';
import type { Role } from './types.ts';

const PEOPLE = [
  [2, SEED.people.agent1, 'Bruna', 'Castro'],
  [3, SEED.people.agent2, 'Caio', 'Prado'],
  [4, SEED.people.manager, 'Marta', 'Gestora'],
  [1, SEED.people.admin, 'Adão', 'Admin'],
  [6, SEED.people.outsider, 'Nina', 'Livre'],
] as const;

const MEMBERS: readonly (readonly [string, string, Role])[] = [
  [SEED.projects.central, SEED.people.agent1, 2],
  [SEED.projects.central, SEED.people.agent2, 2],
  [SEED.projects.central, SEED.people.manager, 2],
  [SEED.projects.central, SEED.people.admin, 1],
  [SEED.projects.south, SEED.people.agent1, 2],
  [SEED.projects.south, SEED.people.agent2, 2],
  [SEED.projects.south, SEED.people.admin, 1],
  [SEED.projects.collections, SEED.people.agent1, 2],
  [SEED.projects.collections, SEED.people.manager, 2],
  [SEED.projects.collections, SEED.people.admin, 1],
];

/** The toggles: mixed in Central (sales on, support off), all on in South, all off in Collections. */
const SECTORS = [
  [SEED.sectors.sales, SEED.projects.central, 'Vendas', true],
  [SEED.sectors.support, SEED.projects.central, 'Suporte', false],
  [SEED.sectors.southSales, SEED.projects.south, 'Vendas Sul', true],
  [SEED.sectors.southSupport, SEED.projects.south, 'Suporte Sul', true],
  [SEED.sectors.collections, SEED.projects.collections, 'Cobrança', false],
] as const;

const QUEUES = [
  [SEED.queues.sales, SEED.sectors.sales, 'Balcão'],
  [SEED.queues.salesVip, SEED.sectors.sales, 'Clientes VIP'],
  [SEED.queues.support, SEED.sectors.support, 'Nível 1'],
  [SEED.queues.southSales, SEED.sectors.southSales, 'Balcão Sul'],
  [SEED.queues.southSupport, SEED.sectors.southSupport, 'Nível 1 Sul'],
  [SEED.queues.collections, SEED.sectors.collections, 'Acordos'],
] as const;

const QUEUE_MEMBERS: readonly (readonly [string, string])[] = [
  [SEED.queues.sales, SEED.people.agent1],
  [SEED.queues.sales, SEED.people.agent2],
  [SEED.queues.salesVip, SEED.people.agent2],
  [SEED.queues.support, SEED.people.agent2],
  [SEED.queues.southSales, SEED.people.agent1],
  [SEED.queues.southSupport, SEED.people.agent2],
  [SEED.queues.collections, SEED.people.agent1],
];

/** Two agents, a sector manager, an admin and an agent without a project, in three projects. No rooms yet. */
export function createSeededWorld(ids: RandomIds, clock: Clock): World {
  const world = createWorld();
  const createdAt = clock.now() - 90 * 24 * 3_600_000;
  for (const [id, email, firstName, lastName] of PEOPLE)
    world.people.push({ id, email, firstName, lastName, fixedTokens: [] });
  const names = {
    [SEED.projects.central]: 'Loja Central',
    [SEED.projects.south]: 'Loja Sul',
    [SEED.projects.collections]: 'Cobrança',
  };
  for (const [uuid, name] of Object.entries(names)) {
    world.projects.push({
      uuid,
      name,
      org: '50000000-0000-4000-8000-000000000001',
      routing: 'GENERAL',
      config: {},
      flags: new Set(),
      isAnonymous: false,
      externalToken: ids.uuid(),
    });
  }
  for (const [project, email, role] of MEMBERS) {
    world.permissions.push({ uuid: ids.uuid(), project, email, role, status: 'OFFLINE', firstAccess: false });
  }
  for (const [uuid, project, name, canTriggerFlows] of SECTORS) {
    world.sectors.push({
      uuid,
      project,
      name,
      canTriggerFlows,
      roomsLimit: 20,
      isDeleted: false,
      createdAt,
      extra: {},
    });
  }
  for (const [uuid, sector, name] of QUEUES)
    world.queues.push({ uuid, sector, name, createdAt, modifiedAt: createdAt });
  const permission = (project: string, email: string): string => {
    const row = world.permissions.find((each) => each.project === project && each.email === email);
    if (row === undefined) throw new Error(`${email} is no member of ${project}`);
    return row.uuid;
  };
  for (const [queue, email] of QUEUE_MEMBERS) {
    const sector = QUEUES.find(([uuid]) => uuid === queue)?.[1];
    const project = SECTORS.find(([uuid]) => uuid === sector)?.[1] ?? '';
    world.queueAuthorizations.push({
      uuid: ids.uuid(),
      queue,
      permission: permission(project, email),
      role: 1,
      createdAt,
      isDeleted: false,
    });
  }
  for (const [sector, project] of [
    [SEED.sectors.sales, SEED.projects.central],
    [SEED.sectors.collections, SEED.projects.collections],
  ] as const) {
    world.sectorAuthorizations.push({
      uuid: ids.uuid(),
      sector,
      permission: permission(project, SEED.people.manager),
      isDeleted: false,
    });
  }
  return world;
}
