import { browser } from 'wxt/browser';

/** The shortcuts as this browser really assigned them; an empty key means it did not. */
export async function assignedShortcuts(): Promise<readonly { name: string; key: string }[]> {
  const commands = await browser.commands.getAll();
  return commands.flatMap(({ name, shortcut }) => (name === undefined ? [] : [{ name, key: shortcut ?? '' }]));
}

const CHROME_SHORTCUTS = 'chrome://extensions/shortcuts';

/** Shows the browser's own page for shortcuts. Firefox opens it by a call of its own (since 137), Chrome by its address. */
export async function openShortcutPage(): Promise<boolean> {
  const open: unknown = Reflect.get(browser.commands, 'openShortcutSettings');
  const shown = typeof open === 'function' ? Promise.resolve(Reflect.apply(open, browser.commands, [])) : browser.tabs.create({ url: CHROME_SHORTCUTS });
  return await shown.then(
    () => true,
    () => false,
  );
}

/** Registers the one command listener. */
export function onShortcut(handle: (name: string, tabId: number | null) => void): void {
  browser.commands.onCommand.addListener((name: string, tab?: { id?: number | undefined }) => handle(name, tab?.id ?? null));
}
