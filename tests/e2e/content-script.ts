import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import type { ExtensionBrowser } from './browser.ts';
import { chromeScope } from './firefox-chrome-scope.ts';

/**
 * Runs a script in the isolated world of our content script in a tab and gives back its value. The page must be the
 * active tab of its window.
 */
export async function evaluateInContentScript(browser: ExtensionBrowser, page: Page, script: string): Promise<unknown> {
  if (browser.which === 'firefox') {
    const scope = await chromeScope(browser.context);
    // Every page has a window of its own, and two may show the same address, so the wanted document is marked.
    const mark = randomUUID();
    await page.evaluate((id) => document.documentElement.setAttribute('data-disparo-test', id), mark);
    return await scope.run(
      async (code, about) => {
        const frameScript = `
          if (content.document.documentElement.getAttribute('data-disparo-test') === ${JSON.stringify(about.mark)}) {
            let told;
            try {
              const { ExtensionContent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionContent.sys.mjs');
              const world = ExtensionContent.getContextByExtensionId(${JSON.stringify(about.id)}, content).sandbox;
              told = { result: Cu.evalInSandbox(${JSON.stringify(code)}, world) ?? null };
            } catch (error) {
              told = { error: String(error) };
            }
            sendAsyncMessage('disparo-test:script', JSON.stringify(told));
          }`;
        return await new Promise((resolve, reject) => {
          for (const { gBrowser: tabs } of Services.wm.getEnumerator('navigator:browser')) {
            const { messageManager } = tabs.selectedBrowser;
            messageManager.addMessageListener('disparo-test:script', function heard({ data }) {
              messageManager.removeMessageListener('disparo-test:script', heard);
              const told: { result?: unknown; error?: string } = JSON.parse(data);
              if (told.error === undefined) resolve(told.result);
              else reject(new Error(told.error));
            });
            messageManager.loadFrameScript(
              `data:application/javascript;charset=utf-8,${encodeURIComponent(frameScript)}`,
              false,
            );
          }
        });
      },
      script,
      { id: GECKO_ID, mark },
    );
  }
  await page.bringToFront();
  const session = await browser.context.newCDPSession(page);
  const world = new Promise<number>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.origin.startsWith('chrome-extension://')) resolve(context.id);
    });
  });
  await session.send('Runtime.enable');
  const { result } = await session.send('Runtime.evaluate', {
    expression: script,
    contextId: await world,
    returnByValue: true,
  });
  await session.detach();
  return result.value;
}

/**
 * Defines `ask` for a script: sends a message with the nonce of the document, which every message of a tab frame
 * carries.
 */
const ASK = `const ask = (name, input) => (globalThis.browser ?? chrome).runtime.sendMessage({ name, input, document: globalThis.disparoDocument?.nonce });`;

/**
 * Runs the body of an asynchronous function in our content script and gives back what it returns. The body may call
 * `ask(name, input)`, which sends a message to the background.
 */
async function runInContentScript(browser: ExtensionBrowser, page: Page, body: string): Promise<unknown> {
  await evaluateInContentScript(
    browser,
    page,
    `globalThis.asked = null; (async () => { ${ASK} ${body} })().then((answer) => { globalThis.asked = JSON.stringify(answer ?? null); }, (error) => { globalThis.asked = JSON.stringify({ thrown: String(error) }); }); 0`,
  );
  const answer = (): Promise<unknown> => evaluateInContentScript(browser, page, 'globalThis.asked');
  await expect.poll(answer).not.toBeNull();
  return JSON.parse(String(await answer()));
}

/** Sends a message from our content script in a tab, without the panel, and gives back the background's answer. */
export async function askFromContentScript(
  browser: ExtensionBrowser,
  page: Page,
  name: string,
  input: unknown,
): Promise<unknown> {
  return await runInContentScript(
    browser,
    page,
    `return await ask(${JSON.stringify(name)}, ${JSON.stringify(input)});`,
  );
}

/**
 * Sends a draft by the panel's own messages: it is saved, confirmed, and committed when the countdown is over. Null
 * when everything was accepted, else the first refusal.
 */
export async function sendFromContentScript(
  browser: ExtensionBrowser,
  page: Page,
  saved: { readonly sessionId: string; readonly draft: object; readonly generation: number },
): Promise<unknown> {
  const view = JSON.stringify(`seed-${randomUUID()}`);
  return await runInContentScript(
    browser,
    page,
    `const stored = await ask('draft:save', ${JSON.stringify(saved)});
    if (!stored.ok) return stored;
    const confirmed = await ask('dispatch:confirm', { viewId: ${view}, draftRevision: stored.output.revision, typedCount: ${JSON.stringify(Reflect.get(saved.draft, 'people').length)}, warningsSeen: true, isTest: false });
    if (!confirmed.ok || !confirmed.output.ok) return confirmed;
    const { dispatchId, endsAt } = confirmed.output;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, (endsAt ?? 0) - Date.now()) + 5));
      const committed = await ask('dispatch:commit', { viewId: ${view}, dispatchId });
      if (!committed.ok) return committed;
      if (committed.output.ok) return null;
      if (committed.output.reason !== 'too-early') return committed;
    }`,
  );
}
