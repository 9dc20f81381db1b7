import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import type { ExtensionBrowser } from './browser.ts';
import { chromeScope } from './firefox-chrome-scope.ts';

/** Runs a script in the world of our content script in a tab. */
export async function inPanelWorld(browser: ExtensionBrowser, page: Page, script: string): Promise<unknown> {
  if (browser.which === 'firefox') {
    const scope = await chromeScope(browser.context);
    // Every page has a window of its own, and two may show one address.
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
            messageManager.loadFrameScript(`data:application/javascript;charset=utf-8,${encodeURIComponent(frameScript)}`, false);
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
  const { result } = await session.send('Runtime.evaluate', { expression: script, contextId: await world, returnByValue: true });
  await session.detach();
  return result.value;
}

/** Sends a message as our content script in a tab would, past the panel, and gives back the background's answer. */
export async function askFromFrame(browser: ExtensionBrowser, page: Page, name: string, input: unknown): Promise<unknown> {
  // Firefox's `chrome` answers by callback only.
  const message = `{ ...${JSON.stringify({ name, input })}, document: globalThis.disparoDocument?.nonce }`;
  await inPanelWorld(browser, page, `globalThis.asked = null; (globalThis.browser ?? chrome).runtime.sendMessage(${message}).then((answer) => { globalThis.asked = JSON.stringify(answer); }); 0`);
  const answer = (): Promise<unknown> => inPanelWorld(browser, page, 'globalThis.asked');
  await expect.poll(answer).not.toBeNull();
  return JSON.parse(String(await answer()));
}
