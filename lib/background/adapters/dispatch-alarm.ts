import type { DispatcherPorts } from '../../dispatch/ports.ts';
import { clearAlarm, ensureAlarm, SHORTEST_ALARM_MINUTES } from '../../platform/alarms.ts';

const DISPATCH_ALARM = 'dispatch';
/**
 * The dispatcher wants its alarm after every start. Asking the browser whether it exists costs as much as the rest of
 * the round, so the browser is asked at most this often.
 */
const FRESH_MS = 15_000;

/** Implements the dispatcher's port to alarms. After the end of its life nothing is set any more. */
export function createDispatchAlarm(ports: {
  readonly isOver: () => boolean;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): DispatcherPorts['alarms'] {
  let ensuredAt = Number.NEGATIVE_INFINITY;
  return {
    ensure(isNeeded) {
      if (ports.isOver() || (isNeeded && Math.abs(ports.now() - ensuredAt) < FRESH_MS)) return;
      ensuredAt = isNeeded ? ports.now() : Number.NEGATIVE_INFINITY;
      const work = isNeeded ? ensureAlarm(DISPATCH_ALARM, SHORTEST_ALARM_MINUTES) : clearAlarm(DISPATCH_ALARM);
      work.catch((error: unknown) => {
        ensuredAt = Number.NEGATIVE_INFINITY;
        ports.onError(error);
      });
    },
  };
}
