import { h, icon, keyedChildren, show } from '../core/dom.js';
import { classifyRoom, lastMessageText, roomTitle, sortRooms } from '../core/rooms.js';
import { fetchRooms, loadMoreRooms } from '../core/room-lists.js';

const SEARCH_DEBOUNCE_MS = 1_000;
const GROUPS = [
  ['ongoing', 'in-progress-rooms-card-group'],
  ['waiting', 'waiting-rooms-card-group'],
  ['flow_start', 'sent-flows-card-group'],
];

/** Left column: search, tabs, order and the cards. Cards carry no uuid, only their place in the list. */
export function roomList(app) {
  let order = 'newest';
  let found = null;
  let timer = 0;
  let searchNumber = 0;
  const tabs = h('section', { class: 'chat-groups__tabs' });
  const newest = h(
    'button',
    { type: 'button', 'data-testid': 'most-recent-filter', onclick: () => setOrder('newest') },
    app.t('newest'),
  );
  const oldest = h(
    'button',
    { type: 'button', 'data-testid': 'older-filter', onclick: () => setOrder('oldest') },
    app.t('oldest'),
  );
  const holders = new Map(
    GROUPS.map(([type, testid]) => [type, h('section', { class: 'room-container', 'data-testid': testid })]),
  );
  const fillTabs = keyedChildren(tabs);
  const fillGroup = new Map(Array.from(holders, ([type, holder]) => [type, keyedChildren(holder)]));
  const groups = h(
    'section',
    { class: 'chat-groups', onscroll: onScroll },
    tabs,
    h(
      'div',
      { class: 'order-by', 'data-testid': 'order-by-section' },
      newest,
      h('span', { 'aria-hidden': 'true' }, '|'),
      oldest,
    ),
    Array.from(holders.values()),
  );
  const input = h('input', {
    type: 'text',
    'data-testid': 'search-contact-input',
    placeholder: app.t('search'),
    oninput: onSearch,
  });
  const element = h(
    'div',
    { class: 'container room-list', 'data-testid': 'card-groups-container' },
    h(
      'section',
      { class: 'search', 'data-testid': 'search-contact-input' },
      h('div', { class: 'search__field', 'data-testid': 'search-contact-input' }, icon('search'), input),
    ),
    groups,
  );

  function setOrder(next) {
    order = next;
    draw();
  }

  function setTab(type) {
    app.tab = type;
    draw();
  }

  function onScroll() {
    if (found === null && groups.scrollTop + groups.clientHeight > groups.scrollHeight - 120)
      loadMoreRooms(app, app.tab);
  }

  function onSearch() {
    clearTimeout(timer);
    const text = input.value.trim();
    searchNumber += 1;
    const mine = searchNumber;
    if (text === '') {
      found = null;
      draw();
      return;
    }
    timer = setTimeout(async () => {
      const pages = await Promise.all(GROUPS.map(([type]) => fetchRooms(app, type, { limit: 30, search: text })));
      if (mine !== searchNumber) return;
      found = pages.flatMap((page) => page?.results ?? []);
      draw();
    }, SEARCH_DEBOUNCE_MS);
  }

  function draw() {
    const rooms = found ?? app.stores.rooms.rooms;
    const byType = Object.fromEntries(
      GROUPS.map(([type]) => [
        type,
        sortRooms(
          rooms.filter((room) => classifyRoom(room) === type),
          type,
          order,
        ),
      ]),
    );
    const visible = GROUPS.map(([type]) => type).filter(
      (type) => type !== 'flow_start' || byType.flow_start.length > 0,
    );
    if (!visible.includes(app.tab)) app.tab = 'ongoing';
    fillTabs(
      visible.map((type) => {
        const count = String(byType[type].length);
        const active = type === app.tab;
        return {
          key: type,
          state: `${count} ${active}`,
          make: () =>
            h(
              'section',
              {
                class: `tab-chip${active ? ' tab-chip--active' : ''}`,
                role: 'button',
                tabindex: '0',
                onclick: () => setTab(type),
                onkeydown: activates(() => setTab(type)),
              },
              h('span', {}, app.t(type)),
              h('span', { class: 'tab-chip__count' }, count),
            ),
        };
      }),
    );
    newest.classList.toggle('order-by__active', order === 'newest');
    oldest.classList.toggle('order-by__active', order === 'oldest');
    for (const [type, holder] of holders) {
      const list = byType[type];
      show(holder, type === app.tab);
      const empty = app.t(found === null ? 'noRooms' : 'noResults');
      fillGroup.get(type)(
        list.length > 0
          ? list.map((room, index) => card(app, room, index))
          : [{ key: 'empty', state: empty, make: () => h('p', { class: 'no-results' }, empty) }],
      );
    }
  }

  // Only one list is mounted at a time, so the last one drawn listens.
  app.stopList?.();
  app.stopList = app.stores.watch('touched', draw);
  draw();
  return { element };
}

function card(app, room, index) {
  const unread = room.unread_msgs ?? 0;
  const selected = app.stores.rooms.activeRoom?.uuid === room.uuid;
  const title = roomTitle(room);
  const text = lastMessageText(room, app.t('you'));
  const time = clock(room.last_interaction ?? room.added_to_queue_at);
  // The object is looked up at the press, because a reload replaces the objects of the same rooms.
  const open = () => app.stores.rooms.setActiveRoom(app.stores.rooms.getRoomById(room.uuid) ?? room);
  return {
    key: room.uuid,
    state: JSON.stringify([unread, selected, title, text, time, Boolean(room.last_message?.contact), room.is_pinned]),
    place: (element) => element.setAttribute('data-testid', `room-card-${index}`),
    make: () =>
      h(
        'section',
        {
          class: `room-card__container room-card${selected ? ' room-card--selected' : ''}`,
          tabindex: '0',
          onclick: open,
          onkeydown: activates(open),
        },
        h(
          'div',
          { class: `chats-contact${unread > 0 ? ' chats-contact--unread' : ''}`, 'data-testid': 'room-card-contact' },
          h('span', { class: 'avatar' }, (title[0] ?? '?').toUpperCase()),
          h(
            'div',
            { class: 'chats-contact__texts' },
            h('h1', { class: 'chats-contact__title', title }, title),
            h('p', { class: 'chats-contact__message' }, text),
          ),
          h(
            'div',
            { class: 'chats-contact__side' },
            h('span', { class: 'chats-contact__time' }, time),
            unread > 0 ? h('span', { class: 'chats-contact__unread' }, String(unread)) : side(room),
          ),
        ),
      ),
  };
}

function side(room) {
  return h(
    'span',
    { class: 'chats-contact__icons' },
    room.last_message?.contact ? icon('reply', 16) : null,
    room.is_pinned ? icon('pin', 16) : null,
  );
}

function clock(value) {
  return value ? new Date(value).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false }) : '';
}

function activates(action) {
  return (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    action();
  };
}
