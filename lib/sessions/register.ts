import * as z from 'zod/mini';
import type { SessionId } from '../ids.ts';
import { Deployment } from './deployments.ts';
import { isDead } from './token-memory.ts';
import { agentKeyOf, FrameId, type FrameDocument, SessionRecord } from './session.ts';
import { SiteState } from './site-state.ts';
import { Locale } from '../locales.ts';

const FrameRecord = z.object({
  frame: FrameId,
  /** Origin, our own name and the browser's name of the document that is there: all three make it. */
  origin: z.string(),
  document: z.string(),
  documentId: z.nullable(z.string()),
  /** It told what its page holds; until then it is known only that it is there. */
  hasTold: z.boolean(),
  /** Documents that were in this frame before (`documentKey`), the last ones. */
  gone: z.array(z.string()),
  sessionId: z.nullable(SessionRecord.shape.sessionId),
  /** The session that was shown here before, by this document or by the one before it at the same origin. */
  lastSessionId: z.nullable(SessionRecord.shape.sessionId),
  site: SiteState,
  language: z.nullable(Locale),
  observerRuns: z.boolean(),
  roomUuid: z.nullable(z.string()),
  visible: z.boolean(),
  usedAt: z.number(),
});
export type FrameRecord = z.infer<typeof FrameRecord>;

const Stored = z.object({ sessions: z.array(SessionRecord), frames: z.array(FrameRecord), deployments: z.optional(z.array(Deployment)) });
export type Stored = z.infer<typeof Stored>;

export interface RegisterPorts {
  /** The session storage area: memory only, gone with the browser. */
  readonly area: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  readonly now: () => number;
  /** A dispatch of this session runs or reconciles: the session outlives its last frame until that is done. */
  readonly isWorking: (sessionId: SessionId) => Promise<boolean>;
  /** A document does not belong to a session any more: its page `changed`, or the document is `gone`. Called at once. */
  readonly onLeft?: (left: { readonly document: FrameDocument; readonly sessionId: SessionId; readonly why: 'changed' | 'gone' }) => void;
}

/**
 * How a sender stands in its frame. `current`: it is the document there, and told what its page holds. `new`: it told nothing yet.
 * `gone`: another document came after it. `unnamed`: it does not say which document it is.
 */
export type Standing = 'current' | 'new' | 'gone' | 'unnamed';

const KEY = 'sessions';
/** So many documents of a frame are remembered as gone: what is still under way comes from the last few. */
const GONE_KEPT = 20;


export const sameFrame = (a: FrameId, b: FrameId) => a.tabId === b.tabId && a.frameId === b.frameId;
export const placeKey = ({ tabId, frameId }: FrameId) => `${tabId}:${frameId}`;
/** Origins and names hold no space. */
const documentKey = ({ origin, document, documentId }: Pick<FrameRecord, 'origin' | 'document' | 'documentId'>) => `${document} ${origin} ${documentId ?? ''}`;
const toDocument = (record: FrameRecord): FrameDocument => ({ ...record.frame, origin: record.origin, document: record.document, documentId: record.documentId });
/** As it is now: who holds it must not see it change. */
export const copyOf = (session: SessionRecord): SessionRecord => ({ ...session, frames: [...session.frames] });
export const isSameProject = (a: string, b: string | null) => a.toLowerCase() === b?.toLowerCase();

/**
 * Which document is in which frame, and which session it shows. Read once from the session area and held in memory, so that
 * it changes without waiting; each change is stored, and a stopped background loses nothing.
 */
export function createRegister(ports: RegisterPorts) {
  let stored: Stored | null = null;
  let loading: Promise<Stored> | null = null;
  let saving: Promise<unknown> = Promise.resolve();
  /** Reports of one frame overlap while a profile call is under way: only the newest may be believed. */
  const newestReport = new Map<string, number>();
  /** Frames whose newest report names another token than their session and is not settled: the number of that report. */
  const unsettled = new Map<string, number>();
  /** Documents that were replaced in frames of which nothing else is known any more. */
  const buried = new Map<string, string[]>();

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

  /** Writes what is known; one write after the other, each of the newest state. */
  function save(): Promise<void> {
    const write = saving.then(() => ports.area.set(KEY, stored));
    saving = write.catch(() => undefined);
    return write;
  }

  /** For what must not wait for the disk. A write that failed is made good by the next one. */
  const saveSoon = (): void => void save().catch(() => undefined);

  const findFrame = (known: Stored, frame: FrameId) => known.frames.find((record) => sameFrame(record.frame, frame));
  const findSession = (known: Stored, sessionId: SessionId | null) => known.sessions.find((session) => session.sessionId === sessionId);

  /** The record of exactly this document. */
  function recordOf(known: Stored, sender: FrameDocument): FrameRecord | undefined {
    const record = findFrame(known, sender);
    if (record === undefined || sender.document === null) return undefined;
    return documentKey(record) === documentKey({ ...sender, document: sender.document }) ? record : undefined;
  }

  async function forgetIdle(known: Stored): Promise<void> {
    for (const session of known.sessions) {
      if (session.frames.length > 0) continue;
      const isKept = !isDead(session, ports.now()) && (await mayWork(session.sessionId));
      // A frame may have come back to it meanwhile, and then it is another record.
      if (!isKept && session.frames.length === 0) known.sessions = known.sessions.filter((other) => other !== session);
    }
  }

  /** Work that cannot be looked up may be there: a frame must be able to leave although the database does not open. */
  async function mayWork(sessionId: SessionId): Promise<boolean> {
    return await ports.isWorking(sessionId).catch(() => true);
  }

  /** Takes a frame out of its session, at once. */
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
    gone: buried.get(placeKey(sender)) ?? [],
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

  const overtake = (frame: FrameId): number => {
    const number = (newestReport.get(placeKey(frame)) ?? 0) + 1;
    newestReport.set(placeKey(frame), number);
    unsettled.delete(placeKey(frame));
    return number;
  };

  /**
   * Compares a sender with the document that is known in its frame. One that came later replaces it, and the session of
   * before is left here and now, with nothing awaited. Which one came later is told by memory: a document that was replaced
   * once stays gone, whatever still arrives from it.
   */
  function meet(known: Stored, sender: FrameDocument): Standing {
    const { document } = sender;
    if (document === null) return 'unnamed';
    const record = findFrame(known, sender);
    const key = documentKey({ ...sender, document });
    if (record === undefined) return buried.get(placeKey(sender))?.includes(key) === true ? 'gone' : 'new';
    if (documentKey(record) === key) return record.hasTold ? 'current' : 'new';
    if (record.gone.includes(key)) return 'gone';
    detach(known, record, 'gone');
    overtake(sender);
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

  /** The frame leaves its session, before anybody is asked who the new token belongs to. */
  function leave(known: Stored, record: FrameRecord, isOtherAgent: boolean): void {
    if (record.sessionId !== null) record.site = { status: 'checking' };
    detach(known, record, 'changed');
    // Somebody else sits at the desk now, or may: what the agent before had queued waits until they are back.
    const last = findSession(known, record.lastSessionId);
    if (isOtherAgent && last?.frames.length === 0) last.isOusted = true;
  }

  /**
   * Somebody sits where sessions had their last frame: what was queued there by others waits until they are back. A log-in
   * page of another site in between, and a frame of another number, leave nothing else to tell it by than tab and origin.
   */
  function oust(known: Stored, there: { readonly tabId: number; readonly origin: string }, isTheirs: (session: SessionRecord) => boolean): void {
    for (const session of known.sessions) {
      const wasThere = session.frames.length === 0 && session.lastTabId === there.tabId && session.pageOrigin === there.origin;
      if (wasThere && !isTheirs(session)) session.isOusted = true;
    }
  }

  /** The same for whoever came into another frame of that tab before this one was missed, and may be somebody else. */
  function oustByOthers(known: Stored, tabId: number): void {
    for (const other of known.frames) {
      const shown = findSession(known, other.sessionId);
      const isAsked = other.hasTold && other.site.status === 'checking';
      if (other.frame.tabId !== tabId || (shown === undefined && !isAsked)) continue;
      oust(known, { tabId, origin: other.origin }, (session) => shown !== undefined && agentKeyOf(session) === agentKeyOf(shown));
    }
  }

  return { load, save, saveSoon, settled: () => saving, known: () => stored, findFrame, findSession, recordOf, forgetIdle, detach, newFrame, overtake, isNewest, unsettled, buried, meet, leave, oust, oustByOthers };
}
