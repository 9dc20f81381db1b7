import { browser } from 'wxt/browser';

/**
 * The sender of a message or port, as the browser reports it. `document` is the nonce that our script gave its document
 * (document-nonce.ts), null if the sender sent none. `documentId` is the browser's own id of the document, if it has
 * one.
 */
export type SenderContext =
  | {
      readonly kind: 'frame';
      readonly tabId: number;
      readonly frameId: number;
      readonly origin: string;
      readonly document: string | null;
      readonly documentId: string | null;
    }
  | { readonly kind: 'extension-page' };

interface RawSender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
  /** In Chrome, and in Firefox from version 153. */
  documentId?: string | undefined;
  tab?: { id?: number | undefined } | undefined;
}

/**
 * Distinguishes our extension pages from our content scripts; null for any other sender. The origin decides, not the
 * tab
 * id, because an options page in a tab has one too. If the origin is missing (seen in one Firefox run), the URL is
 * used.
 *
 * @param document the nonce of the sender's document
 */
export function senderContext(sender: RawSender, document: string | null = null): SenderContext | null {
  if (sender.id !== browser.runtime.id) return null;
  const origin = sender.origin ?? originOf(sender.url);
  if (origin === null) return null;
  if (origin === originOf(browser.runtime.getURL('/popup.html'))) return { kind: 'extension-page' };
  const tabId = sender.tab?.id;
  // All sandboxed documents have the origin "null", so nothing could be stored for one of them alone: refuse.
  if (tabId === undefined || origin === 'null') return null;
  return {
    kind: 'frame',
    tabId,
    frameId: sender.frameId ?? 0,
    origin,
    document,
    documentId: sender.documentId ?? null,
  };
}

/** Like `URL.origin`, which is "null" for addresses of extensions in Firefox. */
function originOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}`;
}

/** The document nonce in a message's envelope; null if it is missing or no text. */
function documentOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('document' in message)) return null;
  return typeof message.document === 'string' && message.document !== '' ? message.document : null;
}

/**
 * Registers the message listener; to be called once. Only the form with `sendResponse` and `return true` works in both
 * browsers, with and without the polyfill (.github/docs/contract/browsers.md#messages).
 */
export function onMessage(handle: (message: unknown, sender: SenderContext) => Promise<unknown>): void {
  browser.runtime.onMessage.addListener(
    (message: unknown, sender: RawSender, sendResponse: (answer: unknown) => void) => {
      const context = senderContext(sender, documentOf(message));
      if (context === null) return undefined;
      handle(message, context).then(sendResponse, () => sendResponse(null));
      return true as const;
    },
  );
}

/** The port of a connected view. `post` never throws; `onGone` is called when the port breaks. */
export interface ViewPort {
  readonly sender: SenderContext;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
  close(): void;
}

/** Every view keeps one port for the feed. Its name contains the nonce of the view's document. */
const FEED_PORT = 'feed';
export const feedPortName = (document: string): string => `${FEED_PORT} ${document}`;

/** Registers the port listener; to be called once. */
export function onView(handle: (port: ViewPort) => void): void {
  browser.runtime.onConnect.addListener((port) => {
    const [name, document = null] = port.name.split(' ', 2);
    const sender = port.sender === undefined ? null : senderContext(port.sender, document);
    if (name !== FEED_PORT || sender === null) {
      port.disconnect();
      return;
    }
    let gone = false;
    const goneListeners: (() => void)[] = [];
    port.onDisconnect.addListener(() => {
      gone = true;
      for (const listener of goneListeners) listener();
    });
    handle({
      sender,
      post(message) {
        if (gone) return;
        try {
          port.postMessage(message);
        } catch {
          // The view is gone, and the disconnect event follows. When it is back, it connects and gets a new snapshot.
          gone = true;
        }
      },
      onMessage: (listener) => port.onMessage.addListener(listener),
      onGone: (listener) => goneListeners.push(listener),
      close() {
        gone = true;
        port.disconnect();
      },
    });
  });
}
