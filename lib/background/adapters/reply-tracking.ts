import type { AwaitedRow } from '../../replies/records.ts';

export interface TrackingPorts {
  readonly after: (delayMs: number, run: () => void) => void;
  readonly getAwaitedRows: (ids: readonly string[]) => Promise<AwaitedRow[]>;
  /** How long accepted people are collected, in ms. */
  readonly gatherMs: number;
  readonly track: (rows: readonly AwaitedRow[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Hands accepted people to the reply watcher in groups, because the watcher reads all awaited rows each time. The first
 * person is handed over at once, later ones are collected for `gatherMs`. The awaited rows are stored already, so a
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
    const rows = await ports.getAwaitedRows(ids);
    if (rows.length > 0) await ports.track(rows);
  }

  function start(): void {
    if (isGathering || gathered.size === 0) return;
    isGathering = true;
    ports.after(ports.gatherMs, () => {
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
