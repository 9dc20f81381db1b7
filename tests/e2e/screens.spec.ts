import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { askFromExtensionPage } from './extension-pages.ts';
import { chatsTab, type ChatsTab, expect, SEED, test, type TestEnvironment } from './harness.ts';
import { layoutTroubles, scrollsSideways } from './layout-check.ts';
import { digitsAt } from './sandbox-data.ts';

/**
 * Shows every main state of the extension and checks sizes and overflow. With `SCREENS` set to a folder each state is
 * also saved there as a picture (`npm run screens`); without it fewer combinations run.
 */
const FOLDER = process.env['SCREENS'];
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['pt_BR', 'es', 'en'] as const;
const LOOKS =
  FOLDER === undefined
    ? ([{ page: 1280, panel: 320 }] as const)
    : ([
        { page: 1280, panel: 320 },
        { page: 1920, panel: 600 },
      ] as const);

// The countdown lasts while it is checked, and is then undone.
test.use({ sandboxOptions: { contacts: 40, extension: { undoMs: 120_000, notFoundMs: 1_500 } } });

/** Picks another flow in the first step and goes on to the review. */
async function reviewWith({ panel }: ChatsTab, flow: string): Promise<void> {
  await panel.root.locator('.steps .step').first().click();
  await panel.root.locator('input[type=search]').fill(flow);
  await panel.root.locator('[role=option]').first().click();
  await panel.root.locator('.segments').first().waitFor();
  await panel.root.locator('.footer .button.primary').last().click();
  await panel.root.locator('.picked').first().waitFor();
}

/**
 * The states, in order: each starts from the one before. Elements are found by role or class, because the words
 * differ by language.
 */
const STATES: readonly {
  readonly name: string;
  readonly show: (tab: ChatsTab, env: TestEnvironment) => Promise<void>;
}[] = [
  { name: 'first-run', show: async ({ panel }) => void (await panel.root.locator('.welcome').waitFor()) },
  {
    name: 'flows',
    async show({ panel }) {
      await panel.root.locator('.footer .button.tertiary').click();
      await panel.root.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'people',
    async show({ panel }) {
      await panel.root.locator('input[type=search]').fill('Retomar');
      await panel.root.locator('[role=option]').first().click();
      await panel.root.locator('.segments').first().waitFor();
      await panel.root.locator('[role=option]').nth(1).click();
      await panel.root.locator('[role=option]').nth(2).click();
    },
  },
  {
    name: 'groups',
    async show({ panel }) {
      await panel.root.locator('.segments .choice').nth(1).click();
      await panel.root.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'paste',
    async show({ panel }, { sandbox }) {
      await panel.root.locator('.segments .choice').nth(2).click();
      await panel.root.locator('textarea').fill([digitsAt(sandbox, 5), 'nobody', '+55 82 99999-0000'].join('\n'));
    },
  },
  {
    name: 'paste-results',
    async show({ panel }) {
      await panel.root.locator('.tabpanel .button.primary').first().click();
      await panel.root.locator('.list [role=listitem]').first().waitFor();
    },
  },
  {
    name: 'review',
    async show({ panel }) {
      await panel.root.locator('.segments .choice').first().click();
      await panel.root.locator('.footer .button.primary').last().click();
      await panel.root.locator('.bubble, .notice, .picked').first().waitFor();
    },
  },
  {
    name: 'review-variables',
    async show(tab) {
      await reviewWith(tab, 'Atualização de pedido');
      await tab.panel.root.locator('select').first().waitFor();
    },
  },
  {
    name: 'preflight',
    async show(tab, { sandbox }) {
      // A person with an open chat is a warning, so the pre-flight is shown at any hour of the run.
      for (let index = 1; index < 40; index += 1)
        sandbox.openRoom({ contact: sandbox.contactAt(index).uuid, user: SEED.people.agent1 });
      await reviewWith(tab, 'Retomar atendimento');
      await tab.panel.root.locator('.footer .button.primary').last().click();
      await tab.panel.root.locator('.facts').waitFor();
    },
  },
  {
    name: 'countdown',
    async show({ panel }) {
      await panel.root.locator('.footer .button.primary').last().click();
      await panel.root.locator('[role=timer]').waitFor();
    },
  },
  {
    name: 'undone',
    async show({ panel }) {
      await panel.root.locator('.counting .button.primary').click();
      await panel.root.locator('.steps').waitFor();
    },
  },
  { name: 'palette', show: async ({ panel }) => await panel.root.locator('.header .icon-button').first().click() },
  {
    name: 'keys',
    async show({ page, panel }) {
      await page.keyboard.press('Escape');
      await panel.root.locator('[role=tab]').first().focus();
      await page.keyboard.press('?');
      await panel.root.locator('.keys').first().waitFor();
    },
  },
  {
    name: 'setup',
    async show({ page, panel }) {
      await page.keyboard.press('Escape');
      await panel.root.locator('.header .icon-button').nth(2).click();
      await panel.root.locator('.finding').first().waitFor();
    },
  },
  { name: 'waiting', show: async ({ panel }) => await panel.root.locator('[role=tab]').nth(1).click() },
  { name: 'history', show: async ({ panel }) => await panel.root.locator('[role=tab]').nth(2).click() },
  {
    name: 'toggle-off',
    async show({ panel }, { sandbox }) {
      sandbox.setProjectToggle(SEED.projects.central, false);
      await panel.root.locator('.header .icon-button').nth(2).click();
      await panel.root.locator('.finding').first().waitFor();
      await panel.root.locator('.cover .header .icon-button').first().click();
      await panel.root.locator('.cover .header .icon-button').last().click();
      await panel.root.locator('[role=tab]').first().click();
      await panel.root.locator('.steps').waitFor({ state: 'detached' });
    },
  },
  { name: 'handle', show: async ({ panel }) => await panel.root.locator('.header .icon-button').last().click() },
];

async function keep(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/**
 * Themes and languages in which a state is looked at. A theme moves nothing, so without pictures three states stand
 * for the dark one.
 */
const dressesOf = (state: string) =>
  THEMES.filter((theme) => theme === 'light' || FOLDER !== undefined || DARK.has(state)).flatMap((theme) =>
    LANGUAGES.map((language) => ({ theme, language })),
  );
const DARK = new Set(['review-variables', 'history', 'page-options']);

const prefer = async (env: TestEnvironment, settings: Readonly<Record<string, unknown>>): Promise<void> =>
  void (await askFromExtensionPage(env.browser, 'settings:save', { settings }));

interface Sight {
  /** The element that carries the theme. */
  readonly themed: Locator;
  /** The element that carries the language. */
  readonly spoken: Locator;
  readonly troubles: () => Promise<readonly string[]>;
  /** Sets the theme of the page around it, for the pictures. */
  readonly dress?: (theme: (typeof THEMES)[number]) => Promise<unknown>;
}

for (const look of LOOKS) {
  /** Checks in every language and theme that nothing is cut on what a page shows now. */
  const expectFits = async (
    env: TestEnvironment,
    page: Page,
    state: string,
    { themed, spoken, troubles, dress }: Sight,
  ): Promise<void> => {
    for (const { theme, language } of dressesOf(state)) {
      await prefer(env, { theme, language });
      await dress?.(theme);
      await expect(themed).toHaveAttribute('data-theme', theme);
      await expect(spoken).toHaveAttribute('lang', language.replace('_', '-'));
      await keep(page, `${state}-${theme}-${language}-${look.page}-${look.panel}`);
      expect(await troubles(), `${state}, ${theme}, ${language}`).toEqual([]);
    }
  };
  const inPanel = (page: Page): Sight => {
    const { panel, chats } = chatsTab(page);
    const frame = panel.landmark;
    return {
      themed: frame,
      spoken: frame,
      troubles: () => layoutTroubles(panel.root),
      dress: (theme) => chats.call('setTheme', theme),
    };
  };

  test(`at ${look.page} with ${look.panel} px nothing is cut and nothing scrolls sideways, in three languages, light and dark`, async ({
    env,
  }) => {
    await prefer(env, { panelWidthPx: look.panel, firstRunDone: false, undoSeconds: 10 });
    env.sandbox.openRoom({ contact: env.sandbox.contactAt(0).uuid, user: SEED.people.agent1 });
    const tab = await env.openPage();
    const { page, panel, chats } = tab;
    await page.setViewportSize({ width: look.page, height: 800 });
    await panel.landmark.waitFor();
    await chats.openCard(env.sandbox.contactAt(0).name ?? '');

    for (const state of STATES) {
      await state.show(tab, env);
      await expectFits(env, page, state.name, inPanel(page));
    }
    for (const own of ['options', 'popup', 'history']) {
      const view = await env.browser.extensionPage(`${own}.html`);
      await view.setViewportSize(own === 'popup' ? { width: 340, height: 560 } : { width: look.page, height: 900 });
      await view.locator('h1').waitFor();
      const main = view.locator('main');
      await expectFits(env, view, `page-${own}`, {
        themed: main,
        spoken: view.locator('html'),
        troubles: async () => [
          ...(await layoutTroubles(main)),
          ...((await scrollsSideways(view)) ? ['scrolls sideways'] : []),
        ],
      });
      await view.close();
    }
    env.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
    const { page: signedOut, panel: signedOutPanel } = await env.openPage();
    await signedOut.setViewportSize({ width: look.page, height: 800 });
    await signedOutPanel.root.locator('.handle').click();
    await signedOutPanel.root.locator('.empty').waitFor();
    await expectFits(env, signedOut, 'not-logged-in', inPanel(signedOut));
  });
}
