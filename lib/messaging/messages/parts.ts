import * as z from 'zod/mini';
import { ContactUuid, DispatchId } from '../../ids.ts';
import { LineResult } from '../../numbers/line-result.ts';
import { ContactRow } from '../../contacts/contact-row.ts';
import { Locale } from '../../locales.ts';

// Schemas and types that several messages share.

/**
 * Who may send a message. A `frame` is our content script in a Chats frame (trusted with what its own agent may
 * see and do), an `extension-page` one of our own extension pages (popup, options, history).
 */
type SenderKind = 'frame' | 'extension-page';

/**
 * What the background must know of a frame before it answers its message. Extension pages are checked by the handlers.
 * - nothing: any document in which our scripts run, also an unknown one
 * - document: the document that is in its frame now, with or without a session
 * - session: that document, while it shows a live session
 */
export type FrameNeed = 'nothing' | 'document' | 'session';

/**
 * - query: has no effect, so the client may repeat it
 * - mutation: its effect is stored before the answer; the client never repeats it
 * - notice: a frame reports something; the answer is empty
 */
type MessageKind = 'query' | 'mutation' | 'notice';

/**
 * The inputs of messages by name.
 * - `from`: who may send it
 * - `early`: answered before the background has read its storage, because the handler needs nothing of it
 * - `needs`: what its frame must be; a session if left out
 * - `sends`: it may lead to a start, so it is refused while the log-in of its frame is being checked
 */
export type MessageInputs = Readonly<
  Record<
    string,
    {
      readonly input: z.ZodMiniType;
      readonly from: readonly SenderKind[];
      readonly early?: true;
      readonly needs?: FrameNeed;
      readonly sends?: true;
    }
  >
>;
/** The answers to the same messages, and whether the client may repeat them. */
export type MessageOutputs<Inputs> = Readonly<
  Record<keyof Inputs, { readonly kind: MessageKind; readonly output: z.ZodMiniType }>
>;

export const frame = ['frame'] as const;
export const extensionPage = ['extension-page'] as const;
export const frameOrExtensionPage = ['frame', 'extension-page'] as const;

export const none = z.object({});
export const refresh = z.object({ refresh: z.boolean() });
/** The language that a page shows, as one of our locales; null if unknown. */
export const pageLanguage = z.nullable(Locale);
export const named = z.object({ name: z.string() });
export const ofOrigin = z.object({ origin: z.string() });
export const ofDispatch = z.object({ dispatchId: DispatchId });
export const dispatchOfView = z.object({ viewId: z.string(), dispatchId: DispatchId });
/** Id that a view chooses to follow or stop the work. */
export const workId = z.optional(z.string());
export const peopleOfDispatch = z.object({ dispatchId: DispatchId, people: z.array(z.number()) });

export const done = z.object({});
/** The answer of a mutation that was refused. The view has a text for the reason. */
export const Refusal = z.object({ ok: z.literal(false), reason: z.string() });
export const okOrRefused = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), Refusal]);
export const countingDown = z.object({ ok: z.literal(true), dispatchId: DispatchId, endsAt: z.nullable(z.number()) });
export const OwnPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) });
/** Reason `needs-navigation`: the chat opens only by leaving the page, so the view asks the agent first. */
export const opened = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: z.string(), tabTitle: z.nullable(z.string()) }),
]);
export const peoplePage = z.object({ rows: z.array(ContactRow), next: z.nullable(z.string()), badRows: z.number() });
export const lineResults = z.object({ results: z.array(LineResult) });
