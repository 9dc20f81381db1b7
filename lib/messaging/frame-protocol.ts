import * as z from 'zod/mini';
import { RoomUuid } from '../ids.ts';

/**
 * What the background asks a Chats frame (tabs.sendMessage), by the name of the document that it is meant for: a frame answers
 * `null` when it holds another document or does not know the message, and not at all when no panel lives there.
 */
export const FRAME_PROTOCOL = {
  /** Reads the page's session again, right now: after a 401. The answer comes as `page:session-changed` too. */
  'frame:read-session': { input: z.object({}), output: z.object({ token: z.nullable(z.string()), projectUuid: z.nullable(z.string()) }) },
  /**
   * Shows a room in the page. `room` is the REST room, so that a room the page has not loaded can be shown;
   * `mayNavigate` only after the agent agreed: it drops what is being typed.
   */
  'frame:open-room': {
    input: z.object({ roomUuid: RoomUuid, contactName: z.nullable(z.string()), room: z.nullable(z.unknown()), mayNavigate: z.boolean() }),
    output: z.object({ result: z.literal(['opened', 'needs-navigation', 'failed']) }),
  },
  /** Connect the state port again: something for this panel waits there. */
  'frame:wake': { input: z.object({}), output: z.object({}) },
  'frame:describe': {
    input: z.object({}),
    output: z.object({ title: z.string(), isVisible: z.boolean(), roomUuid: z.nullable(z.string()) }),
  },
} as const satisfies Record<string, { input: z.ZodMiniType; output: z.ZodMiniType }>;

/** The envelope on the wire; `document` is the name of the document that is asked. */
export const FrameEnvelope = z.object({ name: z.string(), input: z.unknown(), document: z.string() });

type FrameProtocol = typeof FRAME_PROTOCOL;
export type FrameMessageName = keyof FrameProtocol;
export type FrameInput<Name extends FrameMessageName> = z.infer<FrameProtocol[Name]['input']>;
export type FrameOutput<Name extends FrameMessageName> = z.infer<FrameProtocol[Name]['output']>;
