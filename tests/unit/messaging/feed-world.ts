import { noCounts } from '../../../lib/dispatch/counts.ts';
import { createFeed } from '../../../lib/messaging/feed.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import {
  NO_POLICY,
  NOTHING_LATER,
  FeedDown,
  type DispatchView,
  type FeedSingles,
} from '../../../lib/messaging/views.ts';
import { NO_ACCESS } from '../../../lib/background/services/access-service.ts';
import type { PersonRow } from '../../../lib/dispatch/records.ts';
import type { SenderContext, ViewPort } from '../../../lib/platform/runtime.ts';
import { EMPTY_DRAFT } from '../../../lib/draft/draft.ts';
import type { RoomWords } from '../../../lib/replies/words.ts';
import type { AwaitedRow } from '../../../lib/replies/records.ts';
import { dispatchIdOf, dispatchRow, personRow } from '../dispatch/rows.ts';
import { awaitedRow } from '../background/rows.ts';

export const MINE = 'session-mine';
export const OTHERS = 'session-others';

const frameSender = (tabId: number): SenderContext => ({
  kind: 'frame',
  tabId,
  frameId: 0,
  origin: 'https://chats.example',
  document: `document-${tabId}`,
  documentId: null,
});

export function singles(change: Partial<FeedSingles> = {}): FeedSingles {
  return {
    site: { status: 'ready' },
    session: null,
    access: NO_ACCESS,
    draft: EMPTY_DRAFT,
    storage: 'fine',
    generation: 0,
    settings: DEFAULT_SETTINGS,
    locale: 'en',
    shortcuts: [],
    counts: { waiting: 0, replied: 0, asOf: null },
    agentStatus: 'unknown',
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

export const dispatchView = (n: number, sessionId: string, change: Partial<DispatchView> = {}): DispatchView => ({
  row: dispatchRow({ dispatchId: dispatchIdOf(n), sessionId: sessionId as never }),
  counts: noCounts(),
  replied: 0,
  ahead: 0,
  ...change,
});

/** The view's end of a view port. Throws for a message from the background that does not fit the protocol. */
export function fakePort(sender: SenderContext = frameSender(1)) {
  const heard: FeedDown[] = [];
  let onMessage: (message: unknown) => void = () => undefined;
  let onGone: () => void = () => undefined;
  const port: ViewPort = {
    sender,
    post: (message) => void heard.push(FeedDown.parse(structuredClone(message))),
    onMessage: (listener) => (onMessage = listener),
    close: () => undefined,
    onGone: (listener) => (onGone = listener),
  };
  return { port, heard, say: (message: unknown) => onMessage(message), leave: () => onGone() };
}

/** A feed over state that the test changes. Changes are gathered until the test calls `pass`. */
export function feedWorld() {
  const timers: (() => void)[] = [];
  const world = {
    scopes: new Map<SenderContext['kind'] | number, readonly string[]>([['extension-page', [MINE, OTHERS]]]),
    singles: singles(),
    dispatches: [] as DispatchView[],
    awaited: [] as AwaitedRow[],
    people: new Map<string, PersonRow[]>(),
    words: [] as RoomWords[],
    gone: [] as string[],
    isStill: true,
    errors: [] as unknown[],
    failing: null as Error | null,
    failFor: null as number | null,
  };
  let becomeReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (becomeReady = resolve));
  const feed = createFeed({
    scopeOf: async (sender) => ({
      sessionIds: new Set(
        sender.kind === 'extension-page'
          ? world.scopes.get('extension-page')
          : (world.scopes.get(sender.tabId) ?? [MINE]),
      ),
    }),
    isStill: () => world.isStill,
    singlesOf: async (sender) => {
      if (
        world.failing !== null &&
        (world.failFor === null || (sender.kind === 'frame' && sender.tabId === world.failFor))
      )
        throw world.failing;
      return structuredClone(world.singles);
    },
    dispatchesOf: async (scope) => world.dispatches.filter((view) => scope.sessionIds.has(view.row.sessionId)),
    dispatchView: async (id) => world.dispatches.find((view) => view.row.dispatchId === id) ?? null,
    awaitedOf: async (scope) => world.awaited.filter((row) => scope.sessionIds.has(row.sessionId)),
    peopleOf: async (id) => world.people.get(id) ?? [],
    wordsOf: (rows) => world.words.filter((words) => rows.some((row) => row.roomUuid === words.roomUuid)),
    after: (_delayMs, run) => void timers.push(run),
    ready,
    onViewGone: (viewId) => void world.gone.push(viewId),
    onError: (error) => void world.errors.push(error),
  });
  const settle = async () => {
    for (let turn = 0; turn < 60; turn += 1) await Promise.resolve();
  };
  return {
    world,
    feed,
    becomeReady,
    settle,
    timers,
    /** Ends the gathering time, so that the feed sends what changed. */
    async pass() {
      for (const run of timers.splice(0)) run();
      await settle();
    },
    async view(tabId = 1, viewId = `view-${tabId}`) {
      const end = fakePort(frameSender(tabId));
      feed.connect(end.port);
      end.say({ type: 'hello', viewId, view: 'panel' });
      await settle();
      return end;
    },
  };
}

export { awaitedRow, dispatchIdOf, personRow };
