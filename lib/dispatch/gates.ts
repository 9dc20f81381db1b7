import type { DispatchSettings } from './ports.ts';
import type { GateReason } from './records.ts';

/**
 * When each gate of one dispatch was last read, and the result. Kept in memory for one life of the background; null:
 * not read yet. Times are epoch ms.
 */
export interface GateReadings {
  readonly access: { readonly at: number; readonly gate: GateReason | null } | null;
  readonly flow: { readonly at: number; readonly gate: GateReason | null } | null;
  readonly peopleAt: number | null;
}

export const NO_READINGS: GateReadings = { access: null, flow: null, peopleAt: null };

/**
 * `closed`: send nothing and show why. `stale`: send nothing until the gates in `ask` were read again. `open`: sending
 * is allowed; read the gates in `ask` soon.
 */
export type GateVerdict =
  | { readonly kind: 'closed'; readonly gate: GateReason }
  | { readonly kind: 'stale'; readonly ask: readonly GateName[] }
  | { readonly kind: 'open'; readonly ask: readonly GateName[] };

/**
 * `access`: toggle and membership. `flow`: label, archive, existence. `people`: contacts blocked, stopped or deleted
 * since.
 */
export type GateName = 'access' | 'flow' | 'people';

/** Share of its allowed age after which a reading is renewed, so that sending does not have to wait for it. */
const ASK_AGAIN_SHARE = 0.6;

function isOlder(at: number, now: number, maxAgeMs: number): boolean {
  // A reading in the future was made before the clock was set back, so its age is not known.
  return at > now || now - at > maxAgeMs;
}

/**
 * Judges whether a start may leave now. By default toggle and membership must have been read within 30 s, the flow's
 * label and changed people within 10 min. A closed gate takes precedence over a stale one.
 */
export function judgeGates(readings: GateReadings, now: number, settings: DispatchSettings): GateVerdict {
  const closed = readings.access?.gate ?? readings.flow?.gate ?? null;
  if (closed !== null) return { kind: 'closed', gate: closed };
  const ages: readonly (readonly [GateName, number | null, number])[] = [
    ['access', readings.access?.at ?? null, settings.accessMaxAgeMs],
    ['flow', readings.flow?.at ?? null, settings.flowMaxAgeMs],
    ['people', readings.peopleAt, settings.peopleMaxAgeMs],
  ];
  const stale = ages.filter(([, at, maxAgeMs]) => at === null || isOlder(at, now, maxAgeMs)).map(([name]) => name);
  if (stale.length > 0) return { kind: 'stale', ask: stale };
  const ask = ages
    .filter(([, at, maxAgeMs]) => at !== null && isOlder(at, now, maxAgeMs * ASK_AGAIN_SHARE))
    .map(([name]) => name);
  return { kind: 'open', ask };
}
