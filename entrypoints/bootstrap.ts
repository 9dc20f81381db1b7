import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { documentNonce } from '../lib/platform/document-nonce.ts';
import { watchAppearance } from '../lib/weni/page/watch-appearance.ts';

// Runs in every frame of the allowed hosts. So it does not load the polyfill, and sends nothing on pages without Chats.
export default defineUnlistedScript(() => {
  // Make the document's nonce before any other script of ours runs.
  documentNonce();
  const native: { runtime?: Partial<typeof chrome.runtime> } = globalThis.browser ?? chrome;
  // Ignore failures (the background is starting, the extension is being removed): `watchAppearance` tries again.
  const report = (name: string): void =>
    void native.runtime
      ?.sendMessage?.({ kind: 'notice', name, input: {}, document: documentNonce() })
      .catch(() => undefined);
  watchAppearance({
    isOrphaned: () => !native.runtime?.id,
    announce: () => report('page:starting'),
    ask: () => report('page:appeared'),
    onAsked: (answer) =>
      native.runtime?.onMessage?.addListener(
        (message: { name?: unknown } | null, _sender: unknown, respond: (isHere: true) => void) => {
          if (message?.name === 'bootstrap:here' && answer()) respond(true);
        },
      ),
  });
});
