import { browser } from 'wxt/browser';

/** Both browsers stop an idle background after 30 s; each call of an extension API restarts that time. */
const TOUCH_MS = 20_000;

export interface KeepAlive {
  /** Starts calling the API regularly. Further calls have no effect. */
  hold(): void;
  release(): void;
}

/**
 * Keeps the background awake between `hold` and `release`. It calls `getPlatformInfo`, which resets the idle timer of
 * Chrome and also that of Firefox, where storage calls and fetches do not count.
 */
export function createKeepAlive(): KeepAlive {
  let timer: ReturnType<typeof setInterval> | null = null;
  return {
    hold() {
      timer ??= setInterval(() => void browser.runtime.getPlatformInfo(), TOUCH_MS);
    },
    release() {
      if (timer !== null) clearInterval(timer);
      timer = null;
    },
  };
}
