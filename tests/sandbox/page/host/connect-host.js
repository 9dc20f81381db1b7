import { fill, h, show } from '../core/dom.js';
import { createConfig } from '../core/config.js';
import { storeChoices } from '../core/options.js';
import { hostPath, parseHostPath } from '../core/routes.js';
import { forgetSession, storeProject, storeToken } from '../core/storage.js';
import { countKeyEvents, installTestHooks } from '../test-hooks.js';
import { freshToken, hostSession, keepSession } from './session.js';

const HIDDEN_LIFE_MS = 300_000;
const MODULES = {
  chats: { id: 'chats-app', path: '/rooms' },
  settings: { id: 'chats-settings-app', path: '/settings' },
};
const OTHER_PLACES = ['dashboard', 'studio'];

/**
 * Connect with the chats module inside its own document. When another place is shown, the section stays, hidden, and
 * the module is unmounted some minutes later; it is unmounted at once for another project or for the other container.
 */
function boot() {
  const started = hostSession();
  if (started === null) return;
  const { session, options } = started;
  const hiddenLifeMs = options.unmountAfterMs === undefined ? HIDDEN_LIFE_MS : Number(options.unmountAfterMs);
  const place = parseHostPath(location.pathname) ?? { project: session.project, module: 'chats', internal: '/rooms' };
  session.project = place.project;
  keepSession(session);
  if (session.token === '') forgetSession();
  storeChoices(options, session.project);
  countKeyEvents();

  const container = document.querySelector('.page-container');
  const sections = {};
  const mounted = { chats: null, settings: null };
  const configs = { chats: null, settings: null };
  const timers = { chats: 0, settings: 0 };
  const otherView = h('div', { class: 'connect__view', style: 'display:none' });
  container.append(otherView);
  let current = place.module;

  function sectionOf(name) {
    if (!sections[name]) {
      const { id } = MODULES[name];
      sections[name] = h(
        'section',
        { id, class: 'chats-webapp', 'data-testid': id },
        h('div', { class: 'chats-webapp__root' }),
      );
      container.append(sections[name]);
    }
    return sections[name];
  }

  async function mount(name, path) {
    // The module may be in only one of the two containers.
    window.dispatchEvent(new CustomEvent('chats:exclusive-mount', { detail: { containerId: MODULES[name].id } }));
    for (const other of Object.keys(MODULES)) if (other !== name) unmount(other);
    const root = sectionOf(name);
    if (session.token !== '') storeToken(session.token);
    storeProject(session.project);
    configs[name] = createConfig(session.token, session.project);
    const { mountPage } = await import('../app.js');
    if (mounted[name] || current !== name) return;
    mounted[name] = mountPage({
      root,
      container: root.querySelector('.chats-webapp__root'),
      config: configs[name],
      federated: true,
      path,
      language: options.lang ?? 'en',
      viewedAgent: options.viewMode ?? null,
      dictation: options.dictation === '1',
      onPath(next, query) {
        history.replaceState(null, '', hostPath(session.project, next));
        window.dispatchEvent(
          new CustomEvent('updateRoute', {
            detail: { path: next.slice(1), query: Object.fromEntries(new URLSearchParams(query)) },
          }),
        );
      },
    });
  }

  function unmount(name) {
    clearTimeout(timers[name]);
    mounted[name]?.unmount();
    mounted[name] = null;
  }

  function go(name, path) {
    current = name;
    for (const other of Object.keys(MODULES)) {
      if (sections[other]) show(sections[other], other === name);
      clearTimeout(timers[other]);
      if (other !== name && mounted[other]) timers[other] = setTimeout(() => unmount(other), hiddenLifeMs);
    }
    show(otherView, !MODULES[name]);
    if (MODULES[name]) {
      const internal = path ?? mounted[name]?.app.router.current.path ?? MODULES[name].path;
      history.pushState(null, '', hostPath(session.project, internal));
      if (!mounted[name]) mount(name, internal);
    } else {
      history.pushState(null, '', `/projects/${session.project}/${name}`);
      fill(
        otherView,
        h('h1', {}, name[0].toUpperCase() + name.slice(1)),
        h('p', {}, 'Another place of Connect. The chats module is hidden, then unmounted.'),
      );
      document.documentElement.classList.remove('dark');
    }
    drawSidebar();
  }

  /** Switches the project: unmounts the module at once and mounts it for the new project. */
  function setProject(project) {
    const name = MODULES[current] ? current : 'chats';
    for (const other of Object.keys(MODULES)) unmount(other);
    session.project = project;
    keepSession(session);
    go(name, MODULES[name].path);
  }

  window.addEventListener('chatsToHost', ({ detail }) => {
    if (detail?.event !== 'redirect' && detail?.event !== 'chats:redirect') return;
    const [name, ...rest] = String(detail.path ?? '').split(':');
    if (name !== 'chats' && name !== 'settings') {
      go(OTHER_PLACES.includes(name) ? name : 'dashboard');
      return;
    }
    // The host passes the rest of the path to the module's router unchanged. It is relative, so it opens no room
    // (.github/docs/contract/page.md#opening-a-room).
    history.pushState(null, '', hostPath(session.project, `/${rest.join(':')}`));
    mounted[name]?.app.router.push(rest.join(':'));
  });
  window.addEventListener('popstate', () => {
    const next = parseHostPath(location.pathname);
    if (next && MODULES[next.module]) mounted[next.module]?.app.router.push(next.internal);
  });

  const sidebar = document.querySelector('.connect__sidebar');
  function drawSidebar() {
    const entry = (name, text) =>
      h(
        'button',
        {
          type: 'button',
          class: `connect__entry${current === name ? ' connect__entry--active' : ''}`,
          'data-testid': `connect-${name}`,
          onclick: () => current !== name && go(name),
        },
        text,
      );
    fill(
      sidebar,
      entry('dashboard', 'Dashboard'),
      entry('studio', 'Studio'),
      entry('chats', 'Chats'),
      entry('settings', 'Settings'),
    );
  }
  document
    .querySelector('.connect__bar')
    .append(h('img', { class: 'connect__logo', src: '/assets/icon.svg', alt: '' }), 'Connect (sandbox)');
  drawSidebar();

  if (MODULES[current]) mount(current, place.internal);
  else go(current);

  const active = () => mounted[MODULES[current] ? current : 'chats'];
  const pushToken = (token) => {
    session.token = token;
    sessionStorage.setItem('sandbox_host_session', JSON.stringify(session));
    for (const name of Object.keys(MODULES)) if (mounted[name]) configs[name].setToken(token);
  };
  installTestHooks(
    {
      page: active,
      unmount: () => unmount(MODULES[current] ? current : 'chats'),
      remount() {
        const name = MODULES[current] ? current : 'chats';
        unmount(name);
        mount(name, MODULES[name].path);
      },
    },
    {
      /**
       * Gives the host's store a new token: the page updates its memory and both storage copies, but not its open
       * socket.
       */
      pushToken,
      renewToken: async () => pushToken(await freshToken(session.agent)),
      /** The host's project switch: unmounts at once and mounts again for the other project. */
      setProject,
      /**
       * Changes only the shared store while the module stays mounted: storage names the new project, the page requests
       * one status, and its socket stays on the old project.
       */
      changeProjectInStore(project) {
        const page = active();
        session.project = project;
        configs[current].setProject(project);
        page.app.api.get('internal/permission/project/status/', { project }).catch(() => undefined);
      },
      navigate: (name) => go(name),
    },
  );
}

boot();
