import { browser } from 'wxt/browser';

/** One key-value area. Values are JSON; what comes back is parsed by the caller. */
export interface Area {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
}

function toArea(area: { get(key: string): Promise<Record<string, unknown>>; set(items: Record<string, unknown>): Promise<void>; remove(key: string): Promise<void>; clear(): Promise<void> }): Area {
  return {
    get: async (key) => (await area.get(key))[key],
    set: async (key, value) => await area.set({ [key]: value }),
    remove: async (key) => await area.remove(key),
    clear: async () => await area.clear(),
  };
}

/** Memory only, gone with the browser, not readable by content scripts: the one place a token may be. */
export const sessionArea = (): Area => toArea(browser.storage.session);

/** Interface preferences only. Firefox lets every content script read it, so nothing personal goes here. */
export const localArea = (): Area => toArea(browser.storage.local);

/** Names of what one area holds, for whoever has to prove that nothing is left. */
export async function keysOf(area: 'local' | 'session' | 'sync'): Promise<readonly string[]> {
  return Object.keys(await browser.storage[area].get(null));
}

export async function clearSyncArea(): Promise<void> {
  await browser.storage.sync.clear();
}

/** An administrator changed the policy while the browser runs. Firefox reads it at start only and never calls. */
export function onManagedPolicyChanged(handle: () => void): void {
  browser.storage.onChanged.addListener((_changes, area) => {
    if (area === 'managed') handle();
  });
}

/** What an administrator fixed. Firefox rejects when there is no policy, Chrome answers {}: both mean "none". */
export async function readManagedPolicy(): Promise<Readonly<Record<string, unknown>>> {
  return await browser.storage.managed.get(null).then(
    (policy: Record<string, unknown>) => policy,
    () => ({}),
  );
}
