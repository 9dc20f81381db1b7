import { countMessage, notifyMessage } from '../life/room-life.ts';
import type { Context } from '../context.ts';
import type { Json } from '../python-json.ts';
import { addMessage, is24hValid, messagesOf, permissionOf } from '../world/store.ts';
import type { Message, Room } from '../world/types.ts';
import { FORBIDDEN, HttpProblem, isTrue, NOT_FOUND, ok, textOf, type Answer, type Call } from './call.ts';
import type { Route } from './router.ts';
import { fullMessage } from './serialize-message.ts';

const MAX_PAGE = 100;

function readableRoom(call: Call, uuid: string): Room {
  const room = call.ctx.world.rooms.get(uuid);
  if (room === undefined) throw new HttpProblem(404, NOT_FOUND);
  const permission = permissionOf(call.ctx.world, room.project, call.person.email);
  if (room.user !== call.person.email && (permission?.role ?? 0) === 0) throw new HttpProblem(403, FORBIDDEN);
  return room;
}

function position(message: Message): string {
  return Buffer.from(`p=${message.createdAt}`, 'utf8').toString('base64url');
}

/** Cursor paging with full `http` links; `ordering=-created_on` is newest first, `reverse_results` turns each page round. */
function listMessages(call: Call, version: 1 | 2): Answer {
  const room = readableRoom(call, call.query['room'] ?? '');
  const isNewestFirst = (call.query['ordering'] ?? '-created_on') === '-created_on';
  const sign = isNewestFirst ? -1 : 1;
  const all = messagesOf(call.ctx.world, room.uuid).toSorted((a, b) => sign * (a.createdAt - b.createdAt));
  const asked = Number.parseInt(call.query['page_size'] ?? '', 10);
  const size = asked > 0 ? Math.min(asked, MAX_PAGE) : 20;
  const cursor = call.query['cursor'];
  const at = cursor === undefined ? 0 : all.findIndex((message) => position(message) === cursor);
  if (at < 0) throw new HttpProblem(404, { detail: 'Invalid cursor' });
  const page = all.slice(at, at + size);
  const link = (message: Message | undefined): string | null =>
    message === undefined
      ? null
      : `${call.ctx.origins.api}${call.path}?${new URLSearchParams({ ...call.query, cursor: position(message) }).toString()}`;
  const results = page.map((message) => {
    const row = fullMessage(call.ctx, message, 'rest');
    if (version === 1) return row;
    const { room: _room, metadata: _metadata, ...rest } = row;
    return rest;
  });
  return ok({
    next: link(all[at + size]),
    previous: at > 0 ? link(all[Math.max(0, at - size)]) : null,
    results: isTrue(call.query['reverse_results']) ? results.toReversed() : results,
  });
}

export type PostOutcome =
  | { readonly message: Message }
  | { readonly code: string; readonly status: number; readonly detail: string };

/** Stores an agent's message, by REST or socket. Refused while the column is waiting (500) and after 24 hours (400). */
export function postAgentMessage(ctx: Context, room: Room, email: string, text: string, isSeen: boolean): PostOutcome {
  if (!room.isActive) return { code: 'room_closed', status: 400, detail: "Closed rooms can't receive messages" };
  if (room.isWaiting)
    return {
      code: 'room_waiting',
      status: 500,
      detail: "Cannot create message when the room is waiting for contact's answer",
    };
  if (!is24hValid(ctx.world, room, ctx.clock.now()))
    return {
      code: 'message_window_expired',
      status: 400,
      detail: "You can't send messages after 24h from the last contact message",
    };
  const message = addMessage(ctx.world, {
    uuid: ctx.ids.uuid(),
    room: room.uuid,
    userEmail: email,
    contact: null,
    text,
    seen: isSeen,
    createdAt: ctx.clock.now(),
    metadata: {},
    externalId: null,
  });
  ctx.mailroom.callback(room, 'msg.create');
  return { message };
}

/** Announces an agent's message and writes the last-message columns. */
export function announceAgentMessage(ctx: Context, room: Room, message: Message): void {
  notifyMessage(ctx, room, message);
  countMessage(room, message, false);
}

function createMessage(call: Call): Answer {
  const uuid = textOf(call.body, 'room');
  if (uuid === null) throw new HttpProblem(400, { room: ['This field is required.'] });
  const room = call.ctx.world.rooms.get(uuid);
  if (room === undefined) throw new HttpProblem(400, { room: [`Invalid pk "${uuid}" - object does not exist.`] });
  readableRoom(call, uuid);
  const outcome = postAgentMessage(
    call.ctx,
    room,
    textOf(call.body, 'user_email') ?? call.person.email,
    textOf(call.body, 'text') ?? '',
    call.body['seen'] === true,
  );
  if ('code' in outcome) throw new HttpProblem(outcome.status, { detail: outcome.detail });
  announceAgentMessage(call.ctx, room, outcome.message);
  const body: { readonly [key: string]: Json } = fullMessage(call.ctx, outcome.message, 'rest');
  return { status: 201, body };
}

export const MESSAGE_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/msg/', handler: (call) => listMessages(call, 1) },
  { method: 'GET', pattern: '/v2/msg/', handler: (call) => listMessages(call, 2) },
  { method: 'POST', pattern: '/v1/msg/', handler: createMessage },
  { method: 'POST', pattern: '/v2/msg/', handler: createMessage },
];
