import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Locator, Page } from '@playwright/test';
import { launchBrowser } from '../e2e/browser.ts';
import { dispatch, showWaiting } from '../e2e/replies-desk.ts';
import { pickFlow, pickPeople, skipFirstRun, uniqueNames } from '../e2e/sending.ts';
import { startSandbox } from '../sandbox/server.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { ensureChromium } from './browsers.ts';
import { captureTool } from './run.ts';

/** Pictures of the product for README and stores, taken from the sandbox: `npm run screens [-- --out FOLDER]`. */
const { values } = parseArgs({ options: { out: { type: 'string', default: 'tests/fixtures/screens' } } });

await ensureChromium();
const { code, output } = await captureTool('wxt', ['build', '-b', 'chrome', '--mode', 'sandbox']);
if (code !== 0) throw new Error(output);
mkdirSync(values.out, { recursive: true });

const sandbox = await startSandbox({ openRooms: 8, extension: { undoMs: 0 }, runDelayMs: 0, historyDelayMs: 0 });
const browser = await launchBrowser('chromium', { viewport: { width: 1280, height: 720 } });
const names = uniqueNames(sandbox, 6);
const flow = 'Retomar atendimento';

async function open(theme: 'light' | 'dark'): Promise<{ page: Page; panel: Locator }> {
  const page = await browser.context.newPage();
  await page.goto(`${sandbox.pageOrigin}/?${new URLSearchParams({ agent: SEED.people.agent1, project: SEED.projects.central, status: 'ONLINE', lang: 'en', theme })}`);
  const panel = page.locator('disparo-panel');
  await skipFirstRun(panel);
  return { page, panel };
}
const shoot = async (page: Page, name: string) => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(values.out, `${name}.png`) });
  console.log(join(values.out, `${name}.png`));
};

try {
  const { page, panel } = await open('light');
  await pickFlow(panel, flow);
  await pickPeople(panel, names.slice(0, 3));
  await panel.getByRole('searchbox', { name: 'Search by name or number' }).fill('');
  await panel.getByRole('option').nth(5).waitFor();
  await page.locator('.room-card').first().click();
  await shoot(page, 'people');
  await panel.getByRole('button', { name: 'Clear', exact: true }).click();
  await panel.getByRole('navigation').getByRole('button').first().click();
  await dispatch(panel, flow, names);
  sandbox.reply(sandbox.contactByName(names[1] ?? '').uuid, { text: 'Oi, quero sim' });
  await showWaiting(panel);
  await panel.getByRole('group').getByRole('button', { name: /^Replied\s*1$/ }).waitFor();
  await shoot(page, 'waiting');
  await page.close();

  const dark = await open('dark');
  await showWaiting(dark.panel);
  await shoot(dark.page, 'waiting-dark');
} finally {
  await browser.close();
  await sandbox.close();
}
process.exit();
