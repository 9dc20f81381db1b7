import type { Ledger } from '../../ledger/ledger.ts';
import { localArea, sessionArea, type Area } from '../../platform/storage-areas.ts';
import type { StartPorts } from '../start.ts';

/** Thrown at work that still runs when its life has ended. */
class LifeEnded extends Error {
  override readonly name = 'LifeEnded';
}

export interface Life extends Pick<StartPorts, 'after' | 'fetch'> {
  readonly ledger: Ledger;
  readonly session: Area;
  readonly local: Area;
  readonly isOver: () => boolean;
  /** Wraps `work` so that it throws LifeEnded when the life is over before it starts or before its answer is used. */
  readonly within: <Given extends unknown[], Answer>(
    work: (...given: Given) => Promise<Answer>,
  ) => (...given: Given) => Promise<Answer>;
  /**
   * Ends the life: its timers no longer run, and its storage, ledger and fetch refuse. A running transaction
   * completes.
   */
  readonly end: () => void;
}

/**
 * The storage, ledger, network and timers of one life: from the background's start (or an erasure) to the next erasure.
 * An erasure ends the life and starts another one. Work of the old life that still runs (a request, a timer, a change
 * of
 * rows) cannot store anything afterwards, because everything it could write with refuses.
 */
export function createLife(start: StartPorts): Life {
  let over = false;
  const check = (): void => {
    if (over) throw new LifeEnded('everything was erased');
  };
  const within: Life['within'] =
    (work) =>
    async (...given) => {
      check();
      const answer = await work(...given);
      check();
      return answer;
    };
  const areaWithin = (area: Area): Area => ({
    get: within((key) => area.get(key)),
    set: within((key, value) => area.set(key, value)),
    remove: within((key) => area.remove(key)),
    clear: within(() => area.clear()),
  });
  const ledger = start.openLedger({ now: start.now });
  return {
    ledger,
    session: areaWithin(sessionArea()),
    local: areaWithin(localArea()),
    fetch: within(start.fetch),
    after: (delayMs, run) =>
      start.after(delayMs, () => {
        if (!over) run();
      }),
    isOver: () => over,
    within,
    end() {
      over = true;
      ledger.close();
    },
  };
}
