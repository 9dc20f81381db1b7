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
 * A port that broke this soon after traffic broke under work (a crash, an update): it is made again at once. One that
 * broke later went to sleep with an idle background, and making it again would keep the background awake for ever; it
 * is made again by the next call, or when the page comes back into view.
 */
const AWAKE_MS = 25_000;
const RETRY_MS = 100;

/**
 * The background over runtime messages and one port. Queries are asked once more when the background stopped in
 * between; mutations never (the effect may have been stored).
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
      if (!output.success) throw new CallFailed({ kind: 'contract', detail: `${name} ${output.error.issues[0]?.path.join('.') ?? ''}` });
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
          // The extension was updated under this view: the new version takes the page over, this one stays still.
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
          // Broken already, and the browser has not said so yet (page cache, update): the next reason makes it again.
          port = null;
        }
      };
      const onVisible = () => {
        if (document.visibilityState === 'visible') connect();
      };
      connect();
      wakeFeeds.add(connect);
      // A port made by the name of before belongs to nobody any more.
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
          // A port made now is told all of it by `connect`.
          if (port === null) connect();
          else post(message);
        },
      };
    },
  };
}
