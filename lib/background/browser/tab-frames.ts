import { FRAME_PROTOCOL, type FrameInput, type FrameMessageName, type FrameOutput } from '../../messaging/frame-protocol.ts';
import type { FrameId } from '../../sessions/session.ts';
import type { FrameRecord } from '../../sessions/register.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import type { Frame, TabFacts } from '../../platform/tabs.ts';

export interface FramesPorts {
  readonly sessions: Pick<Sessions, 'frames'>;
  readonly askFrame: (frame: Frame, message: unknown) => Promise<unknown>;
  readonly tabFacts: (tabId: number) => Promise<TabFacts | null>;
  readonly focusedWindow: () => Promise<number | null>;
  readonly after: (delayMs: number, run: () => void) => () => void;
}

/** How long documents are waited for: a page that a dialog stops, or that the browser froze, says neither yes nor no. */
const ANSWER_MS = 3_000;

/** The document that is asked: whichever other one is in that frame by then does not answer. */
export interface AskedFrame {
  readonly frame: FrameId;
  readonly document: string;
}

export type FrameAnswer<Name extends FrameMessageName> = FrameOutput<Name> | null;

/** Questions to Chats frames, and the choice among them. */
export function createTabFrames(ports: FramesPorts) {
  /** Null when that document lives there no more, or the answer is none we know. */
  async function ask<Name extends FrameMessageName>({ frame, document }: AskedFrame, name: Name, input: FrameInput<Name>): Promise<FrameAnswer<Name>> {
    const raw = await ports.askFrame(frame, { name, input, document }).catch(() => null);
    const answer = FRAME_PROTOCOL[name].output.safeParse(raw);
    return answer.success ? (answer.data as FrameOutput<Name>) : null;
  }

  return {
    ask,

    /** Asks documents at once. Ends when all have answered, or after ANSWER_MS: one that is silent holds up nobody else. */
    async askAll<Name extends FrameMessageName>(asked: readonly AskedFrame[], name: Name, input: FrameInput<Name>): Promise<void> {
      let stopWaiting = (): void => undefined;
      const isLate = new Promise<void>((resolve) => {
        stopWaiting = ports.after(ANSWER_MS, resolve);
      });
      await Promise.race([Promise.all(asked.map((each) => ask(each, name, input))), isLate]);
      stopWaiting();
    },

    /** TabFrames of some sessions, best first: the one in front, then the one used last. */
    async ofSessions(sessionIds: ReadonlySet<string>): Promise<{ frame: FrameRecord; tab: TabFacts }[]> {
      const frames = (await ports.sessions.frames()).filter((frame) => frame.sessionId !== null && sessionIds.has(frame.sessionId));
      const inFront = await ports.focusedWindow();
      const known: { frame: FrameRecord; tab: TabFacts }[] = [];
      for (const frame of frames) {
        const tab = await ports.tabFacts(frame.frame.tabId);
        if (tab !== null) known.push({ frame, tab });
      }
      const rank = ({ tab }: { tab: TabFacts }) => (tab.isActive && tab.windowId === inFront ? 0 : tab.isActive ? 1 : 2);
      return known.sort((a, b) => rank(a) - rank(b) || b.tab.lastAccessedAt - a.tab.lastAccessedAt || b.frame.usedAt - a.frame.usedAt);
    },
  };
}

export type TabFrames = ReturnType<typeof createTabFrames>;
