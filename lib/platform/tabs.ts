import { browser } from 'wxt/browser';

export interface Frame {
  readonly tabId: number;
  readonly frameId: number;
}

/** Sends a message to one frame. Rejects if none of our scripts answers there. */
export async function askFrame(frame: Frame, message: unknown): Promise<unknown> {
  return await browser.tabs.sendMessage(frame.tabId, message, { frameId: frame.frameId });
}

/** Brings a tab and its window to the front. Needs no permission. Rejects if the tab is gone. */
export async function focusTab(tabId: number): Promise<void> {
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab?.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

export async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Opens the options page, or brings its tab to the front. */
export async function openOptionsPage(): Promise<void> {
  await browser.runtime.openOptionsPage();
}

export interface TabDescription {
  readonly tabId: number;
  readonly isActive: boolean;
  readonly windowId: number;
  readonly lastAccessedAt: number;
  /** Title and URL are null for pages without our host permission. */
  readonly title: string | null;
  readonly url: string | null;
}

export async function tabFacts(tabId: number): Promise<TabDescription | null> {
  // `get` rejects for a closed tab.
  const tab = await browser.tabs.get(tabId).catch(() => null);
  if (tab === null) return null;
  return {
    tabId,
    isActive: tab.active,
    windowId: tab.windowId ?? -1,
    lastAccessedAt: tab.lastAccessed ?? 0,
    title: tab.title ?? null,
    url: tab.url ?? null,
  };
}

/** The active tab of the window that was focused last, or null. */
export async function activeTab(): Promise<TabDescription | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.id === undefined ? null : await tabFacts(tab.id);
}

/**
 * Ids of the loaded tabs whose URL fits one of these match patterns. The extension must have their host permissions.
 */
export async function tabsAt(patterns: readonly string[]): Promise<readonly number[]> {
  const tabs = await browser.tabs.query({ url: [...patterns], discarded: false });
  return tabs.flatMap((tab) => (tab.id === undefined ? [] : [tab.id]));
}

export function onTabGone(handle: (tabId: number) => void): void {
  browser.tabs.onRemoved.addListener((tabId) => handle(tabId));
}

/** Id of the window that was focused last, or null: a browser may run without windows. */
export async function focusedWindowId(): Promise<number | null> {
  const window = await browser.windows.getLastFocused().catch(() => null);
  return window?.id ?? null;
}
