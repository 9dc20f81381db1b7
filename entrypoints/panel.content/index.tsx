import { defineContentScript } from 'wxt/utils/define-content-script';
import { mountPanel } from '../../components/panel/mount.tsx';
import { LOCALES } from '../../lib/frame/report-frame.ts';
import { startFrame } from '../../lib/frame/start-frame.ts';
import { createBackgroundClient } from '../../lib/messaging/client.ts';
import { askWords } from '../../lib/models/shared/words-model.ts';
import { playTone } from '../../lib/platform/tone.ts';
import { visibleLanguage } from '../../lib/weni/page/language.ts';
import { clock } from '../../lib/platform/clock.ts';

// The background injects this script when Chats appears in a frame. `runtime`: it is not in the manifest.
export default defineContentScript({
  registration: 'runtime',
  matches: [],
  noScriptStartedPostMessage: true,
  main() {
    const client = createBackgroundClient();
    // Ask for the texts first, so that they arrive while the rest starts. If the page does not show its language yet,
    // do not guess: the panel asks later.
    const pageLanguage = visibleLanguage(document);
    let firstWords = pageLanguage === null ? null : askWords(client, LOCALES[pageLanguage]);
    startFrame({
      window,
      client,
      httpHosts: import.meta.env.MODE === 'sandbox' ? ['localhost', '127.0.0.1'] : [],
      mount(request, viewId) {
        const words = firstWords;
        // Only for the first panel: a later one on this page may need another language.
        firstWords = null;
        return mountPanel(request.root, {
          ...request,
          client,
          firstWords: words,
          viewId,
          playTone,
          clock,
        });
      },
    });
  },
});
