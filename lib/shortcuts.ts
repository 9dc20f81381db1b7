/** One keyboard command of the browser (`commands` in the manifest). */
export interface Shortcut {
  readonly name: 'toggle-panel' | 'next-reply' | 'quick-send' | 'open-palette';
  /** Message key of the sentence that says what it does. */
  readonly label: string;
  readonly suggestedKey: string;
}

/**
 * The browser-level shortcuts, as data: the manifest, the options page and the cheat sheet read this list.
 * Chrome refuses a manifest with more than four suggested keys (commands_handler.cc), so four it is; the
 * combinations are free in Chrome and Firefox, but a browser may still leave one unassigned without a word,
 * so views show `commands.getAll()` and never this list.
 */
export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'toggle-panel', label: 'command_togglePanel', suggestedKey: 'Alt+Shift+D' },
  { name: 'next-reply', label: 'command_nextReply', suggestedKey: 'Alt+Shift+Y' },
  { name: 'quick-send', label: 'command_quickSend', suggestedKey: 'Alt+Shift+Q' },
  { name: 'open-palette', label: 'command_openPalette', suggestedKey: 'Alt+Shift+K' },
];
