import type * as z from 'zod/mini';
import type { SectorUuid } from '../../ids.ts';
import type {
  AgentStatusWire,
  ListAccessWire,
  MemberRowWire,
  ProfileWire,
  ProjectWire,
  SectorRowWire,
} from './schemas-access.ts';

/**
 * The agent's role in the project. `none`: the agent has no permission there. `unset`: a permission without a role. A
 * manager has the role `attendant` and manages sectors.
 */
type ProjectRole = 'admin' | 'attendant' | 'unset' | 'none';

/** The signed-in agent, as the engine knows them in the session's project. Both names may be empty. */
export interface Profile {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: ProjectRole;
}

/**
 * The answer of list_access. The engine answers true for every admin, so for an admin `canTriggerFlows` says nothing
 * about the toggle: read the sectors instead (.github/docs/contract/rest.md#the-toggle).
 */
export interface ListAccess {
  readonly canTriggerFlows: boolean;
  readonly canAccessDashboard: boolean;
}

/** A project as the engine describes it. The answer does not repeat the project's uuid. */
export interface Project {
  readonly name: string;
  readonly timezone: string | null;
  /** Opaque key of the organisation. */
  readonly org: string | null;
  readonly isPrincipal: boolean;
  /** Changes how the server replaces rooms (.github/docs/contract/states.md#when-a-ticket-opens). */
  readonly ignoresCloseRoomsOnFlowStart: boolean;
}

/** A sector the caller manages, with its own toggle. */
export interface Sector {
  readonly sectorUuid: SectorUuid;
  readonly name: string;
  readonly canTriggerFlows: boolean;
}

/** Connection status of the agent. `status` is in capitals: `ONLINE`, `OFFLINE`, or the name of a custom break. */
export interface AgentStatus {
  readonly status: string;
  readonly isOnline: boolean;
}

/**
 * A user with a permission in the project. `fullName` is written as in the engine's history of starts; empty when the
 * user has no name.
 */
export interface Member {
  readonly email: string;
  readonly fullName: string;
}

/** Converts a profile. A role number that the contract does not name (the page knows a role 3) becomes `unset`. */
export function toProfile(wire: z.infer<typeof ProfileWire>): Profile {
  return {
    email: wire.email,
    firstName: wire.first_name,
    lastName: wire.last_name,
    role: toRole(wire.project_permission_role),
  };
}

function toRole(role: number | null): ProjectRole {
  if (role === null) return 'none';
  if (role === 1) return 'admin';
  return role === 2 ? 'attendant' : 'unset';
}

export function toListAccess(wire: z.infer<typeof ListAccessWire>): ListAccess {
  return { canTriggerFlows: wire.can_trigger_flows, canAccessDashboard: wire.can_access_dashboard };
}

/** Converts a project. A setting counts as off when `config` is null or misses its key. */
export function toProject(wire: z.infer<typeof ProjectWire>): Project {
  return {
    name: wire.name,
    timezone: wire.timezone,
    org: wire.org,
    isPrincipal: wire.config?.its_principal === true,
    ignoresCloseRoomsOnFlowStart: wire.config?.ignore_close_rooms_on_flow_start === true,
  };
}

/** Converts a sector from the list of sectors or from its own endpoint. */
export function toSector(wire: z.infer<typeof SectorRowWire>): Sector {
  return { sectorUuid: wire.uuid, name: wire.name, canTriggerFlows: wire.can_trigger_flows };
}

export function toMember({ user }: z.infer<typeof MemberRowWire>): Member {
  return { email: user.email, fullName: `${user.first_name ?? ''} ${user.last_name ?? ''}`.trim() };
}

/** Converts the agent's status; the engine does not always write it in capitals. */
export function toAgentStatus(wire: z.infer<typeof AgentStatusWire>): AgentStatus {
  const status = wire.connection_status.toUpperCase();
  return { status, isOnline: status === 'ONLINE' };
}
