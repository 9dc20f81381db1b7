import type { CallError, InputOf, MessageName, OutputOf } from './protocol.ts';
import type { FeedUp } from './feed-up.ts';
import type { FeedDown } from './views.ts';

/** The detail of a `session` error that says: another document came into this frame after yours. */
export const DOCUMENT_GONE = 'document gone';

/** Thrown by `call`: the view shows `callError_<kind>`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly error: CallError;
  constructor(error: CallError) {
    super(`${error.kind}: ${error.detail}`);
    this.error = error;
  }
}

/**
 * What a view knows of the background. The real one (client.ts) goes over runtime messages and a port; tests pass
 * their own. `call` rejects with CallFailed. `feed` delivers parsed messages in order; a broken port is reported by
 * `onState('lost')` and reconnected, the view keeps its last state.
 */
export interface BackgroundClient {
  call<Name extends MessageName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>;
  feed(
    handlers: { onMessage: (message: FeedDown) => void; onState: (state: 'connected' | 'lost') => void },
    signal: AbortSignal,
  ): { send: (message: FeedUp) => void };
}
