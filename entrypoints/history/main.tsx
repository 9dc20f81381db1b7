import { HistoryPage } from '../../components/history/HistoryPage.tsx';
import { mountPage } from '../../components/ui/mount-page.tsx';
import { createBackgroundClient } from '../../lib/messaging/client.ts';
import { createPageBrowser } from '../../lib/platform/page-browser.ts';

const root = document.getElementById('root');
if (root !== null) {
  mountPage(
    root,
    {
      client: createBackgroundClient(),
      view: 'history',
      viewId: crypto.randomUUID(),
      clock: {
        now: Date.now,
        after(delayMs, run) {
          const id = setTimeout(run, delayMs);
          return () => clearTimeout(id);
        },
      },
      browser: createPageBrowser(),
    },
    HistoryPage,
  );
}
