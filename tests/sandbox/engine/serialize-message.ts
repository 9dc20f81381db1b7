import { zoned } from '../clock.ts';
import type { Context } from '../context.ts';
import type { Json } from '../python-json.ts';
import { personByEmail } from '../world/store.ts';
import type { Message } from '../world/types.ts';
import { fullContact, userObject } from './serialize-room.ts';

/** A message as REST v1 lists it (`rest`), as an event or acknowledgement carries it (`socket`): only `contact.room` differs. */
export function fullMessage(
  ctx: Context,
  message: Message,
  where: 'rest' | 'socket',
): { readonly [key: string]: Json } {
  const contact = message.contact === null ? undefined : ctx.world.contacts.get(message.contact);
  const user = message.userEmail === null ? undefined : personByEmail(ctx.world, message.userEmail);
  const metadata: Json = JSON.parse(JSON.stringify(message.metadata));
  return {
    uuid: message.uuid,
    user: userObject(user),
    room: message.room,
    contact:
      contact === undefined
        ? null
        : {
            uuid: contact.uuid,
            name: contact.name,
            email: null,
            document: null,
            status: '',
            custom_fields: null,
            room: where === 'rest' ? { ended_at: null, custom_fields: null, urn: '' } : null,
            created_on: zoned(contact.createdAt),
          },
    text: message.text,
    seen: message.seen,
    media: [],
    created_on: zoned(message.createdAt),
    metadata,
    replied_message: null,
    is_read: null,
    is_delivered: null,
    internal_note: null,
    is_automatic_message: false,
    automatic_message_type: null,
    bulk_message: null,
  };
}

/** What `/external/msgs/` answers to mailroom. */
export function externalMessage(ctx: Context, message: Message): { readonly [key: string]: Json } {
  const contact = message.contact === null ? undefined : ctx.world.contacts.get(message.contact);
  const metadata: Json = JSON.parse(JSON.stringify(message.metadata));
  return {
    uuid: message.uuid,
    room: message.room,
    text: message.text,
    created_on: zoned(message.createdAt),
    external_id: message.externalId,
    metadata,
    user: null,
    contact: contact === undefined ? null : fullContact(contact),
    seen: message.seen,
    media: [],
  };
}
