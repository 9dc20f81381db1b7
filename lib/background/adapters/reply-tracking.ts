import type { AwaitedRow } from '../../replies/records.ts';

export interface TrackingPorts {
  readonly after: (delayMs: number, run: () => void) => void;
  readonly getAwaited: (id: string) => Promise<AwaitedRow | null>;
  readonly track: (rows: readonly AwaitedRow[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Nobody answers sooner than that, and a dispatch accepts several people a second. */
const GATHER_MS = 1_000;

/**
 * Takes up whoever was accepted. Each time everybody awaited is read, so it is done for many at once: the first one does
 * not wait, those after it are gathered. Their rows are stored already; a background that dies meanwhile loses nobody.
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
