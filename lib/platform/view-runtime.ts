import { browser } from 'wxt/browser';
import { documentNonce } from './document-nonce.ts';
import { feedPortName } from './runtime.ts';

/**
 * Sends a message with this document's nonce to the background. Rejects if it does not answer, or if the extension was
 * updated since this script started.
 */
export async function sendMessage(message: { readonly name: string; readonly input: unknown }): Promise<unknown> {
  return await browser.runtime.sendMessage({ ...message, document: documentNonce() });
}

export interface FeedPort {
  post(message: unknown): void;
  disconnect(): void;
}

/**
 * Opens the feed port. Throws if the extension was updated since this script started: then it has no runtime any more.
 */
export function connectFeed(onMessage: (message: unknown) => void, onGone: () => void): FeedPort {
  const port = browser.runtime.connect({ name: feedPortName(documentNonce()) });
  port.onMessage.addListener(onMessage);
  port.onDisconnect.addListener(onGone);
  return {
    post: (message) => port.postMessage(message),
    disconnect: () => port.disconnect(),
  };
}

/** False when the extension was updated, reloaded or removed, so that this script belongs to an old version. */
export function isAlive(): boolean {
  return browser.runtime?.id !== undefined;
}

/**
 * Answers messages that the background sends to this frame. If `handle` returns null, the message is left to other
 * listeners.
 *
 * @returns a function that stops listening
 */
export function onFrameMessage(handle: (message: unknown) => Promise<unknown> | null): () => void {
  const listener = (message: unknown, _sender: unknown, sendResponse: (answer: unknown) => void) => {
    const answer = handle(message);
    if (answer === null) return undefined;
    // Answer null after an error, or the background would wait until the frame is gone.
    answer.then(sendResponse, () => sendResponse(null));
    return true as const;
  };
  browser.runtime.onMessage.addListener(listener);
  return () => browser.runtime.onMessage.removeListener(listener);
}

/** The version of the running extension, from the manifest. */
export function extensionVersion(): string {
  return browser.runtime.getManifest().version;
}

/** The URL of one of our extension pages. */
export function pageUrl(path: `/${string}`): string {
  return new URL(path, browser.runtime.getURL('/popup.html')).href;
}
