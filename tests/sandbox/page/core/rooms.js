/**
 * Which tab a room belongs to, from whichever `is_waiting` came last (.github/docs/contract/states.md#fields).
 * @returns {'ongoing' | 'waiting' | 'flow_start'}
 */
export function classifyRoom(room) {
  if (room.is_waiting) return 'flow_start';
  return room.user ? 'ongoing' : 'waiting';
}

/** Title of a card: `service_chat | protocol | contact name`, without missing parts. */
export function roomTitle(room) {
  return [room.service_chat, room.protocol, room.contact?.name]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' | ');
}

/** Whether a room is in the agent's lists: their own rooms, and rooms without an agent. */
export function belongsTo(room, email) {
  return room.is_active !== false && (!room.user || room.user.email === email);
}

/** Text under a card's name. The socket sends `null` where the list sends an empty object. */
export function lastMessageText(room, mineLabel) {
  const last = room.last_message;
  if (!last) return '';
  const text = last.text || (last.media?.length ? '📎' : '');
  return last.user && text ? `${mineLabel}: ${text}` : text;
}

/** The number of unread chats that the page reports to its host. */
export function unreadTotal(rooms) {
  return rooms.filter((room) => classifyRoom(room) === 'ongoing' && (room.unread_msgs ?? 0) > 0).length;
}

/** Sorts a copy: newest or oldest activity first; rooms without messages on top of "newest", as the database does. */
export function sortRooms(rooms, kind, order) {
  const instant = (room) => {
    const value = kind === 'waiting' ? room.added_to_queue_at : room.last_interaction;
    return value ? Date.parse(value) : Number.MAX_SAFE_INTEGER;
  };
  const direction = order === 'newest' ? -1 : 1;
  return rooms
    .slice()
    .sort(
      (a, b) => Number(b.is_pinned ?? false) - Number(a.is_pinned ?? false) || direction * (instant(a) - instant(b)),
    );
}

/** System messages are JSON in the text; anything else is shown as it is. */
export function parseSystemMessage(text) {
  if (!text.startsWith('{')) return null;
  try {
    const value = JSON.parse(text);
    return typeof value?.method === 'string' ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
