import { browser } from 'wxt/browser';

/** The shortcuts as this browser really assigned them; an empty key means it did not. */
export async function assignedShortcuts(): Promise<readonly { name: string; key: string }[]> {
  const commands = await browser.commands.getAll();
  return commands.flatMap(({ name, shortcut }) => (name === undefined ? [] : [{ name, key: shortcut ?? '' }]));
}

/** Registers the one command listener. */
export function onShortcut(handle: (name: string, tabId: number | null) => void): void {
  browser.commands.onCommand.addListener((name: string, tab?: { id?: number | undefined }) => handle(name, tab?.id ?? null));
}
