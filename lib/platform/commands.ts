import { browser } from 'wxt/browser';

/** The shortcuts as this browser assigned them; `key` is empty if it assigned none. */
export async function assignedShortcuts(): Promise<readonly { name: string; key: string }[]> {
  const commands = await browser.commands.getAll();
  return commands.flatMap(({ name, shortcut }) => (name === undefined ? [] : [{ name, key: shortcut ?? '' }]));
}

const CHROME_SHORTCUTS = 'chrome://extensions/shortcuts';

/**
 * Opens the browser's page for shortcuts. Firefox has a call for it (since 137), Chrome an address.
 *
 * @returns whether it opened
 */
export async function openShortcutPage(): Promise<boolean> {
  const open: unknown = Reflect.get(browser.commands, 'openShortcutSettings');
  const shown =
    typeof open === 'function'
      ? Promise.resolve(Reflect.apply(open, browser.commands, []))
      : browser.tabs.create({ url: CHROME_SHORTCUTS });
  return await shown.then(
    () => true,
    () => false,
  );
}

/** Registers the listener for shortcuts; to be called once. */
export function onShortcut(handle: (name: string, tabId: number | null) => void): void {
  browser.commands.onCommand.addListener((name: string, tab?: { id?: number | undefined }) =>
    handle(name, tab?.id ?? null),
  );
}
