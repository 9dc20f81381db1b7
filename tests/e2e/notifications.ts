import type { Page } from '@playwright/test';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import type { ExtensionBrowser } from './browser.ts';
import { chromeScope } from './firefox-chrome-scope.ts';
import { evaluateInContentScript } from './content-script.ts';

/** The notifications of the extension, as the browser has them. */
export interface Notifications {
  /** Ids shown so far, in order; one that is shown again under its id stands once more. */
  shown(): Promise<readonly string[]>;
  /** A person's click on one. */
  click(id: string): Promise<void>;
}

/** Watches from an extension page that is left open in the background. */
export async function watchNotifications(browser: ExtensionBrowser, page: Page): Promise<Notifications> {
  return browser.which === 'chromium' ? await watchInChromium(browser, page) : await watchInFirefox(browser);
}

/** Chromium tells what is shown; what was taken away by a click is remembered here. */
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

/** Without a desktop Firefox shows nothing and forgets each at once: what it was told to show is noted where it keeps them. */
async function watchInFirefox({ context }: ExtensionBrowser): Promise<Notifications> {
  const scope = await chromeScope(context);
  /** Answers the ids noted so far; notes from the first call on; with an id also clicks it. */
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

/** Counts from now on how often the panel of a tab makes a tone: a headless browser plays none that could be heard. */
export async function countTones(browser: ExtensionBrowser, page: Page): Promise<() => Promise<number>> {
  await evaluateInContentScript(
    browser,
    page,
    `globalThis.tones = 0; { const Real = AudioContext; globalThis.AudioContext = function () { globalThis.tones += 1; return new Real(); }; } 0`,
  );
  return async () => Number(await evaluateInContentScript(browser, page, 'globalThis.tones'));
}
