import type { Page } from '@playwright/test';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import type { ExtensionBrowser } from './browser.ts';
import { chromeScope } from './firefox-chrome-scope.ts';
import { evaluateInContentScript } from './content-script.ts';

/** The notifications of the extension, as the browser has them. */
export interface Notifications {
  /** The ids shown so far, in order; one that is shown again is listed again. */
  shown(): Promise<readonly string[]>;
  /** Clicks on a notification, as a person would. */
  click(id: string): Promise<void>;
}

/** Starts to watch notifications, from an extension page that stays open. */
export async function watchNotifications(browser: ExtensionBrowser, page: Page): Promise<Notifications> {
  return browser.which === 'chromium' ? await watchInChromium(browser, page) : await watchInFirefox(browser);
}

/** Chromium lists what is shown now, so the page keeps its own list of what was shown before. */
async function watchInChromium({ context }: ExtensionBrowser, page: Page): Promise<Notifications> {
  await page.evaluate(() => {
    const shown: string[] = [];
    const known = new Set<string>();
    Reflect.set(globalThis, 'shown', shown);
    const look = async () => {
      const ids = Object.keys(await chrome.notifications.getAll());
      for (const id of ids) if (!known.has(id)) shown.push(id);
      known.clear();
      for (const id of ids) known.add(id);
      setTimeout(() => void look(), 50);
    };
    void look();
  });
  return {
    shown: async () => await page.evaluate(() => [...(Reflect.get(globalThis, 'shown') as string[])]),
    async click(id) {
      const worker = context.serviceWorkers().at(-1) ?? (await context.waitForEvent('serviceworker'));
      await worker.evaluate(
        (clicked: string) =>
          Reflect.get(chrome.notifications.onClicked, 'dispatch').call(chrome.notifications.onClicked, clicked),
        id,
      );
    },
  };
}

/**
 * A headless Firefox shows nothing and forgets each notification at once, so its map of notifications is made to note
 * every new entry.
 */
async function watchInFirefox({ context }: ExtensionBrowser): Promise<Notifications> {
  const scope = await chromeScope(context);
  /** Gives back the ids noted since the first call; with an id also clicks that notification. */
  const ask = async (clicked: string | null): Promise<readonly string[]> =>
    await scope.run(
      (gecko, id) => {
        const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
        const manager: unknown = ExtensionParent.apiManager;
        const api: unknown = Reflect.get(Object(manager), 'getAPI').call(
          manager,
          'notifications',
          WebExtensionPolicy.getByID(gecko).extension,
        );
        const notices: unknown = Reflect.get(Object(api), 'notificationsMap');
        const map = Object(notices);
        if (Reflect.get(map, 'noted') === undefined) {
          const noted: string[] = [];
          const set = Reflect.get(map, 'set');
          Reflect.set(map, 'noted', noted);
          Reflect.set(map, 'set', (key: string, value: unknown) => {
            noted.push(key);
            return Reflect.apply(set, map, [key, value]);
          });
        }
        if (id !== null) Reflect.get(map, 'emit').call(map, 'clicked', id);
        return Reflect.get(map, 'noted') as string[];
      },
      GECKO_ID,
      clicked,
    );
  const before = (await ask(null)).length;
  return {
    shown: async () => (await ask(null)).slice(before),
    click: async (id) => void (await ask(id)),
  };
}

/**
 * Starts to count the tones of a tab's panel by replacing AudioContext in its world; the returned function gives the
 * count.
 */
export async function countTones(browser: ExtensionBrowser, page: Page): Promise<() => Promise<number>> {
  await evaluateInContentScript(
    browser,
    page,
    `globalThis.tones = 0; { const Real = AudioContext; globalThis.AudioContext = function () { globalThis.tones += 1; return new Real(); }; } 0`,
  );
  return async () => Number(await evaluateInContentScript(browser, page, 'globalThis.tones'));
}
