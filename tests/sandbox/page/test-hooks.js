import { h } from './core/dom.js';
import { openSocketCount } from './core/socket.js';
import { openDialog } from './overlay/dialog.js';
import { openMediaPreview, showAlert, showToast } from './overlay/notices.js';
import { probe } from './probe.js';

const KEY_EVENTS = [
  'keydown',
  'keyup',
  'keypress',
  'input',
  'beforeinput',
  'paste',
  'copy',
  'cut',
  'compositionstart',
  'compositionupdate',
  'compositionend',
];
const PICTURE =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="640" height="480"%3E%3Crect width="640" height="480" fill="%2301a29b"/%3E%3C/svg%3E';

/**
 * Counts the events that reach bubble listeners on window: `__pageKeyEvents` in all, `__pageKeyEventsByType` by type.
 */
export function countKeyEvents() {
  window.__pageKeyEvents = 0;
  window.__pageKeyEventsByType = {};
  for (const type of KEY_EVENTS) {
    window.addEventListener(type, () => {
      window.__pageKeyEvents += 1;
      window.__pageKeyEventsByType[type] = (window.__pageKeyEventsByType[type] ?? 0) + 1;
    });
  }
}

/**
 * Functions for tests that do to the page what a person could not do, or not so fast. None of them exists on the real
 * page.
 * @param {{page(): ReturnType<import('./app.js').mountPage> | null, unmount(): void, remount(): void}} control
 * @param {Record<string, Function>} [host] additions of a host (`pushToken`, `setProject`, …)
 */
export function installTestHooks(control, host = {}) {
  const app = () => control.page().app;
  window.__probe = probe;
  window.__sandboxPage = {
    /** A modal dialog with an input and two buttons, 800 px wide. */
    openDialog(title = 'Sandbox dialog') {
      const dialog = openDialog({
        root: app().root,
        title,
        testid: 'sandbox-dialog',
        body: h(
          'div',
          { class: 'form' },
          h('label', {}, 'Field', h('input', { type: 'text', 'data-testid': 'sandbox-dialog-input' })),
        ),
        footer: h(
          'div',
          { class: 'dialog-actions' },
          h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Cancel'),
          h('button', { type: 'button', class: 'button button--primary', onclick: () => dialog.close() }, 'Confirm'),
        ),
      });
    },
    toast: (text = 'Sandbox toast', kind = 'success') => void showToast(app().root, text, kind),
    alert: (text = 'Sandbox alert') => void showAlert(app().root, text),
    openMedia: (url = PICTURE) => void openMediaPreview(app().root, { url, title: 'Picture' }),
    setTheme: (choice) => app().theme.set(choice),
    /** Changes the route as the page itself does, which never opens a room. */
    pushRoute: (path) => app().router.push(path),
    route: () => app().router.current.path,
    openRoomUuid: () => app().stores.rooms.activeRoom?.uuid ?? null,
    roomUuids: () => app().stores.rooms.rooms.map((room) => room.uuid),
    /** Changes the token the page holds in memory, and both storage copies. */
    pushToken: (token) => app().config.setToken(token),
    /** Enters view mode (a manager watching an agent): the agent socket is closed and the manager's one opened; `null` goes back. */
    viewAgent: (email) => app().setViewedAgent(email),
    /** Breaks the page's socket as a lost network would; the page reconnects by its own rules. */
    dropSocket: () => app().socket.current.close(),
    socketCount: openSocketCount,
    unmount: control.unmount,
    remount: control.remount,
    ...host,
  };
}
