import { quietly } from './api.js';
import { belongsTo } from './rooms.js';

/**
 * Handles each socket frame as the page does, including its errors: a `rooms.create` of a known room is ignored, so
 * that a card can stay under "Sent flows" after the contact has answered
 * (.github/docs/contract/states.md#observed-cases).
 */
export function createEvents(app) {
  const { stores } = app;
  const find = (uuid) => stores.rooms.getRoomById(uuid);

  function drop(uuid) {
    const list = stores.rooms.rooms;
    const index = list.findIndex((room) => room.uuid === uuid);
    if (index >= 0) list.splice(index, 1);
    if (stores.rooms.activeRoom?.uuid === uuid) {
      stores.rooms.setActiveRoom(null);
      app.router.replace('/rooms');
    }
    stores.touch();
  }

  const handlers = {
    'rooms.create': (room) => {
      if (find(room.uuid) || !belongsTo(room, app.profile.email)) return;
      stores.rooms.rooms.unshift(room);
      stores.touch();
    },
    'rooms.update': (room) => {
      if (!belongsTo(room, app.profile.email)) {
        drop(room.uuid);
        return;
      }
      const known = find(room.uuid);
      if (known) Object.assign(known, room, { is_pinned: known.is_pinned ?? false });
      else stores.rooms.rooms.unshift(room);
      stores.touch();
    },
    'rooms.close': (room) => drop(room.uuid),
    'rooms.destroy': (room) => drop(room.uuid),
    'rooms.inactivity': ({ room_uuid: uuid, is_inactive: inactive }) => {
      const room = find(uuid);
      if (room) room.is_inactive = inactive;
    },
    'msg.create': (message) => {
      const room = find(message.room);
      const shown = stores.rooms.activeRoom?.uuid === message.room;
      if (room) {
        room.last_message = {
          uuid: message.uuid,
          text: message.text,
          created_on: message.created_on,
          user: message.user?.email ?? null,
          contact: message.contact?.uuid ?? null,
          media: message.media ?? [],
        };
        room.last_interaction = message.created_on;
        if (message.contact && !shown) room.unread_msgs = (room.unread_msgs ?? 0) + 1;
        stores.touch();
      }
      for (const listener of app.messageListeners) listener(message);
      if (shown && message.contact && app.viewedAgent === null)
        quietly(app.api.patch(`room/${message.room}/bulk_update_msgs/`, { seen: true }));
    },
    'msg.update': (message) => {
      for (const listener of app.messageListeners) listener(message);
    },
    'status.update': ({ from, status }) => {
      if (from === 'system' && status !== app.rememberedStatus) app.postStatus();
      else if (from === 'user' && status) app.setStatus(status);
    },
    'status.close': ({ status }) => app.setStatus(status ?? 'OFFLINE'),
  };

  return {
    receive(action, content) {
      if (content === null || typeof content !== 'object') return;
      handlers[action]?.(content);
    },
  };
}
