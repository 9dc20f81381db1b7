import type { Context } from '../context.ts';
import { announceAgentMessage, postAgentMessage } from '../engine/messages.ts';
import { fullMessage } from '../engine/serialize-message.ts';
import type { Member } from './hub.ts';

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function text(source: Fields, key: string): string {
  const value = source[key];
  return typeof value === 'string' ? value : '';
}

function createMessage(ctx: Context, member: Member, content: Fields): void {
  const requestId = text(content, 'request_id');
  const fail = (code: string, message: string): void => {
    ctx.hub.answer(member, 'msg.create.error', { error_code: code, error_message: message, request_id: requestId });
  };
  const room = ctx.world.rooms.get(text(content, 'room'));
  if (requestId === '' || room === undefined) {
    fail('invalid_content', 'request_id and room are required');
    return;
  }
  const outcome = postAgentMessage(ctx, room, member.email, text(content, 'text'), false);
  if ('code' in outcome) {
    fail(outcome.code, outcome.detail);
    return;
  }
  ctx.hub.answer(member, 'msg.create.success', {
    request_id: requestId,
    ...fullMessage(ctx, outcome.message, 'socket'),
  });
  announceAgentMessage(ctx, room, outcome.message);
}

function runMethod(ctx: Context, member: Member, action: string, content: Fields): void {
  const group = `${text(content, 'name')}_${text(content, 'id')}`;
  switch (action) {
    case 'join':
      member.groups.add(group);
      return;
    case 'exit':
      member.groups.delete(group);
      return;
    case 'list_groups':
      ctx.hub.answer(member, 'groups', { groups: [...member.groups] });
      return;
    case 'message_create':
      createMessage(ctx, member, content);
      return;
    default:
      ctx.hub.answer(member, 'method.error', {
        error_code: 'method_not_allowed',
        error_message: `Unknown action: ${action}`,
      });
  }
}

/** Handles one frame of a client and returns its kind, for the log. */
export function handleFrame(ctx: Context, member: Member, raw: string): string {
  let frame: Fields;
  try {
    const parsed: unknown = JSON.parse(raw);
    frame = fields(parsed);
  } catch {
    return 'not-json';
  }
  const type = text(frame, 'type');
  if (type === 'ping') {
    ctx.hub.deliver(member, '{"type": "pong"}');
    return 'ping';
  }
  const action = text(frame, 'action');
  if (type === 'method') {
    runMethod(ctx, member, action, fields(frame['content']));
    return `method ${action}`;
  }
  if (type === 'notify') ctx.hub.deliver(member, raw);
  return type;
}
