import type * as z from 'zod/mini';
import type { ProjectUuid, SectorUuid } from '../../ids.ts';
import type {
  AgentStatusWire,
  ListAccessWire,
  OrgProjectWire,
  ProfileWire,
  ProjectWire,
  QueuePermissionRowWire,
  SectorRowWire,
} from './schemas-access.ts';

/** `none`: no permission in the project. `unset`: a permission without a role. A manager is an `attendant` with sectors. */
export type ProjectRole = 'admin' | 'attendant' | 'unset' | 'none';

export interface Profile {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly role: ProjectRole;
}

/** What list_access says. For an admin `canTriggerFlows` means nothing: read the sectors instead (rest.md §2.4). */
export interface ListAccess {
  readonly canTriggerFlows: boolean;
  readonly canAccessDashboard: boolean;
}

export interface Project {
  readonly name: string;
  readonly timezone: string | null;
  /** Key for `orgPrincipalProject`; opaque. */
  readonly org: string | null;
  readonly isPrincipal: boolean;
  /** Changes how the server replaces rooms (states.md §3). */
  readonly ignoresCloseRoomsOnFlowStart: boolean;
}

export interface Sector {
  readonly sectorUuid: SectorUuid;
  readonly name: string;
  readonly canTriggerFlows: boolean;
}

export interface QueuePermission {
  readonly queueUuid: string;
  readonly queueName: string;
  /** False for a soft-deleted row and for role 2, which does not count (rest.md §0). */
  readonly isMember: boolean;
}

/** `status` as sent, in capitals: `ONLINE`, `OFFLINE`, or a word of a custom break. */
export interface AgentStatus {
  readonly status: string;
  readonly isOnline: boolean;
}

export interface OrgProject {
  readonly projectUuid: ProjectUuid;
  readonly name: string;
  readonly isPrincipal: boolean;
}

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

export function toProject(wire: z.infer<typeof ProjectWire>): Project {
  return {
    name: wire.name,
    timezone: wire.timezone,
    org: wire.org,
    isPrincipal: wire.config?.its_principal === true,
    ignoresCloseRoomsOnFlowStart: wire.config?.ignore_close_rooms_on_flow_start === true,
  };
}

export function toSector(wire: z.infer<typeof SectorRowWire>): Sector {
  return { sectorUuid: wire.uuid, name: wire.name, canTriggerFlows: wire.can_trigger_flows };
}

export function toQueuePermission(wire: z.infer<typeof QueuePermissionRowWire>): QueuePermission {
  return { queueUuid: wire.queue, queueName: wire.queue_name, isMember: wire.is_deleted !== true && wire.role !== 2 };
}

export function toAgentStatus(wire: z.infer<typeof AgentStatusWire>): AgentStatus {
  const status = wire.connection_status.toUpperCase();
  return { status, isOnline: status === 'ONLINE' };
}

export function toOrgProject(wire: z.infer<typeof OrgProjectWire>): OrgProject {
  return { projectUuid: wire.uuid, name: wire.name, isPrincipal: wire.its_principal === true };
}
