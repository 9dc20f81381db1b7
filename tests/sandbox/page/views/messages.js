import { h, icon } from '../core/dom.js';
import { parseSystemMessage } from '../core/rooms.js';
import { openMediaPreview } from '../overlay/notices.js';

/** One message: from the contact (left), from an agent (right), or a system line. */
export function messageBubble(app, message) {
  const system = message.contact || message.user ? null : parseSystemMessage(message.text ?? '');
  const id = { 'data-message': message.uuid };
  if (system) return h('p', { class: 'chat-feedback', ...id }, feedbackText(system));
  const side = message.contact ? 'contact' : 'agent';
  return h(
    'article',
    { class: `chat-bubble chat-bubble--${side}`, ...id },
    (message.media ?? []).map((media) => mediaElement(app, media)),
    h('p', { class: 'chat-bubble__text' }, message.text ?? ''),
    h(
      'span',
      { class: 'chat-bubble__time' },
      clock(message.created_on),
      side === 'agent' ? h('span', { class: 'chat-bubble__ticks' }, icon('check', 14)) : null,
    ),
  );
}

function mediaElement(app, media) {
  if (!String(media.content_type ?? '').startsWith('image'))
    return h('a', { href: media.url, target: '_blank', rel: 'noreferrer' }, media.url ?? '');
  return h(
    'button',
    {
      type: 'button',
      class: 'chat-bubble__media',
      onclick: () => openMediaPreview(app.root, { url: media.url, title: media.message ?? '' }),
    },
    h('img', { src: media.url, alt: '', onload: (event) => event.target.closest('.chat-messages')?.scrollTo(0, 1e6) }),
  );
}

function feedbackText({ method, content = {} }) {
  const name = (side) => side?.name ?? '';
  if (method === 'rt') return `${name(content.from)} → ${name(content.to)}`.replace(/^ → /, '→ ');
  if (method === 'fs') return `▶ ${content.name ?? ''}`;
  if (method === 'rc') return '✓';
  return method;
}

function clock(value) {
  return value ? new Date(value).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false }) : '';
}
