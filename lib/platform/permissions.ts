import { browser } from 'wxt/browser';

/** Must be the first call of a click handler in popup or options: browsers ask only inside a gesture. */
export async function requestHost(pattern: string): Promise<boolean> {
  return await browser.permissions.request({ origins: [pattern] });
}

export async function requestNotifications(): Promise<boolean> {
  return await browser.permissions.request({ permissions: ['notifications'] });
}

export async function hasHost(pattern: string): Promise<boolean> {
  return await browser.permissions.contains({ origins: [pattern] });
}

export async function hasNotifications(): Promise<boolean> {
  return await browser.permissions.contains({ permissions: ['notifications'] });
}

export async function removeHost(pattern: string): Promise<void> {
  await browser.permissions.remove({ origins: [pattern] });
}

export async function grantedHosts(): Promise<readonly string[]> {
  return (await browser.permissions.getAll()).origins ?? [];
}

/** Gives back everything the agent granted on top of the install. */
export async function dropOptional(builtIn: readonly string[]): Promise<void> {
  const origins = (await grantedHosts()).filter((pattern) => !builtIn.includes(pattern));
  if (origins.length > 0) await browser.permissions.remove({ origins: [...origins] });
  if (await hasNotifications()) await browser.permissions.remove({ permissions: ['notifications'] });
}

export function onPermissionsChanged(handle: () => void): void {
  browser.permissions.onAdded.addListener(handle);
  browser.permissions.onRemoved.addListener(handle);
}

/** Host permissions that came with the install, from the built manifest. */
export function builtInHosts(): readonly string[] {
  return browser.runtime.getManifest().host_permissions ?? [];
}
