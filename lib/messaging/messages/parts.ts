import * as z from 'zod/mini';
import { ContactUuid, DispatchId } from '../../ids.ts';
import { LineResult } from '../../numbers/line-result.ts';
import { ContactRow } from '../views.ts';
import { Locale } from '../../locales.ts';

// What several messages are made of.

/**
 * Who may send a message: a `frame` is our content script in a Chats frame (trusted with what its own agent may
 * see and do), an `own-page` one of our own extension pages (popup, options, history).
 */
type SenderKind = 'frame' | 'own-page';

/**
 * What a frame must be to send a message; own pages are judged by each handler.
 * - nothing: any document in which our scripts run, also one that nothing is known of yet
 * - document: the document that is in its frame now, with or without a log-in
 * - session: that document, while it shows a session that is live
 */
export type FrameNeed = 'nothing' | 'document' | 'session';

/**
 * - query: an answer, no effect; may be retried
 * - mutation: the effect is stored before the answer; never retried by the transport
 * - notice: page → background, no answer
 */
type MessageKind = 'query' | 'mutation' | 'notice';

/**
 * What is asked, by the message's name. `early`: answered by a background that has not read yet what is stored, since nothing of
 * it is asked for. `needs`: what its frame must be, a session where it does not say. `sends`: it may let a start leave, so it
 * waits for the newest report of its frame to be settled.
 */
export type MessageInputs = Readonly<Record<string, { readonly input: z.ZodMiniType; readonly from: readonly SenderKind[]; readonly early?: true; readonly needs?: FrameNeed; readonly sends?: true }>>;
/** What the same messages are answered with, and whether they may be asked twice. */
export type MessageOutputs<Inputs> = Readonly<Record<keyof Inputs, { readonly kind: MessageKind; readonly output: z.ZodMiniType }>>;

export const frame = ['frame'] as const;
export const ownPage = ['own-page'] as const;
export const frameOrOwnPage = ['frame', 'own-page'] as const;

export const none = z.object({});
export const refresh = z.object({ refresh: z.boolean() });
/** What a page shows, by our locales; null where nothing tells. */
export const pageLanguage = z.nullable(Locale);
export const named = z.object({ name: z.string() });
export const ofOrigin = z.object({ origin: z.string() });
export const ofDispatch = z.object({ dispatchId: DispatchId });
export const dispatchOfView = z.object({ viewId: z.string(), dispatchId: DispatchId });
/** Chosen by the view that wants to follow or stop the work. */
export const workId = z.optional(z.string());
export const peopleOfDispatch = z.object({ dispatchId: DispatchId, people: z.array(z.number()) });

export const done = z.object({});
/** What a person-facing mutation answers when it was refused: a reason the view has words for. */
export const Refusal = z.object({ ok: z.literal(false), reason: z.string() });
export const okOrRefused = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), Refusal]);
export const countingDown = z.object({ ok: z.literal(true), dispatchId: DispatchId, endsAt: z.nullable(z.number()) });
export const OwnPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) });
/** `needs-navigation`: only by leaving the page, which the agent is asked about first. */
export const opened = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), reason: z.string(), tabTitle: z.nullable(z.string()) })]);
export const peoplePage = z.object({ rows: z.array(ContactRow), next: z.nullable(z.string()), badRows: z.number() });
export const lineResults = z.object({ results: z.array(LineResult) });
