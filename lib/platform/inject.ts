import { browser } from 'wxt/browser';
import type { Frame } from './tabs.ts';

/** Injects the panel's script into the frame where Chats appeared. Rejects if the frame no longer exists. */
export async function injectPanel(frame: Frame): Promise<void> {
  await browser.scripting.executeScript({
    target: { tabId: frame.tabId, frameIds: [frame.frameId] },
    files: ['content-scripts/panel.js'],
  });
}

/** Whether our static scripts run in a tab. The message also makes its bootstrap check whether the panel is missing. */
export async function isInTab(tabId: number): Promise<boolean> {
  return await browser.tabs.sendMessage(tabId, { name: 'bootstrap:here' }).then(
    (answer) => answer === true,
    () => false,
  );
}

/**
 * Injects the static scripts into a tab that was open before this version was installed. Firefox does the same by
 * itself, Chrome does not. So the scripts may be injected twice; they recognise an earlier copy.
 */
export async function injectIntoOpenTab(tabId: number): Promise<void> {
  const target = { tabId, allFrames: true };
  await browser.scripting.insertCSS({ target, files: ['page.css'] });
  await browser.scripting.executeScript({ target, files: ['observer.js'], world: 'MAIN' });
  await browser.scripting.executeScript({ target, files: ['bootstrap.js'] });
}

const idOf = (kind: 'observer' | 'bootstrap', pattern: string) => `${kind}:${pattern}`;

export async function countRegistered(): Promise<number> {
  return (await browser.scripting.getRegisteredContentScripts()).length;
}

/**
 * Registers the static scripts for added sites and removes stale ones. Idempotent; browsers drop registrations on
 * update.
 */
export async function registerForHosts(patterns: readonly string[]): Promise<void> {
  const registered = new Set((await browser.scripting.getRegisteredContentScripts()).map((script) => script.id));
  const wanted = patterns.flatMap((pattern) => [
    {
      id: idOf('observer', pattern),
      matches: [pattern],
      js: ['observer.js'],
      world: 'MAIN' as const,
      runAt: 'document_start' as const,
      allFrames: true,
      persistAcrossSessions: true,
    },
    {
      id: idOf('bootstrap', pattern),
      matches: [pattern],
      js: ['bootstrap.js'],
      css: ['page.css'],
      runAt: 'document_start' as const,
      allFrames: true,
      persistAcrossSessions: true,
    },
  ]);
  const missing = wanted.filter((script) => !registered.has(script.id));
  const stale = [...registered].filter((id) => !wanted.some((script) => script.id === id));
  if (stale.length > 0) await browser.scripting.unregisterContentScripts({ ids: stale });
  if (missing.length > 0) await browser.scripting.registerContentScripts(missing);
}
