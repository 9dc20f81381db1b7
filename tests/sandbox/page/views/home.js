import { fill, h, icon } from '../core/dom.js';
import { quietly } from '../core/api.js';
import { loadRooms } from '../core/room-lists.js';
import { readKey, writeKey } from '../core/storage.js';
import { chatView } from './chat.js';
import { contactInfo } from './contact-info.js';
import { flowsTrigger } from './flows-trigger.js';
import { roomList } from './room-list.js';
import { statusBar } from './status-bar.js';
import { viewOptions } from './view-options.js';

/** The view of the rooms: grid 3fr 9fr, with contact information 3fr 6fr 3fr. */
export function homeView(app) {
  const { stores, router } = app;
  const main = h('main', { class: 'chats-main' });
  const layout = h(
    'section',
    {
      class: `chats-layout home-chats-layout${app.viewedAgent === null ? '' : ' view-mode'}`,
      'data-testid': 'chats-layout',
    },
    h('div', { class: 'home-sidebar-loading', style: 'display:none' }, h('main', {})),
  );
  let left = null;
  let aside = null;
  let chat = null;
  let alive = true;

  function setLeft(element) {
    if (left) left.replaceWith(element);
    else layout.children[0].after(element);
    left = element;
  }

  function loadHome() {
    loadRooms(app, { waiting: 30, ongoing: 30, flow_start: 30 });
    quietly(app.api.get('discussion/', { project: app.config.project, limit: 9999, is_active: 'true' }));
    return quietly(app.api.get('sector/count/', { project: app.config.project }));
  }

  function showSidebar() {
    const list = roomList(app);
    const options = viewOptions(app, { openFlows: () => showFlows(null) });
    setLeft(
      h(
        'div',
        { class: 'sidebar' },
        statusBar(app),
        list.element,
        h('section', { 'data-testid': 'footer-button-container' }),
        options,
      ),
    );
  }

  function showFlows(contact) {
    const drawer = flowsTrigger(app, {
      contact,
      close() {
        if (!alive || left !== drawer) return;
        // The list is mounted again, so its requests are sent again
        // (.github/docs/contract/page.md#requests-of-the-page-while-it-loads).
        showSidebar();
        loadHome();
        quietly(app.api.get('internal/permission/project/status/', { project: app.config.project }));
        quietly(app.api.get('custom_status_type/', { project: app.config.project, is_deleted: 'false' }));
      },
    });
    setLeft(drawer);
  }

  function showAside() {
    const room = stores.rooms.activeRoom;
    const open = room !== null && readKey(localStorage, 'isRoomContactInfoOpen') !== false;
    layout.classList.toggle('has-aside', open);
    aside?.remove();
    aside = null;
    if (!open) return;
    aside = contactInfo(app, room, () => toggleInfo(false));
    layout.append(aside);
  }

  function toggleInfo(open) {
    writeKey(localStorage, 'isRoomContactInfoOpen', open);
    showAside();
  }

  function showRoom() {
    const room = stores.rooms.activeRoom;
    chat?.leave();
    chat = null;
    if (room === null) {
      fill(
        main,
        h(
          'section',
          { class: 'chats-background' },
          icon('chat', 88),
          h('h1', {}, app.t('hello')),
          h('p', {}, app.t('selectChat')),
        ),
      );
    } else {
      chat = chatView(app, room, {
        sendFlow: () => showFlows(room.contact),
        toggleInfo: () => toggleInfo(readKey(localStorage, 'isRoomContactInfoOpen') === false),
      });
      fill(main, chat.element);
      router.replace(`/chats/${room.uuid}`);
      readNow(app, room);
    }
    showAside();
  }

  /**
   * The page checks its route only here, when the list of rooms was replaced
   * (.github/docs/contract/page.md#opening-a-room).
   */
  function openFromRoute() {
    const { name, params } = router.current;
    if (name !== 'room' || stores.rooms.activeRoom?.uuid === params.roomId) return;
    const room = stores.rooms.getRoomById(params.roomId);
    if (room) stores.rooms.setActiveRoom(room);
  }

  function tellUnread() {
    const unread = stores.rooms.rooms.filter(
      (room) => room.user && !room.is_waiting && (room.unread_msgs ?? 0) > 0,
    ).length;
    app.emitToHost('chats:update-unread-messages', { unreadMessages: unread });
  }

  showSidebar();
  layout.append(main);
  showRoom();
  const stop = [
    stores.watch('activeRoom', () => {
      showRoom();
      stores.touch();
    }),
    stores.watch('rooms', openFromRoute),
    stores.watch('touched', tellUnread),
  ];
  loadHome().then(() => app.alive && quietly(app.api.get(`project/${app.config.project}/list_access/`)));
  quietly(app.api.get('internal/permission/project/status/', { project: app.config.project }));

  return {
    element: layout,
    leave() {
      alive = false;
      chat?.leave();
      for (const end of stop) end();
    },
  };
}

/** Opening a room of one's own marks it read. */
function readNow(app, room) {
  if (app.viewedAgent !== null || !room.user || room.user.email !== app.profile.email) return;
  const known = app.stores.rooms.getRoomById(room.uuid);
  if (known) known.unread_msgs = 0;
  quietly(app.api.patch(`room/${room.uuid}/bulk_update_msgs/`, { seen: true }));
}
