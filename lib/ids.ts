import * as z from 'zod/mini';

// All ids are UUID strings on the wire. `guid` and not `uuid`: the version digit is none of our business.

/** Flows' contact uuid: `contact.external_id` in rooms, `uuid` in list_contacts. Never chats-engine's own contact uuid. */
export const ContactUuid = z.guid().brand<'ContactUuid'>();
export type ContactUuid = z.infer<typeof ContactUuid>;

export const FlowUuid = z.guid().brand<'FlowUuid'>();
export type FlowUuid = z.infer<typeof FlowUuid>;

export const GroupUuid = z.guid().brand<'GroupUuid'>();
export type GroupUuid = z.infer<typeof GroupUuid>;

export const RoomUuid = z.guid().brand<'RoomUuid'>();
export type RoomUuid = z.infer<typeof RoomUuid>;

export const ProjectUuid = z.guid().brand<'ProjectUuid'>();
export type ProjectUuid = z.infer<typeof ProjectUuid>;

export const SectorUuid = z.guid().brand<'SectorUuid'>();
export type SectorUuid = z.infer<typeof SectorUuid>;

export const MessageUuid = z.guid().brand<'MessageUuid'>();
export type MessageUuid = z.infer<typeof MessageUuid>;

/** Our own id of a dispatch (random uuid, made at confirmation). */
export const DispatchId = z.guid().brand<'DispatchId'>();
export type DispatchId = z.infer<typeof DispatchId>;

/** `<api origin>|<agent e-mail>|<project uuid>`, lower case: one agent, in one project, on one deployment. */
export const SessionId = z.string().brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;
