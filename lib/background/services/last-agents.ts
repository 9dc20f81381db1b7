import * as z from 'zod/mini';
import type { Ledger } from '../../ledger/ledger.ts';

const KEY = 'replies:agents';

/** Whose people the icon counts: the agents signed in now, else those signed in last. */
export function createLastAgents(ledger: Pick<Ledger, 'getKept' | 'listAwaited' | 'putKept'>, signedIn: () => readonly string[]) {
  return {
    /** Remembered only while they await somebody: a key names the agent. */
    async remember(): Promise<void> {
      const known: string[] = [];
      for (const key of new Set(signedIn())) if ((await ledger.listAwaited(key)).length > 0) known.push(key);
      if (known.length > 0) await ledger.putKept({ key: KEY, value: known });
    },
    async shown(): Promise<readonly string[]> {
      const live = signedIn();
      if (live.length > 0) return [...new Set(live)];
      const stored = z.array(z.string()).safeParse(await ledger.getKept(KEY));
      return stored.success ? stored.data : [];
    },
  };
}
