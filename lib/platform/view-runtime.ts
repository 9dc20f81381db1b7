import { browser } from 'wxt/browser';
import { documentNonce } from './document-nonce.ts';
import { feedPortName } from './runtime.ts';

/** Sends one message to the background, by the name of this document. Rejects when nobody answers or the extension was updated under us. */
export async function sendMessage(message: { readonly name: string; readonly input: unknown }): Promise<unknown> {
  return await browser.runtime.sendMessage({ ...message, document: documentNonce() });
}

export interface FeedPort {
  post(message: unknown): void;
  disconnect(): void;
}

/** Opens the state port. Throws when the extension was updated under us (no runtime left). */
export function connectFeed(onMessage: (message: unknown) => void, onGone: () => void): FeedPort {
  const port = browser.runtime.connect({ name: feedPortName(documentNonce()) });
  port.onMessage.addListener(onMessage);
  port.onDisconnect.addListener(onGone);
  return {
    post: (message) => port.postMessage(message),
    disconnect: () => port.disconnect(),
  };
}

/** False once the extension was updated, reloaded or removed and this script is a left-over of the old version. */
export function isAlive(): boolean {
  return browser.runtime?.id !== undefined;
}

/** Answers what the background asks this frame. Unknown messages are left to others. */
export function onFrameMessage(handle: (message: unknown) => Promise<unknown> | null): () => void {
  const listener = (message: unknown, _sender: unknown, sendResponse: (answer: unknown) => void) => {
    const answer = handle(message);
    if (answer === null) return undefined;
    // Null is no answer: whoever asked must not wait until the port breaks.
    answer.then(sendResponse, () => sendResponse(null));
    return true as const;
  };
  browser.runtime.onMessage.addListener(listener);
  return () => browser.runtime.onMessage.removeListener(listener);
}

/** Version of the running extension, as in the manifest. */
export function extensionVersion(): string {
  return browser.runtime.getManifest().version;
}

/** Address of one of our own pages. */
export function pageUrl(path: `/${string}`): string {
  return new URL(path, browser.runtime.getURL('/popup.html')).href;
}
