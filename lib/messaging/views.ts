import * as z from 'zod/mini';
import { ContactUuid, FlowUuid, GroupUuid, ProjectUuid, RoomUuid, SectorUuid, SessionId } from '../ids.ts';
import { BatchRisk } from '../flow/reading.ts';
import { Draft } from '../draft/draft.ts';
import { AwaitedRow } from '../replies/records.ts';
import { DispatchRow, GateReason, PersonRow } from '../dispatch/records.ts';
import { SiteState } from '../sessions/site-state.ts';
import { Settings } from '../settings/settings.ts';
import { Locale } from '../locales.ts';

/** The signed-in agent of the frame that asks. Without a live session a view gets no names at all. */
export const SessionView = z.object({
  sessionId: SessionId,
  apiOrigin: z.string(),
  agentEmail: z.string(),
  agentName: z.string(),
  projectUuid: ProjectUuid,
  projectName: z.string(),
  role: z.literal(['admin', 'manager', 'agent']),
});
export type SessionView = z.infer<typeof SessionView>;

export const SectorRow = z.object({ sectorUuid: SectorUuid, name: z.string(), canTrigger: z.boolean() });
export type SectorRow = z.infer<typeof SectorRow>;

/** The toggle's verdict for this agent. `sectors` only for who may see them (admin, manager). */
export const AccessView = z.object({
  verdict: z.literal(['on', 'off', 'unknown']),
  reason: z.nullable(GateReason),
  sectors: z.nullable(z.array(SectorRow)),
  checkedAt: z.nullable(z.number()),
});
export type AccessView = z.infer<typeof AccessView>;

export const FlowRow = z.object({
  flowUuid: FlowUuid,
  name: z.string(),
  isFavourite: z.boolean(),
  lastUsedAt: z.nullable(z.number()),
});
export type FlowRow = z.infer<typeof FlowRow>;

/** All labelled, unarchived flows. `nearMisses` explain an empty list: names that almost carry the label. */
export const FlowCatalog = z.object({
  flows: z.array(FlowRow),
  nearMisses: z.array(
    z.object({ name: z.string(), problem: z.literal(['label', 'archived']), label: z.string() }),
  ),
  complete: z.boolean(),
  badRows: z.number(),
  fetchedAt: z.number(),
});
export type FlowCatalog = z.infer<typeof FlowCatalog>;

/** One WhatsApp template as Meta describes it; texts keep their {{placeholders}}. */
export const TemplateView = z.object({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string(),
  header: z.nullable(z.object({ format: z.string(), text: z.nullable(z.string()) })),
  body: z.nullable(z.string()),
  footer: z.nullable(z.string()),
  buttons: z.array(z.object({ type: z.string(), text: z.string() })),
  variables: z.array(z.string()),
});
export type TemplateView = z.infer<typeof TemplateView>;

/**
 * What a flow sends. `unknown`: no template was found, and its definition shows one, or could not be read: the server leaves out
 * silently what it cannot find.
 */
export const FlowPreview = z.object({
  flowUuid: FlowUuid,
  sends: z.literal(['templates', 'none', 'unknown']),
  templates: z.array(TemplateView),
  /** Names the dispatch must give a value for: the placeholders of all its templates, also of those that were not found. */
  variables: z.array(z.string()),
  /** Names that other texts of the flow read, and whether it reads some that cannot be named. */
  otherVariables: z.array(z.string()),
  readsAnyVariable: z.boolean(),
  /** Templates of its definition that were not found; '' stands for one without a name. */
  unlistedTemplates: z.array(z.string()),
  isDefinitionRead: z.boolean(),
  /** Why many people in one request would lose something; null: they surely do not. */
  batchRisk: z.nullable(BatchRisk),
  /** Differs when anything above differs. */
  mark: z.string(),
});
export type FlowPreview = z.infer<typeof FlowPreview>;

/** A contact in a list. `number` is for reading (formatted); `digits` for local search. */
export const ContactRow = z.object({
  contactUuid: ContactUuid,
  name: z.nullable(z.string()),
  number: z.string(),
  digits: z.string(),
  scheme: z.nullable(z.string()),
  isBlocked: z.boolean(),
  isStopped: z.boolean(),
});
export type ContactRow = z.infer<typeof ContactRow>;

export const GroupRow = z.object({ groupUuid: GroupUuid, name: z.string(), isSmart: z.boolean(), count: z.number() });
export type GroupRow = z.infer<typeof GroupRow>;

/** A long reading on its way, by the id its view chose. `total` 0: not known yet. */
export const WorkView = z.object({ workId: z.string(), kind: z.literal(['lines', 'preflight', 'audience']), done: z.number(), total: z.number() });
export type WorkView = z.infer<typeof WorkView>;

export const Counts = z.object({
  'queued': z.number(),
  'sending': z.number(),
  'checking': z.number(),
  'accepted': z.number(),
  'refused': z.number(),
  'unknown': z.number(),
  'skipped': z.number(),
  'cancelled': z.number(),
});
export type Counts = z.infer<typeof Counts>;

/**
 * A dispatch with its sums; `ahead` = dispatches of the same session that go first. `heldUntil` is there while all its queued
 * people wait for another start to the same person: epoch ms, null where nobody can tell yet.
 */
export const DispatchView = z.object({ row: DispatchRow, counts: Counts, replied: z.number(), ahead: z.number(), heldUntil: z.optional(z.nullable(z.number())) });
export type DispatchView = z.infer<typeof DispatchView>;

/** One keyboard command as this browser really assigned it; `key` is empty when it did not. */
export const ShortcutView = z.object({ name: z.string(), key: z.string() });
export type ShortcutView = z.infer<typeof ShortcutView>;

/** What a set-up check found out; null where it could not be told. lib/setup/findings.ts judges it. */
export const SetupFacts = z.object({
  site: SiteState,
  access: AccessView,
  /** Labelled, unarchived flows; null when the list could not be read. */
  flows: z.nullable(z.object({ count: z.number(), nearMisses: z.array(z.string()) })),
  /** Whether any labelled flow sends a template; null when that was not asked or is not known. */
  hasTemplateFlow: z.nullable(z.boolean()),
  observerRuns: z.nullable(z.boolean()),
  isPinned: z.nullable(z.boolean()),
  shortcuts: z.array(ShortcutView),
  /** Server's clock minus ours, ms; null before anything was accepted. */
  clockSkewMs: z.nullable(z.number()),
  /** Whether the browser lets us work on the page's site; null where no page is known. */
  isHostAllowed: z.nullable(z.boolean()),
  /** Where a manager flips the toggle, when the page's own address tells. */
  settingsLink: z.nullable(z.string()),
  /** Where flows are labelled and written, when its host was seen. */
  flowsLink: z.nullable(z.string()),
});
export type SetupFacts = z.infer<typeof SetupFacts>;

/** What the administrator fixed: settings that cannot be moved, the bounds of others, and what we could not use. */
export const PolicyView = z.object({
  locked: z.array(z.string()),
  startsPerHourMax: z.nullable(z.number()),
  capPerDispatchMax: z.nullable(z.number()),
  undoSecondsMin: z.nullable(z.number()),
  ignored: z.array(z.object({ field: z.string(), reason: z.literal(['unknown', 'wrong-type']) })),
});
export type PolicyView = z.infer<typeof PolicyView>;

export const NO_POLICY: PolicyView = { locked: [], startsPerHourMax: null, capPerDispatchMax: null, undoSecondsMin: null, ignored: [] };

/** Why our database cannot be read: a newer version wrote it, an older one still holds it, or it fails (damaged, no space). */
export const StorageState = z.literal(['fine', 'newer', 'blocked', 'failed']);
export type StorageState = z.infer<typeof StorageState>;

/** What every view is told: one value per key. */
export const FeedSingles = z.object({
  site: SiteState,
  session: z.nullable(SessionView),
  access: AccessView,
  draft: Draft,
  /** Whether our database can be read; while it cannot, nothing is sent and nothing is known. */
  storage: StorageState,
  /** How often everything was erased: what was picked under another number is not stored any more. */
  generation: z.number(),
  settings: Settings,
  locale: Locale,
  shortcuts: z.array(ShortcutView),
  counts: z.object({ waiting: z.number(), replied: z.number(), asOf: z.nullable(z.number()) }),
  /** ONLINE is the only status that lets a reply come back to the agent. Read only. */
  agentStatus: z.literal(['online', 'offline', 'unknown']),
  /** The room the page really shows, and the contact in it. */
  roomShown: z.nullable(z.object({ roomUuid: RoomUuid, contactUuid: z.nullable(ContactUuid), contactName: z.nullable(z.string()) })),
  /** Set by a shortcut, the popup or a click in a notification: what the panel should do now. `seq` grows and is at least the time of the wish, epoch ms. */
  request: z.nullable(
    z.object({
      seq: z.number(),
      action: z.literal(['toggle-panel', 'open-panel', 'open-palette', 'quick-send', 'open-waiting']),
      /** With `open-waiting`: the chat of this awaited row opens only by leaving the page, and the agent is asked in the panel. */
      askFor: z.optional(z.string()),
    }),
  ),
  /** A reply came and this view is the one to be heard; `seq` is another one each time. Null for every other view. */
  sound: z.nullable(z.object({ seq: z.number() })),
  update: z.nullable(z.object({ from: z.string(), to: z.string() })),
  /** Long readings of this session on their way. */
  works: z.array(WorkView),
  policy: PolicyView,
});
export type FeedSingles = z.infer<typeof FeedSingles>;

/** Rows a view keeps by key. `people` only of the dispatch the view watches. */
const FeedTables = z.object({
  dispatches: z.array(DispatchView),
  awaited: z.array(AwaitedRow),
  people: z.array(PersonRow),
});

/** Server → view, over the port. A view that sees a gap in `revision` asks for a snapshot. */
export const FeedDown = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), revision: z.number(), singles: FeedSingles, tables: FeedTables }),
  z.object({
    type: z.literal('delta'),
    revision: z.number(),
    singles: z.partial(FeedSingles),
    upsert: z.partial(FeedTables),
    remove: z.object({
      dispatches: z.optional(z.array(z.string())),
      awaited: z.optional(z.array(z.string())),
      people: z.optional(z.array(z.number())),
    }),
  }),
]);
export type FeedDown = z.infer<typeof FeedDown>;
