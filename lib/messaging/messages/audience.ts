import * as z from 'zod/mini';
import { ContactUuid, DispatchId } from '../../ids.ts';
import { DISPATCH_PARTS } from '../../replies/dispatch-part.ts';
import {
  frame,
  frameOrExtensionPage,
  named,
  none,
  okOrRefused,
  Refusal,
  workId,
  type MessageInputs,
  type MessageOutputs,
} from './parts.ts';

// Messages `audience:*`: saved selections.

export const audienceInputs = {
  'audience:list': { input: none, from: frame },
  'audience:save': { input: named, from: frame },
  'audience:load': { input: named, from: frame },
  'audience:remove': { input: named, from: frame },
  /** Saves a part of the people of a dispatch. */
  'audience:save-part': {
    input: z.object({ dispatchId: DispatchId, part: z.literal(DISPATCH_PARTS), name: z.string() }),
    from: frameOrExtensionPage,
  },
  /** Restores the audience that was removed last. */
  'audience:restore': { input: named, from: frame },
  /** Reads an audience's groups and people again. */
  'audience:refresh': { input: z.object({ name: z.string(), workId }), from: frame },
} as const satisfies MessageInputs;

export const audienceOutputs = {
  'audience:list': {
    kind: 'query',
    output: z.object({ audiences: z.array(z.object({ name: z.string(), count: z.number(), savedAt: z.number() })) }),
  },
  'audience:save': { kind: 'mutation', output: okOrRefused },
  'audience:save-part': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), count: z.number() }), Refusal]),
  },
  'audience:load': {
    kind: 'query',
    output: z.object({ people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) })) }),
  },
  'audience:remove': { kind: 'mutation', output: okOrRefused },
  'audience:restore': { kind: 'mutation', output: okOrRefused },
  /** `unread` counts people who could not be read and stay as they were. */
  'audience:refresh': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), count: z.number(), added: z.number(), removed: z.number(), unread: z.number() }),
      Refusal,
    ]),
  },
} as const satisfies MessageOutputs<typeof audienceInputs>;
