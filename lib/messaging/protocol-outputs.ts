import * as z from 'zod/mini';
import { DispatchRow, PersonRow } from '../dispatch/records.ts';
import { ContactUuid, DispatchId } from '../ids.ts';
import { InvalidReason, LineResult, UnclearReason } from '../numbers/line-result.ts';
import { FindingKind, FindingLevel, PreflightReport } from '../preflight/preflight-report.ts';
import type { PROTOCOL_INPUTS } from './protocol-inputs.ts';
import { Settings } from '../settings/settings.ts';
import { AccessView, ContactRow, Counts, FlowCatalog, FlowPreview, GroupRow, SetupFacts, SiteState, SessionView } from './views.ts';

// The half of the protocol that the views need; what may be asked is in protocol-inputs.ts, for the background.

/**
 * - query: an answer, no effect; may be retried
 * - mutation: the effect is stored before the answer; never retried by the transport
 * - notice: page → background, no answer
 */
export type MessageKind = 'query' | 'mutation' | 'notice';

const done = z.object({});
/** What a person-facing mutation answers when it was refused: a reason the view has words for. */
const Refusal = z.object({ ok: z.literal(false), reason: z.string() });
const okOrRefused = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), Refusal]);
const countingDown = z.object({ ok: z.literal(true), dispatchId: DispatchId, endsAt: z.nullable(z.number()) });
const OwnPerson = z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) });
/** `needs-navigation`: only by leaving the page, which the agent is asked about first. */
const opened = z.discriminatedUnion('ok', [z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), reason: z.string(), tabTitle: z.nullable(z.string()) })]);
const peoplePage = z.object({ rows: z.array(ContactRow), next: z.nullable(z.string()), badRows: z.number() });
const lineResults = z.object({ results: z.array(LineResult) });

/** What every message is answered with, and whether it may be asked twice. */
export const PROTOCOL_OUTPUTS = {
  // ——— from the frame that shows Chats ———
  'page:starting': { kind: 'notice', output: done },
  'page:appeared': { kind: 'notice', output: done },
  'page:session-changed': { kind: 'mutation', output: z.object({ site: SiteState, session: z.nullable(SessionView) }) },
  'page:frames': { kind: 'notice', output: done },
  'page:socket': { kind: 'notice', output: done },
  'page:room-shown': { kind: 'notice', output: done },
  'page:focused': { kind: 'notice', output: done },

  // ——— words ———
  'i18n:messages': { kind: 'query', output: z.object({ locale: z.literal(['pt_BR', 'es', 'en']), messages: z.record(z.string(), z.string()) }) },

  // ——— catalog ———
  'catalog:list-flows': { kind: 'query', output: FlowCatalog },
  'catalog:preview-flow': { kind: 'query', output: FlowPreview },
  'catalog:set-favourite': { kind: 'mutation', output: done },
  'access:check': { kind: 'query', output: AccessView },
  'access:set-toggle': { kind: 'mutation', output: okOrRefused },

  // ——— people ———
  'people:search': { kind: 'query', output: peoplePage },
  'people:list-groups': { kind: 'query', output: z.object({ groups: z.array(GroupRow), badRows: z.number() }) },
  'people:expand-group': { kind: 'query', output: peoplePage },
  'people:resolve-lines': { kind: 'query', output: lineResults },
  /** Headers, five rows, and which columns look like number and name. Null: no row. */
  'people:read-table': {
    kind: 'query',
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
  },
  'people:resolve-table': { kind: 'query', output: lineResults },
  'people:create': { kind: 'mutation', output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), contact: ContactRow, existed: z.boolean() }), Refusal]) },
  'people:check-number': {
    kind: 'query',
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), number: z.string() }), z.object({ ok: z.literal(false), reason: z.union([InvalidReason, UnclearReason]) })]),
  },
  'people:facts': {
    kind: 'query',
    output: z.object({ people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()), number: z.string(), fields: z.record(z.string(), z.nullable(z.string())) })) }),
  },
  'people:recents': { kind: 'query', output: z.object({ rows: z.array(ContactRow) }) },
  'audience:list': { kind: 'query', output: z.object({ audiences: z.array(z.object({ name: z.string(), count: z.number(), savedAt: z.number() })) }) },
  'audience:save': { kind: 'mutation', output: okOrRefused },
  'audience:load': { kind: 'query', output: z.object({ people: z.array(z.object({ contactUuid: ContactUuid, name: z.nullable(z.string()) })) }) },
  'audience:remove': { kind: 'mutation', output: okOrRefused },
  'audience:restore': { kind: 'mutation', output: okOrRefused },
  /** `unread`: kept as they were, because they could not be read. */
  'audience:refresh': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), count: z.number(), added: z.number(), removed: z.number(), unread: z.number() }), Refusal]),
  },
  'work:cancel': { kind: 'mutation', output: okOrRefused },

  // ——— draft and dispatch ———
  'draft:save': { kind: 'mutation', output: z.object({ revision: z.number() }) },
  'preflight:retry': { kind: 'query', output: PreflightReport },
  'preflight:run': { kind: 'query', output: PreflightReport },
  'test:who': { kind: 'query', output: z.object({ person: z.nullable(OwnPerson) }) },
  'test:set-self': { kind: 'mutation', output: z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), person: OwnPerson }), Refusal]) },
  'dispatch:test': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      countingDown,
      z.object({ ok: z.literal(false), reason: z.string(), findings: z.array(z.object({ kind: FindingKind, level: FindingLevel })) }),
    ]),
  },
  'dispatch:confirm': {
    kind: 'mutation',
    output: z.discriminatedUnion('ok', [
      countingDown,
      z.object({ ok: z.literal(false), reason: z.string(), needsConfirmation: z.boolean() }),
    ]),
  },
  'dispatch:commit': { kind: 'mutation', output: okOrRefused },
  'dispatch:undo': { kind: 'mutation', output: okOrRefused },
  'dispatch:hold': { kind: 'mutation', output: okOrRefused },
  'dispatch:release': { kind: 'mutation', output: okOrRefused },
  'dispatch:pause': { kind: 'mutation', output: okOrRefused },
  'dispatch:resume': { kind: 'mutation', output: okOrRefused },
  'dispatch:cancel': { kind: 'mutation', output: okOrRefused },
  'dispatch:retry': { kind: 'mutation', output: z.discriminatedUnion('ok', [countingDown, Refusal]) },
  'dispatch:look-again': { kind: 'mutation', output: okOrRefused },
  'dispatch:leave': { kind: 'mutation', output: okOrRefused },

  // ——— replies ———
  'reply:dismiss': { kind: 'mutation', output: okOrRefused },
  'reply:restore': { kind: 'mutation', output: okOrRefused },
  'reply:remind': { kind: 'mutation', output: okOrRefused },
  'reply:open': { kind: 'mutation', output: opened },
  'room:open': { kind: 'mutation', output: opened },
  'reply:open-next': { kind: 'mutation', output: okOrRefused },
  'reply:refresh': { kind: 'mutation', output: okOrRefused },

  // ——— the contact of the chat on screen ———
  'chat:contact': { kind: 'query', output: z.object({ contact: z.nullable(ContactRow) }) },

  // ——— settings, set-up, own data ———
  'settings:save': { kind: 'mutation', output: Settings },
  'setup:check': { kind: 'query', output: SetupFacts },
  'setup:diagnostics': { kind: 'query', output: z.object({ text: z.string() }) },
  'site:of-tab': { kind: 'query', output: z.object({ origin: z.nullable(z.string()), isChats: z.boolean(), isAllowed: z.boolean(), site: z.nullable(SiteState), chatsTabId: z.nullable(z.number()) }) },
  'site:list': { kind: 'query', output: z.object({ hosts: z.array(z.object({ origin: z.string(), isBuiltIn: z.boolean(), apiOrigin: z.nullable(z.string()), isGranted: z.boolean(), isManaged: z.optional(z.boolean()), apiToAllow: z.optional(z.nullable(z.string())) })) }) },
  'site:add': { kind: 'mutation', output: okOrRefused },
  'site:remove': { kind: 'mutation', output: okOrRefused },
  'site:set-api': { kind: 'mutation', output: okOrRefused },
  'panel:request': { kind: 'mutation', output: okOrRefused },
  'update:seen': { kind: 'mutation', output: done },
  'notify:test': { kind: 'mutation', output: okOrRefused },
  'shortcuts:open': { kind: 'mutation', output: okOrRefused },
  'data:export': { kind: 'query', output: z.object({ json: z.string() }) },
  'data:erase': { kind: 'mutation', output: z.object({ recordsLeft: z.number() }) },
  'history:open': { kind: 'mutation', output: okOrRefused },
  'history:list': { kind: 'query', output: z.object({ dispatches: z.array(z.object({ row: DispatchRow, counts: Counts })), next: z.nullable(z.number()) }) },
  'history:list-others': {
    kind: 'query',
    output: z.object({ rows: z.array(z.object({ name: z.nullable(z.string()), flowName: z.string(), userName: z.string(), at: z.number() })), next: z.nullable(z.number()) }),
  },
  'history:list-people': {
    kind: 'query',
    output: z.object({ people: z.array(z.pick(PersonRow, { dispatchId: true, n: true, contactUuid: true, name: true, status: true, reason: true, sentAt: true, acceptedAt: true, retryOf: true })) }),
  },
} as const satisfies Record<keyof typeof PROTOCOL_INPUTS, { kind: MessageKind; output: z.ZodMiniType }>;

/** Why a call failed, for the view: kinds of lib/weni/api plus our own. No names, numbers or tokens in `detail`. */
export const CallError = z.object({
  kind: z.literal([
    'session',
    'checking',
    'forbidden',
    'rejected',
    'rate-limit',
    'offline',
    'server',
    'intercepted',
    'contract',
    'not-found',
    'storage',
    'refused',
    'disconnected',
    'internal',
  ]),
  detail: z.string(),
});
