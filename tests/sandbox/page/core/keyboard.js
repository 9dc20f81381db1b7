import { showToast } from '../overlay/notices.js';

/**
 * Dictation's page-wide shortcut: Shift+V anywhere in the document, also while another field has the focus,
 * so a capital V cannot be typed there (.github/docs/contract/page.md#keys). Only with `?dictation=1`.
 */
export function installDictation(app) {
  window.addEventListener('keydown', (event) => {
    if (!event.shiftKey || event.code !== 'KeyV' || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!app.root.querySelector('.message-manager textarea')) return;
    event.preventDefault();
    showToast(app.root, app.t('dictationOn'));
  }, { signal: app.signal });
}
