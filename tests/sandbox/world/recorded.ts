import type { ContactRecipe } from '../flows/contact-store.ts';
import type { Flow, FlowsContact } from '../flows/types.ts';
import { indexedUuid } from '../random-ids.ts';
import { createWorld, type World } from './store.ts';
import type { SeededGroup } from './seeded-contacts.ts';

/** Ids of the world in the recordings of the real engine. */
export const RECORDED = {
  project: '11111111-1111-4111-8111-111111111111',
  otherProject: '11111111-1111-4111-8111-111111111112',
  support: '22222222-2222-4222-8222-222222222222',
  salesSector: '22222222-2222-4222-8222-222222222223',
  queue: '33333333-3333-4333-8333-333333333333',
  otherQueue: '33333333-3333-4333-8333-333333333334',
  externalToken: 'e8bfb624-0630-44f0-b3a9-ba3bff803eaa',
  moduleToken: 'module-token',
  customers: 'b0000000-0000-4000-8000-000000000001',
  vip: 'b0000000-0000-4000-8000-000000000002',
} as const;

const CONTACT_PREFIX = 'a0000000';
const DAY_MS = 24 * 3_600_000;
const NEWEST = Date.UTC(2025, 1, 28, 12);
const CREATED = Date.UTC(2025, 0, 1, 12);
const NAMES = [
  'Ana Souza',
  'Bruno Lima',
  'Carla Dias',
  'Diego Alves',
  'Elisa Rocha',
  'Fábio Nunes',
  'Gabi Pires',
  'Hugo Melo',
  'Iara Luz',
  'João Reis',
  'Karen Sá',
  'Léo Cruz',
];

/** The recorded world: one project, three sectors' worth of people, twelve contacts, pages of five. */
export function createRecordedWorld(): World {
  const world = createWorld();
  const createdAt = Date.UTC(2026, 10, 20, 21, 34, 3) + 610.528;
  world.people.push(
    { id: 1, email: 'admin@example.com', firstName: 'Adam', lastName: 'Admin', fixedTokens: ['oidc-admin'] },
    {
      id: 2,
      email: 'agent1@example.com',
      firstName: 'Bob',
      lastName: 'Agent',
      fixedTokens: ['oidc-agent1'],
      drfToken: '471b9a0ab74e9aa6c067d3cead40c2c49ac78790',
    },
    { id: 3, email: 'agent2@example.com', firstName: 'Carol', lastName: 'Agent', fixedTokens: ['oidc-agent2'] },
    { id: 4, email: 'manager@example.com', firstName: 'Mary', lastName: 'Manager', fixedTokens: ['oidc-manager'] },
    { id: 5, email: 'service-account-module@example.com', firstName: '', lastName: '', fixedTokens: [] },
  );
  world.projects.push(
    {
      uuid: RECORDED.project,
      name: 'Real engine project',
      org: '0rg',
      routing: 'QUEUE_PRIORITY',
      config: {},
      flags: new Set(),
      isAnonymous: false,
      externalToken: RECORDED.externalToken,
    },
    {
      uuid: RECORDED.otherProject,
      name: 'Other project',
      org: '0rg',
      routing: 'QUEUE_PRIORITY',
      config: {},
      flags: new Set(),
      isAnonymous: false,
      externalToken: 'e8bfb624-0630-44f0-b3a9-ba3bff803eab',
    },
  );
  const permission = (place: number): string => `eb0d01c6-e857-457a-9ba6-6820474ae67${place}`;
  for (const [place, email, role] of [
    [1, 'admin@example.com', 1],
    [5, 'agent1@example.com', 2],
    [6, 'agent2@example.com', 2],
    [7, 'manager@example.com', 2],
  ] as const) {
    world.permissions.push({
      uuid: permission(place),
      project: RECORDED.project,
      email,
      role,
      status: 'OFFLINE',
      firstAccess: true,
    });
  }
  for (const [uuid, name, canTriggerFlows] of [
    [RECORDED.support, 'Support', true],
    [RECORDED.salesSector, 'Sales (no trigger)', false],
  ] as const) {
    world.sectors.push({
      uuid,
      project: RECORDED.project,
      name,
      canTriggerFlows,
      roomsLimit: 20,
      isDeleted: false,
      createdAt,
      extra: {},
    });
  }
  world.sectorAuthorizations.push({
    uuid: '44444444-4444-4444-8444-444444444441',
    sector: RECORDED.support,
    permission: permission(7),
    isDeleted: false,
  });
  world.queues.push(
    { uuid: RECORDED.queue, sector: RECORDED.support, name: 'Level 1', createdAt, modifiedAt: createdAt },
    { uuid: RECORDED.otherQueue, sector: RECORDED.salesSector, name: 'Sales queue', createdAt, modifiedAt: createdAt },
  );
  for (const place of [5, 6]) {
    world.queueAuthorizations.push({
      uuid: `55555555-5555-4555-8555-55555555555${place}`,
      queue: RECORDED.queue,
      permission: permission(place),
      role: 1,
      createdAt,
      isDeleted: false,
    });
  }
  return world;
}

export function recordedContacts(): ContactRecipe {
  const groupsOf = (): FlowsContact['groups'] => [{ uuid: RECORDED.customers, name: 'Customers' }];
  return {
    uuidPrefix: CONTACT_PREFIX,
    count: 0,
    extra: NAMES.map((name, place): FlowsContact => ({
      index: place,
      uuid: indexedUuid(CONTACT_PREFIX, place + 1),
      name,
      language: 'por',
      urns: [`whatsapp:${5_582_999_000_001 + place}`],
      groups: groupsOf(),
      fields: { city: 'Maceio', order_id: `#${1000 + place}` },
      blocked: false,
      stopped: false,
      isDeleted: false,
      createdAt: CREATED,
      modifiedAt: NEWEST - place * DAY_MS,
      lastSeenAt: null,
    })),
    make: (index) => {
      throw new Error(`no contact ${index} in the recorded world`);
    },
  };
}

export function recordedGroups(): SeededGroup[] {
  return [
    { uuid: RECORDED.customers, name: 'Customers', query: null, has: () => true, count: 7 },
    { uuid: RECORDED.vip, name: 'VIP', query: 'vip = "yes"', has: (index) => index < 2, count: 2 },
  ];
}

const CHATS = { uuid: 'd0000000-0000-4000-8000-000000000001', name: 'chats' };
const SALES = { uuid: 'd0000000-0000-4000-8000-000000000002', name: 'sales' };

export function recordedFlows(): Flow[] {
  const flow = (number: number, name: string, labels: Flow['labels'], templates: Flow['templates'] = []): Flow => ({
    uuid: indexedUuid('c0000000', number),
    name,
    type: 'message',
    archived: false,
    labels,
    createdAt: NEWEST - (number - 1) * DAY_MS,
    modifiedAt: NEWEST - (number - 1) * DAY_MS,
    templates,
    text: 'Oi',
    ticket: 'never',
    nodes: null,
    queue: RECORDED.queue,
    isDeleted: false,
  });
  return [
    flow(1, 'Reengage after 24h', [CHATS]),
    flow(2, 'Order update', [CHATS, SALES], [{ variables: ['name', 'order'], name: 'order_update', data: null }]),
    flow(3, 'Main menu', []),
    flow(4, 'Survey', [SALES]),
    flow(5, 'Upper case label', [{ uuid: 'd0000000-0000-4000-8000-000000000003', name: 'Chats' }]),
    flow(6, 'Invoice reminder', [CHATS]),
  ];
}
