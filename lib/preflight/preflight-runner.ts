import type { ContactUuid, FlowUuid, RoomUuid } from '../ids.ts';
import { type CheckBook, createCheckBook, createCheckCache } from './check-book.ts';
import type { Contact } from '../contacts/contact.ts';
import { type ContactLookupPorts, createContactLookup, type KnownContact } from './contact-facts.ts';
import { isAborted } from '../contacts/contact-pages.ts';
import type { Draft } from '../draft/draft.ts';
import { type Places, PLACES_WITHOUT_METADATA } from '../numbers/phone.ts';
import { runPool } from '../util/pool.ts';
import { evaluatePreflight } from './preflight.ts';
import type {
  ChatFact,
  Check,
  Exclusions,
  Fatigue,
  FlowFacts,
  GateFact,
  PersonChecks,
  PreflightFacts,
  SectorFact,
  TicketPlaceFact,
} from './preflight-facts.ts';
import type { PreflightReport } from './preflight-report.ts';
import type { AgentValues } from '../draft/variables.ts';
import { DAY_MS } from '../util/time.ts';

/** Number of checks in flight at once; how long an answer may be reused. */
const CHECKS_AT_ONCE = 4;
const CACHE_MS = 60_000;

/** A room that the agent can see, as far as the pre-flight needs it. */
export interface VisibleRoom {
  readonly roomUuid: RoomUuid;
  readonly contactUuid: ContactUuid | null;
  readonly isWaiting: boolean;
  /** The agent who sends has this chat. */
  readonly isMine: boolean;
}

/**
 * All queries of a pre-flight. Each may reject; its fact then counts as not known. "Engine only" means: costs no Flows
 * call.
 */
export interface PreflightPorts extends ContactLookupPorts {
  readonly now: () => number;
  readonly gate: (flowUuid: FlowUuid | null, signal: AbortSignal | undefined) => Promise<GateFact>;
  readonly flow: (flowUuid: FlowUuid, signal: AbortSignal | undefined) => Promise<FlowFacts>;
  readonly senderStatus: (signal: AbortSignal | undefined) => Promise<'online' | 'offline'>;
  /** All rooms that the agent sees, waiting ones included; engine only. */
  readonly listRooms: (signal: AbortSignal | undefined) => Promise<readonly VisibleRoom[]>;
  /** Whether the 24-hour window of a room is open; engine only. */
  readonly canSendMessage: (roomUuid: RoomUuid, signal: AbortSignal | undefined) => Promise<boolean>;
  /**
   * Whether an earlier flow start is still linked to a room, so that a start that names the room is refused; engine
   * only.
   */
  readonly isHeldByFlow: (roomUuid: RoomUuid, signal: AbortSignal | undefined) => Promise<boolean>;
  /** The contact's open chat, whichever agent has it; engine only. */
  readonly flowWarning: (contactUuid: ContactUuid, signal: AbortSignal | undefined) => Promise<ChatFact>;
  /** What this extension sent to each person since a time; a person it sent nothing to is missing. */
  readonly sentByUs: (
    contactUuids: readonly ContactUuid[],
    since: number,
  ) => Promise<ReadonlyMap<ContactUuid, SentByUs>>;
  /** The server's history since a time, newest first; agents see only their own starts. Engine only. */
  readonly history: (since: number, signal: AbortSignal | undefined) => Promise<readonly HistoryLine[]>;
  /** How many of our last messages each person left without an answer; a person we wrote nothing to is missing. */
  readonly unanswered: (contactUuids: readonly ContactUuid[]) => Promise<ReadonlyMap<ContactUuid, Unanswered>>;
  /** Names of all groups of the project. Asked only while a group is excluded. */
  readonly groupNames: () => Promise<readonly string[]>;
  /** Whether the sectors in which a flow opens chats take new ones; engine only. */
  readonly sectors: (places: readonly TicketPlaceFact[]) => Promise<readonly SectorFact[]>;
  /** Those of these people who are on the agent's own exclusion list, by this contact or another one of theirs. */
  readonly onOwnList: (contactUuids: readonly ContactUuid[]) => Promise<ReadonlySet<ContactUuid>>;
  /** Starts of this agent in this project in the last hour. */
  readonly usedThisHour: () => Promise<number>;
  /** Countries and time zones of numbers. If it rejects, only Brazilian numbers are recognised. */
  readonly places: () => Promise<Places>;
}

/** Input of one run. */
export interface PreflightRun {
  readonly draft: Draft;
  readonly agent: AgentValues;
  readonly pace: PreflightFacts['pace'];
  readonly cap: number;
  readonly fatigue: Fatigue;
  readonly exclusions: Exclusions;
  readonly defaultCountry: string;
  /** `fresh`: ignore the cache. */
  readonly cache: 'use' | 'fresh';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (checks: PreflightReport['checks']) => void;
}

/** Runs pre-flights for one session; see `createPreflightRunner`. */
export interface PreflightRunner {
  /** Never rejects. A cancelled run returns what it has; the rest is unknown. */
  readonly run: (run: PreflightRun) => Promise<PreflightReport>;
  /** The contact as read within the last minute, for values and previews. */
  readonly knownContact: (contactUuid: ContactUuid) => Contact | null;
  readonly forget: () => void;
}

/** What this extension sent to one person: the newest time, epoch ms, and how often. */
export interface SentByUs {
  readonly lastAt: number;
  readonly count: number;
}

/** How many of our last messages a person left without an answer, and the flow that still waits for one. */
export interface Unanswered {
  readonly count: number;
  readonly waitingFlow: string | null;
}

/** One row of the server's history of starts. */
interface HistoryLine {
  readonly contactUuid: ContactUuid;
  readonly at: number;
  readonly by: string;
}

/** The answers that one run collects; every entry starts as unknown. */
interface Gathered {
  gate: Check<GateFact>;
  flow: Check<FlowFacts>;
  sender: Check<'online' | 'offline'>;
  history: Check<readonly HistoryLine[]>;
  rooms: Check<readonly VisibleRoom[]>;
  sentByUs: Check<ReadonlyMap<ContactUuid, SentByUs>>;
  unanswered: Check<ReadonlyMap<ContactUuid, Unanswered>>;
  sectors: Check<readonly SectorFact[]>;
  groupNames: Check<readonly string[]>;
  onOwnList: Check<ReadonlySet<ContactUuid>>;
  used: Check<number>;
  readonly contacts: Map<ContactUuid, Check<Contact | null>>;
  readonly chats: Map<ContactUuid, Check<ChatFact>>;
  readonly windows: Map<RoomUuid, Check<boolean>>;
  readonly held: Map<RoomUuid, Check<boolean>>;
}

const UNKNOWN = { known: false } as const;

/**
 * Creates the pre-flight runner of one session. It runs four checks at a time, reuses answers for 60 s, and can be
 * cancelled. contact-facts.ts reads the contacts within their limit of calls.
 *
 * @param known contacts that were read while picking, so that they need not be read again
 */
export function createPreflightRunner(
  ports: PreflightPorts,
  known: (contactUuid: ContactUuid) => KnownContact | null,
): PreflightRunner {
  const caches = {
    gate: createCheckCache<GateFact>(ports.now, CACHE_MS),
    sender: createCheckCache<'online' | 'offline'>(ports.now, CACHE_MS),
    history: createCheckCache<readonly HistoryLine[]>(ports.now, CACHE_MS),
    rooms: createCheckCache<readonly VisibleRoom[]>(ports.now, CACHE_MS),
    chats: createCheckCache<ChatFact>(ports.now, CACHE_MS),
    windows: createCheckCache<boolean>(ports.now, CACHE_MS),
    held: createCheckCache<boolean>(ports.now, CACHE_MS),
  };
  const contactFacts = createContactLookup(ports, known);

  function planTasks(run: PreflightRun, book: CheckBook, gathered: Gathered): (() => Promise<void>)[] {
    const { signal } = run;
    const { flowUuid } = run.draft;
    const contactUuids = run.draft.people.map((person) => person.contactUuid);
    const since = ports.now() - DAY_MS;
    const sentSince = ports.now() - Math.max(1, run.fatigue.days) * DAY_MS;
    const tasks: (() => Promise<void>)[] = [
      async () =>
        void (gathered.gate = await book.ask(() => ports.gate(flowUuid, signal), {
          cache: caches.gate,
          key: flowUuid ?? '',
        })),
      async () =>
        void (gathered.sender = await book.ask(() => ports.senderStatus(signal), { cache: caches.sender, key: '' })),
      async () =>
        void (gathered.rooms = await book.ask(() => ports.listRooms(signal), { cache: caches.rooms, key: '' })),
      async () =>
        void (gathered.history = await book.ask(() => ports.history(since, signal), {
          cache: caches.history,
          key: '',
        })),
      // Ask the ledger every time: the last dispatch may be seconds old.
      async () => void (gathered.sentByUs = await book.ask(() => ports.sentByUs(contactUuids, sentSince))),
      async () => void (gathered.unanswered = await book.ask(() => ports.unanswered(contactUuids))),
      async () => void (gathered.used = await book.ask(() => ports.usedThisHour())),
    ];
    if (run.exclusions.groups.length > 0)
      tasks.push(async () => void (gathered.groupNames = await book.ask(() => ports.groupNames())));
    // No cache here: the port that reads the flow has its own, and a second one could hide a changed template.
    if (flowUuid !== null)
      tasks.push(async () => void (gathered.flow = await book.ask(() => ports.flow(flowUuid, signal))));
    for (const step of contactFacts.plan(contactUuids, run.cache)) {
      tasks.push(async () => void (await book.ask(() => mustFinish(step(gathered.contacts, signal)))));
    }
    for (const contactUuid of contactUuids) {
      tasks.push(
        async () =>
          void gathered.chats.set(
            contactUuid,
            await book.ask(() => ports.flowWarning(contactUuid, signal), { cache: caches.chats, key: contactUuid }),
          ),
      );
    }
    return tasks;
  }

  async function run(options: PreflightRun): Promise<PreflightReport> {
    const { draft, signal } = options;
    const contactUuids = draft.people.map((person) => person.contactUuid);
    if (options.cache === 'fresh') for (const cache of Object.values(caches)) cache.clear();
    const gathered: Gathered = {
      gate: UNKNOWN,
      flow: UNKNOWN,
      sender: UNKNOWN,
      history: UNKNOWN,
      rooms: UNKNOWN,
      sentByUs: UNKNOWN,
      unanswered: UNKNOWN,
      sectors: UNKNOWN,
      groupNames: { known: true, value: [] },
      onOwnList: UNKNOWN,
      used: UNKNOWN,
      contacts: new Map(),
      chats: new Map(),
      windows: new Map(),
      held: new Map(),
    };
    const book = createCheckBook(options.onProgress);
    if (options.cache === 'use') contactFacts.fillKnown(contactUuids, gathered.contacts);
    const tasks = planTasks(options, book, gathered);
    book.expect(tasks.length);
    await runPool(tasks, CHECKS_AT_ONCE, signal);

    // Only now are the other contacts of these people known, as far as they have been read.
    book.expect(1);
    gathered.onOwnList = await book.ask(() => ports.onOwnList(contactUuids));

    const places = gathered.flow.known ? (gathered.flow.value.reading?.opensChat.where ?? []) : [];
    if (places.length > 0) {
      book.expect(1);
      gathered.sectors = await book.ask(() => ports.sectors(places));
    } else gathered.sectors = { known: true, value: [] };

    const rooms = indexRooms(gathered.rooms, new Set(contactUuids));
    const windowTasks = [...rooms.values()]
      .filter((room) => !room.isWaiting)
      .map(({ roomUuid }) => async () => {
        gathered.windows.set(
          roomUuid,
          await book.ask(() => ports.canSendMessage(roomUuid, signal), { cache: caches.windows, key: roomUuid }),
        );
      });
    book.expect(windowTasks.length);
    await runPool(windowTasks, CHECKS_AT_ONCE, signal);
    // Only these rooms would be named in a start. They are few, and each is read once.
    const heldTasks = [...rooms.values()]
      .filter(({ roomUuid }) => isKnownClosed(gathered.windows.get(roomUuid)))
      .map(({ roomUuid }) => async () => {
        gathered.held.set(
          roomUuid,
          await book.ask(() => ports.isHeldByFlow(roomUuid, signal), { cache: caches.held, key: roomUuid }),
        );
      });
    book.expect(heldTasks.length);
    await runPool(heldTasks, CHECKS_AT_ONCE, signal);

    return evaluatePreflight({
      draft,
      gate: gathered.gate,
      flow: gathered.flow,
      sender: gathered.sender,
      sectors: gathered.sectors,
      groupNames: gathered.groupNames,
      people: toPeople(contactUuids, gathered, rooms),
      historyReadable: gathered.history.known ? { known: true, value: true } : UNKNOWN,
      agent: options.agent,
      checks: book.counts(),
      status: isAborted(signal) ? 'cancelled' : 'complete',
      usedThisHour: gathered.used.known ? gathered.used.value : null,
      pace: options.pace,
      cap: options.cap,
      fatigue: options.fatigue,
      exclusions: options.exclusions,
      defaultCountry: options.defaultCountry,
      places: await ports.places().catch(() => PLACES_WITHOUT_METADATA),
      now: ports.now(),
    });
  }

  return {
    run,
    knownContact: contactFacts.knownContact,
    forget() {
      for (const cache of Object.values(caches)) cache.clear();
      contactFacts.forget();
    },
  };
}

// Count an incomplete step as failed; what it found is kept.
async function mustFinish(step: Promise<boolean>): Promise<true> {
  if (await step) return true;
  throw new Error('contacts were not read to the end');
}

const isKnownClosed = (window: Check<boolean> | undefined): boolean => window?.known === true && !window.value;

function indexRooms(rooms: Gathered['rooms'], wanted: ReadonlySet<ContactUuid>): Map<ContactUuid, VisibleRoom> {
  const byContact = new Map<ContactUuid, VisibleRoom>();
  for (const room of rooms.known ? rooms.value : []) {
    if (room.contactUuid === null || !wanted.has(room.contactUuid)) continue;
    // Of two rooms, the waiting one decides, because a start to it is refused.
    if (byContact.get(room.contactUuid)?.isWaiting !== true) byContact.set(room.contactUuid, room);
  }
  return byContact;
}

function toPeople(
  contactUuids: readonly ContactUuid[],
  gathered: Gathered,
  rooms: ReadonlyMap<ContactUuid, VisibleRoom>,
): Map<ContactUuid, PersonChecks> {
  const newest = new Map<ContactUuid, HistoryLine>();
  for (const line of gathered.history.known ? gathered.history.value : []) {
    const seen = newest.get(line.contactUuid);
    if (seen === undefined || line.at > seen.at) newest.set(line.contactUuid, line);
  }
  return new Map(
    contactUuids.map((contactUuid) => {
      const room = rooms.get(contactUuid);
      const checks: PersonChecks = {
        contact: gathered.contacts.get(contactUuid) ?? UNKNOWN,
        chat: gathered.chats.get(contactUuid) ?? UNKNOWN,
        room: !gathered.rooms.known
          ? UNKNOWN
          : {
              known: true,
              value:
                room === undefined
                  ? null
                  : {
                      roomUuid: room.roomUuid,
                      isWaiting: room.isWaiting,
                      isMine: room.isMine,
                      isWindowOpen: gathered.windows.get(room.roomUuid) ?? UNKNOWN,
                      isHeld: gathered.held.get(room.roomUuid) ?? UNKNOWN,
                    },
            },
        sentByUs: gathered.sentByUs.known
          ? { known: true, value: gathered.sentByUs.value.get(contactUuid) ?? { lastAt: null, count: 0 } }
          : UNKNOWN,
        sentByAnyone: newest.get(contactUuid) ?? null,
        unanswered: gathered.unanswered.known
          ? { known: true, value: gathered.unanswered.value.get(contactUuid) ?? { count: 0, waitingFlow: null } }
          : UNKNOWN,
        isOnOwnList: gathered.onOwnList.known
          ? { known: true, value: gathered.onOwnList.value.has(contactUuid) }
          : UNKNOWN,
      };
      return [contactUuid, checks];
    }),
  );
}
