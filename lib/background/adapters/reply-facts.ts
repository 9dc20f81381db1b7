import type { MessageFact, ReplyFact } from '../../replies/facts.ts';
import type { MessageHint, RoomHint } from '../../weni/socket/hint.ts';

const toDirection = (direction: MessageHint['direction']): MessageFact['direction'] =>
  direction === 'system-or-bot' ? 'system' : direction;

/** Converts a hint (what one frame on the page's socket says) into the fact type that the reply watcher reads. */
export function toReplyFact(hint: RoomHint | MessageHint): ReplyFact {
  if (hint.kind === 'message') {
    return {
      kind: 'message',
      uuid: hint.uuid,
      roomUuid: hint.roomUuid,
      direction: hint.isNote ? 'system' : toDirection(hint.direction),
      createdAt: hint.createdAt,
    };
  }
  const { room } = hint;
  const last = room.lastMessage;
  return {
    kind: 'room',
    source: 'socket',
    action: hint.event,
    uuid: room.uuid,
    contactUuid: room.contactUuid,
    contactName: room.contactName,
    isWaiting: room.isWaiting,
    isActive: room.isActive,
    user: room.userEmail === null ? null : { email: room.userEmail, name: room.userName },
    queue: room.queueUuid === null ? null : { uuid: room.queueUuid, name: room.queueName ?? '' },
    ticketUuid: room.ticketUuid,
    flowStart:
      room.flowStart === null
        ? null
        : { name: room.flowStart.name ?? '', isDeleted: room.flowStart.isDeleted, createdAt: room.flowStart.createdAt },
    lastMessage:
      last === null || last.messageUuid === null || last.createdAt === null
        ? null
        : { uuid: last.messageUuid, direction: toDirection(last.direction), createdAt: last.createdAt },
    lastInteractionAt: null,
    modifiedAt: room.modifiedAt,
    endedAt: room.endedAt,
    endedBy: room.endedBy,
  };
}
