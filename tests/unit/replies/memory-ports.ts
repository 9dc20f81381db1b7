import { ContactUuid, ProjectUuid, RoomUuid, SessionId } from '../../../lib/ids.ts';
import type { ReplyPorts, ReplySession, ReplyWatcher, ReplyWeni } from '../../../lib/replies/ports.ts';
import type { AwaitedRow, WatchRow } from '../../../lib/replies/records.ts';

const PROJECT = ProjectUuid.parse('11111111-1111-4111-8111-111111111111');
export const SESSION_ID = SessionId.parse('https://api.test|agent1@example.com|11111111-1111-4111-8111-111111111111');
export const AGENT_KEY = 'https://api.test|agent1@example.com';
export const ANA = ContactUuid.parse('a0000000-0000-4000-8000-000000000001');
export const BRUNO = ContactUuid.parse('a0000000-0000-4000-8000-000000000002');

export const SESSION: ReplySession = {
  sessionId: SESSION_ID,
  agentKey: AGENT_KEY,
  agentEmail: 'agent1@example.com',
  projectUuid: PROJECT,
  isAdmin: false,
  agentName: 'Bob Agent',
  isNameUnique: null,
};

/** A uuid made from a number, so that every run uses the same ids. */
export function uuidOf(kind: string, n: number): string {
  return `${kind.padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`;
}

export const roomUuid = (n: number) => RoomUuid.parse(uuidOf('e', n));

export function awaited(over: Partial<AwaitedRow> = {}): AwaitedRow {
  return {
    id: 'd:0',
    sessionId: SESSION_ID,
    agentKey: AGENT_KEY,
    projectUuid: PROJECT,
    contactUuid: ANA,
    contactName: 'Ana',
    flowUuid: null,
    flowName: 'Reengage after 24h',
    dispatchId: null,
    origin: 'disparo',
    sentAt: 1_000_000,
    status: 'sent',
    place: { kind: 'none' },
    roomUuid: null,
    ticketUuid: null,
    repliedAt: null,
    replyMessageUuid: null,
    openedAt: null,
    remindAt: null,
    updatedAt: 0,
    ...over,
  };
}

interface TestClock {
  now: number;
  /** Timers in the order they are due. */
  readonly timers: { at: number; run: () => void }[];
}

export interface MemoryPorts {
  readonly ports: ReplyPorts;
  readonly rows: Map<string, AwaitedRow>;
  readonly watches: Map<string, WatchRow>;
  readonly clock: TestClock;
  readonly troubles: unknown[];
  readonly onScreen: Set<string>;
  sessions: ReplySession[];
  erasedAt: number | null;
  ownStarts: { flowName: string; sentAt: number }[];
}

const unavailable = (): Promise<never> => Promise.reject(new Error('offline'));

/** A server port on which every call fails, except the calls that the test passes. */
export function weniWith(calls: Partial<ReplyWeni> = {}): ReplyWeni {
  return {
    listRooms: unavailable,
    getRoom: unavailable,
    listMessages: unavailable,
    listHistoryRooms: unavailable,
    listFlowStarts: unavailable,
    lastSeen: unavailable,
    ...calls,
  };
}

/** The ports of the watcher over plain maps, with a clock that the test moves. */
export function memoryPorts(weni: ReplyWeni, options: { now?: number; random?: () => number } = {}): MemoryPorts {
  const rows = new Map<string, AwaitedRow>();
  const watches = new Map<string, WatchRow>();
  const clock: TestClock = { now: options.now ?? 1_000_000, timers: [] };
  const memory: MemoryPorts = {
    rows,
    watches,
    clock,
    troubles: [],
    onScreen: new Set(),
    sessions: [SESSION],
    erasedAt: null,
    ownStarts: [],
    ports: {
      ledger: {
        listAwaited: (agentKey) => Promise.resolve([...rows.values()].filter((row) => row.agentKey === agentKey)),
        listAwaitedOf: (agentKey, contactUuids) =>
          Promise.resolve(
            [...rows.values()].filter((row) => row.agentKey === agentKey && contactUuids.includes(row.contactUuid)),
          ),
        putAwaited(changed) {
          for (const row of changed) rows.set(row.id, row);
          return Promise.resolve();
        },
        erasedAt: () => Promise.resolve(memory.erasedAt),
        getWatch: (sessionId) => Promise.resolve(watches.get(sessionId) ?? null),
        putWatch(row) {
          watches.set(row.sessionId, row);
          return Promise.resolve();
        },
        listOwnStarts: () => Promise.resolve(memory.ownStarts),
      },
      weni,
      sessions: {
        get: (sessionId) => memory.sessions.find((session) => session.sessionId === sessionId) ?? null,
        list: () => memory.sessions,
      },
      clock: {
        now: () => clock.now,
        after(delayMs, run) {
          const timer = { at: clock.now + delayMs, run };
          clock.timers.push(timer);
          return () => clock.timers.splice(clock.timers.indexOf(timer), 1);
        },
      },
      random: options.random ?? (() => 0.5),
      isOnScreen: (_, room) => memory.onScreen.has(room),
      expiryDays: () => 7,
      report: ({ error }) => memory.troubles.push(error),
    },
  };
  return memory;
}

/** Moves the clock until the check of a reply reported by the page is due, and runs it. */
export async function look(memory: MemoryPorts, watcher: ReplyWatcher): Promise<void> {
  memory.clock.now += 300;
  await watcher.tick();
}
