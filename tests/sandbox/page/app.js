import { createApi, quietly } from './core/api.js';
import { createHostBridge } from './core/host-bridge.js';
import { createI18n } from './core/i18n.js';
import { createRouter } from './core/router.js';
import { createSocket } from './core/socket.js';
import { readKey, writeKey } from './core/storage.js';
import { createStores } from './core/stores.js';
import { createTheme } from './core/theme.js';
import { fill, h } from './core/dom.js';
import { installDictation } from './core/keyboard.js';
import { createEvents } from './core/events.js';
import { loadRooms } from './core/room-lists.js';
import { closeAllDialogs, openDialog } from './overlay/dialog.js';
import { homeView } from './views/home.js';
import { settingsView } from './views/settings.js';
import { closedChatsView } from './views/closed-chats.js';
import { dashboardView } from './views/dashboard.js';

/**
 * @typedef {object} MountOptions
 * @property {HTMLElement} root the `.chats-webapp` element: theme class, teleported layers
 * @property {HTMLElement} container where the application is mounted (the root itself, or `.chats-webapp__root` inside Connect)
 * @property {ReturnType<import('./core/config.js').createConfig>} config token and project in memory
 * @property {boolean} federated inside Connect's document, memory router
 * @property {string} path first path of the page
 * @property {string} language
 * @property {string | null} viewedAgent e-mail in view mode
 * @property {boolean} dictation
 * @property {(path: string, query: string) => void} [onPath] called at every navigation, for Connect's wrapper
 */

/**
 * Mounts the page and starts it. Unmounting empties the container and leaves the socket open
 * (.github/docs/contract/page.md#remount).
 * @param {MountOptions} options
 */
export function mountPage(options) {
  const { root, container, config, federated, viewedAgent } = options;
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const emitToHost = createHostBridge(federated);
  const { locale, t } = createI18n(options.language);
  const stores = createStores();
  const api = createApi(config);
  const inner = h('div', { id: 'app' });
  const app = {
    root,
    config,
    api,
    stores,
    emitToHost,
    t,
    locale,
    signal,
    federated,
    viewedAgent,
    theme: createTheme({ root, signal }),
    profile: { email: '', first_name: '' },
    project: { name: '', org: '' },
    tab: 'ongoing',
    statusListeners: [],
    messageListeners: [],
    rememberedStatus: readKey(sessionStorage, `statusAgent-${config.project}`) ?? 'OFFLINE',
    socket: null,
    router: null,
    alive: true,
    reshow: null,
  };
  writeKey(sessionStorage, `statusAgent-${config.project}`, app.rememberedStatus);
  if (readKey(sessionStorage, 'lastSettingsUpdate') === null) writeKey(sessionStorage, 'lastSettingsUpdate', 0);

  app.setStatus = (status) => {
    app.rememberedStatus = status;
    writeKey(sessionStorage, `statusAgent-${config.project}`, status);
    for (const listener of app.statusListeners) listener(status);
  };
  app.postStatus = () =>
    quietly(api.post('internal/permission/project/status/', { project: config.project, status: app.rememberedStatus }));

  let view = null;
  let viewKind = '';
  function showView(route) {
    const kind = kindOf(route.name);
    app.theme.forceLight(kind === 'settings');
    if (kind === viewKind) {
      view.update?.(route);
      return;
    }
    view?.leave?.();
    viewKind = kind;
    view = VIEWS[kind](app, route);
    fill(inner, view.element, h('div', { class: 'unnnic-toast-anchor', 'aria-hidden': 'true' }));
  }
  app.router = createRouter({
    memory: federated,
    initial: options.path,
    signal,
    onNavigate(route) {
      if (!federated)
        emitToHost('changePathname', {
          pathname: route.path,
          query: Object.fromEntries(new URLSearchParams(route.query)),
        });
      options.onPath?.(route.path, route.query);
      showView(route);
    },
  });

  app.reshow = () => {
    viewKind = '';
    showView(app.router.current);
  };

  container.append(inner);
  Object.defineProperty(container, '__vue_app__', {
    configurable: true,
    value: { config: { globalProperties: { $pinia: stores.pinia, $router: app.router, $i18n: { locale } } } },
  });
  emitToHost('getLanguage');
  app.theme.announce();
  if (!federated) emitToHost('changePathname', { pathname: app.router.current.path, query: {} });
  if (options.dictation) installDictation(app);
  start(app, () => showView(app.router.current));
  if (readKey(localStorage, 'darkModeIntroSeen') !== true) introduceDarkMode(app);

  return {
    app,
    unmount() {
      app.alive = false;
      view?.leave?.();
      stores.stop();
      stores.rooms.setActiveRoom(null);
      closeAllDialogs();
      lifetime.abort();
      for (const child of Array.from(root.children)) if (child !== container) child.remove();
      container.replaceChildren();
      delete container.__vue_app__;
    },
  };
}

const VIEWS = { home: homeView, settings: settingsView, closed: closedChatsView, dashboard: dashboardView };

function kindOf(name) {
  if (name.startsWith('sectors')) return 'settings';
  if (name.startsWith('closed-rooms')) return 'closed';
  if (name === 'dashboard.manager') return 'dashboard';
  return 'home';
}

/**
 * Sends requests in the order of .github/docs/contract/page.md#requests-of-the-page-while-it-loads: four requests and
 * the socket together, then those of the layout, then the rest. Inside Connect the socket comes before the first
 * request.
 */
function start(app, showFirstView) {
  const { api, config } = app;
  const events = createEvents(app);
  const connect = () => {
    app.socket = createSocket({
      config,
      viewedAgent: app.viewedAgent,
      onOpen(first) {
        if (app.viewedAgent === null) app.postStatus();
        if (!first) loadRooms(app, { waiting: 30, ongoing: 100, flow_start: 100 });
      },
      onEvent: events.receive,
    });
  };
  app.setViewedAgent = (email) => {
    app.socket.close();
    app.viewedAgent = email;
    app.stores.rooms.setActiveRoom(null);
    app.stores.rooms.rooms = [];
    connect();
    app.reshow();
  };
  if (app.federated) connect();
  const profile = quietly(api.get('accounts/profile/', { project_uuid: config.project }));
  const project = quietly(api.get(`project/${config.project}/`));
  quietly(api.get('feature_flags/', { project_uuid: config.project }));
  quietly(api.get('internal/permission/project/status/', { project: config.project }));
  if (!app.federated) connect();

  setTimeout(async () => {
    if (!app.alive) return;
    showFirstView();
    const [me, row] = await Promise.all([profile, project]);
    if (me) app.profile = me;
    if (row) app.project = { ...row, uuid: config.project };
    app.stores.touch();
    if (!app.alive) return;
    quietly(api.get('queue/list_queue_permissions/', { user_email: app.profile.email, project: config.project }));
    quietly(api.get('custom_status_type/', { project: config.project, is_deleted: 'false' }));
    quietly(api.get('custom_status/last_status/', { project_uuid: config.project }));
  }, 60);
}

function introduceDarkMode(app) {
  const done = () => writeKey(localStorage, 'darkModeIntroSeen', true);
  const dialog = openDialog({
    root: app.root,
    title: app.t('darkIntro'),
    body: h('p', {}, app.t('darkIntroText')),
    footer: h(
      'button',
      { type: 'button', class: 'button button--primary', onclick: () => dialog.close() },
      app.t('gotIt'),
    ),
    testid: 'dark-mode-intro',
    onClose: done,
  });
}
