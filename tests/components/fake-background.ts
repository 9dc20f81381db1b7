import { CallFailed, type BackgroundClient } from '../../lib/messaging/background-client.ts';
import type { InputOf, MessageName, OutputOf } from '../../lib/messaging/protocol.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import type { FeedUp } from '../../lib/messaging/feed-up.ts';
import {
  NO_POLICY,
  NOTHING_LATER,
  type DispatchView,
  type FeedDown,
  type FeedSingles,
} from '../../lib/messaging/views.ts';
import type { PersonRow } from '../../lib/dispatch/records.ts';
import { EMPTY_DRAFT } from '../../lib/draft/draft.ts';
import type { RoomWords } from '../../lib/replies/words.ts';
import type { AwaitedRow } from '../../lib/replies/records.ts';
import { ALL_CONTACTS, FLOWS, GROUPS, PREVIEW, SESSION, draftOf, toReport } from './fake-data.ts';

export type Answers = { [Name in MessageName]?: (input: InputOf<Name>) => OutputOf<Name> | Promise<OutputOf<Name>> };

export interface FakeOptions {
  readonly messages: Record<string, string>;
  readonly singles?: Partial<FeedSingles>;
  readonly dispatches?: readonly DispatchView[];
  readonly awaited?: readonly AwaitedRow[];
  readonly people?: readonly PersonRow[];
  readonly words?: readonly RoomWords[];
  readonly answers?: Answers;
  /** Sends no snapshot by itself: the test pushes its own messages. */
  readonly silent?: boolean;
}

export interface FakeClient extends BackgroundClient {
  readonly calls: { name: MessageName; input: unknown }[];
  readonly sent: FeedUp[];
  readonly push: (message: FeedDown) => void;
  readonly state: (state: 'connected' | 'lost') => void;
}

const PAGE = 100;

export function fakeSingles(change: Partial<FeedSingles> = {}): FeedSingles {
  return {
    site: { status: 'ready' },
    session: SESSION,
    access: { verdict: 'on', reason: null, sectors: null, checkedAt: 1 },
    draft: EMPTY_DRAFT,
    storage: 'fine',
    generation: 0,
    settings: { ...DEFAULT_SETTINGS, firstRunDone: true },
    locale: 'en',
    shortcuts: [
      { name: 'toggle-panel', key: 'Alt+Shift+D' },
      { name: 'next-reply', key: 'Alt+Shift+Y' },
      { name: 'quick-send', key: '' },
      { name: 'open-palette', key: 'Alt+Shift+K' },
    ],
    counts: { waiting: 0, replied: 0, asOf: null },
    agentStatus: 'online',
    roomShown: null,
    request: null,
    sound: null,
    update: null,
    works: [],
    later: NOTHING_LATER,
    policy: NO_POLICY,
    ...change,
  };
}

/** Answers every message from plain data, by resolved promises alone; `answers` replaces single answers. */
export function createFakeClient(options: FakeOptions): FakeClient {
  const calls: FakeClient['calls'] = [];
  const sent: FeedUp[] = [];
  let handlers: Parameters<BackgroundClient['feed']>[0] | null = null;
  let draft = options.singles?.draft ?? EMPTY_DRAFT;
  const singles = fakeSingles(options.singles);
  const people = options.people ?? [];

  const snapshot = (): FeedDown => ({
    type: 'snapshot',
    revision: 1,
    singles: { ...singles, draft },
    tables: {
      dispatches: [...(options.dispatches ?? [])],
      awaited: [...(options.awaited ?? [])],
      people: [...people],
      words: [...(options.words ?? [])],
    },
  });

  const standard: Answers = {
    'i18n:messages': () => ({ locale: singles.locale, messages: options.messages }),
    'catalog:list-flows': () => ({ flows: FLOWS, nearMisses: [], complete: true, badRows: 0, fetchedAt: 1 }),
    'catalog:preview-flow': ({ flowUuid }) => ({ ...PREVIEW, flowUuid }),
    'people:search': ({ text, cursor }) => {
      const found = ALL_CONTACTS.filter((row) =>
        `${row.name ?? ''} ${row.digits}`.toLowerCase().includes(text.toLowerCase()),
      );
      const from = Number(cursor ?? 0);
      return {
        rows: found.slice(from, from + PAGE),
        next: from + PAGE < found.length ? String(from + PAGE) : null,
        badRows: 0,
      };
    },
    'people:list-groups': () => ({ groups: GROUPS, badRows: 0 }),
    'people:expand-group': ({ cursor }) => {
      const from = Number(cursor ?? 0);
      return {
        rows: ALL_CONTACTS.slice(from, from + PAGE),
        next: from + PAGE < 240 ? String(from + PAGE) : null,
        badRows: 0,
      };
    },
    'people:recents': () => ({ rows: ALL_CONTACTS.slice(0, 5) }),
    'audience:list': () => ({ audiences: [{ name: 'Clientes VIP', count: 42, savedAt: 1_780_000_000_000 }] }),
    'draft:save': ({ draft: next }) => {
      draft = { ...next, revision: next.revision + 1 };
      return { revision: draft.revision };
    },
    'preflight:run': () => toReport(draft),
    'preflight:retry': ({ people: numbers }) => toReport(draftOf(numbers.length)),
    'setup:check': () => ({
      site: { status: 'ready' },
      access: { verdict: 'on', reason: null, sectors: null, checkedAt: 1 },
      flows: { count: 3, nearMisses: [] },
      hasTemplateFlow: true,
      observerRuns: true,
      isPinned: true,
      shortcuts: [],
      clockSkewMs: null,
      isHostAllowed: true,
      settingsLink: null,
      flowsLink: null,
    }),
    'exclusion:list': () => ({ lists: [] }),
    'exclusion:missing-names': () => ({ missing: { groups: [], fields: [] } }),
    'chat:contact': () => ({ contact: ALL_CONTACTS[7] ?? null }),
  };

  return {
    calls,
    sent,
    push: (message) => handlers?.onMessage(message),
    state: (state) => handlers?.onState(state),
    async call<Name extends MessageName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
      calls.push({ name, input });
      const answer = options.answers?.[name] ?? standard[name];
      if (answer === undefined) throw new CallFailed({ kind: 'internal', detail: `no fake answer for ${name}` });
      return answer(input);
    },
    feed(given) {
      handlers = given;
      return {
        send(message) {
          sent.push(message);
          if (options.silent !== true && message.type !== 'hello' && people.length > 0) {
            queueMicrotask(() =>
              given.onMessage({ type: 'delta', revision: 2, singles: {}, upsert: { people: [...people] }, remove: {} }),
            );
          }
          if (options.silent !== true && message.type === 'hello') queueMicrotask(() => given.onMessage(snapshot()));
        },
      };
    },
  };
}
