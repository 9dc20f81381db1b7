import { groupBy } from '../../util/group-by.ts';
import type { ContactUuid, RoomUuid, SessionId } from '../../ids.ts';
import type { DispatchLedger } from '../../dispatch/ledger-port.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Draft } from '../../draft/draft.ts';
import type { PhoneBook } from '../../numbers/phone.ts';
import type { FlowFacts, PreflightRoom } from '../../preflight/preflight-facts.ts';
import type { PreflightReport } from '../../preflight/preflight-report.ts';
import { CALL_MS } from '../../preflight/pace-estimate.ts';
import {
  agentKeyOf,
  flowsScopeOf,
  readFlowsScope,
  type FlowsScope,
  type SessionRecord,
} from '../../sessions/session.ts';
import {
  createPreflightRunner,
  type PreflightRunner,
  type SentByUs,
  type Unanswered,
  type VisibleRoom,
} from '../../preflight/preflight-runner.ts';
import type { ExclusionLists } from './exclusion-lists.ts';
import type { Work } from './running-work.ts';
import type { AccessService } from './access-service.ts';
import { CATALOG_FRESH_MS, type CatalogService } from './catalog-service.ts';
import { isFresh } from './freshness.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { AwaitedRow } from '../../replies/records.ts';
import type { PeopleService } from './people-service.ts';
import type { SectorHoursService } from './sector-hours-service.ts';
import type { WeniPool } from './weni-pool.ts';

export interface PreflightServicePorts {
  readonly weni: WeniPool;
  readonly access: AccessService;
  readonly catalog: CatalogService;
  readonly people: PeopleService;
  readonly exclusions: Pick<ExclusionLists, 'excludedOf' | 'revision'>;
  readonly sectorHours: SectorHoursService;
  readonly ledger: Pick<DispatchLedger, 'peopleByContacts'> & Pick<Ledger, 'listAwaitedOf'>;
  readonly settings: () => Settings;
  readonly burst: () => number;
  readonly usedThisHour: (sessionId: SessionId) => Promise<number>;
  readonly phones: () => Promise<PhoneBook>;
  readonly now: () => number;
}

/**
 * How many of the newest starts the contact left without an answer. A newer start ends the run of an older one, so only
 * the newest may still wait.
 */
function unansweredOf(rows: readonly AwaitedRow[]): Unanswered {
  const newest = rows.toSorted((a, b) => b.sentAt - a.sentAt);
  const answered = newest.findIndex((row) => row.repliedAt !== null);
  const [last] = newest;
  const isWaiting =
    last !== undefined && last.repliedAt === null && (last.status === 'sent' || last.status === 'waiting-room');
  return {
    count: answered === -1 ? newest.length : answered,
    waitingFlow: isWaiting ? last.flowName : null,
  };
}

async function readUnanswered(
  { ledger }: Pick<PreflightServicePorts, 'ledger'>,
  agentKey: string,
  contactUuids: readonly ContactUuid[],
): Promise<ReadonlyMap<ContactUuid, Unanswered>> {
  const rows = new Map<ContactUuid, AwaitedRow[]>();
  for (const row of await ledger.listAwaitedOf(agentKey, contactUuids))
    rows.set(row.contactUuid, [...(rows.get(row.contactUuid) ?? []), row]);
  return new Map([...rows].map(([contactUuid, own]) => [contactUuid, unansweredOf(own)]));
}

/** @throws {Error} when not all groups could be read: one of the others may be the excluded one */
async function readGroupNames(
  { people }: Pick<PreflightServicePorts, 'people'>,
  scope: FlowsScope,
): Promise<readonly string[]> {
  const { groups, badRows } = await people.groups(scope, false);
  if (badRows > 0) throw new Error('not all groups could be read');
  return groups.map(({ name }) => name);
}

/** The session, agent and secondary project for whom a pre-flight checks. */
type PreflightSession = Pick<
  SessionRecord,
  'sessionId' | 'flowsProject' | 'apiOrigin' | 'agentName' | 'agentEmail' | 'isPrincipal'
>;

const ROOMS_PAGE = 200;
const ROOM_PAGES = 10;
const HISTORY_PAGE = 200;
const HISTORY_PAGES = 10;
const ACCESS_FRESH_MS = 30_000;
const FLOW_FRESH_MS = 60_000;
/** How long a report counts. While it is on screen, chats open, windows close and toggles change. */
const REPORT_FRESH_MS = 10 * 60_000;

/**
 * Runs pre-flights for sessions. The runner (lib/preflight) does the checking; this service gives it server and
 * ledger.
 */
export function createPreflightService(ports: PreflightServicePorts) {
  const runners = new Map<FlowsScope, PreflightRunner>();
  /** The newest report of each session. A confirmation uses it, if it is still that of the draft (`lastFor`). */
  const last = new Map<FlowsScope, { readonly report: PreflightReport; readonly exclusions: string }>();
  /** Whom settings and lists in force exclude: a report made under others no longer counts. */
  const exclusionsNow = (): string => {
    const { excludedGroups, excludedFields } = ports.settings();
    return JSON.stringify([excludedGroups, excludedFields, ports.exclusions.revision()]);
  };
  /** Sessions whose agent asked for a fresh pre-flight: then toggle and flow are read again too. */
  const askedFresh = new Set<FlowsScope>();
  const rooms = new Map<FlowsScope, Map<ContactUuid, Omit<PreflightRoom, 'isWindowOpen' | 'isHeld' | 'isMine'>>>();
  /**
   * Whether the window of a room is open, by the newest answer. The runner may use it longer than a list of rooms.
   * Absent: not known.
   */
  const windows = new Map<FlowsScope, Map<RoomUuid, boolean>>();
  /** Whether an earlier flow start still holds a room, by the room's own answer. Absent: not known. */
  const held = new Map<FlowsScope, Map<RoomUuid, boolean>>();

  function runnerOf(session: PreflightSession): PreflightRunner {
    const scope = flowsScopeOf(session);
    const agentKey = agentKeyOf(session);
    const { agentEmail } = session;
    const { sessionId } = readFlowsScope(scope);
    const existing = runners.get(scope);
    if (existing !== undefined) return existing;
    const apiOf = async () => (await ports.weni.of(scope)).api;
    const runner = createPreflightRunner(
      {
        now: ports.now,
        listContactsPage: async (query) => {
          const page = await (await apiOf()).listContactsPage(query);
          ports.people.remember(scope, page.rows);
          return page;
        },
        async gate(flowUuid) {
          const check = scope === sessionId ? ports.access.check : ports.access.checkToggle;
          const access = await check(sessionId, askedFresh.has(scope) ? 0 : ACCESS_FRESH_MS);
          if (access.verdict !== 'on') return { open: false, reason: access.reason ?? 'unknown' };
          if (flowUuid === null) return { open: true };
          const { gate } = await ports.catalog.gate(scope, flowUuid, FLOW_FRESH_MS);
          return gate === null ? { open: true } : { open: false, reason: gate };
        },
        async flow(flowUuid): Promise<FlowFacts> {
          return await ports.catalog.preview(scope, flowUuid, askedFresh.has(scope) ? 0 : CATALOG_FRESH_MS);
        },
        async senderStatus(signal) {
          return (await (await apiOf()).getAgentStatus({ signal })).isOnline ? 'online' : 'offline';
        },
        async listRooms(signal) {
          const api = await apiOf();
          const readAll = async (status: 'flow_start' | 'ongoing' | 'waiting'): Promise<VisibleRoom[]> => {
            const ofStatus: VisibleRoom[] = [];
            for (let page = 0; page < ROOM_PAGES; page += 1) {
              const answer = await api.listRooms({ status, limit: ROOMS_PAGE, offset: page * ROOMS_PAGE, signal });
              for (const room of answer.rows)
                ofStatus.push({
                  roomUuid: room.uuid,
                  contactUuid: room.contactUuid,
                  isWaiting: room.isWaiting,
                  isMine: room.user?.email === agentEmail,
                });
              if (!answer.hasMore) break;
            }
            return ofStatus;
          };
          // Read the three lists at the same time: the agent waits for them.
          const found = (await Promise.all([readAll('flow_start'), readAll('ongoing'), readAll('waiting')])).flat();
          rooms.set(
            scope,
            new Map(
              found.flatMap(({ contactUuid, roomUuid, isWaiting }) =>
                contactUuid === null ? [] : [[contactUuid, { roomUuid, isWaiting }] as const],
              ),
            ),
          );
          return found;
        },
        async canSendMessage(roomUuid, signal) {
          const known = windows.get(scope) ?? new Map<RoomUuid, boolean>();
          windows.set(scope, known);
          known.delete(roomUuid);
          const isOpen = await (await apiOf()).canSendMessage(roomUuid, { signal });
          known.set(roomUuid, isOpen);
          return isOpen;
        },
        async isHeldByFlow(roomUuid, signal) {
          const known = held.get(scope) ?? new Map<RoomUuid, boolean>();
          held.set(scope, known);
          known.delete(roomUuid);
          // Ask the room itself: lists give a stored column, which a reply resets, while the room also counts a start
          // that no ticket has consumed yet.
          const { isWaiting } = await (await apiOf()).getRoom(roomUuid, { signal });
          known.set(roomUuid, isWaiting);
          return isWaiting;
        },
        async flowWarning(contactUuid, signal) {
          const warning = await (await apiOf()).flowWarning(contactUuid, { signal });
          if (warning.status === 'open-chat')
            return { status: 'open', queueName: warning.queueName, agentName: warning.agentFirstName };
          return { status: warning.status === 'two-rooms' ? 'two' : 'none' };
        },
        async sentByUs(contactUuids, since) {
          const sent = new Map<ContactUuid, SentByUs>();
          // Include the twins: a start to the other contact of the same human reached the same phone.
          const contactsOf = (contactUuid: ContactUuid) => [contactUuid, ...ports.people.twinsOf(scope, contactUuid)];
          // One transaction for all: one for each of 300 people would take most of the pre-flight.
          const rows = await ports.ledger.peopleByContacts(agentKey, contactUuids.flatMap(contactsOf));
          const stored = groupBy(rows, (row) => row.contactUuid);
          for (const contactUuid of contactUuids) {
            for (const row of contactsOf(contactUuid).flatMap((contact) => stored.get(contact) ?? [])) {
              const at = row.acceptedAt ?? row.sentAt;
              if (
                row.status !== 'accepted' &&
                row.status !== 'unknown' &&
                row.status !== 'checking' &&
                row.status !== 'sending'
              )
                continue;
              if (at === null || at < since) continue;
              const before = sent.get(contactUuid) ?? { lastAt: 0, count: 0 };
              sent.set(contactUuid, { lastAt: Math.max(at, before.lastAt), count: before.count + 1 });
            }
          }
          return sent;
        },
        async history(since, signal) {
          const api = await apiOf();
          const starts: { contactUuid: ContactUuid; at: number; by: string }[] = [];
          for (let page = 0; page < HISTORY_PAGES; page += 1) {
            const answer = await api.listFlowStartsPage({
              after: since,
              limit: HISTORY_PAGE,
              offset: page * HISTORY_PAGE,
              signal,
            });
            for (const row of answer.rows) {
              if (row.contactUuid !== null && row.createdAt >= since)
                starts.push({ contactUuid: row.contactUuid, at: row.createdAt, by: row.userName });
            }
            if (!answer.hasMore) break;
          }
          return starts;
        },
        unanswered: (contactUuids) => readUnanswered(ports, agentKey, contactUuids),
        groupNames: () => readGroupNames(ports, scope),
        sectors: (places) => ports.sectorHours.of(sessionId, places),
        async onOwnList(contactUuids) {
          const excluded = await ports.exclusions.excludedOf(scope, contactUuids);
          if (excluded === null) throw new Error('the exclusion list cannot be read');
          return excluded;
        },
        usedThisHour: () => ports.usedThisHour(sessionId),
        places: ports.phones,
      },
      (contactUuid) => ports.people.known(scope, contactUuid),
    );
    runners.set(scope, runner);
    return runner;
  }

  async function check(
    session: PreflightSession,
    draft: Draft,
    cache: 'use' | 'fresh',
    work: Work | null,
  ): Promise<PreflightReport> {
    const settings = ports.settings();
    const scope = flowsScopeOf(session);
    if (cache === 'fresh') askedFresh.add(scope);
    else askedFresh.delete(scope);
    return await runnerOf(session).run({
      draft,
      agent: { name: session.agentName, email: session.agentEmail },
      pace: { perHour: settings.startsPerHour, burst: ports.burst(), inFlight: settings.inFlight, callMs: CALL_MS },
      cap: settings.capPerDispatch,
      fatigue: {
        most: settings.warnFromMessages,
        days: settings.warnWithinDays,
        unanswered: settings.warnUnanswered,
      },
      exclusions: { groups: settings.excludedGroups, fields: settings.excludedFields },
      defaultCountry: settings.defaultCountry,
      cache,
      ...(work === null
        ? {}
        : { signal: work.signal, onProgress: (checks) => work.progress(checks.done, checks.total) }),
    });
  }

  return {
    /**
     * Runs the pre-flight of the stored draft and keeps the report. If `work` is stopped, the report holds what was
     * found so far.
     */
    async run(
      session: PreflightSession,
      draft: Draft,
      cache: 'use' | 'fresh',
      work: Work | null = null,
    ): Promise<PreflightReport> {
      const exclusions = exclusionsNow();
      const report = await check(session, draft, cache, work);
      last.set(flowsScopeOf(session), { report, exclusions });
      return report;
    },

    /** Runs a pre-flight for another draft (*Send to myself*, *Send again*). The kept report stays as it is. */
    check: (session: PreflightSession, draft: Draft): Promise<PreflightReport> => check(session, draft, 'use', null),

    /**
     * The kept report if it is of this draft's revision and flow, made under the exclusions in force, and not older than
     * REPORT_FRESH_MS; else null.
     */
    lastFor(scope: FlowsScope, draft: Draft): PreflightReport | null {
      const kept = last.get(scope);
      if (kept === undefined || kept.exclusions !== exclusionsNow()) return null;
      const { report } = kept;
      if (report.draftRevision !== draft.revision || report.flowUuid !== draft.flowUuid) return null;
      return isFresh(report.evaluatedAt, ports.now(), REPORT_FRESH_MS) ? report : null;
    },

    /**
     * The only room that a start to this contact may name: the contact's open room, if its 24-hour window is known to be
     * closed. Null if there is no such room, and also if an earlier start still holds it: the server refuses a start
     * that names such a room, and accepts one that names none.
     */
    closedWindowRoom(scope: FlowsScope, contactUuid: ContactUuid): PreflightRoom['roomUuid'] | null {
      const room = rooms.get(scope)?.get(contactUuid);
      return room !== undefined &&
        !room.isWaiting &&
        held.get(scope)?.get(room.roomUuid) !== true &&
        windows.get(scope)?.get(room.roomUuid) === false
        ? room.roomUuid
        : null;
    },

    knownContact: (scope: FlowsScope, contactUuid: ContactUuid) =>
      runners.get(scope)?.knownContact(contactUuid) ?? ports.people.known(scope, contactUuid)?.contact ?? null,
  };
}

export type PreflightService = ReturnType<typeof createPreflightService>;
