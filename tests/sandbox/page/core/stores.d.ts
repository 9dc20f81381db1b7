import type { PageRoom } from './rooms.js';

export interface RoomsStore {
  activeRoom: PageRoom | null;
  rooms: PageRoom[];
  getRoomById(uuid: string): PageRoom | undefined;
  setActiveRoom(room: PageRoom | null): void;
}
export interface Stores {
  rooms: RoomsStore;
  pinia: { _s: Map<string, object> };
  watch(name: 'activeRoom' | 'rooms' | 'touched', watcher: () => void): () => void;
  touch(): void;
  stop(): void;
}
export function createStores(): Stores;
