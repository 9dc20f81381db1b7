import { h } from '../core/dom.js';

/** The dashboard: a view without the layout of the rooms, for tests that leave the rooms and come back. */
export function dashboardView(app) {
  return {
    element: h(
      'section',
      { class: 'settings', 'data-testid': 'dashboard-view' },
      h(
        'header',
        { class: 'settings__header' },
        h('h1', {}, app.t('dashboard')),
        h(
          'button',
          { type: 'button', class: 'button button--secondary', onclick: () => app.router.push('/rooms') },
          app.t('closeHistory'),
        ),
      ),
    ),
  };
}
