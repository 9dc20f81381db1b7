import { Envelope, type FrameNeed, PROTOCOL_INPUTS } from './protocol-inputs.ts';
import type { CallError, InputOf, MessageName, OutputOf } from './protocol.ts';
import type { SenderContext } from '../platform/runtime.ts';
import type { Log } from '../log.ts';

/** One function per message. It is called only for senders that the protocol allows. */
export type Handlers = {
  readonly [Name in MessageName]: (input: InputOf<Name>, sender: SenderContext) => Promise<OutputOf<Name>>;
};

export type Answer = { ok: true; output: unknown } | { ok: false; error: CallError };

/** Thrown by handlers to answer with a CallError of their choice. It is not logged. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly error: CallError;
  constructor(kind: CallError['kind'], detail: string) {
    super(detail);
    this.error = { kind, detail };
  }
}

function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(PROTOCOL_INPUTS, name);
}

/** What the protocol demands of the sender of a message. */
interface Need {
  readonly needs: FrameNeed;
  readonly sends: boolean;
}

/**
 * Admits a sender or rejects with {@link Refused}. The returned function is called when the answer is ready. If it
 * returns false, the sender shows another session by now, and the answer is not sent.
 */
export type Admit = (sender: SenderContext, need: Need) => Promise<() => boolean>;

/**
 * Answers every message of the protocol: checks sender and session, parses the input, runs the handler, and converts
 * what is thrown into a CallError (`toCallError` knows the errors of the API client and the ledger).
 *
 * @param ports `admit` is called for every message, before anything is awaited; `ready` resolves when the background
 *   has read its storage, and all messages that are not `early` wait for it
 */
export function createMessageServer(
  handlers: Handlers,
  ports: {
    readonly toCallError: (error: unknown) => CallError;
    readonly log: Log;
    readonly ready: Promise<void>;
    readonly admit: Admit;
  },
) {
  const { toCallError, log, ready, admit } = ports;

  async function run<Name extends MessageName>(name: Name, rawInput: unknown, sender: SenderContext): Promise<Answer> {
    const entry = PROTOCOL_INPUTS[name];
    // Call `admit` first, also for messages that are refused below: it detaches the frame's previous document.
    const admitted = admit(sender, { needs: 'needs' in entry ? entry.needs : 'session', sends: 'sends' in entry });
    admitted.catch(() => undefined);
    if (!entry.from.some((kind) => kind === sender.kind)) {
      return { ok: false, error: { kind: 'refused', detail: `${name} is not for ${sender.kind}` } };
    }
    const input = entry.input.safeParse(rawInput);
    if (!input.success) {
      const field = input.error.issues[0]?.path.join('.') ?? '';
      return { ok: false, error: { kind: 'contract', detail: `${name} ${field}` } };
    }
    try {
      // `early` messages must not wait for the storage. They need no session, so nothing is checked afterwards.
      const isStillThere = 'early' in entry ? () => true : await admitted;
      if (!('early' in entry)) await ready;
      const handler: (value: InputOf<Name>, from: SenderContext) => Promise<OutputOf<Name>> = handlers[name];
      const output = await handler(input.data as InputOf<Name>, sender);
      return isStillThere()
        ? { ok: true, output }
        : { ok: false, error: { kind: 'session', detail: 'another session by now' } };
    } catch (error) {
      if (!(error instanceof Refused)) log.error('message failed', error, { name });
      return { ok: false, error: error instanceof Refused ? error.error : toCallError(error) };
    }
  }

  return async (message: unknown, sender: SenderContext): Promise<Answer> => {
    const envelope = Envelope.safeParse(message);
    if (!envelope.success || !isMessageName(envelope.data.name)) {
      return { ok: false, error: { kind: 'contract', detail: 'unknown message' } };
    }
    return await run(envelope.data.name, envelope.data.input, sender);
  };
}
