import type { Ledger } from '../../ledger/ledger.ts';
import { localArea, sessionArea, type Area } from '../../platform/storage-areas.ts';
import type { StartPorts } from '../start.ts';

/** Thrown at whatever of a life goes on after its end. */
class LifeEnded extends Error {
  override readonly name = 'LifeEnded';
}

export interface Life extends Pick<StartPorts, 'after' | 'fetch'> {
  readonly ledger: Ledger;
  readonly session: Area;
  readonly local: Area;
  readonly isOver: () => boolean;
  /** The work, refused before and after this life ended. */
  readonly within: <Given extends unknown[], Answer>(work: (...given: Given) => Promise<Answer>) => (...given: Given) => Promise<Answer>;
  /** From now on nothing that began in this life reads, writes, asks or is woken. A transaction on its way completes. */
  readonly end: () => void;
}

/**
 * Everything a background reads and writes with, from its start or an erasure to the next erasure. Erasing ends the life and
 * begins another one: a request on its way, a timer, a half-done change of rows find every door closed, whichever they were.
 */
export function createLife(start: StartPorts): Life {
  let over = false;
  const check = (): void => {
    if (over) throw new LifeEnded('everything was erased');
  };
  const within: Life['within'] = (work) => async (...given) => {
    check();
    const answer = await work(...given);
    check();
    return answer;
  };
  const areaWithin = (area: Area): Area => ({ get: within((key) => area.get(key)), set: within((key, value) => area.set(key, value)), remove: within((key) => area.remove(key)), clear: within(() => area.clear()) });
  const ledger = start.openLedger({ now: start.now });
  return {
    ledger,
    session: areaWithin(sessionArea()),
    local: areaWithin(localArea()),
    fetch: within(start.fetch),
    after: (delayMs, run) => start.after(delayMs, () => {
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
