/** The sandbox's clock: the machine's time plus a fixed error, in epoch ms with a microsecond fraction that never repeats. */
export interface Clock {
  /** Server time in epoch ms with microseconds as a fraction; two calls never return the same time. */
  now(): number;
  /** The machine's own time (token issuer, scheduling), in epoch ms. */
  realNow(): number;
  /** Sets the error of the server clock in ms (positive: the server is ahead). */
  setSkewMs(skewMs: number): void;
}

export interface ClockOptions {
  readonly skewMs?: number;
  readonly realNow?: () => number;
}

export function createClock(options: ClockOptions = {}): Clock {
  const realNow = options.realNow ?? Date.now;
  let skewMs = options.skewMs ?? 0;
  let lastMicros = 0;
  return {
    now() {
      const micros = Math.max(lastMicros + 1, Math.round((realNow() + skewMs) * 1000) + 137);
      lastMicros = micros;
      return micros / 1000;
    },
    realNow,
    setSkewMs(next) {
      skewMs = next;
      lastMicros = 0;
    },
  };
}

const ZONE_OFFSET_MS = -3 * 3_600_000;

function parts(atMs: number): { date: string; micros: number } {
  const totalMicros = Math.round(atMs * 1000);
  const micros = ((totalMicros % 1_000_000) + 1_000_000) % 1_000_000;
  const seconds = (totalMicros - micros) / 1_000_000;
  return { date: new Date(seconds * 1000).toISOString().slice(0, 19), micros };
}

function fraction(micros: number): string {
  return micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
}

/** Model datetimes of the engine: server zone (America/Maceio), microseconds, which Python leaves out when they are zero. */
export function zoned(atMs: number): string {
  const { date, micros } = parts(atMs + ZONE_OFFSET_MS);
  return `${date}${fraction(micros)}-03:00`;
}

/** Datetimes of method fields and of Flows: UTC with `Z` and six digits. */
export function utc(atMs: number): string {
  const { date, micros } = parts(atMs);
  return `${date}.${String(micros).padStart(6, '0')}Z`;
}

/** The same instants inside socket frames, cut to milliseconds by Django's JSON encoder. */
export function utcMillis(atMs: number): string {
  const { date, micros } = parts(atMs);
  return `${date}.${String(Math.floor(micros / 1000)).padStart(3, '0')}Z`;
}

/** `YYYY-MM-DD` of an instant in the server's zone. */
export function zonedDay(atMs: number): string {
  return parts(atMs + ZONE_OFFSET_MS).date.slice(0, 10);
}
