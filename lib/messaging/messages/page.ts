import * as z from 'zod/mini';
import { SiteState } from '../../sessions/site-state.ts';
import { SessionView } from '../views.ts';
import { done, frame, none, pageLanguage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `page:*`: what our script in a Chats frame reports about the host page.

export const pageInputs = {
  /** Chats starts in this frame and will soon need the panel. Wakes the background early; nothing else happens. */
  'page:starting': { input: none, from: frame, early: true, needs: 'nothing' },
  'page:appeared': { input: none, from: frame, early: true, needs: 'nothing' },
  'page:session-changed': {
    input: z.object({
      state: z.literal(['ready', 'no-token', 'no-project', 'changing']),
      token: z.nullable(z.string()),
      projectUuid: z.nullable(z.string()),
      apiOrigin: z.nullable(z.string()),
      /** Other origins at which the page requested the same paths; tried if `apiOrigin` is no Chats API. */
      otherApiOrigins: z.optional(z.array(z.string())),
      flowsOrigin: z.nullable(z.string()),
      language: pageLanguage,
      observerRuns: z.boolean(),
    }),
    from: frame,
    needs: 'nothing',
  },
  /** Hints made by lib/weni/socket in the frame; the background parses each of them again. */
  'page:frames': { input: z.object({ hints: z.array(z.unknown()) }), from: frame, needs: 'nothing' },
  'page:socket': { input: z.object({ state: z.literal(['opened', 'closed']) }), from: frame, needs: 'nothing' },
  'page:room-shown': {
    input: z.object({ roomUuid: z.nullable(z.string()), visible: z.boolean() }),
    from: frame,
    needs: 'nothing',
  },
  'page:focused': { input: z.object({ visible: z.boolean() }), from: frame, needs: 'nothing' },
} as const satisfies MessageInputs;

export const pageOutputs = {
  'page:starting': { kind: 'notice', output: done },
  'page:appeared': { kind: 'notice', output: done },
  'page:session-changed': { kind: 'mutation', output: z.object({ site: SiteState, session: z.nullable(SessionView) }) },
  'page:frames': { kind: 'notice', output: done },
  'page:socket': { kind: 'notice', output: done },
  'page:room-shown': { kind: 'notice', output: done },
  'page:focused': { kind: 'notice', output: done },
} as const satisfies MessageOutputs<typeof pageInputs>;
