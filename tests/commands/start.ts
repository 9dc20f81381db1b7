import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { startSandbox } from '../sandbox/server.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { browsersToTry, type FoundBrowser } from './browsers.ts';
import { openBrowser, type OpenedBrowser } from './open-browser.ts';
import { captureTool } from './run.ts';

/**
 * Shows the product: builds the extension, starts the sandbox (an imitation of Weni Chats), opens a browser with the
 * extension in it and an agent signed in, and checks that the panel is really there.
 */
const HELP = `npm start [-- options]
  --browser chromium|firefox   the browser to use (default: the first one found)
  --headless                   no window (also when there is no display)
  --screenshot FILE            with --headless: save a picture of the page and end
  --no-build                   take the sandbox build that is there
  --port N                     port of the page; N+1 and N+2 serve the API (default 4600, or free ones when taken)`;

const { values } = parseArgs({
  options: {
    browser: { type: 'string' },
    headless: { type: 'boolean', default: false },
    screenshot: { type: 'string' },
    'no-build': { type: 'boolean', default: false },
    port: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const DEFAULT_PORT = 4600;
const PANEL_WAIT_MS = 30_000;
/** The name of the sandbox's first project. */
const PROJECT_NAME = 'Loja Central';

function wantedBrowser(name: string | undefined): 'chromium' | 'firefox' | null {
  if (name === undefined) return null;
  if (name === 'chromium' || name === 'firefox') return name;
  throw new Error(`--browser is "chromium" or "firefox", not "${name}"`);
}

async function openSandbox(port: number | null): Promise<Sandbox> {
  const world = { openRooms: 8, autoReply: { delayMs: 8_000, share: 0.7, mode: 'flow' }, extension: {} } as const;
  try {
    return await startSandbox({ ...world, port: port ?? DEFAULT_PORT });
  } catch (error) {
    if (port !== null)
      throw new Error(
        `port ${port} (or one of the next two) is taken: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    return await startSandbox({ ...world, port: 0 });
  }
}

async function build(kind: FoundBrowser['kind']): Promise<void> {
  const { code, output } = await captureTool('wxt', [
    'build',
    '-b',
    kind === 'firefox' ? 'firefox' : 'chrome',
    '--mode',
    'sandbox',
  ]);
  if (code !== 0) throw new Error(`The extension could not be built:\n${output}`);
}

function pageLanguage(): string {
  const locale = Intl.DateTimeFormat().resolvedOptions().locale.toLowerCase();
  if (locale.startsWith('pt')) return 'pt-br';
  return locale.startsWith('es') ? 'es' : 'en';
}

/** Opens Chats; resolves when the panel shows its content, and throws when it does not appear. */
async function showPanel(opened: OpenedBrowser, address: string): Promise<Page> {
  const page = opened.context.pages()[0] ?? (await opened.context.newPage());
  await page.goto(address);
  await page.locator('disparo-panel').getByRole('complementary').waitFor({ timeout: PANEL_WAIT_MS });
  // The frame of the panel is painted at once, but the project's name appears only after the background answered.
  await page.locator('disparo-panel').getByText(PROJECT_NAME).first().waitFor({ timeout: PANEL_WAIT_MS });
  return page;
}

/** Tries one browser after the other, because an installed one may still be unable to start. */
async function openAny(
  browsers: readonly FoundBrowser[],
  headless: boolean,
  address: string,
): Promise<{ browser: FoundBrowser; opened: OpenedBrowser; page: Page }> {
  const reasons: string[] = [];
  for (const browser of browsers) {
    let opened: OpenedBrowser | null = null;
    try {
      if (!values['no-build']) await build(browser.kind);
      opened = await openBrowser(browser, headless);
      return { browser, opened, page: await showPanel(opened, address) };
    } catch (error) {
      await opened?.close();
      reasons.push(`${browser.path}: ${error instanceof Error ? error.message : String(error)}`);
      console.error(`${browser.path} did not show the panel.`);
    }
  }
  throw new Error(`No browser showed the panel.\n${reasons.join('\n')}`);
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const wanted = wantedBrowser(values.browser);
  let headless = values.headless || values.screenshot !== undefined;
  if (!headless && process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    console.log(
      'There is no display here (DISPLAY is not set): the browser runs without a window. Add --screenshot FILE for a picture.',
    );
    headless = true;
  }
  const browsers = await browsersToTry(wanted);
  const port = values.port === undefined ? null : Number(values.port);
  const sandbox = await openSandbox(port);
  const address = `${sandbox.pageOrigin}/?${new URLSearchParams({ agent: SEED.people.agent1, project: SEED.projects.central, status: 'ONLINE', lang: pageLanguage() })}`;
  let opened: OpenedBrowser | null = null;
  try {
    const shown = await openAny(browsers, headless, address);
    opened = shown.opened;
    console.log(`The panel is there, in ${shown.browser.path}.
  Chats page  ${address}
  Control     ${sandbox.pageOrigin}/control   (make people answer, break things)`);
    if (values.screenshot !== undefined) {
      await shown.page.screenshot({ path: values.screenshot });
      console.log(`  Picture     ${values.screenshot}`);
      return 0;
    }
    console.log('Contacts answer by themselves about eight seconds after you send to them. Ctrl+C ends everything.');
    await untilEnd(shown.opened);
    return 0;
  } finally {
    await opened?.close();
    await sandbox.close();
  }
}

/** Resolves at Ctrl+C, at a kill signal, or when the user closes the browser. */
function untilEnd(browser: OpenedBrowser): Promise<void> {
  return new Promise((resolve) => {
    browser.context.once('close', () => resolve());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
// A browser that was closed may keep a handle open for seconds, so the process is ended here.
process.exit();
