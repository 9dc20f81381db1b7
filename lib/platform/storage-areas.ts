import { browser } from 'wxt/browser';

/** A key-value storage area. Values must be JSON; the caller parses what it reads. */
export interface Area {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
}

function toArea(area: {
  get(key: string): Promise<Record<string, unknown>>;
  set(items: Record<string, unknown>): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
}): Area {
  return {
    get: async (key) => (await area.get(key))[key],
    set: async (key, value) => await area.set({ [key]: value }),
    remove: async (key) => await area.remove(key),
    clear: async () => await area.clear(),
  };
}

/**
 * Kept in memory until the browser closes, and not readable by content scripts. The only area in which a token may be.
 */
export const sessionArea = (): Area => toArea(browser.storage.session);

/** For settings only. Content scripts of the extension can read it, so nothing personal may be stored here. */
export const localArea = (): Area => toArea(browser.storage.local);

/** The keys of an area, for example to check that an erasure left nothing. */
export async function keysOf(area: 'local' | 'session' | 'sync'): Promise<readonly string[]> {
  return Object.keys(await browser.storage[area].get(null));
}

export async function clearSyncArea(): Promise<void> {
  await browser.storage.sync.clear();
}

/**
 * Calls `handle` when the administrator changes the policy. Never in Firefox, which reads policies only when it
 * starts.
 */
export function onManagedPolicyChanged(handle: () => void): void {
  browser.storage.onChanged.addListener((_changes, area) => {
    if (area === 'managed') handle();
  });
}

/** The administrator's policy, unparsed; {} if there is none (Chrome answers {}, Firefox rejects). */
export async function readManagedPolicy(): Promise<Readonly<Record<string, unknown>>> {
  return await browser.storage.managed.get(null).then(
    (policy: Record<string, unknown>) => policy,
    () => ({}),
  );
}
