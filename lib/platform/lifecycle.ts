import { browser } from 'wxt/browser';

export function onInstalled(handle: (reason: string, previousVersion: string | null) => void): void {
  browser.runtime.onInstalled.addListener((details) => handle(details.reason, details.previousVersion ?? null));
}

export function onBrowserStart(handle: () => void): void {
  browser.runtime.onStartup.addListener(handle);
}

/**
 * Calls `handle` when an update is ready. Because of the listener, the browser waits with it for `applyUpdate` or a
 * restart.
 */
export function onUpdateAvailable(handle: (version: string) => void): void {
  browser.runtime.onUpdateAvailable.addListener((details) => handle(details.version));
}

export function applyUpdate(): void {
  browser.runtime.reload();
}

export async function browserName(): Promise<string> {
  const platform = await browser.runtime.getPlatformInfo();
  return `${navigator.userAgent.includes('Firefox') ? 'Firefox' : 'Chromium'} on ${platform.os}`;
}

export function uiLanguage(): string {
  return browser.i18n.getUILanguage();
}
