import { FeedUp } from './feed-up.ts';
import type { DispatchView, FeedDown, FeedSingles } from './views.ts';
import type { AwaitedRow } from '../replies/records.ts';
import type { RoomWords } from '../replies/words.ts';
import type { PersonRow } from '../dispatch/records.ts';
import type { SenderContext, ViewPort } from '../platform/runtime.ts';

/** The sessions whose rows a view may see: for a frame its own session, for an extension page every live session. */
export interface Scope {
  readonly sessionIds: ReadonlySet<string>;
}

/** A change that views may have to show. It carries the changed rows, so that they need not be read again. */
export interface FeedChange {
  readonly singles?: boolean;
  readonly dispatches?: readonly string[];
  readonly dispatchesGone?: readonly string[];
  readonly awaited?: readonly AwaitedRow[];
  readonly awaitedGone?: readonly string[];
  readonly people?: readonly PersonRow[];
  readonly words?: readonly RoomWords[];
}

export interface FeedPorts {
  readonly scopeOf: (sender: SenderContext) => Promise<Scope>;
  /** Whether the scope is still that of the sender. Called right before data is sent; must be synchronous. */
  readonly isStill: (sender: SenderContext, scope: Scope) => boolean;
  readonly singlesOf: (sender: SenderContext) => Promise<FeedSingles>;
  readonly dispatchesOf: (scope: Scope) => Promise<readonly DispatchView[]>;
  readonly dispatchView: (dispatchId: string) => Promise<DispatchView | null>;
  readonly awaitedOf: (scope: Scope) => Promise<readonly AwaitedRow[]>;
  readonly peopleOf: (dispatchId: string) => Promise<readonly PersonRow[]>;
  /** The words that are known of the rooms of these rows. Synchronous: they are in memory. */
  readonly wordsOf: (rows: readonly AwaitedRow[]) => readonly RoomWords[];
  readonly after: (delayMs: number, run: () => void) => void;
  /** Resolves when the background is ready; the feed reads nothing before. */
  readonly ready: Promise<void>;
  readonly onViewGone: (viewId: string, sender: SenderContext) => void;
  readonly onError: (error: unknown) => void;
}

/** Changes are collected for this time, then sent as one delta. */
const COALESCE_MS = 60;
/** How many people one message carries, so that no message comes near a megabyte. */
const SLICE = 1_000;

interface View {
  readonly port: ViewPort;
  viewId: string | null;
  revision: number;
  watched: string | null;
  /** The singles sent last, as JSON by key: a single is sent again only if its JSON differs. */
  sent: Map<string, string>;
  scope: Scope;
  /** Keys of the dispatches and awaited rows that were sent. A removal is sent only for these. */
  rows: Set<string>;
  /** A change could not be sent, so the view's state has a gap: the next message must be a snapshot. */
  isBehind: boolean;
}

const isSameScope = (a: Scope, b: Scope): boolean =>
  a.sessionIds.size === b.sessionIds.size && [...a.sessionIds].every((id) => b.sessionIds.has(id));

const dispatchKey = ({ row }: DispatchView): string => `dispatch ${row.dispatchId}`;
const awaitedKey = ({ id }: AwaitedRow): string => `awaited ${id}`;

interface Batch {
  singles: boolean;
  readonly dispatches: Set<string>;
  readonly dispatchesGone: Set<string>;
  readonly awaited: Map<string, AwaitedRow>;
  readonly gone: Set<string>;
  readonly people: Map<string, PersonRow>;
  readonly words: Map<string, RoomWords>;
}

const emptyBatch = (): Batch => ({
  singles: false,
  dispatches: new Set(),
  dispatchesGone: new Set(),
  awaited: new Map(),
  gone: new Set(),
  people: new Map(),
  words: new Map(),
});

/** Words of replies are shown in the panel alone, so no other view gets them. */
const showsWords = ({ port }: View): boolean => port.sender.kind === 'frame';

/**
 * Sends every connected view its state: first a snapshot with a revision, then deltas. A view that finds a gap in the
 * revisions asks for a new snapshot. A view gets only rows of its own sessions (.github/SECURITY.md#threat-model).
 */
export function createFeed(ports: FeedPorts) {
  const views = new Set<View>();
  let pending: Batch | null = null;
  let turn: Promise<void> = ports.ready;

  const inTurn = (work: () => Promise<void>) => {
    turn = turn.then(work).catch(ports.onError);
  };

  const post = (view: View, message: FeedDown) => view.port.post(message);

  async function snapshot(view: View): Promise<void> {
    view.isBehind = true;
    view.scope = await ports.scopeOf(view.port.sender);
    const [singles, dispatches, awaited] = await Promise.all([
      ports.singlesOf(view.port.sender),
      ports.dispatchesOf(view.scope),
      ports.awaitedOf(view.scope),
    ]);
    // The sender shows another session now. The event that changed it also causes the next snapshot.
    if (!ports.isStill(view.port.sender, view.scope)) return;
    view.rows = new Set([...dispatches.map(dispatchKey), ...awaited.map(awaitedKey)]);
    view.sent = new Map(Object.entries(singles).map(([key, value]) => [key, JSON.stringify(value)]));
    view.revision += 1;
    post(view, {
      type: 'snapshot',
      revision: view.revision,
      singles,
      tables: {
        dispatches: [...dispatches],
        awaited: [...awaited],
        people: [],
        words: showsWords(view) ? [...ports.wordsOf(awaited)] : [],
      },
    });
    view.isBehind = false;
    await sendPeople(view);
  }

  function delta(view: View, part: Pick<Extract<FeedDown, { type: 'delta' }>, 'singles' | 'upsert' | 'remove'>): void {
    view.revision += 1;
    post(view, { type: 'delta', revision: view.revision, ...part });
  }

  /**
   * The dispatch that a view watches, if it is of the view's sessions: knowing an id must not show other agents'
   * people.
   *
   * @param read dispatches that were just read, so that none of them is read again
   */
  async function watchedBy(view: View, read: readonly DispatchView[] = []): Promise<string | null> {
    const { watched } = view;
    const dispatch =
      watched === null
        ? null
        : (read.find(({ row }) => row.dispatchId === watched) ?? (await ports.dispatchView(watched)));
    return dispatch !== null && view.scope.sessionIds.has(dispatch.row.sessionId) ? view.watched : null;
  }

  async function sendPeople(view: View): Promise<void> {
    const watched = await watchedBy(view);
    if (watched === null) return;
    const people = await ports.peopleOf(watched);
    if (!ports.isStill(view.port.sender, view.scope)) return;
    for (let start = 0; start < people.length; start += SLICE) {
      delta(view, { singles: {}, upsert: { people: people.slice(start, start + SLICE) }, remove: {} });
    }
  }

  async function changedSingles(view: View): Promise<Partial<FeedSingles>> {
    const singles = await ports.singlesOf(view.port.sender);
    const changed: Partial<FeedSingles> = {};
    for (const key of Object.keys(singles) as (keyof FeedSingles)[]) {
      const json = JSON.stringify(singles[key]);
      if (view.sent.get(key) === json) continue;
      view.sent.set(key, json);
      Object.assign(changed, { [key]: singles[key] });
    }
    return changed;
  }

  async function serve(view: View, batch: Batch, dispatchViews: readonly DispatchView[]): Promise<void> {
    const scope = await ports.scopeOf(view.port.sender);
    if (view.isBehind || !isSameScope(scope, view.scope)) return await snapshot(view);
    const singles = batch.singles ? await changedSingles(view) : {};
    const dispatches = dispatchViews.filter((dispatch) => scope.sessionIds.has(dispatch.row.sessionId));
    const awaited = [...batch.awaited.values()].filter((row) => scope.sessionIds.has(row.sessionId));
    const ofWatched = [...batch.people.values()].filter((row) => row.dispatchId === view.watched);
    const people = ofWatched.length > 0 && (await watchedBy(view, dispatchViews)) !== null ? ofWatched : [];
    if (!ports.isStill(view.port.sender, scope)) {
      view.isBehind = true;
      return;
    }
    const words = showsWords(view)
      ? [...batch.words.values(), ...ports.wordsOf(awaited)].filter((row) => scope.sessionIds.has(row.sessionId))
      : [];
    for (const key of [...dispatches.map(dispatchKey), ...awaited.map(awaitedKey)]) view.rows.add(key);
    const gone = [...batch.gone].filter((id) => view.rows.delete(`awaited ${id}`));
    const dispatchesGone = [...batch.dispatchesGone].filter((id) => view.rows.delete(`dispatch ${id}`));
    if (
      Object.keys(singles).length +
        dispatches.length +
        awaited.length +
        people.length +
        words.length +
        gone.length +
        dispatchesGone.length ===
      0
    )
      return;
    delta(view, {
      singles,
      upsert: {
        ...(dispatches.length > 0 ? { dispatches } : {}),
        ...(awaited.length > 0 ? { awaited } : {}),
        ...(people.length > 0 ? { people } : {}),
        ...(words.length > 0 ? { words } : {}),
      },
      remove: {
        ...(gone.length > 0 ? { awaited: gone } : {}),
        ...(dispatchesGone.length > 0 ? { dispatches: dispatchesGone } : {}),
      },
    });
  }

  /** Sending failed: mark the view as behind, so that the next change sends it a snapshot. */
  const failed = (view: View, error: unknown): void => {
    view.isBehind = true;
    ports.onError(error);
  };

  async function flush(): Promise<void> {
    const batch = pending;
    pending = null;
    if (batch === null) return;
    const listening = [...views].filter((view) => view.viewId !== null);
    const dispatchViews: DispatchView[] = [];
    try {
      for (const id of batch.dispatches) {
        const found = await ports.dispatchView(id);
        if (found !== null) dispatchViews.push(found);
      }
    } catch (error) {
      for (const view of listening) view.isBehind = true;
      throw error;
    }
    for (const view of listening)
      await serve(view, batch, dispatchViews).catch((error: unknown) => failed(view, error));
  }

  return {
    connect(port: ViewPort): void {
      const view: View = {
        port,
        viewId: null,
        revision: 0,
        watched: null,
        sent: new Map(),
        scope: { sessionIds: new Set() },
        rows: new Set(),
        isBehind: true,
      };
      views.add(view);
      port.onGone(() => {
        views.delete(view);
        if (view.viewId !== null) ports.onViewGone(view.viewId, view.port.sender);
      });
      port.onMessage((raw) => {
        const message = FeedUp.safeParse(raw);
        if (!message.success) return;
        const up = message.data;
        switch (up.type) {
          case 'hello':
            view.viewId = up.viewId;
            inTurn(() => snapshot(view));
            return;
          case 'resync':
            inTurn(() => snapshot(view));
            return;
          case 'watch-people':
            view.watched = up.dispatchId;
            inTurn(() => sendPeople(view).catch((error: unknown) => failed(view, error)));
            return;
          default:
            up satisfies never;
        }
      });
    },

    changed(change: FeedChange): void {
      if (pending === null) {
        pending = emptyBatch();
        ports.after(COALESCE_MS, () => inTurn(flush));
      }
      pending.singles ||= change.singles === true;
      // A view applies `upsert` and `remove` of a delta in any order, so a key must be in one of them only: the newer.
      for (const id of change.dispatches ?? []) {
        pending.dispatches.add(id);
        pending.dispatchesGone.delete(id);
      }
      for (const id of change.dispatchesGone ?? []) {
        pending.dispatchesGone.add(id);
        pending.dispatches.delete(id);
      }
      for (const row of change.awaited ?? []) {
        pending.awaited.set(row.id, row);
        pending.gone.delete(row.id);
      }
      for (const id of change.awaitedGone ?? []) {
        pending.gone.add(id);
        pending.awaited.delete(id);
      }
      for (const row of change.words ?? []) pending.words.set(`${row.sessionId} ${row.roomUuid}`, row);
      for (const row of change.people ?? []) pending.people.set(`${row.dispatchId}:${row.n}`, row);
    },

    /**
     * Closes all ports, so that the views connect to the next life. The empty delta before counts as traffic: without
     * it a view takes the broken port for that of an idle background and does not connect again at once.
     */
    close(): void {
      for (const view of views) {
        delta(view, { singles: {}, upsert: {}, remove: {} });
        view.port.close();
      }
      views.clear();
    },

    isViewConnected: (viewId: string): boolean => [...views].some((view) => view.viewId === viewId),
    /** The connected views of one document. */
    viewsOf: (document: string): readonly string[] =>
      [...views].flatMap(({ viewId, port }) =>
        viewId !== null && port.sender.kind === 'frame' && port.sender.document === document ? [viewId] : [],
      ),
    hasFrameView: (tabId: number): boolean =>
      [...views].some(
        (view) => view.viewId !== null && view.port.sender.kind === 'frame' && view.port.sender.tabId === tabId,
      ),
  };
}

export type Feed = ReturnType<typeof createFeed>;
