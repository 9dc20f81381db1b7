import * as z from 'zod/mini';
import { frameOrExtensionPage, none, okOrRefused, opened, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `reply:*`: people who answered.

export const replyInputs = {
  'reply:dismiss': { input: z.object({ ids: z.array(z.string()) }), from: frameOrExtensionPage },
  /** Takes a dismissal back: the row gets the status it would have without it. */
  'reply:restore': { input: z.object({ ids: z.array(z.string()) }), from: frameOrExtensionPage },
  /** Sets reminders (epoch ms); `at` null removes one. Refused as `past` if a time is over already. */
  'reply:remind': {
    input: z.object({ reminders: z.array(z.object({ id: z.string(), at: z.nullable(z.number()) })) }),
    from: frameOrExtensionPage,
  },
  /** Shows the room of an awaited person in a tab of its session. */
  'reply:open': { input: z.object({ id: z.string(), mayNavigate: z.boolean() }), from: frameOrExtensionPage },
  /** Opens the chat that waits longest: first the agent's own, then those in their queues. */
  'reply:open-next': { input: none, from: frameOrExtensionPage },
  'reply:refresh': { input: none, from: frameOrExtensionPage },
} as const satisfies MessageInputs;

export const replyOutputs = {
  'reply:dismiss': { kind: 'mutation', output: okOrRefused },
  'reply:restore': { kind: 'mutation', output: okOrRefused },
  'reply:remind': { kind: 'mutation', output: okOrRefused },
  'reply:open': { kind: 'mutation', output: opened },
  'reply:open-next': { kind: 'mutation', output: okOrRefused },
  'reply:refresh': { kind: 'mutation', output: okOrRefused },
} as const satisfies MessageOutputs<typeof replyInputs>;
