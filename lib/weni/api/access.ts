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

/** `none`: no permission in the project. `unset`: a permission without a role. A manager is an `attendant` with sectors. */
type ProjectRole = 'admin' | 'attendant' | 'unset' | 'none';

/** The signed-in agent, as the engine knows them in the session's project. Both names may be empty. */
export interface Profile {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: ProjectRole;
}

/**
 * What list_access says. For an admin `canTriggerFlows` means nothing: read the sectors instead
 * (.github/docs/contract/rest.md#the-toggle).
 */
export interface ListAccess {
  readonly canTriggerFlows: boolean;
  readonly canAccessDashboard: boolean;
}

/** What the engine says about a project. Its uuid is not in the answer. */
export interface Project {
  readonly name: string;
  readonly timezone: string | null;
  /** Key of the organisation; opaque. */
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

/** `status` as sent, in capitals: `ONLINE`, `OFFLINE`, or a word of a custom break. */
export interface AgentStatus {
  readonly status: string;
  readonly isOnline: boolean;
}

/** Somebody with a permission in the project; the name as the engine's history writes it, empty when they have none. */
export interface Member {
  readonly email: string;
  readonly fullName: string;
}

/** A profile in our words. Roles the contract does not name (the page's 3 among them) become `unset`. */
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

/** The answer of list_access in our words. */
export function toListAccess(wire: z.infer<typeof ListAccessWire>): ListAccess {
  return { canTriggerFlows: wire.can_trigger_flows, canAccessDashboard: wire.can_access_dashboard };
}

/** A project in our words; a config that is null, or misses a key, counts as off. */
export function toProject(wire: z.infer<typeof ProjectWire>): Project {
  return {
    name: wire.name,
    timezone: wire.timezone,
    org: wire.org,
    isPrincipal: wire.config?.its_principal === true,
    ignoresCloseRoomsOnFlowStart: wire.config?.ignore_close_rooms_on_flow_start === true,
  };
}

/** A sector, from the list or its own endpoint, in our words. */
export function toSector(wire: z.infer<typeof SectorRowWire>): Sector {
  return { sectorUuid: wire.uuid, name: wire.name, canTriggerFlows: wire.can_trigger_flows };
}

/** A member in our words. */
export function toMember({ user }: z.infer<typeof MemberRowWire>): Member {
  return { email: user.email, fullName: `${user.first_name ?? ''} ${user.last_name ?? ''}`.trim() };
}

/** The agent's status in our words, in capitals however it was written. */
export function toAgentStatus(wire: z.infer<typeof AgentStatusWire>): AgentStatus {
  const status = wire.connection_status.toUpperCase();
  return { status, isOnline: status === 'ONLINE' };
}

/** A project of the organisation in our words; null counts as not principal. */
