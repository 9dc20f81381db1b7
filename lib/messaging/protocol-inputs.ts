import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowUuid, GroupUuid, RoomUuid, SectorUuid, SessionId } from '../ids.ts';
import { Draft } from '../draft/draft.ts';
import { Settings } from '../settings/settings.ts';

// The half of the protocol that the background needs; the answers are in protocol-outputs.ts, for the views.

/**
 * Who may send a message: a `frame` is our content script in a Chats frame (trusted with what its own agent may
 * see and do), a `page` one of our own extension pages (popup, options, history).
 */
export type SenderKind = 'frame' | 'page';

/**
 * What a frame must be to send a message; own pages are judged by each handler.
 * - nothing: any document in which our scripts run, also one that nothing is known of yet
 * - document: the document that is in its frame now, with or without a log-in
 * - session: that document, while it shows a session that is live
 */
export type FrameNeed = 'nothing' | 'document' | 'session';

const frame = ['frame'] as const;
const page = ['page'] as const;
const frameOrPage = ['frame', 'page'] as const;

const none = z.object({});
const refresh = z.object({ refresh: z.boolean() });
/** What a page shows, by our locales; null where nothing tells. */
const pageLanguage = z.nullable(z.literal(['pt_BR', 'es', 'en']));
const named = z.object({ name: z.string() });
const ofOrigin = z.object({ origin: z.string() });
const ofDispatch = z.object({ dispatchId: DispatchId });
const dispatchOfView = z.object({ viewId: z.string(), dispatchId: DispatchId });
/** Chosen by the view that wants to follow or stop the work. */
const workId = z.optional(z.string());
const peopleOfDispatch = z.object({ dispatchId: DispatchId, people: z.array(z.number()) });

/**
 * Every message of the extension by name: input and who may send it. Names say the subject, then the verb. `early`: answered
 * by a background that has not read yet what is stored, since nothing of it is asked for. `needs`: what its frame must be, a
 * session where it does not say. `sends`: it may let a start leave, so it waits for the newest report of its frame to be settled.
 */
export const PROTOCOL_INPUTS = {
  // ——— from the frame that shows Chats ———
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

  // ——— words ———
  /** `pageLanguage` is what the asking frame's page shows, for a background that was not told yet; null where nobody knows. */
  'i18n:messages': { input: z.object({ pageLanguage }), from: frameOrPage, needs: 'nothing' },

  // ——— catalog ———
  'catalog:list-flows': { input: refresh, from: frameOrPage },
  'catalog:preview-flow': { input: z.object({ flowUuid: FlowUuid }), from: frameOrPage },
  'catalog:set-favourite': { input: z.object({ flowUuid: FlowUuid, on: z.boolean() }), from: frameOrPage },
  'access:check': { input: none, from: frameOrPage, needs: 'document' },
  'access:set-toggle': { input: z.object({ sectorUuid: SectorUuid, on: z.boolean() }), from: frame },

  // ——— people ———
  /** `text` empty = everybody, most recently changed first. `cursor` as answered before, null = first page. */
  'people:search': { input: z.object({ text: z.string(), cursor: z.nullable(z.string()) }), from: frame },
  'people:list-groups': { input: refresh, from: frame },
  'people:expand-group': { input: z.object({ groupUuid: GroupUuid, cursor: z.nullable(z.string()) }), from: frame },
  'people:resolve-lines': { input: z.object({ lines: z.array(z.string()), workId }), from: frameOrPage },
  /** Reads a delimited text, decoded by the view. */
  'people:read-table': { input: z.object({ text: z.string() }), from: frameOrPage, needs: 'document' },
  /** The same text looked up by its number column; every column comes back in `values` by its header. */
  'people:resolve-table': { input: z.object({ text: z.string(), numberColumn: z.number(), nameColumn: z.nullable(z.number()), workId }), from: frameOrPage },
  'people:create': { input: z.object({ name: z.string(), number: z.string() }), from: frame },
  /** Judges a number as it is typed: how it will be read, or why it is none. Asks nobody. */
  'people:check-number': { input: z.object({ number: z.string() }), from: frame, needs: 'document' },
  /** What values are made from, of people read in this visit. `ask`: who was not read is looked up, a few at most. */
  'people:facts': { input: z.object({ contactUuids: z.array(ContactUuid), ask: z.boolean() }), from: frame },
  'people:recents': { input: none, from: frame },
  'audience:list': { input: none, from: frame },
  'audience:save': { input: named, from: frame },
  'audience:load': { input: named, from: frame },
  'audience:remove': { input: named, from: frame },
  /** Takes the last removal back. */
  'audience:restore': { input: named, from: frame },
  /** Reads an audience's groups and people again. */
  'audience:refresh': { input: z.object({ name: z.string(), workId }), from: frame },
  /** Ends a long reading; whoever asked for it gets what was read so far. */
  'work:cancel': { input: z.object({ workId: z.string() }), from: frameOrPage },

  // ——— draft and dispatch ———
  /** Named by the session it was picked in: the tab may have changed its agent or project since. */
  'draft:save': { input: z.object({ sessionId: SessionId, draft: Draft, generation: z.optional(z.number()) }), from: frame },
  /** The checks before sending those rows again. */
  'preflight:retry': { input: peopleOfDispatch, from: frame },
  'preflight:run': { input: z.object({ fresh: z.boolean(), workId }), from: frame },
  /** The agent's own contact, for tests; null until it was named. */
  'test:who': { input: none, from: frame },
  'test:set-self': { input: z.object({ number: z.string() }), from: frame },
  /** Sends the draft's flow with its values to the agent's own contact, marked as a test. The draft stays as it is. */
  'dispatch:test': { input: z.object({ viewId: z.string(), warningsSeen: z.boolean() }), from: frame, sends: true },
  /** Confirms the stored draft. `typedCount` is the number typed above the cap; `warningsSeen` says that warnings and unknowns were on screen. */
  'dispatch:confirm': { input: z.object({ viewId: z.string(), draftRevision: z.number(), typedCount: z.nullable(z.number()), warningsSeen: z.boolean(), isTest: z.boolean() }), from: frame, sends: true },
  /** Answers `too-early` also while the log-in is being checked: the view asks again. */
  'dispatch:commit': { input: dispatchOfView, from: frame },
  'dispatch:undo': { input: ofDispatch, from: frame },
  /** The countdown stands still while a page dialog hides the panel. */
  'dispatch:hold': { input: dispatchOfView, from: frame },
  'dispatch:release': { input: dispatchOfView, from: frame },
  'dispatch:pause': { input: ofDispatch, from: frameOrPage },
  'dispatch:resume': { input: ofDispatch, from: frame, sends: true },
  'dispatch:cancel': { input: ofDispatch, from: frameOrPage },
  /** Sends again what a click may send again: the rows named, with the values frozen at confirmation, as a child dispatch. */
  'dispatch:retry': { input: z.object({ viewId: z.string(), dispatchId: DispatchId, people: z.array(z.number()), mayArriveTwiceSeen: z.boolean(), warningsSeen: z.optional(z.boolean()), typedCount: z.optional(z.nullable(z.number())) }), from: frame, sends: true },
  'dispatch:look-again': { input: peopleOfDispatch, from: frame },
  'dispatch:leave': { input: peopleOfDispatch, from: frame },

  // ——— replies ———
  'reply:dismiss': { input: z.object({ ids: z.array(z.string()) }), from: frameOrPage },
  /** Back from `dismissed` to where the person stands. */
  'reply:restore': { input: z.object({ ids: z.array(z.string()) }), from: frameOrPage },
  /** `at` null takes the reminder back. */
  'reply:remind': { input: z.object({ id: z.string(), at: z.nullable(z.number()) }), from: frameOrPage },
  /** Finds the room of an awaited person and asks the right tab to show it. */
  'reply:open': { input: z.object({ id: z.string(), mayNavigate: z.boolean() }), from: frameOrPage },
  /** Shows any room of the session, as `reply:open` does: one that a dispatch named. */
  'room:open': { input: z.object({ roomUuid: RoomUuid, mayNavigate: z.boolean() }), from: frame },
  'reply:open-next': { input: none, from: frameOrPage },
  'reply:refresh': { input: none, from: frameOrPage },

  // ——— the contact of the chat on screen ———
  'chat:contact': { input: z.object({ roomUuid: RoomUuid }), from: frame },

  // ——— settings, set-up, own data ———
  'settings:save': { input: z.object({ settings: z.partial(Settings) }), from: frameOrPage, needs: 'document' },
  'setup:check': { input: none, from: frameOrPage, needs: 'document' },
  /** Versions and last errors; what the set-up check found is the view's to add. */
  'setup:diagnostics': { input: none, from: frameOrPage, needs: 'document' },
  'site:of-tab': { input: z.object({ tabId: z.number(), url: z.string() }), from: page },
  'site:list': { input: none, from: page },
  'site:add': { input: ofOrigin, from: page },
  'site:remove': { input: ofOrigin, from: page },
  'site:set-api': { input: z.object({ origin: z.string(), apiOrigin: z.nullable(z.string()) }), from: page },
  'panel:request': { input: z.object({ action: z.literal(['open-panel', 'open-palette', 'quick-send', 'open-waiting']) }), from: page },
  /** The agent has read what an update brought. */
  'update:seen': { input: none, from: frameOrPage, needs: 'document' },
  /** Shows one notification, so that the agent sees that they come through. */
  'notify:test': { input: none, from: page },
  /** Opens the browser's own page for shortcuts. */
  'shortcuts:open': { input: none, from: frameOrPage, needs: 'document' },
  'data:export': { input: none, from: page },
  'data:erase': { input: none, from: page },
  'history:open': { input: z.object({ dispatchId: z.nullable(DispatchId) }), from: frameOrPage, needs: 'document' },
  /** Dispatches of the agents signed in, newest first, a page at a time: those made before `before`. */
  'history:list': { input: z.object({ before: z.nullable(z.number()) }), from: page },
  /** What others started, from the server's own history; admins only. */
  'history:list-others': { input: z.object({ offset: z.number() }), from: page },
  'history:list-people': { input: ofDispatch, from: frameOrPage },
} as const satisfies Record<string, { input: z.ZodMiniType; from: readonly SenderKind[]; early?: true; needs?: FrameNeed; sends?: true }>;

/** The envelope on the wire. Errors come back as `{ ok: false, error }`, never thrown across the border. */
export const Envelope = z.object({ name: z.string(), input: z.unknown() });
