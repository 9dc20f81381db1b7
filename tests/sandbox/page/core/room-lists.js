import { quietly } from './api.js';

const ROOM_TYPES = ['waiting', 'ongoing', 'flow_start'];

/** Reads one result page of a list, with the same query as the page. */
export function fetchRooms(app, type, { limit, offset = 0, search }) {
  return quietly(
    app.api.get('room/', {
      project: app.config.project,
      is_active: 'true',
      room_status: type,
      limit,
      offset,
      ordering: type === 'waiting' ? 'added_to_queue_at' : '-last_interaction',
      ...(search ? { search } : {}),
      ...(app.viewedAgent === null ? {} : { email: app.viewedAgent }),
    }),
  );
}

/**
 * Loads the three lists and REASSIGNS the list of the store. Only then does the page check its route for a room to
 * open.
 * @param {Record<string, number>} limits
 */
export async function loadRooms(app, limits) {
  const pages = await Promise.all(ROOM_TYPES.map((type) => fetchRooms(app, type, { limit: limits[type] })));
  if (!app.alive) return;
  const loaded = pages.flatMap((page) => page?.results ?? []);
  if (pages.every((page) => page === null)) return;
  app.more = Object.fromEntries(
    ROOM_TYPES.map((type, index) => [type, { next: limits[type], done: !pages[index]?.next }]),
  );
  app.stores.rooms.rooms = unique(loaded);
}

/** Loads the next thirty rooms of a type, on scroll. */
export async function loadMoreRooms(app, type) {
  const state = app.more?.[type];
  if (!state || state.done || state.loading) return;
  state.loading = true;
  const page = await fetchRooms(app, type, { limit: 30, offset: state.next });
  state.loading = false;
  if (page === null || !app.alive) return;
  state.next += 30;
  state.done = !page.next;
  app.stores.rooms.rooms = unique([...app.stores.rooms.rooms, ...page.results]);
}

function unique(rooms) {
  return Array.from(new Map(rooms.map((room) => [room.uuid, room])).values());
}
