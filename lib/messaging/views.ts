import * as z from 'zod/mini';
import {
  ContactUuid,
  DispatchId,
  FlowUuid,
  FlowsProject,
  GroupUuid,
  ProjectUuid,
  RoomUuid,
  SectorUuid,
  SessionId,
} from '../ids.ts';
import { BatchRisk } from '../flow/reading.ts';
import { Draft } from '../draft/draft.ts';
import { RememberedSources } from '../draft/first-mapping.ts';
import { AwaitedRow } from '../replies/records.ts';
import { RoomWords } from '../replies/words.ts';
import { DispatchRow, GateReason, PersonCounts, PersonRow } from '../dispatch/records.ts';
import { SiteState } from '../sessions/site-state.ts';
import { Settings } from '../settings/settings.ts';
import { Locale } from '../locales.ts';
import { FlowAbout } from './flow-about.ts';
import { FlowReadingView } from './flow-reading-view.ts';

/** The agent who is signed in in the frame that asks. A view without a live session gets no names at all. */
export const SessionView = z.object({
  sessionId: SessionId,
  apiOrigin: z.string(),
  agentEmail: z.string(),
  agentName: z.string(),
  projectUuid: ProjectUuid,
  projectName: z.string(),
  isPrincipal: z.optional(z.boolean()),
  /** The secondary project that is chosen under a principal project. */
  flowsProject: z.optional(FlowsProject),
  role: z.literal(['admin', 'manager', 'agent']),
});
export type SessionView = z.infer<typeof SessionView>;

export const SectorRow = z.object({ sectorUuid: SectorUuid, name: z.string(), canTrigger: z.boolean() });
export type SectorRow = z.infer<typeof SectorRow>;

/** The toggle's verdict for this agent. `sectors` is null for agents, who may not see them. */
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
  /** Not among the flows of the agent's queues. Absent where the server does not tell. */
  isForOtherQueue: z.optional(z.boolean()),
  /** Null until the flow's preview was read for the first time. */
  about: z.nullable(FlowAbout),
});
export type FlowRow = z.infer<typeof FlowRow>;

/**
 * All labelled, unarchived flows. If there are none, `nearMisses` names flows that are archived or have almost the
 * right label.
 */
export const FlowCatalog = z.object({
  flows: z.array(FlowRow),
  nearMisses: z.array(z.object({ name: z.string(), problem: z.literal(['label', 'archived']), label: z.string() })),
  complete: z.boolean(),
  badRows: z.number(),
  fetchedAt: z.number(),
});
export type FlowCatalog = z.infer<typeof FlowCatalog>;

/** A WhatsApp template as Meta describes it. Its texts contain their {{placeholders}}. */
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
 * What a flow sends. `unknown`: the server listed no template, but the flow's definition contains one or could not be
 * read. The server leaves out templates that it cannot find, without saying so.
 */
export const FlowPreview = z.object({
  flowUuid: FlowUuid,
  sends: z.literal(['templates', 'none', 'unknown']),
  templates: z.array(TemplateView),
  /** Variables that need a value: the placeholders of all templates, also of those that the server did not list. */
  variables: z.array(z.string()),
  /**
   * Variables that other texts of the flow read. `readsAnyVariable`: it also reads some whose names cannot be found
   * out.
   */
  otherVariables: z.array(z.string()),
  readsAnyVariable: z.boolean(),
  /** Templates of the definition that the server did not list; '' stands for one without a name. */
  unlistedTemplates: z.array(z.string()),
  isDefinitionRead: z.boolean(),
  /** Templates with more numbered placeholders in their text than the flow gives values for. */
  unfilled: z.array(z.object({ template: z.string(), places: z.number(), given: z.number() })),
  /** Why the flow is not safe for batches; null if it surely is. */
  batchRisk: z.nullable(BatchRisk),
  /** The sources of values that this agent chose for the flow the last time. */
  remembered: z.optional(RememberedSources),
  /** What the flow does, step by step; null when its definition could not be read. */
  reading: z.nullable(FlowReadingView),
  /**
   * A fingerprint of what reaches the contact and where an answer lands: with the same mark, nothing changed that the
   * agent must see again.
   */
  mark: z.string(),
});
export type FlowPreview = z.infer<typeof FlowPreview>;

export const GroupRow = z.object({ groupUuid: GroupUuid, name: z.string(), isSmart: z.boolean(), count: z.number() });
export type GroupRow = z.infer<typeof GroupRow>;

/** A running long reading, with the id that its view chose. `total` is 0 until it is known. */
export const WorkView = z.object({
  workId: z.string(),
  kind: z.literal(['lines', 'preflight', 'audience']),
  done: z.number(),
  total: z.number(),
});
export type WorkView = z.infer<typeof WorkView>;

/**
 * A dispatch with its counts. `ahead`: how many dispatches of the same session are sent first. `heldUntil` is set while
 * all queued people wait for another start to the same person: epoch ms, or null while the time is not known.
 */
export const DispatchView = z.object({
  row: DispatchRow,
  counts: PersonCounts,
  replied: z.number(),
  ahead: z.number(),
  heldUntil: z.optional(z.nullable(z.number())),
  /** How many of its replies are unopened, for a dispatch that holds itself back at some number of them. */
  openReplies: z.optional(z.number()),
  /** The pace of its session while it runs; see `PaceNow` of lib/preflight/pace-estimate.ts. */
  pace: z.optional(
    z.object({
      tokens: z.number(),
      at: z.number(),
      perHour: z.number(),
      inFlight: z.number(),
      callMs: z.number(),
      ahead: z.number(),
    }),
  ),
});
export type DispatchView = z.infer<typeof DispatchView>;

/** A keyboard command as this browser assigned it; `key` is empty if the browser assigned none. */
export const ShortcutView = z.object({ name: z.string(), key: z.string() });
export type ShortcutView = z.infer<typeof ShortcutView>;

/** The facts of a set-up check; null means not known. lib/setup/findings.ts judges them. */
export const SetupFacts = z.object({
  site: SiteState,
  access: AccessView,
  /** Labelled, unarchived flows; null when the list could not be read. */
  flows: z.nullable(z.object({ count: z.number(), nearMisses: z.array(z.string()) })),
  /** Whether any labelled flow sends a template; null when it is not known. */
  hasTemplateFlow: z.nullable(z.boolean()),
  observerRuns: z.nullable(z.boolean()),
  isPinned: z.nullable(z.boolean()),
  shortcuts: z.array(ShortcutView),
  /** The server's clock minus ours, ms; null before the first accepted start. */
  clockSkewMs: z.nullable(z.number()),
  /** Whether the extension has the permission for the page's site; null where no page is known. */
  isHostAllowed: z.nullable(z.boolean()),
  /** Link to the page where a manager sets the toggle; null if it is not known. */
  settingsLink: z.nullable(z.string()),
  /** Link to Flows, where flows are edited and labelled; null if its address is not known. */
  flowsLink: z.nullable(z.string()),
});
export type SetupFacts = z.infer<typeof SetupFacts>;

/** The administrator's policy for the options page: locked settings, limits of others, and fields that were ignored. */
export const PolicyView = z.object({
  locked: z.array(z.string()),
  startsPerHourMax: z.nullable(z.number()),
  capPerDispatchMax: z.nullable(z.number()),
  undoSecondsMin: z.nullable(z.number()),
  /** Exclusions that the agent cannot take away. */
  excludedGroups: z.array(z.string()),
  excludedFields: z.array(z.string()),
  ignored: z.array(z.object({ field: z.string(), reason: z.literal(['unknown', 'wrong-type']) })),
});
export type PolicyView = z.infer<typeof PolicyView>;

export const NO_POLICY: PolicyView = {
  locked: [],
  startsPerHourMax: null,
  capPerDispatchMax: null,
  undoSecondsMin: null,
  excludedGroups: [],
  excludedFields: [],
  ignored: [],
};

/**
 * A draft that is kept for later. `state`: due and offered; waiting for its time; or put aside without a time. Times
 * are epoch ms.
 */
export const PreparedView = z.object({
  id: z.string(),
  flowName: z.nullable(z.string()),
  people: z.number(),
  dueAt: z.nullable(z.number()),
  state: z.literal(['due', 'waiting', 'aside']),
  expiresAt: z.number(),
  /** The computer's clock was set back since it was prepared. */
  isClockBack: z.boolean(),
  /** The secondary project that must be chosen before it can be opened; null: none. */
  otherProject: z.nullable(z.string()),
});
export type PreparedView = z.infer<typeof PreparedView>;

/** An offer to those who have not answered a dispatch. `people`: how many they are now. Times are epoch ms. */
export const FollowUpView = z.object({
  dispatchId: DispatchId,
  /** What the agent calls the dispatch, or its flow. */
  name: z.string(),
  /** The flow that is offered to them. */
  flowName: z.string(),
  people: z.number(),
  total: z.number(),
  sentAt: z.number(),
  dueAt: z.number(),
  isDue: z.boolean(),
});
export type FollowUpView = z.infer<typeof FollowUpView>;

/** How many people of a dispatch are not in its follow-up, and why. */
export const FollowUpLeftOut = z.object({
  reason: z.literal([
    'answered',
    'written-since',
    'done',
    'not-watched',
    'asked-to-stop',
    'open-chat',
    'opted-out',
    'excluded',
    'often-written',
    'unreachable',
  ]),
  count: z.number(),
});
export type FollowUpLeftOut = z.infer<typeof FollowUpLeftOut>;

/** A recipe, as lists show it. `audience`: name of the saved audience it goes to; null: people are picked each time. */
export const RecipeView = z.object({
  name: z.string(),
  flowName: z.string(),
  audience: z.nullable(z.string()),
  note: z.string(),
});
export type RecipeView = z.infer<typeof RecipeView>;

/** What is kept for later in this session. `elsewhere`: names of the agent's other projects with drafts that are due. */
export const LaterView = z.object({
  prepared: z.array(PreparedView),
  followUps: z.array(FollowUpView),
  recipes: z.array(RecipeView),
  elsewhere: z.array(z.string()),
});
export type LaterView = z.infer<typeof LaterView>;

export const NOTHING_LATER: LaterView = { prepared: [], followUps: [], recipes: [], elsewhere: [] };

/**
 * Whether our database can be read. `newer`: a newer version of the extension wrote it; `blocked`: an older version
 * still
 * holds it open; `failed`: any other error (damaged, no space).
 */
export const StorageState = z.literal(['fine', 'newer', 'blocked', 'failed']);
export type StorageState = z.infer<typeof StorageState>;

/** The singles: the values of a view of which there is one each. */
export const FeedSingles = z.object({
  site: SiteState,
  session: z.nullable(SessionView),
  access: AccessView,
  draft: Draft,
  /** While the database cannot be read, nothing is sent, and the other values are empty. */
  storage: StorageState,
  /** The number of erasures. A draft that was picked under another number is refused. */
  generation: z.number(),
  settings: Settings,
  locale: Locale,
  shortcuts: z.array(ShortcutView),
  counts: z.object({ waiting: z.number(), replied: z.number(), asOf: z.nullable(z.number()) }),
  /** The agent's status in Chats. Only with ONLINE are replies routed back to the agent. We never write it. */
  agentStatus: z.literal(['online', 'offline', 'unknown']),
  /** The room that the page shows, and its contact if the contact is awaited. */
  roomShown: z.nullable(
    z.object({ roomUuid: RoomUuid, contactUuid: z.nullable(ContactUuid), contactName: z.nullable(z.string()) }),
  ),
  /**
   * What a shortcut, the popup or a click on a notification asks the panel to do. `seq` grows with each request and is
   * at least its time, epoch ms.
   */
  request: z.nullable(
    z.object({
      seq: z.number(),
      action: z.literal([
        'toggle-panel',
        'open-panel',
        'open-palette',
        'quick-send',
        'open-waiting',
        'open-later',
        'done-next',
      ]),
      /**
       * With `open-waiting`: id of an awaited row whose chat opens only by leaving the page; the panel asks the agent.
       */
      askFor: z.optional(z.string()),
    }),
  ),
  /** Set for the view that must play the sound of a reply; `seq` differs each time. Null for all other views. */
  sound: z.nullable(z.object({ seq: z.number() })),
  update: z.nullable(z.object({ from: z.string(), to: z.string() })),
  /** The running long readings of this session. */
  works: z.array(WorkView),
  later: LaterView,
  policy: PolicyView,
});
export type FeedSingles = z.infer<typeof FeedSingles>;

/**
 * Rows that a view keeps by key. `people` are only those of the dispatch that the view watches. `words` go to panels
 * only; there is one row per room.
 */
const FeedTables = z.object({
  dispatches: z.array(DispatchView),
  awaited: z.array(AwaitedRow),
  people: z.array(PersonRow),
  words: z.array(RoomWords),
});

/** Messages of the feed to a view, over its port. A view that finds a gap in `revision` asks for a snapshot. */
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
