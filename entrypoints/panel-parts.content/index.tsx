import { defineContentScript } from 'wxt/utils/define-content-script';
import { PARTS } from '../../components/panel/parts.ts';

// The panel's second script; the background puts it beside the first one on its request.
export default defineContentScript({
  registration: 'runtime',
  matches: [],
  noScriptStartedPostMessage: true,
  main() {
    window.disparoParts?.(PARTS);
  },
});
