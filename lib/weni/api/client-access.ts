import type { FlowsProject, ProjectUuid } from '../../ids.ts';
import { toAgentStatus, toListAccess, toMember, toProfile, toProject, toSector } from './access.ts';
import type { Caller } from './caller.ts';
import {
  AgentStatusWire,
  ListAccessWire,
  MemberRowWire,
  OrgProjectWire,
  ProfileWire,
  ProjectWire,
  SectorPatchWire,
  SectorRowWire,
} from './schemas-access.ts';
import { WeniApiError } from './errors.ts';
import { QueuePermissionsWire, QueueWire, toOwnQueues, toQueueFlows } from './queues.ts';
import { HolidayWire, toHoliday, toSectorHours, WorktimeWire } from './sector-hours.ts';
import type { WeniApi } from './weni-api.ts';

/** The methods of `WeniApi` about the agent and about who may send. */
export type AccessCalls = Pick<
  WeniApi,
  | 'getProfile'
  | 'getListAccess'
  | 'getProject'
  | 'listSecondaryProjects'
  | 'listSectors'
  | 'patchSectorToggle'
  | 'getSectorHours'
  | 'listQueueFlows'
  | 'listOwnQueues'
  | 'getAgentStatus'
  | 'listMembers'
>;

/**
 * Builds the calls about the agent and about who may send (.github/docs/contract/rest.md#who-is-asking). The agent's
 * status is only read, never written.
 */
export function createAccessCalls(caller: Caller, projectUuid: ProjectUuid): AccessCalls {
  return {
    async getProfile({ signal } = {}) {
      const request = {
        endpoint: 'GET /accounts/profile/',
        path: '/v1/accounts/profile/',
        query: { project_uuid: projectUuid },
        signal,
      };
      return toProfile(await caller.read(request, ProfileWire));
    },

    async getListAccess({ signal } = {}) {
      const request = {
        endpoint: 'GET /project/:project/list_access/',
        path: `/v1/project/${projectUuid}/list_access/`,
        signal,
      };
      return toListAccess(await caller.read(request, ListAccessWire));
    },

    async getProject({ signal } = {}) {
      const request = { endpoint: 'GET /project/:project/', path: `/v1/project/${projectUuid}/`, signal };
      return toProject(await caller.read(request, ProjectWire));
    },

    async listSecondaryProjects(org, { signal } = {}) {
      const request = {
        endpoint: 'GET /org/:org/projects/',
        path: `/v1/org/${encodeURIComponent(org)}/projects/`,
        query: { its_principal: 'false' },
        signal,
      };
      return caller.readWholeList(request, OrgProjectWire, {
        convert: ({ uuid, name }): FlowsProject => ({ projectUuid: uuid, name }),
        key: (project) => project.projectUuid.toLowerCase(),
      });
    },

    async listSectors({ signal } = {}) {
      const request = { endpoint: 'GET /sector/', path: '/v1/sector/', query: { project: projectUuid }, signal };
      return caller.readWholeList(request, SectorRowWire, { convert: toSector, key: (sector) => sector.sectorUuid });
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

    async getSectorHours(sectorUuid, { signal } = {}) {
      const worktime = {
        endpoint: 'GET /sector/:sector/worktime/',
        path: `/v1/sector/${sectorUuid}/worktime/`,
        signal,
      };
      const days = {
        endpoint: 'GET /sector_holiday/',
        path: '/v1/sector_holiday/',
        query: { sector: sectorUuid },
        signal,
      };
      const [wire, holidays] = await Promise.all([
        caller.read(worktime, WorktimeWire),
        caller.readWholeList(days, HolidayWire, { convert: toHoliday, key: (day) => day.uuid }),
      ]);
      // A holiday that cannot be read may be today's.
      if (holidays.badRows > 0) throw new WeniApiError({ kind: 'contract', endpoint: days.endpoint, field: 'results' });
      return toSectorHours(wire, holidays.rows);
    },

    async listQueueFlows({ signal } = {}) {
      const request = { endpoint: 'GET /queue/', path: '/v1/queue/', query: { project: projectUuid }, signal };
      return caller.readWholeList(request, QueueWire, { convert: toQueueFlows, key: (queue) => queue.queueUuid });
    },

    async listOwnQueues(agentEmail, { signal } = {}) {
      const request = {
        endpoint: 'GET /queue/list_queue_permissions/',
        path: '/v1/queue/list_queue_permissions/',
        query: { user_email: agentEmail, project: projectUuid },
        signal,
      };
      return toOwnQueues(await caller.read(request, QueuePermissionsWire));
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
      const request = {
        endpoint: 'GET /permission/project/',
        path: '/v1/permission/project/',
        query: { project: projectUuid },
        signal,
      };
      return caller.readWholeList(request, MemberRowWire, {
        convert: toMember,
        key: (member) => member.email.toLowerCase(),
      });
    },
  };
}
