import * as z from 'zod/mini';
import type { SessionId } from '../ids.ts';
import { Deployment } from './deployments.ts';
import { isDead } from './token-memory.ts';
import { agentKeyOf, FrameId, type FrameDocument, SessionRecord } from './session.ts';
import { SiteState } from './site-state.ts';
import { Locale } from '../locales.ts';

const FrameRecord = z.object({
  frame: FrameId,
  /** Origin, our own name and the browser's name of the document in this frame. Only all three together identify it. */
  origin: z.string(),
  document: z.string(),
  documentId: z.nullable(z.string()),
  /** The document has sent a session report. Until then we only know that it exists. */
  hasTold: z.boolean(),
  /** The last documents that were in this frame before, as `documentKey`. */
  gone: z.array(z.string()),
  sessionId: z.nullable(SessionRecord.shape.sessionId),
  /** The session that this document showed before, or the document before it at the same origin. */
  lastSessionId: z.nullable(SessionRecord.shape.sessionId),
  site: SiteState,
  language: z.nullable(Locale),
  observerRuns: z.boolean(),
  roomUuid: z.nullable(z.string()),
  visible: z.boolean(),
  usedAt: z.number(),
});
export type FrameRecord = z.infer<typeof FrameRecord>;

const Stored = z.object({
  sessions: z.array(SessionRecord),
  frames: z.array(FrameRecord),
  deployments: z.optional(z.array(Deployment)),
});
export type Stored = z.infer<typeof Stored>;

export interface RegisterPorts {
  /** The session storage area: kept in memory, lost when the browser closes. */
  readonly area: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  readonly now: () => number;
  /**
   * Whether a dispatch of this session runs or is being looked up. If so, the session is kept after its last frame has
   * left.
   */
  readonly isWorking: (sessionId: SessionId) => Promise<boolean>;
  /**
   * Called at once when a document leaves its session: `changed` when its page shows something else, `gone` when the
   * document is gone.
   */
  readonly onLeft?: (left: {
    readonly document: FrameDocument;
    readonly sessionId: SessionId;
    readonly why: 'changed' | 'gone';
  }) => void;
}

/**
 * Relation of a sender to its frame. `current`: it is the document there and has sent a report. `new`: it has not sent
 * one yet. `gone`: another document has replaced it. `unnamed`: it does not say which document it is.
 */
export type Standing = 'current' | 'new' | 'gone' | 'unnamed';

const KEY = 'sessions';
/** How many replaced documents of a frame are remembered. Messages still under way come from the last few. */
const GONE_KEPT = 20;

export const sameFrame = (a: FrameId, b: FrameId) => a.tabId === b.tabId && a.frameId === b.frameId;
export const placeKey = ({ tabId, frameId }: FrameId) => `${tabId}:${frameId}`;
/** The parts contain no spaces, so the key is unique. */
const documentKey = ({ origin, document, documentId }: Pick<FrameRecord, 'origin' | 'document' | 'documentId'>) =>
  `${document} ${origin} ${documentId ?? ''}`;
const toDocument = (record: FrameRecord): FrameDocument => ({
  ...record.frame,
  origin: record.origin,
  document: record.document,
  documentId: record.documentId,
});
/** A copy of the session as it is now, so that later changes do not show in it. */
export const copyOf = (session: SessionRecord): SessionRecord => ({ ...session, frames: [...session.frames] });
export const isSameProject = (a: string, b: string | null) => a.toLowerCase() === b?.toLowerCase();

/**
 * Keeps which document is in which frame, and which session it shows. The state is read once from the session area and
 * then held in memory, so that it changes without awaiting anything. Each change is stored, so a stopped background
 * loses nothing.
 */
export function createRegister(ports: RegisterPorts) {
  let stored: Stored | null = null;
  let loading: Promise<Stored> | null = null;
  let saving: Promise<unknown> = Promise.resolve();
  /**
   * Number of the newest report of each frame. Reports overlap while a profile call is under way, and only the newest
   * may take effect.
   */
  const newestReport = new Map<string, number>();
  /**
   * Frames whose newest report names another token than their session and is still being checked, with that report's
   * number.
   */
  const unsettled = new Map<string, number>();
  /** Replaced documents of frames that have no record any more. */
  const goneDocuments = new Map<string, string[]>();

  function load(): Promise<Stored> {
    loading ??= ports.area.get(KEY).then(
      (raw) => {
        const parsed = Stored.safeParse(raw);
        stored ??= parsed.success ? parsed.data : { sessions: [], frames: [] };
        return stored;
      },
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  }

  /** Stores the state. Writes run one after the other, and each writes the newest state. */
  function save(): Promise<void> {
    const write = saving.then(() => ports.area.set(KEY, stored));
    saving = write.catch(() => undefined);
    return write;
  }

  /** Stores the state without waiting. The next write makes up for one that failed. */
  const saveSoon = (): void => void save().catch(() => undefined);

  const findFrame = (known: Stored, frame: FrameId) => known.frames.find((record) => sameFrame(record.frame, frame));
  const findSession = (known: Stored, sessionId: SessionId | null) =>
    known.sessions.find((session) => session.sessionId === sessionId);

  /** Returns the record of exactly this document. */
  function recordOf(known: Stored, sender: FrameDocument): FrameRecord | undefined {
    const record = findFrame(known, sender);
    if (record === undefined || sender.document === null) return undefined;
    return documentKey(record) === documentKey({ ...sender, document: sender.document }) ? record : undefined;
  }

  async function forgetIdle(known: Stored): Promise<void> {
    for (const session of known.sessions) {
      if (session.frames.length > 0) continue;
      const isKept = !isDead(session, ports.now()) && (await mayWork(session.sessionId));
      // A frame may have joined the session during the await; it is then another record.
      if (!isKept && session.frames.length === 0) known.sessions = known.sessions.filter((other) => other !== session);
    }
  }

  /**
   * If the database cannot be read, assume that there is work. A frame must be able to leave its session all the same.
   */
  async function mayWork(sessionId: SessionId): Promise<boolean> {
    return await ports.isWorking(sessionId).catch(() => true);
  }

  /** Takes a frame out of its session. Synchronous, so no message can be handled in between. */
  function detach(known: Stored, record: FrameRecord, why: 'changed' | 'gone'): void {
    const { sessionId } = record;
    for (const session of known.sessions) {
      if (!session.frames.some((other) => sameFrame(other, record.frame))) continue;
      session.frames = session.frames.filter((other) => !sameFrame(other, record.frame));
      if (session.frames.length === 0) session.lastTabId = record.frame.tabId;
    }
    if (sessionId === null) return;
    record.lastSessionId = sessionId;
    record.sessionId = null;
    ports.onLeft?.({ document: toDocument(record), sessionId, why });
  }

  const newFrame = (sender: FrameDocument, document: string): FrameRecord => ({
    frame: { tabId: sender.tabId, frameId: sender.frameId },
    origin: sender.origin,
    document,
    documentId: sender.documentId,
    hasTold: false,
    gone: goneDocuments.get(placeKey(sender)) ?? [],
    sessionId: null,
    lastSessionId: null,
    site: { status: 'checking' },
    language: null,
    observerRuns: false,
    roomUuid: null,
    visible: true,
    usedAt: ports.now(),
  });

  const isNewest = (frame: FrameId, number: number): boolean => newestReport.get(placeKey(frame)) === number;

  /**
   * Makes every report of this frame that is still under way count as outdated. Returns the number for a new report.
   */
  const invalidateReports = (frame: FrameId): number => {
    const number = (newestReport.get(placeKey(frame)) ?? 0) + 1;
    newestReport.set(placeKey(frame), number);
    unsettled.delete(placeKey(frame));
    return number;
  };

  /**
   * Compares a sender with the document known in its frame. A later document replaces the known one, and the frame
   * leaves its session synchronously. Which of two documents is later is known from memory: a document that was
   * replaced once stays gone, whatever still arrives from it.
   */
  function meet(known: Stored, sender: FrameDocument): Standing {
    const { document } = sender;
    if (document === null) return 'unnamed';
    const record = findFrame(known, sender);
    const key = documentKey({ ...sender, document });
    if (record === undefined) return goneDocuments.get(placeKey(sender))?.includes(key) === true ? 'gone' : 'new';
    if (documentKey(record) === key) return record.hasTold ? 'current' : 'new';
    if (record.gone.includes(key)) return 'gone';
    detach(known, record, 'gone');
    invalidateReports(sender);
    const next: FrameRecord = {
      ...newFrame(sender, document),
      gone: [...record.gone, documentKey(record)].slice(-GONE_KEPT),
      lastSessionId: record.origin === sender.origin ? record.lastSessionId : null,
    };
    known.frames = known.frames.map((other) => (other === record ? next : other));
    saveSoon();
    void forgetIdle(known).then(saveSoon);
    return 'new';
  }

  /**
   * Takes the frame out of its session, before the server is asked who the new token belongs to.
   *
   * @param isOtherAgent the frame shows another agent now, or possibly does
   */
  function leaveSession(known: Stored, record: FrameRecord, isOtherAgent: boolean): void {
    if (record.sessionId !== null) record.site = { status: 'checking' };
    detach(known, record, 'changed');
    // Another agent uses this page now, or possibly does. What the previous agent had queued waits until they are
    // signed in again.
    const last = findSession(known, record.lastSessionId);
    if (isOtherAgent && last?.frames.length === 0) last.isOusted = true;
  }

  /**
   * Ousts the sessions whose last frame was in this tab, at this origin, unless `isTheirs` says that they belong to the
   * agent there now. What they had queued waits until their agent is back. Only tab and origin are compared, because
   * the frame may have a new number, and a log-in page of another site may have been shown in between.
   */
  function oust(
    known: Stored,
    there: { readonly tabId: number; readonly origin: string },
    isTheirs: (session: SessionRecord) => boolean,
  ): void {
    for (const session of known.sessions) {
      const wasThere =
        session.frames.length === 0 && session.lastTabId === there.tabId && session.pageOrigin === there.origin;
      if (wasThere && !isTheirs(session)) session.isOusted = true;
    }
  }

  /**
   * Does the same for the agents shown in other frames of this tab: one may have signed in before the loss of this
   * frame was noticed, and may be another agent.
   */
  function oustByOthers(known: Stored, tabId: number): void {
    for (const other of known.frames) {
      const shown = findSession(known, other.sessionId);
      const isAsked = other.hasTold && other.site.status === 'checking';
      if (other.frame.tabId !== tabId || (shown === undefined && !isAsked)) continue;
      oust(
        known,
        { tabId, origin: other.origin },
        (session) => shown !== undefined && agentKeyOf(session) === agentKeyOf(shown),
      );
    }
  }

  return {
    load,
    save,
    saveSoon,
    settled: () => saving,
    known: () => stored,
    findFrame,
    findSession,
    recordOf,
    forgetIdle,
    detach,
    newFrame,
    invalidateReports,
    isNewest,
    unsettled,
    goneDocuments,
    meet,
    leaveSession,
    oust,
    oustByOthers,
  };
}
