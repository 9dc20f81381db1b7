import { createDispatcher } from '../../../lib/dispatch/dispatcher.ts';
import type { Dispatcher } from '../../../lib/dispatch/dispatcher-api.ts';
import type { StartAnswer } from '../../../lib/dispatch/outcome.ts';
import {
  type AskFailure,
  DEFAULT_DISPATCH_SETTINGS,
  type DispatchChange,
  type DispatchSettings,
  type HistoryRow,
  type DispatchSession,
  type StartRequest,
  type WeniPort,
} from '../../../lib/dispatch/ports.ts';
import type { PersonRow } from '../../../lib/dispatch/records.ts';
import type { ConfirmInput } from '../../../lib/dispatch/dispatcher-api.ts';
import type { Ledger } from '../../../lib/ledger/ledger.ts';
import { type MemoryDisk, createMemoryDisk } from '../../ledger/memory-engine.ts';
import { createMemoryLedger } from '../../ledger/memory-ledger.ts';
import { AGENT, FLOW, PROJECT, SESSION, T0, contact, dispatchIdOf } from './rows.ts';

/** A dispatcher over a disk in memory. The test moves its clock and decides when the server answers a start. */
export interface Bench {
  readonly disk: MemoryDisk;
  readonly ledger: Ledger;
  dispatcher: Dispatcher;
  readonly changes: DispatchChange[];
  readonly requests: StartRequest[];
  readonly history: HistoryRow[];
  /** The histories of secondary projects, by the project's name. `history` is that of the session's own project. */
  readonly histories: Map<string, HistoryRow[]>;
  readonly calls: string[];
  /** Each start and question with the name of its secondary project; `-` without one. */
  readonly scopes: string[];
  /** Answers the oldest start that is still without an answer. */
  answer(answer: StartAnswer): Promise<void>;
  /** Answers as many of the oldest unanswered starts as there are answers, all in the same turn. */
  answerTogether(answers: readonly StartAnswer[]): Promise<void>;
  accept(): Promise<void>;
  /** Moves the clock, firing the timers on the way. */
  pass(ms: number): Promise<void>;
  /** The background dies and a new one starts. */
  restart(): Promise<void>;
  settle(): Promise<void>;
  people(): PersonRow[];
  statuses(): string[];
  session: DispatchSession | null;
  isOnline: boolean;
  settings: DispatchSettings;
  /** Who is excluded now, and what the server answers when contacts must be read for that. */
  readonly excluded: Set<string>;
  readonly unread: Set<string>;
  readContacts: () => Promise<{ kind: 'ok' } | AskFailure>;
  /** Replaces the server's answers to every request that is not a start. */
  weni: Partial<WeniPort>;
  /** The session that the dispatcher gets when it asks the page to read its token again. */
  rereadGives: DispatchSession | null;
  /** The page answers the request for its token once this promise resolves. */
  reread: Promise<void>;
  isKeptAlive: boolean;
  hasAlarm: boolean;
  now: number;
  /** A write that is already on the disk is reported to its caller only after this promise resolves. */
  committed: Promise<void>;
}

export function liveSession(change: Partial<DispatchSession> = {}): DispatchSession {
  return {
    sessionId: SESSION,
    agentKey: AGENT,
    projectUuid: PROJECT,
    tokenVersion: 't1',
    agentName: 'Ana',
    isAdmin: false,
    isNameUnique: null,
    ...change,
  };
}

export function confirmInput(people: number, change: Partial<ConfirmInput> = {}): ConfirmInput {
  return {
    sessionId: SESSION,
    viewId: 'panel',
    flowUuid: FLOW,
    flowName: 'Retomar atendimento',
    mode: 'singles',
    people: Array.from({ length: people }, (_, n) => ({
      contactUuid: contact(n),
      name: `Pessoa ${n}`,
      roomUuid: null,
      params: { nome: `v${n}` },
    })),
    draftRevision: null,
    peopleCheckedAt: T0,
    isTest: false,
    ...change,
  };
}

export async function createBench(change: Partial<DispatchSettings> = {}): Promise<Bench> {
  const disk = createMemoryDisk();
  let timers: { at: number; fn: () => void }[] = [];
  let open: ((answer: StartAnswer) => void)[] = [];
  let ids = 0;
  let life = 0;
  let starts = 0;

  function begin(): Dispatcher {
    life += 1;
    const mine = life;
    const isMine = (): boolean => mine === life;
    const never = new Promise<never>(() => undefined);
    const historyOf = ({ flowsProject }: DispatchSession): readonly HistoryRow[] =>
      flowsProject === undefined ? bench.history : (bench.histories.get(flowsProject.name) ?? []);
    const guard = async <T>(name: string, session: DispatchSession, make: () => Promise<T>): Promise<T> => {
      bench.calls.push(name);
      bench.scopes.push(`${name} ${session.flowsProject?.name ?? '-'}`);
      const result = await make();
      return isMine() ? result : never;
    };
    const dispatcher = createDispatcher({
      ledger: createMemoryLedger(disk, {
        step: (moment) => (!isMine() ? never : moment === 'after' ? bench.committed : Promise.resolve()),
      }),
      clock: {
        now: () => bench.now,
        after: (delayMs, fn) => {
          const timer = { at: bench.now + delayMs, fn };
          timers.push(timer);
          return () => {
            timers = timers.filter((each) => each !== timer);
          };
        },
      },
      newDispatchId: () => dispatchIdOf((ids += 1)),
      weni: (session) => ({
        startFlow: (request) => {
          bench.requests.push(request);
          bench.calls.push(`startFlow ${session.tokenVersion}`);
          bench.scopes.push(`startFlow ${session.flowsProject?.name ?? '-'}`);
          return new Promise((resolve) => open.push((answer) => isMine() && resolve(answer)));
        },
        listFlowStarts: (query) =>
          guard(
            'listFlowStarts',
            session,
            () =>
              bench.weni.listFlowStarts?.(query) ??
              Promise.resolve({ kind: 'ok', rows: historyOf(session), complete: true, serverAt: null }),
          ),
        checkAccess: (query) =>
          guard(
            'checkAccess',
            session,
            () => bench.weni.checkAccess?.(query) ?? Promise.resolve({ kind: 'ok', gate: null }),
          ),
        checkFlow: (query) =>
          guard(
            'checkFlow',
            session,
            () =>
              bench.weni.checkFlow?.(query) ??
              Promise.resolve({ kind: 'ok', gate: null, flowName: 'Retomar atendimento' }),
          ),
        changedContacts: (query) =>
          guard(
            'changedContacts',
            session,
            () => bench.weni.changedContacts?.(query) ?? Promise.resolve({ kind: 'ok', contacts: [] }),
          ),
      }),
      sessions: {
        current: async (sessionId) => (bench.session?.sessionId === sessionId ? bench.session : null),
        rereadToken: async () => {
          bench.calls.push('rereadToken');
          await bench.reread;
          if (bench.rereadGives !== null) bench.session = bench.rereadGives;
          return bench.rereadGives;
        },
      },
      exclusions: {
        judge: async (_session, contactUuids) => ({
          excluded: new Set(contactUuids.filter((uuid) => bench.excluded.has(uuid))),
          unread: contactUuids.filter((uuid) => bench.unread.has(uuid)),
        }),
        read: async (_session, contactUuids) => {
          bench.calls.push(`readContacts ${contactUuids.length}`);
          const answer = await bench.readContacts();
          if (answer.kind === 'ok') for (const uuid of contactUuids) bench.unread.delete(uuid);
          return answer;
        },
      },
      keepAlive: {
        hold: () => {
          bench.isKeptAlive = true;
        },
        release: () => {
          bench.isKeptAlive = false;
        },
      },
      alarms: {
        ensure: (isNeeded) => {
          bench.hasAlarm = isNeeded;
        },
      },
      isOnline: () => bench.isOnline,
      settings: () => bench.settings,
    });
    dispatcher.onChange((each) => bench.changes.push(each));
    return dispatcher;
  }

  const settle = async (): Promise<void> => {
    for (let i = 0; i < 12; i += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  };

  const bench: Bench = {
    disk,
    ledger: createMemoryLedger(disk),
    dispatcher: undefined as never,
    changes: [],
    requests: [],
    history: [],
    calls: [],
    scopes: [],
    histories: new Map(),
    answer: (answer) => bench.answerTogether([answer]),
    answerTogether: async (answers) => {
      const next = open.splice(0, answers.length);
      if (next.length < answers.length) throw new Error('no start is open');
      for (const [index, resolve] of next.entries()) {
        const answer = answers[index];
        if (answer !== undefined) resolve(answer);
      }
      await settle();
    },
    accept: () =>
      bench.answer({ kind: 'accepted', startUuid: `start-${(starts += 1)}`, createdAt: bench.now, contactUuids: null }),
    pass: async (ms) => {
      const until = bench.now + ms;
      await settle();
      for (;;) {
        timers.sort((a, b) => a.at - b.at);
        const next = timers[0];
        if (next === undefined || next.at > until) break;
        timers.shift();
        bench.now = Math.max(bench.now, next.at);
        next.fn();
        await settle();
      }
      bench.now = until;
    },
    restart: async () => {
      timers = [];
      open = [];
      bench.dispatcher = begin();
      await bench.dispatcher.ensure();
      await settle();
    },
    settle,
    people: () => disk.rows('people').map(({ value }) => value as PersonRow),
    statuses: () => bench.people().map((row) => row.status),
    session: liveSession(),
    isOnline: true,
    settings: { ...DEFAULT_DISPATCH_SETTINGS, undoMs: 0, ...change },
    excluded: new Set(),
    unread: new Set(),
    readContacts: async () => ({ kind: 'ok' }),
    weni: {},
    rereadGives: null,
    reread: Promise.resolve(),
    isKeptAlive: false,
    hasAlarm: false,
    now: T0,
    committed: Promise.resolve(),
  };
  await bench.restart();
  return bench;
}
