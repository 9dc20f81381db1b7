import { env } from './env.js';
import { mountPage } from './app.js';
import { createConfig } from './core/config.js';
import { askHostForToken } from './core/host-bridge.js';
import { storeChoices, takeOptions, takeSession, visitAs } from './core/options.js';
import { routeOf } from './core/routes.js';
import { forgetSession, storedSession, storeProject, storeToken } from './core/storage.js';
import { countKeyEvents, installTestHooks } from './test-hooks.js';

/** The page in its own document: top window (standalone) or frame of a host (iframe). */
async function boot() {
  const framed = window.self !== window.top;
  const session = takeSession();
  if (!framed && session === null && storedSession().token === '' && visitAs(env.defaultAgent)) return;
  const options = takeOptions();
  if (options.login === 'none' || (options.agent !== undefined && session === null)) forgetSession();
  if (session) {
    storeToken(session.token);
    storeProject(session.project);
  }
  if (framed) {
    if (options.projectUuid) storeProject(options.projectUuid);
    const token = await askHostForToken();
    if (token !== null) storeToken(token);
  }
  const stored = storedSession();
  const project = stored.project || env.defaultProject;
  storeChoices(options, project);
  countKeyEvents();
  const root = document.getElementById('app');
  const mount = () =>
    mountPage({
      root,
      container: root,
      config: createConfig(stored.token, project),
      federated: false,
      path: location.pathname,
      // In a frame the page stays in English: its handler of the host's language throws
      // (.github/docs/contract/page.md#language).
      language: framed ? 'en' : (options.lang ?? 'en'),
      viewedAgent: options.viewMode ?? routeOf(location.pathname).params.viewedAgent ?? null,
      dictation: options.dictation === '1',
    });
  let page = mount();
  installTestHooks({
    page: () => page,
    unmount: () => page.unmount(),
    remount() {
      page.unmount();
      page = mount();
    },
  });
}

boot();
