import * as z from 'zod/mini';
import { DispatchRow, PersonCounts, PersonRow } from '../../dispatch/records.ts';
import { DispatchId } from '../../ids.ts';
import {
  frameOrExtensionPage,
  ofDispatch,
  okOrRefused,
  extensionPage,
  type MessageInputs,
  type MessageOutputs,
} from './parts.ts';

// Messages `history:*`: what was sent.

export const historyInputs = {
  'history:open': {
    input: z.object({ dispatchId: z.nullable(DispatchId) }),
    from: frameOrExtensionPage,
    needs: 'document',
  },
  /**
   * Dispatches of the signed-in agents, newest first, in parts: those created before `before` (epoch ms; null: the
   * newest).
   */
  'history:list': { input: z.object({ before: z.nullable(z.number()) }), from: extensionPage },
  /** Starts of other agents, from the server's history. For admins only. */
  'history:list-others': { input: z.object({ offset: z.number() }), from: extensionPage },
  /**
   * Starts as the server lists them, created from `after` to before `before` (epoch ms; null: no limit), for admins and
   * managers: names only.
   */
  'history:list-starts': {
    input: z.object({ after: z.nullable(z.number()), before: z.nullable(z.number()), offset: z.number() }),
    from: extensionPage,
  },
  'history:list-people': { input: ofDispatch, from: frameOrExtensionPage },
} as const satisfies MessageInputs;

export const historyOutputs = {
  'history:open': { kind: 'mutation', output: okOrRefused },
  'history:list': {
    kind: 'query',
    output: z.object({
      dispatches: z.array(z.object({ row: DispatchRow, counts: PersonCounts })),
      next: z.nullable(z.number()),
    }),
  },
  'history:list-others': {
    kind: 'query',
    output: z.object({
      rows: z.array(
        z.object({ name: z.nullable(z.string()), flowName: z.string(), userName: z.string(), at: z.number() }),
      ),
      next: z.nullable(z.number()),
    }),
  },
  /** `read`: rows of the server in this part; those outside the interval are left out of `rows`. */
  'history:list-starts': {
    kind: 'query',
    output: z.object({
      rows: z.array(z.object({ flowName: z.string(), userName: z.string(), at: z.number() })),
      read: z.number(),
      total: z.number(),
      next: z.nullable(z.number()),
    }),
  },
  'history:list-people': {
    kind: 'query',
    output: z.object({
      people: z.array(
        z.pick(PersonRow, {
          dispatchId: true,
          n: true,
          contactUuid: true,
          name: true,
          status: true,
          reason: true,
          sentAt: true,
          acceptedAt: true,
          retryOf: true,
        }),
      ),
    }),
  },
} as const satisfies MessageOutputs<typeof historyInputs>;
