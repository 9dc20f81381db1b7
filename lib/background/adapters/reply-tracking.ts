import type { AwaitedRow } from '../../replies/records.ts';

export interface TrackingPorts {
  readonly after: (delayMs: number, run: () => void) => void;
  readonly getAwaited: (id: string) => Promise<AwaitedRow | null>;
  readonly track: (rows: readonly AwaitedRow[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * How long accepted people are collected. No contact answers within a second, and a dispatch accepts several people a
 * second.
 */
const GATHER_MS = 1_000;

/**
 * Hands accepted people to the reply watcher in groups, because the watcher reads all awaited rows each time. The first
 * person is handed over at once, later ones are collected for GATHER_MS. The awaited rows are stored already, so a
 * background that stops in between loses none of them.
 *
 * @returns a function that takes the ids of awaited rows (`<dispatch id>:<n>`)
 */
export function createTracking(ports: TrackingPorts): (accepted: readonly string[]) => void {
  const gathered = new Set<string>();
  let isGathering = false;

  async function track(): Promise<void> {
    const ids = [...gathered];
    gathered.clear();
    const rows = (await Promise.all(ids.map((id) => ports.getAwaited(id)))).filter((row) => row !== null);
    if (rows.length > 0) await ports.track(rows);
  }

  function start(): void {
    if (isGathering || gathered.size === 0) return;
    isGathering = true;
    ports.after(GATHER_MS, () => {
      isGathering = false;
      start();
    });
    track().catch(ports.onError);
  }

  return (accepted) => {
    for (const id of accepted) gathered.add(id);
    start();
  };
}
