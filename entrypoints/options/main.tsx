import { Options } from '../../components/options/Options.tsx';
import { mountPage } from '../../components/ui/mount-page.tsx';
import { createBackgroundClient } from '../../lib/messaging/client.ts';
import { clock } from '../../lib/platform/clock.ts';
import { createPageBrowser } from '../../lib/platform/page-browser.ts';

const root = document.getElementById('root');
if (root !== null) {
  mountPage(
    root,
    {
      client: createBackgroundClient(),
      view: 'options',
      viewId: crypto.randomUUID(),
      clock,
      browser: createPageBrowser(),
    },
    Options,
  );
}
