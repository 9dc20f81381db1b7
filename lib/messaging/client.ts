import * as z from 'zod/mini';
import { onDocumentRenewed } from '../platform/document-nonce.ts';
import { connectFeed, sendMessage, type FeedPort } from '../platform/view-runtime.ts';
import { CallFailed, type BackgroundClient } from './background-client.ts';
import { CallError, PROTOCOL_OUTPUTS } from './protocol-outputs.ts';
import type { MessageName, OutputOf } from './protocol.ts';
import type { FeedUp } from './feed-up.ts';
import { FeedDown } from './views.ts';

const AnswerWire = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: CallError }),
]);

/**
 * A port that breaks within this time after its last message broke because of a crash or an update, and is made again
 * at once. A port that breaks later broke because the browser stopped the idle background. Making it again at once
 * would
 * keep the background awake for ever, so it is made again by the next call or when the page becomes visible.
 */
const AWAKE_MS = 25_000;
const RETRY_MS = 100;

/**
 * Talks to the background over runtime messages and one port. A query without an answer is asked once more, because the
 * background may have been stopped meanwhile. A mutation is never repeated: its effect may already be stored.
 *
 * @param now monotonic time in ms
 */
export function createBackgroundClient(now: () => number = () => performance.now()): BackgroundClient {
  const wakeFeeds = new Set<() => void>();

  async function ask(name: MessageName, input: unknown): Promise<unknown> {
    try {
      const answer = await sendMessage({ name, input });
      for (const wake of wakeFeeds) wake();
      return answer;
    } catch (error) {
      throw new CallFailed({ kind: 'disconnected', detail: error instanceof Error ? error.message : 'no answer' });
    }
  }

  return {
    async call<Name extends MessageName>(name: Name, input: unknown): Promise<OutputOf<Name>> {
      const entry = PROTOCOL_OUTPUTS[name];
      let raw: unknown;
      try {
        raw = await ask(name, input);
        if (raw === undefined || raw === null) throw new CallFailed({ kind: 'disconnected', detail: 'no answer' });
      } catch (error) {
        if (entry.kind !== 'query') throw error;
        raw = await ask(name, input);
      }
      const answer = AnswerWire.safeParse(raw);
      if (!answer.success) throw new CallFailed({ kind: 'disconnected', detail: 'no answer' });
      if (!answer.data.ok) throw new CallFailed(answer.data.error);
      const output = entry.output.safeParse(answer.data.output);
      if (!output.success)
        throw new CallFailed({ kind: 'contract', detail: `${name} ${output.error.issues[0]?.path.join('.') ?? ''}` });
      return output.data as OutputOf<Name>;
    },

    feed({ onMessage, onState }, signal) {
      let port: FeedPort | null = null;
      let lastTrafficAt = now();
      let hello: FeedUp | null = null;
      let watch: FeedUp | null = null;

      const connect = () => {
        if (signal.aborted || port !== null) return;
        let made: FeedPort | null = null;
        try {
          made = connectFeed(
            (raw) => {
              const message = FeedDown.safeParse(raw);
              if (!message.success) return;
              lastTrafficAt = now();
              onMessage(message.data);
            },
            () => {
              if (port !== made) return;
              port = null;
              if (!signal.aborted && now() - lastTrafficAt < AWAKE_MS) setTimeout(connect, RETRY_MS);
            },
          );
        } catch {
          // The extension was updated while this view was open. The new version takes the page over; this one stops.
          onState('lost');
          return;
        }
        port = made;
        onState('connected');
        if (hello !== null) post(hello);
        if (watch !== null) post(watch);
      };
      const post = (message: FeedUp) => {
        try {
          port?.post(message);
        } catch {
          // The port is broken and its disconnect event has not arrived (page cache, update): connect at the next
          // occasion.
          port = null;
        }
      };
      const onVisible = () => {
        if (document.visibilityState === 'visible') connect();
      };
      connect();
      wakeFeeds.add(connect);
      // The port carries the old nonce, which the background takes for a document that is gone: connect with the new
      // one.
      onDocumentRenewed(() => {
        const old = port;
        port = null;
        old?.disconnect();
        connect();
      }, signal);
      globalThis.addEventListener('pageshow', connect, { signal });
      globalThis.addEventListener('focus', connect, { signal });
      document.addEventListener('visibilitychange', onVisible, { signal });
      signal.addEventListener('abort', () => {
        wakeFeeds.delete(connect);
        port?.disconnect();
      });
      return {
        send(message) {
          if (message.type === 'hello') hello = message;
          if (message.type === 'watch-people') watch = message;
          // If `connect` makes a new port, it also sends `hello` and `watch`.
          if (port === null) connect();
          else post(message);
        },
      };
    },
  };
}
