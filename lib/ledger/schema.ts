import type { StoreName } from './engine.ts';

/** Version of the stored shapes. Raising it takes a step in `migrations.ts` and an example of the old one in the tests. */
export const SCHEMA_VERSION = 2;

/**
 * Indexes by store: name → path of the fields. `people.byStatus` ends in `n`, so that a page of one status comes in
 * sending order and can begin anywhere.
 */
export const INDEXES: Readonly<Record<StoreName, Readonly<Record<string, string | readonly string[]>>>> = {
  dispatches: { byStatus: 'state.status', bySession: ['sessionId', 'createdAt'], byAgent: ['agentKey', 'createdAt'], byCreated: 'createdAt', byParent: 'parentId' },
  people: { byStatus: ['dispatchId', 'status', 'n'], byContact: ['agentKey', 'contactUuid'] },
  drafts: {},
  awaited: { byAgent: 'agentKey', byContact: ['agentKey', 'contactUuid'] },
  kept: {},
  quarantine: {},
};

export const STORES = ['dispatches', 'people', 'drafts', 'awaited', 'kept', 'quarantine'] as const satisfies readonly StoreName[];
