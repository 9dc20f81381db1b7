import { h, icon } from '../core/dom.js';

/** Right column, open by default with a room. */
export function contactInfo(app, room, close) {
  const [scheme = '', path = ''] = (room.urn ?? '').split(/:(.*)/);
  const fields = Object.entries(room.custom_fields ?? {});
  const line = (name, value) =>
    value
      ? h(
          'p',
          { class: 'contact-info__line' },
          h('strong', {}, `${name}: `),
          h('span', {}, String(value)),
          icon('copy'),
        )
      : null;
  const tabs = ['notes', 'media', 'docs', 'audios'].map((name, index) =>
    h(
      'button',
      { type: 'button', class: `contact-info__tab${index === 0 ? ' contact-info__tab--active' : ''}` },
      app.t(name),
    ),
  );
  return h(
    'section',
    { class: 'aside', 'data-testid': 'contact-info' },
    h(
      'header',
      { class: 'aside__header' },
      h('h2', {}, app.t('allInformation')),
      h(
        'span',
        {},
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Refresh' }, icon('refresh')),
        h(
          'button',
          {
            type: 'button',
            class: 'icon-button',
            'aria-label': 'Close',
            'data-testid': 'close-contact-info',
            onclick: close,
          },
          icon('close'),
        ),
      ),
    ),
    h(
      'div',
      { class: 'aside__content' },
      h(
        'section',
        { class: 'contact-info__block' },
        h(
          'div',
          { class: 'contact-info__head' },
          h('h3', {}, app.t('aboutContact')),
          h('span', { class: 'contact-info__switch' }, h('span', { class: 'switch' }), app.t('unlinked')),
        ),
        h('p', { class: 'contact-info__caption' }, `${app.t('lastMessage')}: ${clock(room.last_interaction)}`),
        line(app.t('name'), room.contact?.name),
        line(scheme, path && scheme === 'whatsapp' ? `+${path}` : path),
        fields.map(([name, value]) => line(name, value)),
      ),
      h('section', { class: 'contact-info__block contact-info__block--support' }, h('h3', {}, app.t('aboutSupport'))),
      h('nav', { class: 'contact-info__tabs' }, tabs),
    ),
  );
}

function clock(value) {
  return value ? new Date(value).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' }) : '–';
}
