import { fill, h } from '../core/dom.js';
import { quietly } from '../core/api.js';

/** General history: closed rooms of the agent's queues. */
export function closedChatsView(app) {
  const rows = h('tbody', {});
  async function load() {
    const answer = await quietly(
      app.api.get('history/rooms/', { project: app.config.project, limit: 20, offset: 0, ordering: '-ended_at' }),
    );
    const rooms = answer?.results ?? [];
    fill(
      rows,
      rooms.length === 0
        ? h('tr', {}, h('td', { colspan: '3', class: 'no-results' }, app.t('noResults')))
        : rooms.map((room, index) =>
            h(
              'tr',
              { 'data-testid': `room-item-${index}` },
              h('td', {}, room.contact?.name ?? ''),
              h('td', {}, room.user?.first_name ?? ''),
              h('td', {}, room.ended_at ? new Date(room.ended_at).toLocaleString() : ''),
            ),
          ),
    );
  }
  load();
  return {
    element: h(
      'section',
      { class: 'settings', 'data-testid': 'closed-chats-view' },
      h(
        'header',
        { class: 'settings__header' },
        h('h1', {}, app.t('closedChats')),
        h(
          'button',
          { type: 'button', class: 'button button--secondary', onclick: () => app.router.push('/rooms') },
          app.t('closeHistory'),
        ),
      ),
      h(
        'div',
        { class: 'settings__content', 'data-testid': 'closed-chats-rooms-table' },
        h(
          'table',
          { 'data-testid': 'rooms-table-section' },
          h(
            'thead',
            {},
            h(
              'tr',
              {},
              ['contact', 'representative', 'date'].map((name) => h('th', {}, app.t(name))),
            ),
          ),
          rows,
        ),
      ),
    ),
  };
}
