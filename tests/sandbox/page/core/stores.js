/**
 * The two stores of the page that other code can reach, with the names and shape of the real ones
 * (`$pinia._s.get('rooms')`). Watchers of assignments and actions run one microtask later, as in the real page.
 */
export function createStores() {
  const watchers = { activeRoom: [], rooms: [], touched: [] };
  const pending = new Set();

  function notify(name) {
    if (pending.has(name)) return;
    pending.add(name);
    queueMicrotask(() => {
      pending.delete(name);
      for (const watcher of watchers[name]) watcher();
    });
  }

  let activeRoom = null;
  let rooms = [];
  const roomsStore = {
    $id: 'rooms',
    get activeRoom() {
      return activeRoom;
    },
    set activeRoom(room) {
      if (room === activeRoom) return;
      activeRoom = room;
      notify('activeRoom');
    },
    get rooms() {
      return rooms;
    },
    set rooms(list) {
      rooms = list;
      notify('rooms');
      notify('touched');
    },
    getRoomById(uuid) {
      return rooms.find((room) => room.uuid === uuid);
    },
    setActiveRoom(room) {
      roomsStore.activeRoom = room ?? null;
    },
  };
  let activeDiscussion = null;
  const discussionsStore = {
    $id: 'discussions',
    get activeDiscussion() {
      return activeDiscussion;
    },
    setActiveDiscussion(discussion) {
      activeDiscussion = discussion ?? null;
    },
  };

  return {
    rooms: roomsStore,
    /** The properties that the application instance exposes. */
    pinia: {
      _s: new Map([
        ['rooms', roomsStore],
        ['discussions', discussionsStore],
      ]),
    },
    /** Runs `watcher` after a change of the room shown (`activeRoom`), a reassigned list (`rooms`), or anything drawn in the lists (`touched`). */
    watch(name, watcher) {
      watchers[name].push(watcher);
      return () => watchers[name].splice(watchers[name].indexOf(watcher), 1);
    },
    /** A room was changed in place: the lists are drawn again, but this is not a new list. */
    touch() {
      notify('touched');
    },
    stop() {
      for (const list of Object.values(watchers)) list.length = 0;
    },
  };
}
