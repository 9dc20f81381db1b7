import { h, icon } from '../core/dom.js';

const TOAST_MS = 5_000;

/** Shows a toast, 277 x 54 px, 16 px from the bottom right corner of the root, for five seconds. */
export function showToast(root, text, kind = 'success') {
  root.querySelector('.unnnic-toast')?.remove();
  const toast = h(
    'div',
    { class: `unnnic-toast unnnic-toast--${kind}`, role: 'status', 'data-testid': 'toast' },
    icon(kind === 'success' ? 'check' : 'warning', 20),
    h('span', {}, text),
  );
  root.append(toast);
  setTimeout(() => toast.remove(), TOAST_MS);
  return toast;
}

/** The highest layer the page has. */
export function showAlert(root, text) {
  const alert = h(
    'div',
    { class: 'alert-container' },
    h('div', { class: 'alert', role: 'alert' }, icon('warning', 20), h('span', {}, text)),
  );
  root.append(alert);
  setTimeout(() => alert.remove(), TOAST_MS);
  return alert;
}

/** Full screen picture, 100vw x 100vh; Escape and its button close it. */
export function openMediaPreview(root, { url, title }) {
  const lifetime = new AbortController();
  const close = () => {
    lifetime.abort();
    preview.remove();
  };
  const preview = h(
    'section',
    { class: 'fullscreen-preview', 'data-testid': 'fullscreen-preview' },
    h(
      'button',
      { type: 'button', class: 'fullscreen-preview__close', 'aria-label': 'Close', onclick: close },
      icon('close', 24),
    ),
    h('img', { src: url, alt: title }),
  );
  root.append(preview);
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape') close();
    },
    { signal: lifetime.signal },
  );
  return { element: preview, close };
}

/** Shows the page's progress bar, which always lasts one second, whatever the requests do. */
export function showProgress(root, text) {
  const overlay = h(
    'div',
    { class: 'progress-overlay', 'data-testid': 'progress-overlay' },
    h(
      'div',
      { class: 'progress-card' },
      h('p', {}, text),
      h('div', { class: 'progress-track' }, h('div', { class: 'progress-bar' })),
    ),
  );
  root.append(overlay);
  return new Promise((resolve) => {
    setTimeout(() => {
      overlay.remove();
      resolve();
    }, 1_000);
  });
}
