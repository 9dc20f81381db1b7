import { browser } from 'wxt/browser';

/**
 * Who sent a message or opened a port, as the browser tells it. `document` is the random name that our script gave its
 * document (document-nonce.ts), null where the sender named none; `documentId` is the browser's own name, where it has one.
 */
export type SenderContext =
  | { readonly kind: 'frame'; readonly tabId: number; readonly frameId: number; readonly origin: string; readonly document: string | null; readonly documentId: string | null }
  | { readonly kind: 'own-page' };

interface RawSender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  frameId?: number | undefined;
  /** Chrome; Firefox from 153. */
  documentId?: string | undefined;
  tab?: { id?: number | undefined } | undefined;
}

/**
 * Tells our own pages from our content scripts; null for anybody else. Our options page in a tab has a tab id too,
 * so the origin decides. A missing origin (seen in one Firefox run) falls back to the URL, never to trust.
 *
 * @param document the name that the sender gave its document
 */
export function senderContext(sender: RawSender, document: string | null = null): SenderContext | null {
  if (sender.id !== browser.runtime.id) return null;
  const origin = sender.origin ?? originOf(sender.url);
  if (origin === null) return null;
  if (origin === originOf(browser.runtime.getURL('/popup.html'))) return { kind: 'own-page' };
  const tabId = sender.tab?.id;
  // A sandboxed document has the origin "null" like every other one: nothing can be kept for it alone.
  if (tabId === undefined || origin === 'null') return null;
  return { kind: 'frame', tabId, frameId: sender.frameId ?? 0, origin, document, documentId: sender.documentId ?? null };
}

/** `chrome-extension://…` has an opaque `URL.origin` in Firefox ("null"), so scheme and host are put together here. */
function originOf(url: string | undefined): string | null {
  if (url === undefined || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return `${parsed.protocol}//${parsed.host}`;
}

/** What the envelope of a message says about its document; anything but a name is none. */
function documentOf(message: unknown): string | null {
  if (typeof message !== 'object' || message === null || !('document' in message)) return null;
  return typeof message.document === 'string' && message.document !== '' ? message.document : null;
}

/**
 * Registers the one message listener. `sendResponse` with `return true` is the only form that works in both
 * browsers with and without the polyfill (.github/docs/contract/browsers.md#messages).
 */
export function onMessage(handle: (message: unknown, sender: SenderContext) => Promise<unknown>): void {
  browser.runtime.onMessage.addListener((message: unknown, sender: RawSender, sendResponse: (answer: unknown) => void) => {
    const context = senderContext(sender, documentOf(message));
    if (context === null) return undefined;
    handle(message, context).then(sendResponse, () => sendResponse(null));
    return true as const;
  });
}

/** A connected view. `post` never throws: a port that broke is told by `onGone`. */
export interface ViewPort {
  readonly sender: SenderContext;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
  close(): void;
}

/** Every view keeps one port for state; its name says of which document. */
const FEED_PORT = 'feed';
export const feedPortName = (document: string): string => `${FEED_PORT} ${document}`;

/** Registers the one port listener. */
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
          // The other side is gone and its disconnect event is on the way: the view asks again when it is back.
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
