import * as z from 'zod/mini';
import { matching } from './fits.ts';

/** The servers' ids are UUID strings of any version. */
export const Guid = z.string().check(matching(/^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i));

/**
 * Flows' uuid of a contact: `contact.external_id` in rooms, `uuid` in list_contacts. Never the engine's own contact
 * uuid.
 */
export const ContactUuid = Guid.brand<'ContactUuid'>();
export type ContactUuid = z.infer<typeof ContactUuid>;

export const FlowUuid = Guid.brand<'FlowUuid'>();
export type FlowUuid = z.infer<typeof FlowUuid>;

export const GroupUuid = Guid.brand<'GroupUuid'>();
export type GroupUuid = z.infer<typeof GroupUuid>;

export const RoomUuid = Guid.brand<'RoomUuid'>();
export type RoomUuid = z.infer<typeof RoomUuid>;

export const ProjectUuid = Guid.brand<'ProjectUuid'>();
export type ProjectUuid = z.infer<typeof ProjectUuid>;

export const SectorUuid = Guid.brand<'SectorUuid'>();
export type SectorUuid = z.infer<typeof SectorUuid>;

export const MessageUuid = Guid.brand<'MessageUuid'>();
export type MessageUuid = z.infer<typeof MessageUuid>;

/** Our id of a dispatch: a random uuid, made at confirmation. */
export const DispatchId = Guid.brand<'DispatchId'>();
export type DispatchId = z.infer<typeof DispatchId>;

/** `<api origin>|<agent e-mail>|<project uuid>` in lower case: one agent in one project at one API. */
export const SessionId = z.string().brand<'SessionId'>();
export type SessionId = z.infer<typeof SessionId>;

/**
 * A project whose flows and contacts are used instead of the session's own: the secondary project that was chosen under
 * a principal project (.github/docs/contract/rest.md#principal-projects).
 */
export const FlowsProject = z.object({ projectUuid: ProjectUuid, name: z.string() });
export type FlowsProject = z.infer<typeof FlowsProject>;
