import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { documentNonce } from '../lib/platform/document-nonce.ts';
import { watchAppearance } from '../lib/weni/page/watch-appearance.ts';

// In every frame of the allowed hosts, so without the polyfill and without a word on pages that have no Chats.
export default defineUnlistedScript(() => {
  // The name of this document is there before any other script of ours.
  documentNonce();
  const native: { runtime?: Partial<typeof chrome.runtime> } = globalThis.browser ?? chrome;
  // A refusal (background starting, extension going) needs no handling of its own: the next look decides.
  const tell = (name: string): void => void native.runtime?.sendMessage?.({ kind: 'notice', name, input: {}, document: documentNonce() }).catch(() => undefined);
  watchAppearance({
    isOrphaned: () => !native.runtime?.id,
    announce: () => tell('page:starting'),
    ask: () => tell('page:appeared'),
    onAsked: (answer) =>
      native.runtime?.onMessage?.addListener((message: { name?: unknown } | null, _sender: unknown, respond: (isHere: true) => void) => {
        if (message?.name === 'bootstrap:here' && answer()) respond(true);
      }),
  });
});
