export interface PageRoom {
  uuid: string;
  user?: { first_name?: string; email: string } | null;
  is_waiting?: boolean;
  is_active?: boolean;
  is_pinned?: boolean;
  unread_msgs?: number;
  service_chat?: string | null;
  protocol?: string | null;
  contact?: { name?: string | null };
  last_message?: { text?: string; user?: string | null; media?: unknown[] } | null;
  last_interaction?: string | null;
  added_to_queue_at?: string | null;
}
export type RoomKind = 'ongoing' | 'waiting' | 'flow_start';
export function classifyRoom(room: PageRoom): RoomKind;
export function roomTitle(room: PageRoom): string;
export function belongsTo(room: PageRoom, email: string): boolean;
export function lastMessageText(room: PageRoom, mineLabel: string): string;
export function unreadTotal(rooms: PageRoom[]): number;
export function sortRooms(rooms: PageRoom[], kind: RoomKind, order: 'newest' | 'oldest'): PageRoom[];
export function parseSystemMessage(text: string): { method: string; content?: Record<string, unknown> } | null;
