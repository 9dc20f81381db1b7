import { HistoryPage } from '../../components/history/HistoryPage.tsx';
import { mountExtensionPage } from '../../components/ui/mount-extension-page.tsx';
import { createBackgroundClient } from '../../lib/messaging/client.ts';
import { clock } from '../../lib/platform/clock.ts';
import { createExtensionPageBrowser } from '../../lib/platform/extension-page-browser.ts';

const root = document.getElementById('root');
if (root !== null) {
  mountExtensionPage(
    root,
    {
      client: createBackgroundClient(),
      view: 'history',
      viewId: crypto.randomUUID(),
      clock,
      browser: createExtensionPageBrowser(),
    },
    HistoryPage,
  );
}
