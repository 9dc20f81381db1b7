/** Whether something read at `readAt` (epoch ms, null: never) is at most `maxAgeMs` old; a reading of the future, from a clock that went back, is not. */
export function isFresh(readAt: number | null, now: number, maxAgeMs: number): boolean {
  if (readAt === null) return false;
  const ageMs = now - readAt;
  return ageMs >= 0 && ageMs <= maxAgeMs;
}
