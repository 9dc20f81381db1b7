import * as z from 'zod/mini';
import type { DispatchSettings } from '../dispatch/ports.ts';
import type { Area } from '../platform/storage-areas.ts';

const Timings = z.object({
  undoMs: z.optional(z.number()),
  notFoundMs: z.optional(z.number()),
  startTimeoutMs: z.optional(z.number()),
  witnessMs: z.optional(z.number()),
  dayMs: z.optional(z.number()),
  bucket: z.optional(z.object({ perHour: z.number(), burst: z.number() })),
});

type Shortened = Partial<Pick<DispatchSettings, 'undoMs' | 'notFoundMs' | 'bucketPerHour' | 'burst'>>;

const KEY = 'sandboxTimings';

/**
 * Reads shorter waiting times from the sandbox server, for tests. `import.meta.env.MODE` is a build constant and is
 * compared where it is used, so that the bundler drops this code and its address from the store build; a test of the
 * built files checks it.
 */
export function createSandboxTimings(fetchUrl: (url: string, init: RequestInit) => Promise<Response>) {
  let current: Shortened = {};
  let startTimeoutMs: number | undefined;
  let witnessMs: number | undefined;
  let dayMs: number | undefined;
  let area: Area | null = null;

  function take(raw: unknown): void {
    const timings = Timings.safeParse(raw);
    if (!timings.success) return;
    const { undoMs, notFoundMs, bucket } = timings.data;
    ({ startTimeoutMs, witnessMs, dayMs } = timings.data);
    current = {
      ...(undoMs === undefined ? {} : { undoMs }),
      ...(notFoundMs === undefined ? {} : { notFoundMs }),
      ...(bucket === undefined ? {} : { bucketPerHour: bucket.perHour, burst: bucket.burst }),
    };
  }

  return {
    current: (): Shortened => current,
    /** How long to wait for the answer to a start, ms; undefined: the product's own limit. */
    startTimeoutMs: (): number | undefined => startTimeoutMs,
    /** When the runs of a flow are counted after a dispatch, ms; undefined: the product's own time. */
    witnessMs: (): number | undefined => witnessMs,
    /** Length of a day for follow-ups, ms; undefined: a day. */
    dayMs: (): number | undefined => dayMs,
    async read(apiOrigin: string): Promise<void> {
      if (import.meta.env.MODE !== 'sandbox') return;
      const answer = await fetchUrl(`${apiOrigin}/sandbox/settings`, {}).catch(() => null);
      if (answer === null || !answer.ok) return;
      const raw: unknown = await answer.json();
      take(raw);
      await area?.set(KEY, raw);
    },
    /** Reads the times that an earlier life stored in the session area. */
    async restore(session: Area): Promise<void> {
      area = session;
      if (import.meta.env.MODE === 'sandbox') take(await session.get(KEY));
    },
  };
}
