import * as z from 'zod/mini';
import { sized } from '../../fits.ts';
import { ProjectUuid, SectorUuid } from '../../ids.ts';

// Schemas of the answers about the agent, the project and who may send. They name only the fields that the product
// reads; other fields are ignored.

/** `GET /accounts/profile/?project_uuid=`. Role: 0 unset, 1 admin, 2 attendant, null = no permission in the project. */
export const ProfileWire = z.looseObject({
  email: z.string().check(sized(1)),
  first_name: z.string(),
  last_name: z.string(),
  project_permission_role: z.nullable(z.number()),
});

/**
 * `GET /project/{project}/list_access/`. The engine answers true for every admin, whatever the toggles say
 * (.github/docs/contract/rest.md#the-toggle).
 */
export const ListAccessWire = z.looseObject({ can_trigger_flows: z.boolean(), can_access_dashboard: z.boolean() });

/** `GET /project/{project}/`. The body has no uuid; any key of `config` may be missing. */
export const ProjectWire = z.looseObject({
  name: z.string(),
  timezone: z.nullable(z.string()),
  org: z.nullable(z.string()),
  config: z.nullable(
    z.looseObject({
      its_principal: z.optional(z.nullable(z.boolean())),
      ignore_close_rooms_on_flow_start: z.optional(z.nullable(z.boolean())),
    }),
  ),
});

/** One row of `GET /org/{org}/projects/`. */
export const OrgProjectWire = z.looseObject({ uuid: ProjectUuid, name: z.string() });

/** One row of `GET /sector/?project=`. The list is empty for an agent who manages no sector. */
export const SectorRowWire = z.looseObject({ uuid: SectorUuid, name: z.string(), can_trigger_flows: z.boolean() });

/** `PATCH /sector/{uuid}/`. Answers the fields of the update serializer, without the uuid. */
export const SectorPatchWire = z.looseObject({ can_trigger_flows: z.boolean() });

/**
 * One row of `GET /permission/project/?project=`, which only project admins may read
 * (.github/docs/contract/rest.md#who-is-asking).
 */
export const MemberRowWire = z.looseObject({
  user: z.looseObject({
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    email: z.string().check(sized(1)),
  }),
});

/** `GET /internal/permission/project/status/`: `ONLINE`, `OFFLINE`, or the name of a custom break. */
export const AgentStatusWire = z.looseObject({ connection_status: z.string() });

/**
 * Page of an engine list with limit and offset. `next` is an absolute http URL; it is only compared with null, never
 * fetched.
 */
export const OffsetPageWire = z.looseObject({
  count: z.number(),
  next: z.nullable(z.string()),
  results: z.array(z.unknown()),
});

/**
 * Page of a list that Flows answers through the engine. `next` is what follows the last `cursor=`, and `""` at the end.
 */
export const CursorPageWire = z.looseObject({
  next: z.optional(z.nullable(z.string())),
  results: z.array(z.unknown()),
});
