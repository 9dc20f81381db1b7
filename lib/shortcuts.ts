/** A keyboard command of the extension (`commands` in the manifest). */
export interface Shortcut {
  readonly name: 'toggle-panel' | 'next-reply' | 'quick-send' | 'open-palette' | 'done-next';
  /** Message key of its description. */
  readonly label: string;
  /** Null: the agent chooses a key in the browser; see below. */
  readonly suggestedKey: string | null;
}

/**
 * The browser-level shortcuts, for the manifest, the options page and the list of keys in the panel. Chrome rejects a
 * manifest with more than four suggested keys (commands_handler.cc). Chrome and Firefox do not use these combinations
 * themselves, but a browser may leave one unassigned without saying so. So views must show the keys from
 * `commands.getAll()`, never those of this list.
 */
export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'toggle-panel', label: 'command_togglePanel', suggestedKey: 'Alt+Shift+D' },
  { name: 'next-reply', label: 'command_nextReply', suggestedKey: 'Alt+Shift+Y' },
  { name: 'quick-send', label: 'command_quickSend', suggestedKey: 'Alt+Shift+Q' },
  { name: 'open-palette', label: 'command_openPalette', suggestedKey: 'Alt+Shift+K' },
  { name: 'done-next', label: 'command_doneNext', suggestedKey: null },
];
