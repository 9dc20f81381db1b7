import { browser } from 'wxt/browser';

/**
 * The match pattern of an origin's host. It has no port and so covers all ports: Firefox rejects patterns with a port,
 * and answers questions about a granted host correctly only without one.
 */
export function patternOf(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
}

/**
 * Asks the agent for a host permission. Must be the first call of a click handler: browsers ask only during a user
 * gesture.
 */
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

/** Removes all permissions that the agent granted after the install. */
export async function dropOptional(builtIn: readonly string[]): Promise<void> {
  const origins = (await grantedHosts()).filter((pattern) => !builtIn.includes(pattern));
  if (origins.length > 0) await browser.permissions.remove({ origins: [...origins] });
  if (await hasNotifications()) await browser.permissions.remove({ permissions: ['notifications'] });
}

/** How many permissions the agent granted after the install. */
export async function countOptional(builtIn: readonly string[]): Promise<number> {
  const origins = (await grantedHosts()).filter((pattern) => !builtIn.includes(pattern));
  return origins.length + ((await hasNotifications()) ? 1 : 0);
}

export function onPermissionsChanged(handle: () => void): void {
  browser.permissions.onAdded.addListener(handle);
  browser.permissions.onRemoved.addListener(handle);
}

/** The host permissions of the manifest, which the agent granted by installing. */
export function builtInHosts(): readonly string[] {
  return browser.runtime.getManifest().host_permissions ?? [];
}

/** Whether a match pattern like `https://*.weni.ai/*` covers an origin. */
export function isCovered(origin: string, pattern: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  const [scheme, host] = pattern.replace(/\/\*$/, '').split('://');
  if (scheme === undefined || host === undefined || `${scheme}:` !== protocol) return false;
  return host.startsWith('*.') ? hostname === host.slice(2) || hostname.endsWith(host.slice(1)) : hostname === host;
}

/** Whether the manifest's host permissions cover an origin. Then no permission must be requested, registered or removed. */
export function isBuiltInHost(origin: string): boolean {
  return builtInHosts().some((pattern) => isCovered(origin, pattern));
}
