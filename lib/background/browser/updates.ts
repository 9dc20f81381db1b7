import * as z from 'zod/mini';
import { applyUpdate } from '../../platform/lifecycle.ts';
import type { Area } from '../../platform/storage-areas.ts';
import { extensionVersion } from '../../platform/view-runtime.ts';

const KEY = 'update';
const Update = z.object({ from: z.string(), to: z.string() });
type Update = z.infer<typeof Update>;

export interface UpdatePorts {
  readonly area: Area;
  /** What views are told of the last update; null once it was read. */
  readonly show: (update: Update | null) => void;
  /** Something counts down, runs or is looked up. */
  readonly isBusy: () => Promise<boolean>;
}

/** A new version waits until nothing is under way, and says what it brought until the agent has read it. */
export function createUpdates({ area, show, isBusy }: UpdatePorts) {
  let isWaiting = false;
  const applyIfCalm = async (): Promise<void> => {
    if (isWaiting && !(await isBusy())) applyUpdate();
  };
  return {
    applyIfCalm,
    async available(): Promise<void> {
      isWaiting = true;
      await applyIfCalm();
    },
    /** What an update before this start brought, unless it was read. */
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
