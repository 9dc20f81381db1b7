import { zoned } from '../clock.ts';
import { managedSectors, permissionOf, projectByUuid, sectorsOf } from '../world/store.ts';
import {
  EngineCrash,
  HttpProblem,
  isUuid,
  limitOffset,
  memberOf,
  NOT_FOUND,
  FORBIDDEN,
  ok,
  type Answer,
  type Call,
} from './call.ts';
import type { Route } from './router.ts';

function profile(call: Call): Answer {
  const project = call.query['project_uuid'];
  if (project === undefined || project === '') throw new HttpProblem(500, { detail: 'project_uuid is required' });
  if (!isUuid(project)) throw new EngineCrash('malformed uuid');
  const { person } = call;
  const at = zoned(call.ctx.clock.now() - 60 * 24 * 3_600_000);
  return ok({
    email: person.email,
    first_name: person.firstName,
    last_name: person.lastName,
    project_permission_role: permissionOf(call.ctx.world, project, person.email)?.role ?? null,
    created_on: at,
    modified_on: at,
    sound_new_room: true,
    sound_chat_msg: true,
    sound_action: true,
    config: null,
  });
}

function project(call: Call): Answer {
  const { project: row } = memberOf(call, call.params['project'] ?? '');
  // The real serializer adds a key to the config, and fails when the project has no config.
  if (row.config === null) throw new EngineCrash('config is null');
  return ok({
    name: row.name,
    date_format: 'D',
    timezone: 'America/Sao_Paulo',
    config: { ...row.config, has_chats_summary: false },
    org: row.org,
    room_routing_type: row.routing,
    is_chats_summary_enabled: false,
  });
}

/** An admin needs any sector, others a reachable sector with the toggle on; deleted authorizations still count. */
function accessOf(call: Call): { can_trigger_flows: boolean; can_access_dashboard: boolean } {
  const { world } = call.ctx;
  const { permission } = memberOf(call, call.params['project'] ?? '');
  const sectors = sectorsOf(world, permission.project);
  if (permission.role === 1) return { can_trigger_flows: sectors.length > 0, can_access_dashboard: true };
  const reachable = new Set(
    world.sectorAuthorizations.filter((row) => row.permission === permission.uuid).map((row) => row.sector),
  );
  for (const row of world.queueAuthorizations) {
    const queue = world.queues.find((each) => each.uuid === row.queue);
    if (row.permission === permission.uuid && queue !== undefined) reachable.add(queue.sector);
  }
  return {
    can_trigger_flows: sectors.some((sector) => reachable.has(sector.uuid) && sector.canTriggerFlows),
    can_access_dashboard: managedSectors(world, permission).length > 0,
  };
}

function verifyAccess(call: Call): Answer {
  const permission = permissionOf(call.ctx.world, call.query['project'] ?? '', call.person.email);
  if (permission === undefined) throw new HttpProblem(401, { Detail: 'You dont have permission in this project.' });
  return ok({ first_access: permission.firstAccess });
}

function featureFlags(call: Call): Answer {
  const uuid = call.query['project_uuid'];
  if (uuid === undefined || uuid === '') throw new HttpProblem(400, { project_uuid: ['This field is required.'] });
  const row = projectByUuid(call.ctx.world, uuid);
  if (row === undefined || permissionOf(call.ctx.world, uuid, call.person.email) === undefined)
    throw new HttpProblem(403, FORBIDDEN);
  return ok({ active_features: [...row.flags] });
}

/**
 * Any authenticated user may request the projects of any org. The filter compares a value in the config, so a project
 * that has none is in neither list.
 */
function orgProjects(call: Call): Answer {
  const rows = call.ctx.world.projects.filter(
    (row) =>
      row.org === call.params['org'] &&
      (call.query['its_principal'] === undefined ||
        row.config?.['its_principal'] === (call.query['its_principal'].toLowerCase() === 'true')),
  );
  return ok(
    limitOffset(call, rows, (row) => ({
      uuid: row.uuid,
      its_principal: row.config?.['its_principal'] === true,
      name: row.name,
      has_sector_integration: false,
    })),
  );
}

function permissions(call: Call): Answer {
  const { world } = call.ctx;
  const own = permissionOf(world, call.query['project'] ?? '', call.person.email);
  const isSectorManager =
    own !== undefined &&
    call.query['sector'] !== undefined &&
    managedSectors(world, own).some((sector) => sector.uuid === call.query['sector']);
  if (own === undefined || (own.role !== 1 && !isSectorManager)) throw new HttpProblem(403, FORBIDDEN);
  const rows = world.permissions.filter(
    (row) =>
      row.project === own.project && (call.query['role'] === undefined || String(row.role) === call.query['role']),
  );
  return ok(
    limitOffset(call, rows, (row) => {
      const person = world.people.find((each) => each.email === row.email);
      return {
        uuid: row.uuid,
        user: { first_name: person?.firstName ?? '', last_name: person?.lastName ?? '', email: row.email },
        status: row.status,
        role: row.role,
        project: row.project,
      };
    }),
  );
}

function discussionSectors(call: Call): Answer {
  const { permission } = memberOf(call, call.params['project'] ?? '');
  return ok(
    limitOffset(call, sectorsOf(call.ctx.world, permission.project), (sector) => ({
      uuid: sector.uuid,
      name: sector.name,
    })),
  );
}

/** Connect's endpoint for the language of a project. */
function organizationProject(call: Call): Answer {
  const row = projectByUuid(call.ctx.world, call.params['project'] ?? '');
  if (row === undefined) throw new HttpProblem(404, NOT_FOUND);
  return ok({ uuid: row.uuid, name: row.name, language: 'pt-br' });
}

export const IDENTITY_ROUTES: readonly Route[] = [
  { method: 'GET', pattern: '/v1/accounts/profile/', handler: profile },
  { method: 'GET', pattern: '/v1/project/:project/', handler: project },
  { method: 'GET', pattern: '/v1/project/:project/list_access/', handler: (call) => ok(accessOf(call)) },
  {
    method: 'GET',
    pattern: '/v1/project/:project/can_trigger_flows/',
    handler: (call) => ok({ can_trigger_flows: accessOf(call).can_trigger_flows }),
  },
  { method: 'GET', pattern: '/v1/project/:project/list_discussion_sector/', handler: discussionSectors },
  { method: 'GET', pattern: '/v1/permission/project/verify_access/', handler: verifyAccess },
  { method: 'GET', pattern: '/v1/permission/project/', handler: permissions },
  { method: 'GET', pattern: '/v1/feature_flags/', handler: featureFlags },
  { method: 'GET', pattern: '/v1/org/:org/projects/', handler: orgProjects },
  { method: 'GET', pattern: '/v1/organization/project/:project/', handler: organizationProject },
];
