import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { PARTS } from '../components/panel/parts.ts';

// The panel's second script; the background puts it beside the first one on its request. Unlisted: what a content script
// carries to talk to the browser, the first one has already.
export default defineUnlistedScript(() => {
  window.disparoParts?.(PARTS);
});
