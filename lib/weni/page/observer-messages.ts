import * as z from 'zod/mini';
import { sized, whole } from '../../fits.ts';

/** Protocol version this build speaks; the observer in the page may be an older one until the page is reloaded. */
export const OBSERVER_VERSION = 1;

const Int = z.number().check(whole());

/** One agent socket of the page. `n` grows with each socket of this document; `late` = found after it was opened. */
export const ObservedSocket = z.object({
  n: Int,
  project: z.nullable(z.string().check(sized(0, 100))),
  late: z.boolean(),
  open: z.boolean(),
});
export type ObservedSocket = z.infer<typeof ObservedSocket>;

/** Everything the observer says. A forged one is at worst a wrong hint: hints are checked by REST before they count. */
export const ObserverMessage = z.discriminatedUnion('t', [
  z.object({ v: Int, t: z.literal('ready') }),
  z.object({ v: Int, t: z.literal('sockets'), sockets: z.array(ObservedSocket).check(sized(0, 50)) }),
  z.object({
    v: Int,
    t: z.literal('frames'),
    /** Raw frames as received, callback_url emptied, with the number of their socket. */
    frames: z.array(z.tuple([z.string().check(sized(0, 1_000_000)), Int])).check(sized(0, 1_000)),
    /** Frames dropped or not understood since the last batch: a reason to compare by REST. */
    lost: Int,
  }),
  z.object({ v: Int, t: z.literal('answer'), id: z.string(), result: z.unknown() }),
]);
export type ObserverMessage = z.infer<typeof ObserverMessage>;

/** What the isolated side may ask. `by` names the copy of the panel script, so that a late farewell ends nothing. */
export type ObserverAsk =
  | { do: 'hello' | 'bye'; by: string }
  | { do: 'announce' }
  | { do: 'open-room'; id: string; uuid: string; room?: unknown }
  | { do: 'active-room' | 'locale'; id: string };

/** Parses the detail of an observer event. Returns null for anything that is not one of ours. */
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
