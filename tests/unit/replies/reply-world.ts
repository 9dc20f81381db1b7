import { type ContactUuid, MessageUuid, type RoomUuid } from '../../../lib/ids.ts';
import type { MessageDirection, MessageFact, ReplyFact, RoomFact, RoomSource } from '../../../lib/replies/facts.ts';
import type { ReplyWeni } from '../../../lib/replies/ports.ts';
import { ANA, roomUuid, uuidOf } from './memory-ports.ts';

type Owner = 'me' | 'other' | 'queue';

interface WorldRoom {
  readonly uuid: RoomUuid;
  owner: Owner;
  isActive: boolean;
  waiting: boolean;
  ticket: number;
  isTicketOpen: boolean;
  readonly createdAt: number;
  modifiedAt: number;
  endedAt: number | null;
  endedBy: string | null;
  messages: MessageFact[];
  /** The last message as the room's columns in the database have it; an event may still carry the message before it. */
  last: MessageFact | null;
}

interface WorldStart {
  readonly flow: string;
  readonly at: number;
  readonly room: WorldRoom | null;
  isDeleted: boolean;
}

/**
 * The engine, simulated for one contact (Ana) and one agent, after
 * .github/docs/contract/states.md#when-a-ticket-opens: what happens, which frames the agent's socket gets, and what
 * REST answers afterwards. Tests compare the product with it, so it imports no product logic.
 */
export function createWorld(startAt: number) {
  let now = startAt;
  let ids = 0;
  const rooms: WorldRoom[] = [];
  const starts: WorldStart[] = [];
  /** Everything Ana wrote, with the room it was stored in. */
  const written: { fact: MessageFact; room: WorldRoom | null; at: number }[] = [];
  let frames: ReplyFact[] = [];
  let isRetrieveAllowed = true;
  let contact: { uuid: ContactUuid; name: string } = { uuid: ANA, name: 'Ana' };

  const active = () => rooms.find((room) => room.isActive) ?? null;
  const liveStarts = (room: WorldRoom) => starts.filter((start) => start.room === room && !start.isDeleted);
  const isWaiting = (room: WorldRoom) => room.waiting || liveStarts(room).length > 0;
  const message = (room: WorldRoom | null, direction: MessageDirection, at = now): MessageFact => ({
    kind: 'message',
    uuid: MessageUuid.parse(uuidOf('f', (ids += 1))),
    roomUuid: room?.uuid ?? roomUuid(0),
    direction,
    createdAt: at,
  });

  function fact(room: WorldRoom, source: RoomSource, action: RoomFact['action']): RoomFact {
    const isWhole = source === 'socket' || source === 'retrieve';
    const [start, ...more] = liveStarts(room);
    const flowStart =
      start === undefined || more.length > 0 ? null : { name: start.flow, isDeleted: false, createdAt: start.at };
    return {
      kind: 'room',
      source,
      action,
      uuid: room.uuid,
      contactUuid: contact.uuid,
      contactName: contact.name,
      isWaiting: isWhole ? isWaiting(room) : room.waiting,
      isActive: room.isActive,
      user:
        room.owner === 'queue'
          ? null
          : room.owner === 'me'
            ? { email: 'Agent1@example.com', name: 'Bob Agent' }
            : { email: 'agent2@example.com', name: 'Cleo' },
      queue: { uuid: 'q', name: 'Level 1' },
      ...(isWhole ? { ticketUuid: `t${room.ticket}`, flowStart, createdAt: room.createdAt } : {}),
      lastMessage:
        room.last === null || source === 'history'
          ? null
          : { uuid: room.last.uuid, direction: room.last.direction, createdAt: room.last.createdAt },
      lastInteractionAt: room.messages.at(-1)?.createdAt ?? null,
      modifiedAt: source === 'list' ? null : room.modifiedAt,
      endedAt: room.endedAt,
      endedBy: source === 'history' ? null : room.endedBy,
    };
  }

  // The event of a room with a user is sent to that user alone, that of a queued room to every agent of the queue
  // (.github/docs/contract/socket.md#who-gets-which-event).
  function emitRoom(room: WorldRoom, action: 'create' | 'update' | 'close', to: Owner = room.owner): void {
    if (to !== 'other') frames.push(fact(room, 'socket', action));
  }

  function store(room: WorldRoom, added: MessageFact): void {
    room.messages.push(added);
    room.last = added;
    if (room.owner !== 'other') frames.push(added);
  }

  function close(room: WorldRoom, endedBy: string): void {
    Object.assign(room, { isActive: false, endedAt: now, endedBy, modifiedAt: now, isTicketOpen: false });
  }

  const world = {
    rooms,
    starts,
    written,
    get now() {
      return now;
    },
    get lastWrittenAt() {
      return written.at(-1)?.fact.createdAt ?? null;
    },
    active,
    pass(ms: number) {
      now += ms;
    },
    /** From now on retrieving a room answers 403, as for an agent who does not belong to the room's queue. */
    forbidRetrieve() {
      isRetrieveAllowed = false;
    },
    renameContact(name: string) {
      contact = { ...contact, name };
    },
    /** Flows merges Ana into another contact: from now on everything is reported under that contact's uuid. */
    mergeContact(into: ContactUuid) {
      contact = { ...contact, uuid: into };
    },
    takeFrames(): ReplyFact[] {
      const taken = frames;
      frames = [];
      return taken;
    },
    /** A start of the agent; linked to the open room if asked and allowed. @returns the room it waits in */
    dispatch(flow: string, isLinked: boolean): RoomUuid | null {
      const room = active();
      const target = isLinked && room !== null && liveStarts(room).length === 0 ? room : null;
      starts.push({ flow, at: now, room: target, isDeleted: false });
      if (target === null) return null;
      Object.assign(target, { waiting: true, isTicketOpen: false, modifiedAt: now });
      store(target, message(target, 'system'));
      target.last = target.messages.at(-2) ?? null;
      emitRoom(target, 'update');
      return target.uuid;
    },
    contactWrites(skewMs = 0) {
      const room = active();
      const isStored = room?.isTicketOpen === true;
      const added = message(isStored ? room : null, 'contact', now + skewMs);
      written.push({ fact: added, room: isStored ? room : null, at: now });
      if (!isStored || room === null) return;
      if (isWaiting(room)) {
        Object.assign(room, { waiting: false, modifiedAt: now });
        emitRoom(room, 'update');
      }
      store(room, added);
    },
    /** The flow opens a ticket. `goesTo`: owner of a new room. `history`: messages since the run, or of 24 hours. */
    opensTicket(flow: string, goesTo: Owner, history: 'run' | 'day' = 'run') {
      const newest = starts.filter((start) => start.flow === flow && start.room !== null && !start.isDeleted).at(-1);
      let room: WorldRoom | null = null;
      if (newest?.room?.isActive === true) {
        newest.isDeleted = true;
        room = newest.room;
        Object.assign(room, { ticket: room.ticket + 1_000, isTicketOpen: true });
        emitRoom(room, 'update');
      } else if (newest === undefined) {
        for (const other of starts.filter((start) => start.room !== null && !start.isDeleted)) {
          other.isDeleted = true;
          if (other.room?.isActive === true) close(other.room, 'new_room');
        }
      }
      if (room === null && active() !== null) return;
      if (room === null) {
        const n = rooms.length + 1;
        room = {
          uuid: roomUuid(n),
          owner: goesTo,
          isActive: true,
          waiting: false,
          ticket: n,
          isTicketOpen: true,
          createdAt: now,
          modifiedAt: now,
          endedAt: null,
          endedBy: null,
          messages: [],
          last: null,
        };
        rooms.push(room);
        if (goesTo !== 'other') frames.push(message(room, 'system'));
        emitRoom(room, 'create');
      }
      postHistory(
        room,
        history === 'run'
          ? (starts.findLast((start) => start.flow === flow)?.at ?? now) - 1_000
          : now - 24 * 60 * 60_000,
      );
    },
    botWrites() {
      const room = active();
      if (room?.isTicketOpen === true) store(room, message(room, 'system'));
    },
    agentWrites() {
      const room = active();
      if (room !== null && room.owner === 'me' && !room.waiting) store(room, message(room, 'agent'));
    },
    agentCloses() {
      const room = active();
      if (room === null || room.owner !== 'me') return;
      close(room, 'agent');
      emitRoom(room, 'close');
      emitRoom(room, 'close');
    },
    moves(to: Owner) {
      const room = active();
      if (room === null || room.owner === to) return;
      const from = room.owner;
      Object.assign(room, { owner: to, modifiedAt: now });
      emitRoom(room, 'update', from);
      if (to !== 'other') emitRoom(room, 'update', to);
    },
  };

  function postHistory(room: WorldRoom, sinceAt: number): void {
    const unsent = written.filter((item) => item.room === null && item.fact.createdAt > sinceAt);
    if (unsent.length > 0 && isWaiting(room)) Object.assign(room, { waiting: false, modifiedAt: now });
    emitRoom(room, 'create');
    for (const item of unsent) {
      item.room = room;
      room.messages.push({ ...item.fact, roomUuid: room.uuid });
    }
    room.messages.push(message(room, 'system'));
    room.messages.sort((a, b) => a.createdAt - b.createdAt);
    room.last = room.messages.at(-1) ?? null;
  }

  const weni: ReplyWeni = {
    listRooms(_, { status, limit, offset }) {
      const shown = rooms
        .filter((room) => room.isActive && room.owner !== 'other')
        .filter((room) =>
          status === 'flow_start' ? room.waiting : !room.waiting && (status === 'waiting') === (room.owner === 'queue'),
        )
        .map((room) => fact(room, 'list', null));
      return Promise.resolve({ count: shown.length, rooms: shown.slice(offset, offset + limit) });
    },
    getRoom(_, uuid) {
      const room = rooms.find((each) => each.uuid === uuid);
      return Promise.resolve(room === undefined || !isRetrieveAllowed ? 'hidden' : fact(room, 'retrieve', null));
    },
    listMessages(_, uuid) {
      const room = rooms.find((each) => each.uuid === uuid);
      return Promise.resolve(
        room === undefined ? 'hidden' : room.messages.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, 50),
      );
    },
    listHistoryRooms: () =>
      Promise.resolve(
        rooms
          .filter((room) => !room.isActive)
          .map((room) => fact(room, 'history', null))
          .reverse(),
      ),
    listFlowStarts: () => Promise.resolve([]),
    lastSeen: () =>
      Promise.resolve({ people: [{ contactUuid: contact.uuid, lastSeenAt: world.lastWrittenAt }], nextCursor: null }),
  };
  return { ...world, world, weni };
}

export type World = ReturnType<typeof createWorld>['world'];
