const KEY = 'unnnic-theme';

/** Whether the class `dark` is set for a stored choice. Without one, the operating system decides. */
function wantsDark() {
  const choice = localStorage.getItem(KEY) ?? 'system';
  return choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
}

/**
 * Class `dark` on the page's root at once and on `<html>` about ten milliseconds later
 * (.github/docs/contract/page.md#theme). Settings are always light.
 * @param {{root: HTMLElement, signal: AbortSignal}} options
 */
export function createTheme({ root, signal }) {
  let forcedLight = false;

  function apply() {
    const dark = !forcedLight && wantsDark();
    root.classList.toggle('dark', dark);
    setTimeout(() => document.documentElement.classList.toggle('dark', dark), 10);
  }

  /** Sends the theme to the parent window, in every mode. */
  function announce() {
    window.parent.postMessage({ event: 'chats:theme', theme: wantsDark() ? 'dark' : 'light' }, '*');
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply, { signal });
  apply();

  return {
    get choice() {
      return localStorage.getItem(KEY) ?? 'system';
    },
    get dark() {
      return root.classList.contains('dark');
    },
    set(choice) {
      localStorage.setItem(KEY, choice);
      apply();
      announce();
    },
    announce,
    forceLight(on) {
      forcedLight = on;
      apply();
    },
  };
}
