import * as z from 'zod/mini';
import type { Ledger } from '../../ledger/ledger.ts';

const KEY = 'replies:agents';

/** The agents whose people the icon counts: those signed in now, or else those signed in last. */
export function createLastAgents(
  ledger: Pick<Ledger, 'getKept' | 'listAwaited' | 'putKept'>,
  signedIn: () => readonly string[],
) {
  return {
    /**
     * Stores the signed-in agents who await people. Others are not stored, because an agent key contains the e-mail.
     */
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
