import { showToast } from '../overlay/notices.js';

/**
 * The page-wide shortcut for dictation: Shift+V anywhere in the document, also while a text field has the focus, so
 * that a capital V cannot be typed (.github/docs/contract/page.md#keys). Only with `?dictation=1`.
 */
export function installDictation(app) {
  window.addEventListener(
    'keydown',
    (event) => {
      if (!event.shiftKey || event.code !== 'KeyV' || event.ctrlKey || event.altKey || event.metaKey) return;
      if (!app.root.querySelector('.message-manager textarea')) return;
      event.preventDefault();
      showToast(app.root, app.t('dictationOn'));
    },
    { signal: app.signal },
  );
}
