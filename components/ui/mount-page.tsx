import { render } from 'preact';
import type { BackgroundClient } from '../../lib/messaging/background-client.ts';
import { createPageModel } from '../../lib/models/own-pages/page-model.ts';
import type { PageBrowser, PageModel } from '../../lib/models/own-pages/page-model.ts';
import type { ViewClock } from '../../lib/models/shared/view-clock.ts';
import { followWords } from '../../lib/models/shared/words-model.ts';
import { createI18n } from '../../lib/platform/i18n.ts';
import { guardKeys } from './key-guard.ts';
import { PageView } from './PageView.tsx';

/** What an extension page needs from its entrypoint. */
export interface PageDeps {
  readonly client: BackgroundClient;
  readonly view: 'popup' | 'options' | 'history';
  readonly viewId: string;
  readonly clock: ViewClock;
  readonly browser: PageBrowser;
  readonly isTrusted?: (event: Event) => boolean;
}

/** Renders an extension page into an element until the returned function is called. */
export function mountPage(root: HTMLElement, deps: PageDeps, Content: (props: { model: PageModel }) => preact.JSX.Element): () => void {
  const abort = new AbortController();
  const i18n = createI18n();
  const model = createPageModel(deps.client, { view: deps.view, viewId: deps.viewId, clock: deps.clock, browser: deps.browser, signal: abort.signal });
  followWords(deps.client, { feed: model.feed, use: i18n.use, signal: abort.signal });
  guardKeys(root, abort.signal);
  const trust = deps.isTrusted === undefined ? {} : { isTrusted: deps.isTrusted };
  render(
    <PageView model={model} i18n={i18n} now={deps.clock.now} kind={deps.view === 'popup' ? 'popup' : 'page'} {...trust}>
      <Content model={model} />
    </PageView>,
    root,
  );
  return () => {
    abort.abort();
    render(null, root);
  };
}
