import * as z from 'zod/mini';
import { RoomUuid } from '../ids.ts';

/**
 * Messages of the background to a Chats frame (tabs.sendMessage). Each names the document it is meant for by its nonce.
 * A frame with another document answers `null`; a frame without our scripts does not answer.
 */
export const FRAME_PROTOCOL = {
  /** Reads the page's session now, for example after a 401. The frame also sends it as `page:session-changed`. */
  'frame:read-session': {
    input: z.object({}),
    output: z.object({ token: z.nullable(z.string()), projectUuid: z.nullable(z.string()) }),
  },
  /**
   * Shows a room in the page. `room` is the room as the REST API gives it, for rooms that the page has not loaded.
   * `mayNavigate` is true only after the agent has agreed: leaving the page loses what the agent is typing.
   */
  'frame:open-room': {
    input: z.object({
      roomUuid: RoomUuid,
      contactName: z.nullable(z.string()),
      room: z.nullable(z.unknown()),
      mayNavigate: z.boolean(),
      /** Puts the caret into the page's composer once the room is on screen. */
      focusComposer: z.optional(z.boolean()),
    }),
    output: z.object({ result: z.literal(['opened', 'needs-navigation', 'failed']) }),
  },
  /** Makes the panel connect its feed port again, because a request for it waits in the background. */
  'frame:wake': { input: z.object({}), output: z.object({}) },
  'frame:describe': {
    input: z.object({}),
    output: z.object({ title: z.string(), isVisible: z.boolean(), roomUuid: z.nullable(z.string()) }),
  },
} as const satisfies Record<string, { input: z.ZodMiniType; output: z.ZodMiniType }>;

/** The message as it is sent; `document` is the nonce of the document that is asked. */
export const FrameEnvelope = z.object({ name: z.string(), input: z.unknown(), document: z.string() });

type FrameProtocol = typeof FRAME_PROTOCOL;
export type FrameMessageName = keyof FrameProtocol;
export type FrameInput<Name extends FrameMessageName> = z.infer<FrameProtocol[Name]['input']>;
export type FrameOutput<Name extends FrameMessageName> = z.infer<FrameProtocol[Name]['output']>;
