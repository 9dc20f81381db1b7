import { browser } from 'wxt/browser';

export interface Frame {
  readonly tabId: number;
  readonly frameId: number;
}

/** Asks one frame; rejects when nobody answers there. */
export async function askFrame(frame: Frame, message: unknown): Promise<unknown> {
  return await browser.tabs.sendMessage(frame.tabId, message, { frameId: frame.frameId });
}

/** Brings a tab and its window to the front; no permission needed. */
export async function focusTab(tabId: number): Promise<void> {
  const tab = await browser.tabs.update(tabId, { active: true });
  if (tab?.windowId !== undefined) await browser.windows.update(tab.windowId, { focused: true });
}

export async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

export interface TabFacts {
  readonly tabId: number;
  readonly isActive: boolean;
  readonly windowId: number;
  readonly lastAccessedAt: number;
  /** Only for pages we hold a host permission for. */
  readonly title: string | null;
  readonly url: string | null;
}

export async function tabFacts(tabId: number): Promise<TabFacts | null> {
  // A closed tab rejects: that is the answer.
  const tab = await browser.tabs.get(tabId).catch(() => null);
  if (tab === null) return null;
  return { tabId, isActive: tab.active, windowId: tab.windowId ?? -1, lastAccessedAt: tab.lastAccessed ?? 0, title: tab.title ?? null, url: tab.url ?? null };
}

/** The tab in front of the window the person looks at, or null. */
export async function activeTab(): Promise<TabFacts | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.id === undefined ? null : await tabFacts(tab.id);
}

/** Every loaded tab at one of these match patterns (our own host permissions make `url` readable). */
export async function tabsAt(patterns: readonly string[]): Promise<readonly number[]> {
  const tabs = await browser.tabs.query({ url: [...patterns], discarded: false });
  return tabs.flatMap((tab) => (tab.id === undefined ? [] : [tab.id]));
}

export function onTabGone(handle: (tabId: number) => void): void {
  browser.tabs.onRemoved.addListener((tabId) => handle(tabId));
}

/** The window in front, or null: a browser may run without any. */
export async function focusedWindowId(): Promise<number | null> {
  const window = await browser.windows.getLastFocused().catch(() => null);
  return window?.id ?? null;
}
