import { ProjectUuid } from '../ids.ts';
import {
  FRAME_PROTOCOL,
  FrameEnvelope,
  type FrameInput,
  type FrameMessageName,
  type FrameOutput,
} from '../messaging/frame-protocol.ts';
import { detectMode } from '../weni/page/mode.ts';
import { findChatsRoot } from '../weni/page/chats-root.ts';
import { focusPageComposer } from '../weni/page/focus-composer.ts';
import { openRoom } from '../weni/page/open-room.ts';
import type { ObserverLink } from '../weni/page/observer-link.ts';
import type { PageSession } from '../weni/page/page-session.ts';
import type { RoomUuid } from '../ids.ts';

export interface AnswerPorts {
  readonly window: Window & typeof globalThis;
  readonly link: ObserverLink;
  readonly readSession: () => PageSession;
  /** The room that the page requested last from its API. */
  readonly newestRequested: () => RoomUuid | null;
  readonly repeatSession: () => void;
  /** Connects the feed port again. */
  readonly wake: () => void;
  /** The current nonce of this document. */
  readonly documentNonce: () => string;
}

const wait = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

type Answers = { readonly [Name in FrameMessageName]: (input: FrameInput<Name>) => Promise<FrameOutput<Name>> };

/**
 * Answers messages of the background to this frame. The returned function gives null for messages that are not for a
 * frame.
 */
export function createFrameAnswers(ports: AnswerPorts): (message: unknown) => Promise<unknown> | null {
  const { window, link } = ports;
  const { document } = window;

  const answers: Answers = {
    async 'frame:read-session'() {
      const session = ports.readSession();
      ports.repeatSession();
      return session.status === 'ready'
        ? { token: session.token, projectUuid: session.projectUuid }
        : { token: null, projectUuid: null };
    },

    async 'frame:open-room'({ roomUuid, contactName, room, mayNavigate, focusComposer }) {
      const found = findChatsRoot(document);
      const session = ports.readSession();
      if (found === null || session.status !== 'ready') return { result: 'failed' };
      const result = await openRoom(
        {
          roomUuid,
          projectUuid: ProjectUuid.parse(session.projectUuid),
          contactName: contactName ?? '',
          restRoom: room ?? undefined,
        },
        {
          document,
          origin: window.location.origin,
          mode: detectMode(found.root, window),
          link,
          newestRequested: ports.newestRequested,
          wait,
        },
      );
      if (result.status === 'opened') {
        if (focusComposer === true) await focusPageComposer(document, wait);
        return { result: 'opened' };
      }
      if (!mayNavigate) return { result: 'needs-navigation' };
      window.location.assign(result.url);
      return { result: 'opened' };
    },

    async 'frame:wake'() {
      ports.wake();
      return {};
    },

    async 'frame:describe'() {
      const active = await link.activeRoom();
      return {
        title: document.title,
        isVisible: document.visibilityState === 'visible',
        roomUuid: active.status === 'known' ? active.roomUuid : null,
      };
    },
  };

  async function run<Name extends FrameMessageName>(name: Name, rawInput: unknown): Promise<unknown> {
    const input = FRAME_PROTOCOL[name].input.safeParse(rawInput);
    return input.success ? await answers[name](input.data as FrameInput<Name>) : null;
  }

  return (message) => {
    const envelope = FrameEnvelope.safeParse(message);
    if (!envelope.success || !Object.hasOwn(answers, envelope.data.name)) return null;
    // The message was meant for the previous document of this frame.
    if (envelope.data.document !== ports.documentNonce()) return Promise.resolve(null);
    return run(envelope.data.name as FrameMessageName, envelope.data.input);
  };
}
