import * as z from 'zod/mini';
import { sized } from '../../fits.ts';
import { SectorUuid } from '../../ids.ts';

// Wire shapes of who may do what. Fields the product does not read are left out and pass.

/** `GET /accounts/profile/?project_uuid=`: role is 0 unset, 1 admin, 2 attendant, null = no permission in the project. */
export const ProfileWire = z.looseObject({
  email: z.string().check(sized(1)),
  first_name: z.string(),
  last_name: z.string(),
  project_permission_role: z.nullable(z.number()),
});

/**
 * `GET /project/{project}/list_access/`. True for every admin, whatever the toggles say
 * (.github/docs/contract/rest.md#the-toggle).
 */
export const ListAccessWire = z.looseObject({ can_trigger_flows: z.boolean(), can_access_dashboard: z.boolean() });

/** `GET /project/{project}/`. Has no uuid in its body; `config` may miss every key. */
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

/** One row of `GET /sector/?project=`; a plain agent gets none. */
export const SectorRowWire = z.looseObject({ uuid: SectorUuid, name: z.string(), can_trigger_flows: z.boolean() });

/** `PATCH /sector/{uuid}/`: the update serializer's fields, without the uuid. */
export const SectorPatchWire = z.looseObject({ can_trigger_flows: z.boolean() });

/**
 * One row of `GET /permission/project/?project=`, for project admins alone
 * (.github/docs/contract/rest.md#who-is-asking).
 */
export const MemberRowWire = z.looseObject({
  user: z.looseObject({ first_name: z.nullable(z.string()), last_name: z.nullable(z.string()), email: z.string().check(sized(1)) }),
});

/** `GET /internal/permission/project/status/`: `ONLINE`, `OFFLINE` or a custom word. */
export const AgentStatusWire = z.looseObject({ connection_status: z.string() });

/** Limit/offset lists of the engine. `next` is an absolute http address: never fetched, only compared with null. */
export const OffsetPageWire = z.looseObject({
  count: z.number(),
  next: z.nullable(z.string()),
  results: z.array(z.unknown()),
});

/** Lists that come from Flows through the engine: `next` is what follows the last `cursor=`, `""` at the end. */
export const CursorPageWire = z.looseObject({
  next: z.optional(z.nullable(z.string())),
  results: z.array(z.unknown()),
});
