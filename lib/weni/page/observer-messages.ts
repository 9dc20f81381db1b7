import * as z from 'zod/mini';
import { sized, whole } from '../../fits.ts';

const Int = z.number().check(whole());

/** One agent socket of the page. `n` counts the sockets of the document; `late` = found after it had been opened. */
export const ObservedSocket = z.object({
  n: Int,
  project: z.nullable(z.string().check(sized(0, 100))),
  late: z.boolean(),
  open: z.boolean(),
});
export type ObservedSocket = z.infer<typeof ObservedSocket>;

/**
 * All messages of the observer. The page can forge them; that does no harm, because every hint is checked by REST
 * before it counts.
 */
export const ObserverMessage = z.discriminatedUnion('t', [
  z.object({ v: Int, t: z.literal('ready') }),
  z.object({ v: Int, t: z.literal('sockets'), sockets: z.array(ObservedSocket).check(sized(0, 50)) }),
  z.object({
    v: Int,
    t: z.literal('frames'),
    /** Socket frames as received, with the value of `callback_url` emptied, each with the number of its socket. */
    frames: z.array(z.tuple([z.string().check(sized(0, 1_000_000)), Int])).check(sized(0, 1_000)),
    /** Socket frames that were dropped since the last batch. When it is not 0, the lists must be read by REST. */
    lost: Int,
  }),
  z.object({ v: Int, t: z.literal('answer'), id: z.string(), result: z.unknown() }),
]);
export type ObserverMessage = z.infer<typeof ObserverMessage>;

/**
 * What the panel script may ask. `by` identifies the copy of the script: the late `bye` of a replaced copy is ignored.
 */
export type ObserverAsk =
  | { do: 'hello' | 'bye'; by: string }
  | { do: 'announce' }
  | { do: 'open-room'; id: string; uuid: string; room?: unknown }
  | { do: 'active-room' | 'locale'; id: string };

/** Parses the detail of an observer event. Returns null for anything that is not an observer message. */
export function parseObserverMessage(detail: string | null): ObserverMessage | null {
  if (detail === null) return null;
  const value = parseJson(detail);
  const parsed = ObserverMessage.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
