import type { DispatchSettings } from './ports.ts';
import type { GateReason } from './records.ts';

/** When each gate of one dispatch was last read, and what it said. Memory of one background life; null: never read. */
export interface GateReadings {
  readonly access: { readonly at: number; readonly gate: GateReason | null } | null;
  readonly flow: { readonly at: number; readonly gate: GateReason | null } | null;
  readonly peopleAt: number | null;
}

export const NO_READINGS: GateReadings = { access: null, flow: null, peopleAt: null };

/** `closed`: send nothing and say why. `stale`: send nothing until these are read again. `open`: send; `ask` soon. */
export type GateVerdict =
  | { readonly kind: 'closed'; readonly gate: GateReason }
  | { readonly kind: 'stale'; readonly ask: readonly GateName[] }
  | { readonly kind: 'open'; readonly ask: readonly GateName[] };

export type GateName = 'access' | 'flow' | 'people';

/** How much of its allowed age a reading may reach before the next one is asked for, so that sending need not wait. */
const ASK_AGAIN_SHARE = 0.6;

function isOlder(at: number, now: number, maxAgeMs: number): boolean {
  // A reading from the future means the clock jumped: its age is not known.
  return at > now || now - at > maxAgeMs;
}

/**
 * Whether a start may leave now. Toggle and membership must have been read within 30 s, the flow's label within 10 min,
 * changed people within 10 min (settings); a closed gate wins over a stale one.
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
  const ask = ages.filter(([, at, maxAgeMs]) => at !== null && isOlder(at, now, maxAgeMs * ASK_AGAIN_SHARE)).map(([name]) => name);
  return { kind: 'open', ask };
}
