import { indexedUuid } from '../random-ids.ts';

/** Fixed ids of the seeded world, for tests and the control page. */
export const SEED = {
  projects: {
    central: '51000000-0000-4000-8000-000000000001',
    south: '51000000-0000-4000-8000-000000000002',
    collections: '51000000-0000-4000-8000-000000000003',
  },
  sectors: {
    sales: '52000000-0000-4000-8000-000000000001',
    support: '52000000-0000-4000-8000-000000000002',
    southSales: '52000000-0000-4000-8000-000000000003',
    southSupport: '52000000-0000-4000-8000-000000000004',
    collections: '52000000-0000-4000-8000-000000000005',
  },
  queues: {
    sales: '53000000-0000-4000-8000-000000000001',
    salesVip: '53000000-0000-4000-8000-000000000002',
    support: '53000000-0000-4000-8000-000000000003',
    southSales: '53000000-0000-4000-8000-000000000004',
    southSupport: '53000000-0000-4000-8000-000000000005',
    collections: '53000000-0000-4000-8000-000000000006',
  },
  people: {
    agent1: 'agent1@example.com',
    agent2: 'agent2@example.com',
    manager: 'manager@example.com',
    admin: 'admin@example.com',
    outsider: 'outsider@example.com',
  },
  groups: {
    /** Exactly the first 300 ordinary people, all of whom can be written to. */
    threeHundred: '55000000-0000-4000-8000-000000000001',
    vip: '55000000-0000-4000-8000-000000000002',
    smart: '55000000-0000-4000-8000-000000000003',
    nameless: '55000000-0000-4000-8000-000000000004',
    /** The first 10,000 ordinary people; exists only with that many contacts. */
    tenThousand: '55000000-0000-4000-8000-000000000005',
    empty: '55000000-0000-4000-8000-000000000006',
  },
  // Cases (C3, …) are those of .github/docs/contract/states.md#observed-cases.
  flows: {
    /** Plain text, opens its ticket after the answer (C3). Newest flow: on the first page. */
    reengage: indexedUuid('54000000', 1),
    /** One approved template with two variables. */
    orderUpdate: indexedUuid('54000000', 2),
    /** One approved template without variables. */
    welcome: indexedUuid('54000000', 3),
    /** Two templates, one with variables. */
    delivery: indexedUuid('54000000', 4),
    pending: indexedUuid('54000000', 5),
    rejected: indexedUuid('54000000', 6),
    /** Its definition has templating, but flow_templates returns nothing, so what it sends is unknown. */
    unknownTemplate: indexedUuid('54000000', 7),
    /** Opens its ticket at once (C10, C11). */
    ticketAtOnce: indexedUuid('54000000', 8),
    neverTicket: indexedUuid('54000000', 9),
    archived: indexedUuid('54000000', 10),
    /** Label "Chats": does not count. */
    wrongCase: indexedUuid('54000000', 11),
    /** Label "chats " (trailing space): does not count. */
    trailingSpace: indexedUuid('54000000', 12),
    /** Label "chat": does not count. */
    singular: indexedUuid('54000000', 13),
    /** No label at all. */
    unlabelled: indexedUuid('54000000', 14),
    voice: indexedUuid('54000000', 15),
    /** Two templates, of which flow_templates finds one. */
    partlyListed: indexedUuid('54000000', 16),
    /** Its ticket is opened by a sub-flow (flow 21), before any answer. */
    ticketInSubFlow: indexedUuid('54000000', 17),
    /** Calls a webhook, then opens its ticket. */
    webhookThenTicket: indexedUuid('54000000', 19),
    /** Begins with an action that no client knows. */
    unknownAction: indexedUuid('54000000', 20),
  },
} as const;

/** Uuid prefixes of the contacts that are made on demand, by project. */
export const CONTACT_PREFIX = {
  [SEED.projects.central]: '5a000000',
  [SEED.projects.south]: '5b000000',
  [SEED.projects.collections]: '5c000000',
} as const;
export const SPECIAL_PREFIX = '5e000000';
