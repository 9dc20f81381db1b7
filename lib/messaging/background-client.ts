import type { CallError, InputOf, MessageName, OutputOf } from './protocol.ts';
import type { FeedUp } from './feed-up.ts';
import type { FeedDown } from './views.ts';

/** The detail of a `session` error which means: another document has been loaded in this frame since yours. */
export const DOCUMENT_GONE = 'document gone';

/** Thrown by `call`. The view shows the text `callError_<kind>`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly error: CallError;
  constructor(error: CallError) {
    super(`${error.kind}: ${error.detail}`);
    this.error = error;
  }
}

/**
 * A view's access to the background. The real one (client.ts) uses runtime messages and a port; tests pass their own.
 * `call` rejects with CallFailed. `feed` delivers parsed messages in order. A broken port is made again;
 * `onState('lost')`
 * says that this is not possible, and the view keeps its last state.
 *
 * @example
 * const { revision } = await client.call('draft:save', { sessionId, draft, generation });
 */
export interface BackgroundClient {
  call<Name extends MessageName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  feed(
    handlers: { onMessage: (message: FeedDown) => void; onState: (state: 'connected' | 'lost') => void },
    signal: AbortSignal,
  ): { send: (message: FeedUp) => void };
}
