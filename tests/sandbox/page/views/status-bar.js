import { h, icon, show } from '../core/dom.js';

const STATUSES = ['ONLINE', 'OFFLINE'];

/** Status of the agent; choosing one posts it. */
export function statusBar(app) {
  const label = (status) => app.t(status === 'ONLINE' ? 'online' : 'offline');
  const dot = h('span', { class: 'status-bar__dot' });
  const text = h('span', { class: 'status-bar__text' });
  const list = h(
    'ul',
    { class: 'status-bar__list', 'data-testid': 'status-bar-list-open', style: 'display:none' },
    STATUSES.map((status) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'status-bar__item',
            'data-testid': 'status-bar-item',
            'data-status': status,
            onclick: () => choose(status),
          },
          h('span', { class: `status-bar__dot status-bar__dot--${status.toLowerCase()}` }),
          label(status),
        ),
      ),
    ),
  );
  const selected = h(
    'button',
    {
      type: 'button',
      class: 'status-bar__selected',
      'data-testid': 'status-bar-selected',
      onclick: () => show(list, list.style.display === 'none'),
    },
    dot,
    text,
    icon('down'),
  );

  function draw(status) {
    dot.className = `status-bar__dot status-bar__dot--${status.toLowerCase()}`;
    text.textContent = label(status);
  }

  function choose(status) {
    show(list, false);
    app.setStatus(status);
    app.postStatus();
  }

  document.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.composedPath().includes(element)) show(list, false);
    },
    { signal: app.signal },
  );
  app.statusListeners.length = 0;
  app.statusListeners.push(draw);
  draw(app.rememberedStatus);
  const element = h('header', { class: 'status-bar', 'data-testid': 'status-bar' }, selected, list);
  return element;
}
