import { defineContentScript } from 'wxt/utils/define-content-script';
import { mountPanel } from '../../components/panel/mount.tsx';
import { LOCALES } from '../../lib/frame/report-frame.ts';
import { startFrame } from '../../lib/frame/start-frame.ts';
import { createBackgroundClient } from '../../lib/messaging/client.ts';
import { askWords } from '../../lib/models/shared/words-model.ts';
import { playTone } from '../../lib/platform/tone.ts';
import { visibleLanguage } from '../../lib/weni/page/language.ts';
import { clock } from '../../lib/platform/clock.ts';

// Put into the frame by the background when Chats appears there (registration "runtime": the manifest does not name it).
export default defineContentScript({
  registration: 'runtime',
  matches: [],
  noScriptStartedPostMessage: true,
  main() {
    const client = createBackgroundClient();
    // Asked before anything else, and answered while the page is being looked at. In a language that is a guess it waits for the page's own word.
    const pageLanguage = visibleLanguage(document);
    let firstWords = pageLanguage === null ? null : askWords(client, LOCALES[pageLanguage]);
    startFrame({
      window,
      client,
      httpHosts: import.meta.env.MODE === 'sandbox' ? ['localhost', '127.0.0.1'] : [],
      mount(request, viewId) {
        const words = firstWords;
        // A later panel of this page may have to speak another language.
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
