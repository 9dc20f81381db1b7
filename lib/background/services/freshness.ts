/**
 * Whether something read at `readAt` (epoch ms; null: never) is at most `maxAgeMs` old. A `readAt` in the future (the
 * clock was set back) does not count as fresh.
 */
export function isFresh(readAt: number | null, now: number, maxAgeMs: number): boolean {
  if (readAt === null) return false;
  const ageMs = now - readAt;
  return ageMs >= 0 && ageMs <= maxAgeMs;
}
