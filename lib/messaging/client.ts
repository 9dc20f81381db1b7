import * as z from 'zod/mini';
import { connectFeed, sendMessage, type FeedPort } from '../platform/view-runtime.ts';
import { CallFailed, type BackgroundClient } from './background-client.ts';
import { CallError, PROTOCOL, type MessageName, type OutputOf } from './protocol.ts';
import { FeedDown, type FeedUp } from './views.ts';

const AnswerWire = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: CallError }),
]);

const RECONNECT_MS = [0, 200, 1_000, 5_000];

/**
 * The background over runtime messages and one port. Queries are asked once more when the background stopped in
 * between; mutations never (the effect may have been stored).
 */
export function createBackgroundClient(): BackgroundClient {
  async function ask(name: MessageName, input: unknown): Promise<unknown> {
    try {
      return await sendMessage({ name, input });
    } catch (error) {
      throw new CallFailed({ kind: 'disconnected', detail: error instanceof Error ? error.message : 'no answer' });
    }
  }

  return {
    async call<Name extends MessageName>(name: Name, input: unknown): Promise<OutputOf<Name>> {
      const entry = PROTOCOL[name];
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
      let tries = 0;
      let hello: FeedUp | null = null;
      let watch: FeedUp | null = null;

      const connect = () => {
        if (signal.aborted) return;
        try {
          port = connectFeed(
            (raw) => {
              const message = FeedDown.safeParse(raw);
              if (!message.success) return;
              tries = 0;
              onMessage(message.data);
            },
            () => {
              port = null;
              if (signal.aborted) return;
              onState('lost');
              setTimeout(connect, RECONNECT_MS[Math.min(tries++, RECONNECT_MS.length - 1)]);
            },
          );
          onState('connected');
          if (hello !== null) port.post(hello);
          if (watch !== null) port.post(watch);
        } catch {
          // The extension was updated under this view: the new version takes the page over, this one stays still.
          onState('lost');
        }
      };
      const onPageShow = () => {
        if (port === null) connect();
      };
      connect();
      globalThis.addEventListener('pageshow', onPageShow, { signal });
      signal.addEventListener('abort', () => port?.disconnect());
      return {
        send(message) {
          if (message.type === 'hello') hello = message;
          if (message.type === 'watch-people') watch = message;
          port?.post(message);
        },
      };
    },
  };
}
