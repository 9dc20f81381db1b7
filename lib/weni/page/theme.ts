/** What the page shows now; `system` is resolved by the page itself. */
export type PageTheme = 'light' | 'dark';

/** The page's 20 colours, without the prefix `--unnnic-color-` (.github/docs/contract/page.md#theme). */
const PAGE_COLOURS = [
  'bg-base',
  'bg-base-soft',
  'bg-muted',
  'bg-accent-strong',
  'bg-accent-plain',
  'bg-warning',
  'bg-critical',
  'bg-success',
  'fg-emphasized',
  'fg-base',
  'fg-muted',
  'fg-accent',
  'fg-info',
  'fg-on-primary',
  'fg-warning',
  'fg-critical',
  'fg-success',
  'border-base',
  'border-muted',
  'border-accent-strong',
] as const;
/** Name of one of them. */
export type PageColour = (typeof PAGE_COLOURS)[number];

/**
 * The theme the page shows: class `dark` on its root. Its settings are always light
 * (.github/docs/contract/page.md#theme).
 */
export function readTheme(root: Element, isSettings: boolean): PageTheme {
  return !isSettings && root.classList.contains('dark') ? 'dark' : 'light';
}

/**
 * The page's own colour values where they can be read and look like colours; missing ones are left out. They are
 * declared on the root and not on `:root`. Costs 0.2 ms the first time, 0.014 ms after.
 */
export function readPageColours(root: Element, window: Pick<Window, 'getComputedStyle'>): Partial<Record<PageColour, string>> {
  const style = window.getComputedStyle(root);
  const colours: Partial<Record<PageColour, string>> = {};
  for (const name of PAGE_COLOURS) {
    const value = style.getPropertyValue(`--unnnic-color-${name}`).trim();
    if (/^(#[0-9a-f]{3,8}|(rgb|hsl)a?\([0-9a-z.,%/ ]{1,60}\))$/i.test(value)) colours[name] = value;
  }
  return colours;
}

/**
 * Calls back with the theme now and at each switch, in the same task as the page (3–4 ms after the click, with the new
 * colours already computed). `isSettings` is asked each time; call the returned function when the route changes.
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
