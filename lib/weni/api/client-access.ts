import type { ProjectUuid } from '../../ids.ts';
import { toAgentStatus, toListAccess, toMember, toOrgProject, toProfile, toProject, toQueuePermission, toSector } from './access.ts';
import { convertRows, type Caller } from './caller.ts';
import { parsePage } from './page.ts';
import {
  AgentStatusWire,
  ListAccessWire,
  MemberRowWire,
  OrgProjectWire,
  ProfileWire,
  ProjectWire,
  QueuePermissionRowWire,
  QueuePermissionsWire,
  SectorPatchWire,
  SectorRowWire,
  SectorWire,
} from './schemas-access.ts';
import type { WeniApi } from './weni-api.ts';

/** The part of `WeniApi` about the agent and what is switched on. */
export type AccessCalls = Pick<
  WeniApi,
  | 'getProfile'
  | 'getListAccess'
  | 'getProject'
  | 'listSectors'
  | 'getSector'
  | 'patchSectorToggle'
  | 'listQueuePermissions'
  | 'orgPrincipalProject'
  | 'listOrgProjects'
  | 'getAgentStatus'
  | 'listMembers'
>;

/** The calls about who the agent is and what is switched on (rest.md §1, §2, §8). Status is only ever read. */
export function createAccessCalls(caller: Caller, projectUuid: ProjectUuid): AccessCalls {
  return {
    async getProfile({ signal } = {}) {
      const request = { endpoint: 'GET /accounts/profile/', path: '/v1/accounts/profile/', query: { project_uuid: projectUuid }, signal };
      return toProfile(await caller.read(request, ProfileWire));
    },

    async getListAccess({ signal } = {}) {
      const request = { endpoint: 'GET /project/:project/list_access/', path: `/v1/project/${projectUuid}/list_access/`, signal };
      return toListAccess(await caller.read(request, ListAccessWire));
    },

    async getProject({ signal } = {}) {
      const request = { endpoint: 'GET /project/:project/', path: `/v1/project/${projectUuid}/`, signal };
      return toProject(await caller.read(request, ProjectWire));
    },

    async listSectors({ signal } = {}) {
      const request = { endpoint: 'GET /sector/', path: '/v1/sector/', query: { project: projectUuid }, signal };
      return caller.readWholeList(request, SectorRowWire, { convert: toSector, key: (sector) => sector.sectorUuid });
    },

    async getSector(sectorUuid, { signal } = {}) {
      const request = { endpoint: 'GET /sector/:sector/', path: `/v1/sector/${sectorUuid}/`, signal };
      return toSector(await caller.read(request, SectorWire));
    },

    async patchSectorToggle(sectorUuid, on, { signal } = {}) {
      const request = {
        endpoint: 'PATCH /sector/:sector/',
        method: 'PATCH',
        path: `/v1/sector/${sectorUuid}/`,
        body: { can_trigger_flows: on },
        signal,
      } as const;
      const patched = await caller.read(request, SectorPatchWire);
      return { on: patched.can_trigger_flows };
    },

    async listQueuePermissions(email, { signal } = {}) {
      const request = {
        endpoint: 'GET /queue/list_queue_permissions/',
        path: '/v1/queue/list_queue_permissions/',
        query: { user_email: email, project: projectUuid },
        signal,
      };
      const { user_permissions: rows } = await caller.read(request, QueuePermissionsWire);
      return convertRows(parsePage(rows, QueuePermissionRowWire), toQueuePermission);
    },

    async orgPrincipalProject(org, { signal } = {}) {
      const request = {
        endpoint: 'GET /org/:org/projects/',
        path: `/v1/org/${encodeURIComponent(org)}/projects/`,
        query: { its_principal: 'true' },
        signal,
      };
      // The page reads the first row alone and so overlooks a second principal project (rest.md §1.6).
      const { rows } = await caller.readWholeList(request, OrgProjectWire, { convert: toOrgProject, key: (row) => row.projectUuid });
      return { isCurrent: rows.some((row) => row.projectUuid.toLowerCase() === projectUuid.toLowerCase()), principals: rows };
    },

    async listOrgProjects(org, { signal } = {}) {
      const request = { endpoint: 'GET /org/:org/projects/', path: `/v1/org/${encodeURIComponent(org)}/projects/`, signal };
      return caller.readWholeList(request, OrgProjectWire, { convert: toOrgProject, key: (row) => row.projectUuid });
    },

    async getAgentStatus({ signal } = {}) {
      const request = {
        endpoint: 'GET /internal/permission/project/status/',
        path: '/v1/internal/permission/project/status/',
        query: { project: projectUuid },
        signal,
      };
      return toAgentStatus(await caller.read(request, AgentStatusWire));
    },

    async listMembers({ signal } = {}) {
      const request = { endpoint: 'GET /permission/project/', path: '/v1/permission/project/', query: { project: projectUuid }, signal };
      return caller.readWholeList(request, MemberRowWire, { convert: toMember, key: (member) => member.email.toLowerCase() });
    },
  };
}
