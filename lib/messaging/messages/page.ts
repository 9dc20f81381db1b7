import * as z from 'zod/mini';
import { SiteState } from '../../sessions/site-state.ts';
import { SessionView } from '../views.ts';
import { done, frame, none, pageLanguage, type MessageInputs, type MessageOutputs } from './parts.ts';

// Messages `page:*`: what the script in a Chats frame tells of the host page.

export const pageInputs = {
  /** Chats starts in this frame, and its panel will be asked for: by a background that is awake by then. */
  'page:starting': { input: none, from: frame, early: true, needs: 'nothing' },
  'page:appeared': { input: none, from: frame, early: true, needs: 'nothing' },
  'page:session-changed': {
    input: z.object({
      state: z.literal(['ready', 'no-token', 'no-project', 'changing']),
      token: z.nullable(z.string()),
      projectUuid: z.nullable(z.string()),
      apiOrigin: z.nullable(z.string()),
      /** Origins that the page asked for the same paths, to be tried where the first one is no Chats API. */
      otherApiOrigins: z.optional(z.array(z.string())),
      flowsOrigin: z.nullable(z.string()),
      language: pageLanguage,
      observerRuns: z.boolean(),
    }),
    from: frame,
    needs: 'nothing',
  },
  /** Hints are strings of JSON made by lib/weni/socket; parsed again here. */
  'page:frames': { input: z.object({ hints: z.array(z.unknown()) }), from: frame, needs: 'nothing' },
  'page:socket': { input: z.object({ state: z.literal(['opened', 'closed']) }), from: frame, needs: 'nothing' },
  'page:room-shown': { input: z.object({ roomUuid: z.nullable(z.string()), visible: z.boolean() }), from: frame, needs: 'nothing' },
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
