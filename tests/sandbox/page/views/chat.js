import { fill, h, icon, show } from '../core/dom.js';
import { RequestError, quietly } from '../core/api.js';
import { emojiPicker } from './emoji-picker.js';
import { messageBubble } from './messages.js';
import { roomTitle } from '../core/rooms.js';
import { openDialog } from '../overlay/dialog.js';
import { showToast } from '../overlay/notices.js';

/**
 * The room on screen.
 * @param {{sendFlow(): void, toggleInfo(): void}} actions
 */
export function chatView(app, room, { sendFlow, toggleInfo }) {
  const messages = h('section', { class: 'chat-messages' });
  const banner = h(
    'section',
    { class: 'chat-header-send-flow', 'data-testid': 'chat-header-send-flow', style: 'display:none' },
    icon('warning'),
    h(
      'span',
      {},
      app.t('closed24h'),
      ' ',
      h(
        'button',
        { type: 'button', class: 'link', 'data-testid': 'send-flow-trigger', onclick: sendFlow },
        app.t('sendFlowLink'),
      ),
    ),
  );
  const composer = composerOf(app, room, (message) => add(message));
  const footer = h('footer', { class: 'home-chat__footer' }, footerContent(app, room, composer));
  const shown = new Set();
  let alive = true;

  function add(message) {
    if (message.room && message.room !== room.uuid) return;
    if (shown.has(message.uuid)) {
      messages.querySelector(`[data-message="${CSS.escape(message.uuid)}"]`)?.replaceWith(messageBubble(app, message));
      return;
    }
    shown.add(message.uuid);
    messages.append(messageBubble(app, message));
    messages.scrollTop = messages.scrollHeight;
  }

  async function load() {
    const [status, page] = await Promise.all([
      quietly(app.api.get(`room/${room.uuid}/can-send-message-status/`)),
      quietly(
        app.api.getV2('msg/', { room: room.uuid, ordering: '-created_on', page_size: 20, reverse_results: 'true' }),
      ),
    ]);
    if (!alive) return;
    const closed = status?.can_send_message === false;
    show(banner, closed);
    if (closed) show(footer, false);
    for (const message of page?.results ?? []) add(message);
  }

  app.messageListeners.push(onMessage);
  function onMessage(message) {
    if (message.room === room.uuid) add(message);
  }
  load();

  const element = h(
    'section',
    { class: 'home-chat', 'data-testid': 'home-chat' },
    h(
      'header',
      { class: 'home-chat-headers', 'data-testid': 'home-chat-headers' },
      h(
        'button',
        { type: 'button', class: 'home-chat-headers__contact', onclick: toggleInfo },
        h('span', { class: 'avatar' }, (roomTitle(room)[0] ?? '?').toUpperCase()),
        h('span', { class: 'home-chat-headers__name' }, roomTitle(room)),
      ),
      h(
        'div',
        { class: 'home-chat-headers__actions' },
        headerButton('search'),
        headerButton('history'),
        headerButton('swap'),
        h(
          'button',
          {
            type: 'button',
            class: 'button button--secondary',
            'data-testid': 'end-chat',
            onclick: () => endChat(app, room),
          },
          app.t('endChat'),
        ),
      ),
    ),
    banner,
    messages,
    footer,
  );

  return {
    element,
    leave() {
      alive = false;
      const index = app.messageListeners.indexOf(onMessage);
      if (index >= 0) app.messageListeners.splice(index, 1);
    },
  };
}

function headerButton(name) {
  return h('button', { type: 'button', class: 'icon-button', 'aria-label': name }, icon(name, 20));
}

function footerContent(app, room, composer) {
  if (room.is_waiting) return h('p', { class: 'waiting-note' }, app.t('waitingRoom'));
  if (room.user) return composer;
  const take = h(
    'button',
    {
      type: 'button',
      class: 'button button--primary',
      'data-testid': 'get-chat-button',
      onclick: async () => {
        take.disabled = true;
        const taken = await quietly(app.api.put(`room/${room.uuid}/`, { user_email: app.profile.email }), false);
        take.disabled = false;
        if (taken === false) return;
        const known = app.stores.rooms.getRoomById(room.uuid) ?? room;
        known.user = {
          first_name: app.profile.first_name,
          last_name: app.profile.last_name ?? '',
          email: app.profile.email,
        };
        app.stores.touch();
        fill(take.parentElement, composer);
      },
    },
    app.t('takeChat'),
  );
  return take;
}

/** Enter sends by REST, Shift+Enter is a new line. */
function composerOf(app, room, add) {
  const text = h('textarea', { rows: '1', placeholder: app.t('placeholder'), 'aria-label': app.t('placeholder') });
  const send = h(
    'button',
    { type: 'button', class: 'button button--primary message-manager__send', disabled: true, onclick: submit },
    icon('send'),
    app.t('send'),
  );
  text.addEventListener('input', () => {
    send.disabled = text.value.trim() === '';
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  async function submit() {
    const value = text.value.trim();
    if (value === '') return;
    text.value = '';
    send.disabled = true;
    try {
      const message = await app.api.post('msg/', {
        room: room.uuid,
        text: value,
        user_email: app.profile.email,
        seen: true,
      });
      if (message?.uuid) add({ ...message, room: room.uuid });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      showToast(app.root, app.t('requestFailed'), 'error');
    }
  }

  const tool = (name) => h('button', { type: 'button', class: 'icon-button', 'aria-label': name }, icon(name, 20));
  const divider = () => h('span', { class: 'message-manager__divider' });
  return h(
    'section',
    { class: 'message-manager', 'data-testid': 'message-manager' },
    text,
    h(
      'div',
      { class: 'message-manager__tools' },
      tool('bolt'),
      tool('note'),
      tool('smile'),
      divider(),
      tool('mic'),
      tool('clip'),
      send,
    ),
    emojiPicker(),
  );
}

function endChat(app, room) {
  const dialog = openDialog({
    root: app.root,
    title: app.t('closeTitle'),
    body: h('p', {}, app.t('closeText')),
    testid: 'modal-end-chat',
    footer: h(
      'div',
      { class: 'dialog-actions' },
      h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, app.t('cancel')),
      h(
        'button',
        {
          type: 'button',
          class: 'button button--primary',
          onclick: async () => {
            dialog.close();
            const done = await quietly(app.api.put(`room/${room.uuid}/close/`, { tags: [] }), false);
            if (done === false) showToast(app.root, app.t('requestFailed'), 'error');
          },
        },
        app.t('confirm'),
      ),
    ),
  });
}
