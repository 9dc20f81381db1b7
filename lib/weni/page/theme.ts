/** The theme that the page shows; the page itself resolves `system`. */
export type PageTheme = 'light' | 'dark';

/**
 * Reads the page's theme: its root has the class `dark` or not. The settings of the page are always light
 * (.github/docs/contract/page.md#theme).
 */
export function readTheme(root: Element, isSettings: boolean): PageTheme {
  return !isSettings && root.classList.contains('dark') ? 'dark' : 'light';
}

/**
 * Calls back with the theme now and at each switch, in the same task in which the page switches (3–4 ms after the
 * click; the new colours are already computed).
 *
 * @param ports `isSettings` is read at each check
 * @returns a function that reads the theme again; call it when the route changes
 */
export function watchTheme(
  root: Element,
  ports: { window: { MutationObserver: typeof MutationObserver }; isSettings: () => boolean; signal: AbortSignal },
  onChange: (theme: PageTheme) => void,
): () => void {
  const { window, isSettings, signal } = ports;
  let last: PageTheme | null = null;
  const look = (): void => {
    const theme = readTheme(root, isSettings());
    if (signal.aborted || theme === last) return;
    last = theme;
    onChange(theme);
  };
  const classes = new window.MutationObserver(look);
  classes.observe(root, { attributes: true, attributeFilter: ['class'] });
  signal.addEventListener('abort', () => classes.disconnect(), { once: true });
  look();
  return look;
}
