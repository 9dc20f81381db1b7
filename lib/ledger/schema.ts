import type { StoreName } from './engine.ts';

/**
 * Version of the stored shapes. Whoever raises it adds a step to `migrations.ts` and an example of the old shape to the
 * tests.
 */
export const SCHEMA_VERSION = 2;

/**
 * Indexes of each store: name → path of the fields. `people.byStatus` ends in `n`, so that rows of one status come in
 * sending order and a page can begin at any number.
 */
export const INDEXES: Readonly<Record<StoreName, Readonly<Record<string, string | readonly string[]>>>> = {
  dispatches: {
    byStatus: 'state.status',
    bySession: ['sessionId', 'createdAt'],
    byAgent: ['agentKey', 'createdAt'],
    byCreated: 'createdAt',
    byParent: 'parentId',
  },
  people: { byStatus: ['dispatchId', 'status', 'n'], byContact: ['agentKey', 'contactUuid'] },
  drafts: {},
  awaited: { byAgent: 'agentKey', byContact: ['agentKey', 'contactUuid'] },
  kept: {},
  quarantine: {},
};

export const STORES = [
  'dispatches',
  'people',
  'drafts',
  'awaited',
  'kept',
  'quarantine',
] as const satisfies readonly StoreName[];
