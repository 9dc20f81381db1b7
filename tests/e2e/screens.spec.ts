import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { openCard } from './chats-page.ts';
import { expect, panelOf, SEED, test, type ChatsTab, type Desk } from './harness.ts';
import { digitsAt } from './picking.ts';
import { layoutTroubles, scrollsSideways } from './pictures.ts';

/**
 * Every main state of the real extension: sizes and overflow are judged, and with `SCREENS` set to a folder each state is
 * also written there as a picture (`npm run screens`). Without it a reduced set runs.
 */
const FOLDER = process.env['SCREENS'];
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['pt_BR', 'es', 'en'] as const;
const LOOKS = FOLDER === undefined ? ([{ page: 1280, panel: 320 }] as const) : ([{ page: 1280, panel: 320 }, { page: 1920, panel: 600 }] as const);

// The undo window stays while it is looked at, and is then undone.
test.use({ sandboxOptions: { contacts: 40, extension: { undoMs: 20_000, notFoundMs: 1_500 } } });

/** Another flow from the first step, and on to the review. */
async function reviewWith({ panel }: ChatsTab, flow: string): Promise<void> {
  await panel.locator('.steps .step').first().click();
  await panel.locator('input[type=search]').fill(flow);
  await panel.locator('[role=option]').first().click();
  await panel.locator('.segments').first().waitFor();
  await panel.locator('.footer .button.primary').last().click();
  await panel.locator('.picked').first().waitFor();
}

/** What is typed, clicked and seen by role or class: the words differ by language. */
const STATES: readonly { readonly name: string; readonly show: (tab: ChatsTab, desk: Desk) => Promise<void> }[] = [
  { name: 'first-run', show: async ({ panel }) => void (await panel.locator('.welcome').waitFor()) },
  {
    name: 'flows',
    async show({ panel }) {
      await panel.locator('.footer .button.tertiary').click();
      await panel.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'people',
    async show({ panel }) {
      await panel.locator('input[type=search]').fill('Retomar');
      await panel.locator('[role=option]').first().click();
      await panel.locator('.segments').first().waitFor();
      await panel.locator('[role=option]').nth(1).click();
      await panel.locator('[role=option]').nth(2).click();
    },
  },
  {
    name: 'groups',
    async show({ panel }) {
      await panel.locator('.segments .choice').nth(1).click();
      await panel.locator('[role=option]').first().waitFor();
    },
  },
  {
    name: 'paste',
    async show({ panel }, { sandbox }) {
      await panel.locator('.segments .choice').nth(2).click();
      await panel.locator('textarea').fill([digitsAt(sandbox, 5), 'nobody', '+55 82 99999-0000'].join('\n'));
    },
  },
  {
    name: 'paste-results',
    async show({ panel }) {
      await panel.locator('.tabpanel .button.primary').first().click();
      await panel.locator('.list [role=listitem]').first().waitFor();
    },
  },
  {
    name: 'review',
    async show({ panel }) {
      await panel.locator('.segments .choice').first().click();
      await panel.locator('.footer .button.primary').last().click();
      await panel.locator('.bubble, .notice, .picked').first().waitFor();
    },
  },
  {
    name: 'review-variables',
    async show(tab) {
      await reviewWith(tab, 'Atualização de pedido');
      await tab.panel.locator('select').first().waitFor();
    },
  },
  {
    name: 'preflight',
    async show(tab, { sandbox }) {
      // Whose chat is open is a warning: the pre-flight shows itself at any hour.
      for (let index = 1; index < 40; index += 1) sandbox.openRoom({ contact: sandbox.contactAt(index).uuid, user: SEED.people.agent1 });
      await reviewWith(tab, 'Retomar atendimento');
      await tab.panel.locator('.footer .button.primary').last().click();
      await tab.panel.locator('.facts').waitFor();
    },
  },
  {
    name: 'countdown',
    async show({ panel }) {
      await panel.locator('.footer .button.primary').last().click();
      await panel.locator('[role=timer]').waitFor();
    },
  },
  {
    name: 'undone',
    async show({ panel }) {
      await panel.locator('.counting .button.primary').click();
      await panel.locator('.steps').waitFor();
    },
  },
  { name: 'palette', show: async ({ panel }) => await panel.locator('.header .icon-button').first().click() },
  {
    name: 'keys',
    async show({ page, panel }) {
      await page.keyboard.press('Escape');
      await panel.locator('[role=tab]').first().focus();
      await page.keyboard.press('?');
      await panel.locator('.keys').first().waitFor();
    },
  },
  {
    name: 'setup',
    async show({ page, panel }) {
      await page.keyboard.press('Escape');
      await panel.locator('.header .icon-button').nth(1).click();
      await panel.locator('.finding').first().waitFor();
    },
  },
  { name: 'waiting', show: async ({ panel }) => await panel.locator('[role=tab]').nth(1).click() },
  { name: 'history', show: async ({ panel }) => await panel.locator('[role=tab]').nth(2).click() },
  {
    name: 'toggle-off',
    async show({ panel }, { sandbox }) {
      sandbox.setProjectToggle(SEED.projects.central, false);
      await panel.locator('.header .icon-button').nth(1).click();
      await panel.locator('.finding').first().waitFor();
      await panel.locator('.cover .header .icon-button').first().click();
      await panel.locator('.cover .header .icon-button').last().click();
      await panel.locator('[role=tab]').first().click();
      await panel.locator('.steps').waitFor({ state: 'detached' });
    },
  },
  { name: 'handle', show: async ({ panel }) => await panel.locator('.header .icon-button').nth(2).click() },
];

async function keep(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  mkdirSync(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}

/** Sets the preferences as the options page does. */
async function prefer(desk: Desk, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const options = await desk.browser.extensionPage('options.html');
  await options.locator('h1').waitFor();
  await options.evaluate(async (change) => {
    const api: { runtime: { sendMessage(message: unknown): Promise<unknown> } } = Reflect.get(globalThis, 'browser') ?? chrome;
    await api.runtime.sendMessage({ name: 'settings:save', input: { settings: change } });
  }, settings);
  await options.close();
}

for (const theme of THEMES) {
  for (const language of FOLDER === undefined && theme === 'dark' ? (['pt_BR'] as const) : LANGUAGES) {
    for (const look of LOOKS) {
      test(`${theme} ${language} at ${look.page} with ${look.panel} px: nothing is cut, nothing scrolls sideways`, async ({ desk }) => {
        await prefer(desk, { language, theme, panelWidthPx: look.panel, firstRunDone: false, undoSeconds: 10 });
        desk.sandbox.openRoom({ contact: desk.sandbox.contactAt(0).uuid, user: SEED.people.agent1 });
        const page = await desk.openPage({ query: { theme } });
        await page.setViewportSize({ width: look.page, height: 800 });
        const panel = page.locator('disparo-panel');
        await panel.getByRole('complementary').waitFor();
        await openCard(page.mainFrame(), desk.sandbox.contactAt(0).name ?? '');
        const name = (state: string): string => `${state}-${theme}-${language}-${look.page}-${look.panel}`;

        for (const state of STATES) {
          await state.show({ page, panel }, desk);
          await keep(page, name(state.name));
          expect(await layoutTroubles(panel), state.name).toEqual([]);
        }
        for (const own of ['options', 'popup', 'history']) {
          const view = await desk.browser.extensionPage(`${own}.html`);
          await view.setViewportSize(own === 'popup' ? { width: 340, height: 560 } : { width: look.page, height: 900 });
          await view.locator('h1').waitFor();
          await keep(view, name(`page-${own}`));
          expect([...(await layoutTroubles(view.locator('main'))), ...((await scrollsSideways(view)) ? ['scrolls sideways'] : [])], own).toEqual([]);
          await view.close();
        }
        desk.sandbox.faults.add({ endpoint: 'profile', action: { kind: 'tokenExpired' } });
        const signedOut = await desk.openPage({ query: { theme } });
        await signedOut.setViewportSize({ width: look.page, height: 800 });
        await panelOf(signedOut).locator('.handle').click();
        await panelOf(signedOut).locator('.empty').waitFor();
        await keep(signedOut, name('not-logged-in'));
        expect(await layoutTroubles(panelOf(signedOut)), 'not logged in').toEqual([]);
        await prefer(desk, { language: 'auto', theme: 'page', panelWidthPx: 380, firstRunDone: true });
      });
    }
  }
}
