/**
 * Runs in Firefox's privileged scope: lets the content script of the selected tab send a message and gives back the
 * answer. WebDriver has no way into that world, so a frame script finds its global.
 */
export async function sendFromContentScript(extensionId: string, message: { readonly name: string; readonly input: unknown }): Promise<unknown> {
  const { messageManager } = gBrowser.selectedBrowser;
  const frameScript = `
    const answer = (text) => sendAsyncMessage('disparo-test:answer', text);
    try {
      const { ExtensionContent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionContent.sys.mjs');
      const { cloneScope: world } = ExtensionContent.getContextByExtensionId(${JSON.stringify(extensionId)}, content);
      Cu.exportFunction(answer, world, { defineAs: 'disparoTestAnswer' });
      const text = ${JSON.stringify(JSON.stringify(message))};
      Cu.evalInSandbox('browser.runtime.sendMessage(JSON.parse(' + JSON.stringify(text) + ')).then((found) => disparoTestAnswer(JSON.stringify(found)), (error) => disparoTestAnswer(JSON.stringify({ threw: String(error) })))', world);
    } catch (error) {
      answer(JSON.stringify({ threw: String(error) }));
    }`;
  return await new Promise((resolve) => {
    messageManager.addMessageListener('disparo-test:answer', function heard({ data }) {
      messageManager.removeMessageListener('disparo-test:answer', heard);
      resolve(JSON.parse(data));
    });
    messageManager.loadFrameScript(`data:application/javascript;charset=utf-8,${encodeURIComponent(frameScript)}`, false);
  });
}
