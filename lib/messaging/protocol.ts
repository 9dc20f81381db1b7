import * as z from 'zod/mini';
import { ContactUuid, DispatchId, FlowUuid, GroupUuid, RoomUuid, SectorUuid } from '../ids.ts';
import { Draft } from '../recipients/draft.ts';
import { LineResult } from '../recipients/line-result.ts';
import { PreflightReport } from '../recipients/preflight-report.ts';
import { AccessView, ContactRow, FlowCatalog, FlowPreview, GroupRow, Settings, SetupFinding, SiteState, SessionView } from './views.ts';

/**
 * Who may send a message: a `frame` is our content script in a Chats frame (trusted with what its own agent may
 * see and do), a `page` one of our own extension pages (popup, options, history).
 */
export type SenderKind = 'frame' | 'page';

/**
 * - query: an answer, no effect; may be retried
 * - mutation: the effect is stored before the answer; never retried by the transport
 * - notice: page → background, no answer
 */
export type MessageKind = 'query' | 'mutation' | 'notice';

const none = z.object({});
const done = z.object({});
const from = (...senders: SenderKind[]) => senders;

/** What a person-facing mutation answers when it was refused: a reason the view has words for. */
const Refusal = z.object({ ok: z.literal(false), reason: z.string() });
const okOrRefused = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), Refusal]);

/** Every message of the extension by name: input, output and who may send it. Names say the subject, then the verb. */
export const PROTOCOL = {
  // ——— from the frame that shows Chats ———
  'page:appeared': { kind: 'notice', input: none, output: done, from: from('frame') },
  'page:session-changed': {
    kind: 'mutation',
    input: z.object({
      state: z.union([z.literal('ready'), z.literal('no-token'), z.literal('no-project'), z.literal('changing')]),
      token: z.nullable(z.string()),
      projectUuid: z.nullable(z.string()),
      apiOrigin: z.nullable(z.string()),
      flowsOrigin: z.nullable(z.string()),
      language: z.nullable(z.union([z.literal('pt_BR'), z.literal('es'), z.literal('en')])),
      observerRuns: z.boolean(),
    }),
    output: z.object({ site: SiteState, session: z.nullable(SessionView) }),
    from: from('frame'),
  },
  /** Hints are strings of JSON made by lib/weni/socket; parsed again here. */
  'page:frames': { kind: 'notice', input: z.object({ hints: z.array(z.unknown()) }), output: done, from: from('frame') },
  'page:socket': { kind: 'notice', input: z.object({ state: z.union([z.literal('opened'), z.literal('closed')]) }), output: done, from: from('frame') },
  'page:room-shown': { kind: 'notice', input: z.object({ roomUuid: z.nullable(z.string()) }), output: done, from: from('frame') },
  'page:focused': { kind: 'notice', input: z.object({ visible: z.boolean() }), output: done, from: from('frame') },

  // ——— words ———
  'i18n:messages': {
    kind: 'query',
    input: none,
    output: z.object({ locale: z.union([z.literal('pt_BR'), z.literal('es'), z.literal('en')]), messages: z.record(z.string(), z.string()) }),
    from: from('frame', 'page'),
  },

  // ——— catalog ———
  'catalog:list-flows': { kind: 'query', input: z.object({ refresh: z.boolean() }), output: FlowCatalog, from: from('frame', 'page') },
  'catalog:preview-flow': { kind: 'query', input: z.object({ flowUuid: FlowUuid }), output: FlowPreview, from: from('frame', 'page') },
  'catalog:set-favourite': { kind: 'mutation', input: z.object({ flowUuid: FlowUuid, on: z.boolean() }), output: done, from: from('frame', 'page') },
  'access:check': { kind: 'query', input: none, output: AccessView, from: from('frame', 'page') },
  'access:set-toggle': { kind: 'mutation', input: z.object({ sectorUuid: SectorUuid, on: z.boolean() }), output: okOrRefused, from: from('frame') },

  // ——— people ———
  'people:search': {
    kind: 'query',
    /** `text` empty = everybody, most recently changed first. `cursor` as answered before, null = first page. */
    input: z.object({ text: z.string(), cursor: z.nullable(z.string()) }),
    output: z.object({ rows: z.array(ContactRow), next: z.nullable(z.string()), badRows: z.number() }),
    from: from('frame'),
  },
  'people:list-groups': { kind: 'query', input: z.object({ refresh: z.boolean() }), output: z.object({ groups: z.array(GroupRow), badRows: z.number() }), from: from('frame') },
  'people:expand-group': {
    kind: 'query',
    input: z.object({ groupUuid: GroupUuid, cursor: z.nullable(z.string()) }),
    output: z.object({ rows: z.array(ContactRow), next: z.nullable(z.string()), badRows: z.number() }),
    from: from('frame'),
  },
  'people:resolve-lines': { kind: 'query', input: z.object({ lines: z.array(z.string()) }), output: z.object({ results: z.array(LineResult) }), from: from('frame', 'page') },
  /** Reads a delimited text (decoded by the view): headers, five rows, which columns look like number and name. Null: no row. */
  'people:read-table': {
    kind: 'query',
    input: z.object({ text: z.string() }),
    output: z.object({
      table: z.nullable(
        z.object({
          headers: z.array(z.string()),
          preview: z.array(z.array(z.string())),
          rows: z.number(),
          guess: z.object({ numberColumn: z.nullable(z.number()), nameColumn: z.nullable(z.number()) }),
          formulaCells: z.number(),
          cutRows: z.number(),
        }),
      ),
    }),
    from: from('frame', 'page'),
  },
  /** The same text looked up by its number column; every column comes back in `values` by its header. */
  'people:resolve-table': {
    kind: 'query',
    input: z.object({ text: z.string(), numberColumn: z.number(), nameColumn: z.nullable(z.number()) }),
    output: z.object({ results: z.array(LineResult) }),
    from: from('frame', 'page'),
  },
  'people:create': {
    kind: 'mutation',
    input: z.object({ name: z.string(), number: z.string() }),
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), contact: ContactRow, existed: z.boolean() }), Refusal]),
    from: from('frame'),
  },
  'people:recents': { kind: 'query', input: none, output: z.object({ rows: z.array(ContactRow) }), from: from('frame') },
  'audience:list': {
    kind: 'query',
    input: none,
    output: z.object({ audiences: z.array(z.object({ name: z.string(), count: z.number(), savedAt: z.number() })) }),
    from: from('frame'),
  },
  'audience:save': { kind: 'mutation', input: z.object({ name: z.string() }), output: okOrRefused, from: from('frame') },
  'audience:load': { kind: 'query', input: z.object({ name: z.string() }), output: z.object({ people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) })) }), from: from('frame') },
  'audience:remove': { kind: 'mutation', input: z.object({ name: z.string() }), output: okOrRefused, from: from('frame') },

  // ——— draft and dispatch ———
  'draft:save': { kind: 'mutation', input: z.object({ draft: Draft }), output: z.object({ revision: z.number() }), from: from('frame') },
  'preflight:run': { kind: 'query', input: z.object({ fresh: z.boolean() }), output: PreflightReport, from: from('frame') },
  /** Confirms the stored draft. `typedCount` is the number typed above the cap; `acceptUnknown` says the warnings were seen. */
  'dispatch:confirm': {
    kind: 'mutation',
    input: z.object({ viewId: z.string(), draftRevision: z.number(), typedCount: z.nullable(z.number()), warningsSeen: z.boolean(), isTest: z.boolean() }),
    output: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), dispatchId: DispatchId, endsAt: z.nullable(z.number()) }),
      z.object({ ok: z.literal(false), reason: z.string(), needsConfirmation: z.boolean() }),
    ]),
    from: from('frame'),
  },
  'dispatch:commit': { kind: 'mutation', input: z.object({ viewId: z.string(), dispatchId: DispatchId }), output: okOrRefused, from: from('frame') },
  'dispatch:undo': { kind: 'mutation', input: z.object({ dispatchId: DispatchId }), output: okOrRefused, from: from('frame') },
  /** The countdown stands still while a page dialog hides the panel. `remainingMs` is what is left. */
  'dispatch:hold': { kind: 'mutation', input: z.object({ viewId: z.string(), dispatchId: DispatchId }), output: okOrRefused, from: from('frame') },
  'dispatch:release': { kind: 'mutation', input: z.object({ viewId: z.string(), dispatchId: DispatchId }), output: okOrRefused, from: from('frame') },
  'dispatch:pause': { kind: 'mutation', input: z.object({ dispatchId: DispatchId }), output: okOrRefused, from: from('frame', 'page') },
  'dispatch:resume': { kind: 'mutation', input: z.object({ dispatchId: DispatchId }), output: okOrRefused, from: from('frame') },
  'dispatch:cancel': { kind: 'mutation', input: z.object({ dispatchId: DispatchId }), output: okOrRefused, from: from('frame', 'page') },
  /** Sends again what a click may send again: the rows named, with the values frozen at confirmation, as a child dispatch. */
  'dispatch:retry': {
    kind: 'mutation',
    input: z.object({ viewId: z.string(), dispatchId: DispatchId, people: z.array(z.number()), mayArriveTwiceSeen: z.boolean() }),
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), dispatchId: DispatchId, endsAt: z.nullable(z.number()) }), Refusal]),
    from: from('frame'),
  },
  'dispatch:look-again': { kind: 'mutation', input: z.object({ dispatchId: DispatchId, people: z.array(z.number()) }), output: okOrRefused, from: from('frame') },
  'dispatch:leave': { kind: 'mutation', input: z.object({ dispatchId: DispatchId, people: z.array(z.number()) }), output: okOrRefused, from: from('frame') },

  // ——— replies ———
  'reply:dismiss': { kind: 'mutation', input: z.object({ ids: z.array(z.string()) }), output: okOrRefused, from: from('frame', 'page') },
  'reply:remind': { kind: 'mutation', input: z.object({ id: z.string(), at: z.number() }), output: okOrRefused, from: from('frame', 'page') },
  /** Finds the room of an awaited person and asks the right tab to show it. */
  'reply:open': {
    kind: 'mutation',
    input: z.object({ id: z.string(), mayNavigate: z.boolean() }),
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), reason: z.string(), tabTitle: z.nullable(z.string()) })]),
    from: from('frame', 'page'),
  },
  'reply:open-next': { kind: 'mutation', input: none, output: okOrRefused, from: from('frame', 'page') },
  'reply:refresh': { kind: 'mutation', input: none, output: okOrRefused, from: from('frame', 'page') },

  // ——— the contact of the chat on screen ———
  'chat:contact': { kind: 'query', input: z.object({ roomUuid: RoomUuid }), output: z.object({ contact: z.nullable(ContactRow) }), from: from('frame') },

  // ——— settings, set-up, own data ———
  'settings:save': { kind: 'mutation', input: z.object({ settings: z.partial(Settings) }), output: Settings, from: from('frame', 'page') },
  'setup:check': { kind: 'query', input: none, output: z.object({ findings: z.array(SetupFinding) }), from: from('frame', 'page') },
  'setup:diagnostics': { kind: 'query', input: none, output: z.object({ text: z.string() }), from: from('frame', 'page') },
  'site:of-tab': {
    kind: 'query',
    input: z.object({ tabId: z.number(), url: z.string() }),
    output: z.object({ origin: z.nullable(z.string()), isChats: z.boolean(), isAllowed: z.boolean(), site: z.nullable(SiteState) }),
    from: from('page'),
  },
  'site:list': {
    kind: 'query',
    input: none,
    output: z.object({ hosts: z.array(z.object({ origin: z.string(), isBuiltIn: z.boolean(), apiOrigin: z.nullable(z.string()), isGranted: z.boolean() })) }),
    from: from('page'),
  },
  'site:add': { kind: 'mutation', input: z.object({ origin: z.string() }), output: okOrRefused, from: from('page') },
  'site:remove': { kind: 'mutation', input: z.object({ origin: z.string() }), output: okOrRefused, from: from('page') },
  'site:set-api': { kind: 'mutation', input: z.object({ origin: z.string(), apiOrigin: z.nullable(z.string()) }), output: okOrRefused, from: from('page') },
  'panel:request': {
    kind: 'mutation',
    input: z.object({ action: z.union([z.literal('open-panel'), z.literal('open-palette'), z.literal('quick-send'), z.literal('open-waiting')]) }),
    output: okOrRefused,
    from: from('page'),
  },
  'data:export': { kind: 'query', input: none, output: z.object({ json: z.string() }), from: from('page') },
  'data:erase': { kind: 'mutation', input: none, output: z.object({ recordsLeft: z.number() }), from: from('page') },
  'history:open': { kind: 'mutation', input: z.object({ dispatchId: z.nullable(DispatchId) }), output: okOrRefused, from: from('frame', 'page') },
  'history:list-people': {
    kind: 'query',
    input: z.object({ dispatchId: DispatchId }),
    output: z.object({ people: z.array(z.object({ n: z.number(), contactUuid: ContactUuid, name: z.nullable(z.string()), status: z.string(), reason: z.nullable(z.string()), sentAt: z.nullable(z.number()), repliedAt: z.nullable(z.number()) })) }),
    from: from('frame', 'page'),
  },
} as const satisfies Record<string, { kind: MessageKind; input: z.ZodMiniType; output: z.ZodMiniType; from: readonly SenderKind[] }>;

export type Protocol = typeof PROTOCOL;
export type MessageName = keyof Protocol;
export type InputOf<Name extends MessageName> = z.infer<Protocol[Name]['input']>;
export type OutputOf<Name extends MessageName> = z.infer<Protocol[Name]['output']>;

/** The envelope on the wire. Errors come back as `{ ok: false, error }`, never thrown across the border. */
export const Envelope = z.object({ name: z.string(), input: z.unknown() });

/** Why a call failed, for the view: kinds of lib/weni/api plus our own. No names, numbers or tokens in `detail`. */
export const CallError = z.object({
  kind: z.union([
    z.literal('session'),
    z.literal('forbidden'),
    z.literal('rejected'),
    z.literal('rate-limit'),
    z.literal('offline'),
    z.literal('server'),
    z.literal('contract'),
    z.literal('not-found'),
    z.literal('storage'),
    z.literal('refused'),
    z.literal('disconnected'),
    z.literal('internal'),
  ]),
  detail: z.string(),
});
export type CallError = z.infer<typeof CallError>;
