import * as z from 'zod/mini';
import { RoomUuid, type SessionId } from '../../ids.ts';
import { DOCUMENT_GONE } from '../../messaging/background-client.ts';
import { createFrameLanes } from '../../messaging/frame-lanes.ts';
import { Refused, type Handlers } from '../../messaging/server.ts';
import { injectPanel } from '../../platform/inject.ts';
import type { SenderContext } from '../../platform/runtime.ts';
import type { InputOf } from '../../messaging/protocol.ts';
import { SocketFact } from '../../replies/facts.ts';
import { AgentStatusHint } from '../../weni/socket/hint.ts';
import type { Services } from '../services.ts';
import { toSessionView } from '../views/view-state.ts';

function frameOf(sender: SenderContext): Extract<SenderContext, { kind: 'frame' }> {
  if (sender.kind !== 'frame') throw new Refused('refused', 'not a frame');
  return sender;
}

/**
 * Limit of hints of one frame that wait for the handler. Further hints are dropped, and the server's lists are
 * compared instead.
 */
const MAX_HINTS = 1_000;
/** Minimum time between two diffs of one session that a focused tab causes. */
const FOCUS_DIFF_MS = 1_000;

/** A hint, as it is parsed again after it came from the panel script of a tab. */
const Hint = z.union([SocketFact, AgentStatusHint]);

const newer = <Input>(_: Input, input: Input): Input => input;

export interface PageEvents {
  readonly onAgentStatus: (sessionId: SessionId) => void;
  readonly onSessionsChanged: () => Promise<void>;
  readonly onScreenChanged: () => Promise<void>;
}

type HintsOf = InputOf<'page:frames'> & { readonly isCut?: boolean };

function joinHints(waiting: HintsOf, input: HintsOf): HintsOf {
  if (waiting.hints.length >= MAX_HINTS) return { hints: waiting.hints, isCut: true };
  const hints = [...waiting.hints, ...input.hints];
  return { hints: hints.slice(0, MAX_HINTS), isCut: waiting.isCut === true || hints.length > MAX_HINTS };
}

/**
 * Answers `page:*`: what a Chats frame reports. Sessions come from nowhere else. Hints are parsed here again before
 * use.
 */
export function createPageHandlers(services: Services, events: PageEvents) {
  const { sessions, watcher, feed, view, replyWords } = services;
  const lanes = createFrameLanes();
  const focusDiffAt = new Map<SessionId, number>();

  async function sessionIdOf(sender: SenderContext) {
    return (await view.sessionOf(sender))?.sessionId ?? null;
  }

  /** Marks the chat's reply as seen if its tab is visible. In a hidden tab the reply stays on the badge. */
  async function noteSeen(sender: SenderContext): Promise<void> {
    const record = (await sessions.ofFrame(frameOf(sender)))?.record;
    const room = RoomUuid.safeParse(record?.roomUuid);
    const sessionId = await sessionIdOf(sender);
    if (record?.visible === true && room.success && sessionId !== null) await watcher.roomShown(sessionId, room.data);
  }

  return {
    // Nothing to do: the frame sends this message only to start the background.
    'page:starting': () => Promise.resolve({}),

    async 'page:appeared'(_input, sender) {
      await injectPanel(frameOf(sender));
      return {};
    },

    async 'page:session-changed'(input, sender) {
      const frame = frameOf(sender);
      const before = await sessionIdOf(sender);
      const record = await sessions.report(frame, input);
      if (record === null)
        throw new Refused('session', frame.document === null ? 'it does not say which document it is' : DOCUMENT_GONE);
      const session = record.sessionId === null ? null : await sessions.live(record.sessionId);
      await events.onSessionsChanged();
      feed.changed({ singles: true });
      if (session !== null) {
        if (before !== session.sessionId) {
          // Not awaited: views get the results over the feed.
          void services.access
            .check(session.sessionId, 0)
            .catch((error: unknown) => services.log.error('access', error));
          void watcher
            .runDiff(session.sessionId, 'opened')
            .catch((error: unknown) => services.log.error('diff', error));
        }
      }
      return { site: record.site, session: session === null ? null : toSessionView(session) };
    },

    'page:frames': lanes.lined('frames', joinHints, async ({ hints, isCut }: HintsOf, sender) => {
      const sessionId = await sessionIdOf(sender);
      if (sessionId === null) return {};
      const facts: SocketFact[] = [];
      let isGap = isCut === true;
      for (const raw of hints) {
        const hint = Hint.safeParse(raw);
        // A hint that cannot be read is a missed event, for example one in the words of another version of the panel.
        if (!hint.success) isGap = true;
        else if (hint.data.kind === 'agent-status') events.onAgentStatus(sessionId);
        else facts.push(hint.data);
      }
      if (isGap)
        void watcher.onSocket(sessionId, 'opened').catch((error: unknown) => services.log.error('diff', error));
      if (facts.length > 0) await watcher.onHints(sessionId, replyWords.take(sessionId, facts));
      return {};
    }),

    'page:socket': lanes.lined(
      'socket',
      (waiting, input) => (waiting.state === 'opened' ? waiting : input),
      async ({ state }: InputOf<'page:socket'>, sender) => {
        const sessionId = await sessionIdOf(sender);
        if (sessionId !== null) await watcher.onSocket(sessionId, state);
        return {};
      },
    ),

    'page:room-shown': lanes.lined('room-shown', newer, async (shown: InputOf<'page:room-shown'>, sender) => {
      await sessions.touch(frameOf(sender), shown);
      await events.onScreenChanged();
      await noteSeen(sender);
      feed.changed({ singles: true });
      return {};
    }),

    'page:focused': lanes.lined('focused', newer, async ({ visible }: InputOf<'page:focused'>, sender) => {
      await sessions.touch(frameOf(sender), { visible });
      await events.onScreenChanged();
      await noteSeen(sender);
      const sessionId = await sessionIdOf(sender);
      // Send the singles: the agent may have changed keyboard shortcuts, and browsers fire no event for that.
      if (visible) feed.changed({ singles: true });
      if (sessionId !== null && visible) {
        await services.dispatcher.online();
        const now = services.now();
        if (Math.abs(now - (focusDiffAt.get(sessionId) ?? -FOCUS_DIFF_MS)) < FOCUS_DIFF_MS) return {};
        focusDiffAt.set(sessionId, now);
        await watcher.runDiff(sessionId, 'focus');
      }
      return {};
    }),
  } satisfies Partial<Handlers>;
}
