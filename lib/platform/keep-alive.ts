import { browser } from 'wxt/browser';

/** Both browsers stop an idle background after 30 s; an extension API call starts that clock again. */
const TOUCH_MS = 20_000;

export interface KeepAlive {
  /** Starts touching the runtime. May be repeated. */
  hold(): void;
  release(): void;
}

/**
 * Keeps the background awake while work is due, and never otherwise. `getPlatformInfo` goes to the parent process in
 * Firefox (storage calls and fetches do not count there) and resets Chrome's timer as well.
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
