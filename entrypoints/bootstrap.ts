import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { watchAppearance } from '../lib/weni/page/watch-appearance.ts';

// In every frame of the allowed hosts, so without the polyfill and without a word on pages that have no Chats.
export default defineUnlistedScript(() => {
  const native: { runtime?: Partial<typeof chrome.runtime> } = globalThis.browser ?? chrome;
  watchAppearance({
    isOrphaned: () => !native.runtime?.id,
    // A refusal (background starting, extension going) needs no handling of its own: the next look decides.
    ask: () => void native.runtime?.sendMessage?.({ kind: 'notice', name: 'page:appeared', input: {} }).catch(() => undefined),
    onAsked: (answer) =>
      native.runtime?.onMessage?.addListener((message: { name?: unknown } | null, _sender: unknown, respond: (isHere: true) => void) => {
        if (message?.name === 'bootstrap:here' && answer()) respond(true);
      }),
  });
});
