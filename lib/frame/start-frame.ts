import type { BackgroundClient } from '../messaging/background-client.ts';
import { documentNonce, renewDocumentNonce } from '../platform/document-nonce.ts';
import { localArea } from '../platform/storage-areas.ts';
import { extensionVersion, isAlive, onFrameMessage } from '../platform/view-runtime.ts';
import { createObserverLink } from '../weni/page/observer-link.ts';
import { watchChatsRoot } from '../weni/page/chats-root.ts';
import { claimPage } from '../weni/page/takeover.ts';
import { createFrameAnswers } from './answer-background.ts';
import { reportFrame } from './report-frame.ts';
import { type KeptPlace, readKeptPlace } from './panel-place.ts';
import { showPanel, type MountRequest } from './show-panel.ts';

export interface StartFramePorts {
  readonly window: Window & typeof globalThis;
  readonly client: BackgroundClient;
  readonly httpHosts: readonly string[];
  readonly mount: (request: MountRequest, viewId: string) => () => void;
}

/**
 * Claims the document (older copies of our scripts stop), reports the page to the background, and shows the panel
 * while Chats is there.
 */
export function startFrame(ports: StartFramePorts): void {
  const { window, client } = ports;
  const { document } = window;
  const area = localArea();
  const askPlace = () => readKeptPlace(area, window.location.origin);
  let firstPlace: Promise<KeptPlace> | null = askPlace();
  const instance = crypto.randomUUID();
  const claim = claimPage(document, { version: extensionVersion(), instance, isAlive });
  const { signal } = claim;
  const link = createObserverLink(document, signal, { instance });

  const reporter = reportFrame({
    window,
    client,
    link,
    httpHosts: ports.httpHosts,
    signal,
    onSilence: claim.suspectOrphan,
    documentNonce,
    renewDocument: renewDocumentNonce,
  });
  const wake = () =>
    void client.call('page:focused', { visible: document.visibilityState === 'visible' }).catch(claim.suspectOrphan);
  const stopAnswering = onFrameMessage(
    createFrameAnswers({
      window,
      link,
      readSession: reporter.readSession,
      newestRequested: reporter.newestRequested,
      repeatSession: reporter.repeat,
      wake,
      documentNonce,
    }),
  );
  signal.addEventListener('abort', stopAnswering, { once: true });

  let shown: AbortController | null = null;
  watchChatsRoot(
    { document, window },
    (found) => {
      shown?.abort();
      shown = null;
      if (found === null || signal.aborted) return;
      reporter.rootFound(found);
      const controller = new AbortController();
      shown = controller;
      const onError = () => claim.suspectOrphan();
      const mount = (request: MountRequest) => ports.mount(request, crypto.randomUUID());
      const keptPlace = firstPlace ?? askPlace();
      // Read it again for the next panel: another tab may change it until Chats appears here again.
      firstPlace = null;
      showPanel(found, { window, area, keptPlace, mount, onError }, controller.signal).catch(onError);
    },
    signal,
  );
  signal.addEventListener('abort', () => shown?.abort(), { once: true });
}
