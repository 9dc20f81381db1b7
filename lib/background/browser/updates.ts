import * as z from 'zod/mini';
import { applyUpdate } from '../../platform/lifecycle.ts';
import type { Area } from '../../platform/storage-areas.ts';
import { extensionVersion } from '../../platform/view-runtime.ts';

const KEY = 'update';
const Update = z.object({ from: z.string(), to: z.string() });
type Update = z.infer<typeof Update>;

export interface UpdatePorts {
  readonly area: Area;
  /** Sets the update notice that views show; null once the agent has read it. */
  readonly show: (update: Update | null) => void;
  /** Whether a dispatch counts down, runs or has people to be looked up. */
  readonly isBusy: () => Promise<boolean>;
}

/**
 * Applies a new version of the extension only while no dispatch is busy, since applying it restarts the background.
 * After an update, views show what it brought until the agent has read it.
 */
export function createUpdates({ area, show, isBusy }: UpdatePorts) {
  let isWaiting = false;
  const applyIfIdle = async (): Promise<void> => {
    if (isWaiting && !(await isBusy())) applyUpdate();
  };
  return {
    applyIfIdle,
    async available(): Promise<void> {
      isWaiting = true;
      await applyIfIdle();
    },
    /** Shows the notice of an earlier update again, unless the agent has read it. */
    async restore(): Promise<void> {
      const stored = Update.safeParse(await area.get(KEY));
      if (stored.success) show(stored.data);
    },
    async installed(reason: string, previousVersion: string | null): Promise<void> {
      if (reason !== 'update' || previousVersion === null || previousVersion === extensionVersion()) return;
      const update = { from: previousVersion, to: extensionVersion() };
      await area.set(KEY, update);
      show(update);
    },
    async seen(): Promise<void> {
      show(null);
      await area.remove(KEY);
    },
  };
}
