import {
  FRAME_PROTOCOL,
  type FrameInput,
  type FrameMessageName,
  type FrameOutput,
} from '../../messaging/frame-protocol.ts';
import type { FrameId } from '../../sessions/session.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { Frame, TabDescription } from '../../platform/tabs.ts';

export interface FramesPorts {
  readonly sessions: Pick<Sessions, 'frames'>;
  readonly askFrame: (frame: Frame, message: unknown) => Promise<unknown>;
  readonly tabFacts: (tabId: number) => Promise<TabDescription | null>;
  readonly focusedWindow: () => Promise<number | null>;
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** How long `askAll` waits. A page that a dialog blocks or that the browser has frozen gives no answer at all. */
const ANSWER_MS = 3_000;

/** The addressee of a question. If another document has been loaded in that frame since, it does not answer. */
export interface AskedFrame {
  readonly frame: FrameId;
  readonly document: string;
}

export type FrameAnswer<Name extends FrameMessageName> = FrameOutput<Name> | null;

/** Sends messages to Chats frames, and ranks the frames of a session. */
export function createTabFrames(ports: FramesPorts) {
  /** The document's answer; null when the document is gone or the answer does not parse. */
  async function ask<Name extends FrameMessageName>(
    { frame, document }: AskedFrame,
    name: Name,
    input: FrameInput<Name>,
  ): Promise<FrameAnswer<Name>> {
    const raw = await ports.askFrame(frame, { name, input, document }).catch(() => null);
    const answer = FRAME_PROTOCOL[name].output.safeParse(raw);
    return answer.success ? (answer.data as FrameOutput<Name>) : null;
  }

  return {
    ask,

    /** Asks all documents at the same time. Resolves when all have answered, or after ANSWER_MS if some stay silent. */
    async askAll<Name extends FrameMessageName>(
      asked: readonly AskedFrame[],
      name: Name,
      input: FrameInput<Name>,
    ): Promise<void> {
      let stopWaiting = (): void => undefined;
      const isLate = new Promise<void>((resolve) => {
        stopWaiting = ports.after(ANSWER_MS, resolve);
      });
      await Promise.race([Promise.all(asked.map((each) => ask(each, name, input))), isLate]);
      stopWaiting();
    },

    /** The frames of these sessions, best first: tab in front, then active tabs, then the rest; last used first. */
    async ofSessions(sessionIds: ReadonlySet<string>): Promise<{ frame: FrameRecord; tab: TabDescription }[]> {
      const frames = (await ports.sessions.frames()).filter(
        (frame) => frame.sessionId !== null && sessionIds.has(frame.sessionId),
      );
      const inFront = await ports.focusedWindow();
      const known: { frame: FrameRecord; tab: TabDescription }[] = [];
      for (const frame of frames) {
        const tab = await ports.tabFacts(frame.frame.tabId);
        if (tab !== null) known.push({ frame, tab });
      }
      const rank = ({ tab }: { tab: TabDescription }) =>
        tab.isActive && tab.windowId === inFront ? 0 : tab.isActive ? 1 : 2;
      return known.sort(
        (a, b) => rank(a) - rank(b) || b.tab.lastAccessedAt - a.tab.lastAccessedAt || b.frame.usedAt - a.frame.usedAt,
      );
    },
  };
}

export type TabFrames = ReturnType<typeof createTabFrames>;
