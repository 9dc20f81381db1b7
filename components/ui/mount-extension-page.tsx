import { render } from 'preact';
import type { BackgroundClient } from '../../lib/messaging/background-client.ts';
import { createExtensionPageModel } from '../../lib/models/extension-pages/extension-page-model.ts';
import type {
  ExtensionPageBrowser,
  ExtensionPageModel,
} from '../../lib/models/extension-pages/extension-page-model.ts';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';
import { followWords } from '../../lib/models/shared/words-model.ts';
import { createI18n } from '../../lib/platform/i18n.ts';
import { guardKeys } from './key-guard.ts';
import { ExtensionPageView } from './ExtensionPageView.tsx';

/** What an extension page needs from its entrypoint. */
export interface PageDeps {
  readonly client: BackgroundClient;
  readonly view: 'popup' | 'options' | 'history';
  readonly viewId: string;
  readonly clock: ViewClock;
  readonly browser: ExtensionPageBrowser;
  readonly isTrusted?: (event: Event) => boolean;
}

/** Renders an extension page into an element until the returned function is called. */
export function mountExtensionPage(
  root: HTMLElement,
  deps: PageDeps,
  Content: (props: { model: ExtensionPageModel }) => preact.JSX.Element,
): () => void {
  const abort = new AbortController();
  const i18n = createI18n();
  const model = createExtensionPageModel(deps.client, {
    view: deps.view,
    viewId: deps.viewId,
    clock: deps.clock,
    browser: deps.browser,
    signal: abort.signal,
  });
  followWords(deps.client, { feed: model.feed, use: i18n.use, signal: abort.signal });
  guardKeys(root, abort.signal);
  const trust = deps.isTrusted === undefined ? {} : { isTrusted: deps.isTrusted };
  render(
    <ExtensionPageView
      model={model}
      i18n={i18n}
      now={deps.clock.now}
      kind={deps.view === 'popup' ? 'popup' : 'page'}
      {...trust}
    >
      <Content model={model} />
    </ExtensionPageView>,
    root,
  );
  return () => {
    abort.abort();
    render(null, root);
  };
}
