import { h } from '../core/dom.js';

/** Dashboard: a place without the desk's layout, for the way there and back. */
export function dashboardView(app) {
  return {
    element: h('section', { class: 'settings', 'data-testid': 'dashboard-view' }, h('header', { class: 'settings__header' }, h('h1', {}, app.t('dashboard')), h('button', { type: 'button', class: 'button button--secondary', onclick: () => app.router.push('/rooms') }, app.t('closeHistory')))),
  };
}
